"""An incident: what was found, what was done about it, and how it ended.

Pure: what it knows of the world was handed in.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self

from ..const import Response
from ..detection.stored import read_field, read_number
from ..detection.verdict import FailureClass


class StepKind(StrEnum):
    """One thing that is done about an incident."""

    NOTIFY = "notify"
    PAUSE = "pause"
    STOP = "stop"
    CUSTOM = "custom"
    POWER_OFF = "power_off"
    RESUME = "resume"
    """Only ever by order of a person."""


class Outcome(StrEnum):
    """How a step ended."""

    CONFIRMED = "confirmed"
    """It was done, and whatever it was done to says so."""
    UNCONFIRMED = "unconfirmed"
    """It was done, and nothing says that it worked."""
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    CANCELLED = "cancelled"


NOT_DONE = frozenset({Outcome.UNCONFIRMED, Outcome.FAILED})
"""Nothing shows that what was to be done has happened."""


class Reason(StrEnum):
    """Why a step ended as it did; each has a sentence in the translations."""

    # Pause, stop, resume
    PAUSED_ALREADY = "paused_already"
    OVER_ALREADY = "over_already"
    RUNNING_ALREADY = "running_already"
    ENDED_MEANWHILE = "ended_meanwhile"
    NO_CONTROL = "no_control"
    CONTROL_GONE = "control_gone"
    CONTROL_UNAVAILABLE = "control_unavailable"
    CONTROL_REFUSED = "control_refused"
    NOT_SETTLED = "not_settled"
    PRESSED_BEFORE = "pressed_before"
    """In vain, and it must not be pressed again."""
    LATE = "late"
    """Confirmed only after it had been told that it was not."""

    # Switching the power off
    PAUSE_NOT_CONFIRMED = "pause_not_confirmed"
    NOT_PAUSED_ANY_MORE = "not_paused_any_more"
    NOT_ALLOWED = "not_allowed"
    STILL_HOT = "still_hot"
    TEMPERATURE_UNKNOWN = "temperature_unknown"
    PRINTER_SILENT = "printer_silent"
    KEPT_ON = "kept_on"

    # Telling
    NOT_REACHED = "not_reached"
    NOBODY_CHOSEN = "nobody_chosen"

    # The user's own actions
    NO_ACTIONS = "no_actions"
    ACTIONS_FAILED = "actions_failed"
    INTERRUPTED = "interrupted"

    # Any of them
    ACKNOWLEDGED = "acknowledged"
    TAKEN_OVER = "taken_over"
    """A person has told the printer something else."""


class Ending(StrEnum):
    """How an incident ended."""

    RESUMED = "resumed"
    NOT_A_FAILURE = "not_a_failure"
    MUTED = "muted"
    NOT_WATCHED = "not_watched"
    """Watching was switched off."""
    JOB_ENDED = "job_ended"
    POWERED_OFF = "powered_off"
    CALMED = "calmed"
    """A warning: the class was safe for long enough."""
    BECAME_FAILURE = "became_failure"
    """A warning that an incident has taken the place of."""


ACKNOWLEDGEMENTS = frozenset(
    {Ending.RESUMED, Ending.NOT_A_FAILURE, Ending.MUTED, Ending.NOT_WATCHED}
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was decided on; without an outcome it is under way.

    It is stored before anything is pressed: after a restart a press counts as made.
    Times are seconds since the epoch.
    """

    kind: StepKind
    intended_at: float
    presses: int = 0
    due_at: float | None = None
    """Power-off: when it is cut, or given up if the nozzle is still hot."""
    outcome: Outcome | None = None
    reason: Reason | None = None
    said: str | None = None
    """What something else gave as the reason, as it said it."""
    by_person: bool = False
    ended_at: float | None = None


class Progress(StrEnum):
    """How far the response to an incident has come."""

    NOTHING = "nothing"
    """As the user chose."""
    NOTIFY_PENDING = "notify_pending"
    NOTIFIED = "notified"
    NOTIFY_FAILED = "notify_failed"
    PAUSE_PENDING = "pause_pending"
    PAUSE_CONFIRMED = "pause_confirmed"
    PAUSE_UNCONFIRMED = "pause_unconfirmed"
    PAUSE_FAILED = "pause_failed"
    PAUSE_NOT_NEEDED = "pause_not_needed"
    PAUSE_CANCELLED = "pause_cancelled"
    STOP_PENDING = "stop_pending"
    STOP_CONFIRMED = "stop_confirmed"
    STOP_UNCONFIRMED = "stop_unconfirmed"
    STOP_FAILED = "stop_failed"
    STOP_NOT_NEEDED = "stop_not_needed"
    STOP_CANCELLED = "stop_cancelled"
    CUSTOM_PENDING = "custom_pending"
    CUSTOM_CONFIRMED = "custom_confirmed"
    CUSTOM_FAILED = "custom_failed"
    CUSTOM_CANCELLED = "custom_cancelled"
    POWER_OFF_PENDING = "power_off_pending"
    POWER_OFF_CONFIRMED = "power_off_confirmed"
    POWER_OFF_UNCONFIRMED = "power_off_unconfirmed"
    POWER_OFF_FAILED = "power_off_failed"
    POWER_OFF_CANCELLED = "power_off_cancelled"
    RESUME_PENDING = "resume_pending"
    RESUME_CONFIRMED = "resume_confirmed"
    RESUME_UNCONFIRMED = "resume_unconfirmed"
    RESUME_FAILED = "resume_failed"
    RESUME_NOT_NEEDED = "resume_not_needed"
    RESUME_CANCELLED = "resume_cancelled"


