"""An incident: from the check that confirms a failure until it is acknowledged or the job ends."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
import math
from typing import Any, Self

from ..const import Response

# Two pictures closer together than this say the same thing twice.
MIN_CONFIRMATION_GAP_S = 4.0


class StepKind(StrEnum):
    """One thing that a response does."""

    NOTIFY = "notify"
    PAUSE = "pause"
    POWER_OFF = "power_off"


class Outcome(StrEnum):
    """How a step ended."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was decided on; without an outcome it is under way.

    It is stored before anything is pressed: after a restart it counts as made.
    Times are seconds since the epoch.
    """

    kind: StepKind
    intended_at: float
    due_at: float | None = None
    pressed: bool = False
    outcome: Outcome | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What was found and what was done about it."""

    incident_id: str
    job_id: str
    opened_at: float
    score: float
    risk: float
    response: Response
    steps: tuple[Step, ...] = field(default=())

    def step(self, kind: StepKind) -> Step | None:
        """Return the step of this kind if it was decided on."""
        return next((step for step in self.steps if step.kind is kind), None)

    def with_step(self, step: Step) -> Self:
        """Return the incident with this step added, or put in the place of its kind."""
        others = tuple(known for known in self.steps if known.kind is not step.kind)
        return replace(self, steps=(*others, step))

    def closed(self, why: str) -> Self:
        """Return the incident with an end to what was still under way."""
        ends = {
            StepKind.PAUSE: Outcome.NOT_NEEDED,
            StepKind.POWER_OFF: Outcome.CANCELLED,
        }
        steps = tuple(
            replace(step, outcome=ends[step.kind], detail=why)
            if step.outcome is None and step.kind in ends
            else step
            for step in self.steps
        )
        return replace(self, steps=steps)

    def state(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Read what `state` gave.

        Raises:
            ValueError: the state is damaged.

        """
        try:
            return cls(
                incident_id=str(state["incident_id"]),
                job_id=str(state["job_id"]),
                opened_at=_finite(state["opened_at"]),
                score=_finite(state["score"]),
                risk=_finite(state["risk"]),
                response=Response(state["response"]),
                steps=tuple(_step(step) for step in state["steps"]),
            )
        except (KeyError, TypeError, OverflowError) as err:
            raise ValueError(f"damaged incident: {err!r}") from err


def _finite(value: Any) -> float:
    """Return the number; raise ValueError where it is none."""
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"not a finite number: {value!r}")
    return number


def _step(state: Mapping[str, Any]) -> Step:
    """Read one stored step."""
    due_at, outcome, detail = state["due_at"], state["outcome"], state["detail"]
    return Step(
        kind=StepKind(state["kind"]),
        intended_at=_finite(state["intended_at"]),
        due_at=None if due_at is None else _finite(due_at),
        pressed=bool(state["pressed"]),
        outcome=None if outcome is None else Outcome(outcome),
        detail=None if detail is None else str(detail),
    )


class Confirmation:
    """Counts the failure verdicts that must hold before an incident opens."""

    def __init__(self) -> None:
        """Start with none."""
        self._count = 0
        self._last_captured_at: float | None = None

    def reset(self) -> None:
        """Begin anew."""
        self._count = 0
        self._last_captured_at = None

    def observe(self, is_failure: bool, captured_at: float, needed: int) -> bool:
        """Take in the verdict on one inspected frame; return whether that is enough.

        Args:
            is_failure: the frame's class is failure.
            captured_at: seconds on any steady clock.
            needed: so many successive failure verdicts, each at least
                MIN_CONFIRMATION_GAP_S after the one before.

        """
        if not is_failure:
            self.reset()
            return False
        last = self._last_captured_at
        if last is None or captured_at - last >= MIN_CONFIRMATION_GAP_S:
            self._count += 1
            self._last_captured_at = captured_at
        return self._count >= needed