_TOLD: Final[Mapping[Outcome | None, Progress]] = {
    None: Progress.NOTIFY_PENDING,
    Outcome.CONFIRMED: Progress.NOTIFIED,
    Outcome.FAILED: Progress.NOTIFY_FAILED,
}


_BEGINS: Final = {
    Response.NOTIFY: Progress.NOTIFY_PENDING,
    Response.PAUSE: Progress.PAUSE_PENDING,
    Response.PAUSE_AND_OFF: Progress.PAUSE_PENDING,
    Response.STOP: Progress.STOP_PENDING,
    Response.CUSTOM: Progress.CUSTOM_PENDING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What was found and what was done about it.

    A warning to which something was done is one as well, of the class warning.
    """

    incident_id: str
    job_id: str
    class_: FailureClass
    opened_at: float
    score: float
    risk: float
    response: Response
    job_name: str | None = None
    steps: tuple[Step, ...] = field(default=())
    has_picture: bool = False
    """Whether the album holds its picture."""
    picture_error: str | None = None
    """Why it does not, if something went wrong."""
    ending: Ending | None = None
    ended_at: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is neither acknowledged nor over."""
        return self.ending is None

    @property
    def is_warning(self) -> bool:
        """Whether it is about a warning only."""
        return self.class_ is FailureClass.WARNING

    def step(self, kind: StepKind) -> Step | None:
        """Return the step of this kind if it was decided on."""
        return next((step for step in self.steps if step.kind is kind), None)

    @property
    def last_step(self) -> Step | None:
        """The step that was decided on last."""
        return self.steps[-1] if self.steps else None

    @property
    def deed(self) -> Step | None:
        """The latest step that does more than tell."""
        steps = [step for step in self.steps if step.kind is not StepKind.NOTIFY]
        # Of two at the same moment the later one in the list.
        return max(reversed(steps), key=lambda step: step.intended_at, default=None)

    @property
    def progress(self) -> Progress:
        """How far the response has come."""
        if (deed := self.deed) is not None:
            return Progress(f"{deed.kind}_{deed.outcome or 'pending'}")
        if (told := self.step(StepKind.NOTIFY)) is not None:
            return _TOLD.get(told.outcome, Progress.NOTHING)
        # The printer is looked at before the first step is taken down.
        is_begun = self.is_open and self.response in _BEGINS
        return _BEGINS[self.response] if is_begun else Progress.NOTHING

    def with_step(self, step: Step) -> Self:
        """Return the incident with this step added, or put in the place of its kind."""
        if self.step(step.kind) is None:
            return replace(self, steps=(*self.steps, step))
        steps = (step if one.kind is step.kind else one for one in self.steps)
        return replace(self, steps=tuple(steps))

    def ended(self, ending: Ending, at: float) -> Self:
        """Return the incident with its end; the first one counts."""
        return replace(self, ending=ending, ended_at=at) if self.is_open else self

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
            ending = read_field(state, "ending")
            incident = cls(
                incident_id=str(read_field(state, "incident_id")),
                job_id=str(read_field(state, "job_id")),
                class_=FailureClass(read_field(state, "class_")),
                opened_at=read_number(state, "opened_at"),
                score=read_number(state, "score"),
                risk=read_number(state, "risk"),
                response=Response(read_field(state, "response")),
                job_name=_text(state, "job_name"),
                steps=tuple(_step(step) for step in read_field(state, "steps")),
                has_picture=read_field(state, "has_picture") is True,
                picture_error=_text(state, "picture_error"),
                ending=None if ending is None else Ending(ending),
                ended_at=_moment(state, "ended_at"),
            )
            # A step cannot have ended in any way; what cannot be shown is damaged.
            _ = incident.progress
        except (TypeError, AttributeError, OverflowError) as err:
            raise ValueError(f"damaged incident: {err!r}") from err
        return incident


def _step(state: Mapping[str, Any]) -> Step:
    """Read one stored step."""
    outcome, reason = read_field(state, "outcome"), read_field(state, "reason")
    return Step(
        kind=StepKind(read_field(state, "kind")),
        intended_at=read_number(state, "intended_at"),
        presses=int(read_number(state, "presses")),
        due_at=_moment(state, "due_at"),
        outcome=None if outcome is None else Outcome(outcome),
        reason=None if reason is None else Reason(reason),
        said=_text(state, "said"),
        by_person=read_field(state, "by_person") is True,
        ended_at=_moment(state, "ended_at"),
    )


def _text(state: Mapping[str, Any], name: str) -> str | None:
    """Read a text that may be missing."""
    value = read_field(state, name)
    return None if value is None else str(value)


def _moment(state: Mapping[str, Any], name: str) -> float | None:
    """Read a time that may be missing."""
    return None if read_field(state, name) is None else read_number(state, name)
