"""A simulated printer: what it does, when, and how its print goes. Time comes in.

All is derived from the last transition and the wall clock (seconds since the epoch), so
the state of that transition is all there is to remember: a printer whose Home Assistant
was away for a while has gone on printing, or is still paused.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
import math
from typing import Any, Self

from .const import Status, Story
from .pictures.moment import PRINT_DURATION_S, Moment

PREPARING_S = 6.0
PAUSING_S = 2.0
# Whoever resumes a failing print has pulled the tangle off. Then it goes well for a while:
# longer than the score takes to calm down, which is what a second incident waits for.
RELAPSES_AFTER_S = 75.0

ROOM_C = 24.0
PRINTING_C = 215.0
HEATING_TIME_CONSTANT_S = 1.5
COOLING_TIME_CONSTANT_S = 150.0

JOB_NAMES = ("twisted_vase", "lamp_shade", "pen_holder", "plant_pot")

_HEATED = (Status.PREPARING, Status.PRINTING, Status.PAUSING)
_HAS_JOB = (*_HEATED, Status.PAUSED, Status.FINISHED, Status.ERROR)
_STARTS_FROM = (Status.IDLE, Status.FINISHED, Status.ERROR)
# Pressed again while it is still coming to rest, the printer takes no harm.
_PAUSES_FROM = (Status.PRINTING, Status.PAUSING)
_RESUMES_FROM = (Status.PAUSED,)
_STOPS_FROM = (Status.PREPARING, Status.PRINTING, Status.PAUSING, Status.PAUSED)


@dataclass(frozen=True, slots=True)
class State:
    """The printer right after its last transition.

    since: when that was. printed_s: how long this print had been printing by then; None:
    the bed is empty. fails_at_s: after how much of that it goes wrong again; None: it has
    not been resumed since it went wrong. nozzle_c: how hot the nozzle was by then. *_presses:
    how often a button did something. camera_connected: whether the camera gives pictures.
    """

    status: Status = Status.IDLE
    since: float = 0.0
    powered: bool = True
    job_number: int = 0
    job_started: float | None = None
    printed_s: float | None = None
    fails_at_s: float | None = None
    nozzle_c: float = ROOM_C
    pause_presses: int = 0
    resume_presses: int = 0
    stop_presses: int = 0
    camera_connected: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Return the state as JSON takes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the state that was stored."""
        return cls(**{**data, "status": Status(data["status"])})


@dataclass(frozen=True, slots=True)
class Readings:
    """What the printer reports. No status: it is off."""

    status: Status | None
    job_name: str | None
    job_started: float | None
    nozzle_c: int
    pause_presses: int
    resume_presses: int
    stop_presses: int
    powered: bool
    camera_connected: bool
    can_start: bool
    can_pause: bool
    can_resume: bool
    can_stop: bool


class Simulation:
    """One printer, telling one kind of story, print after print."""

    def __init__(
        self, story: Story, failure_after_s: float, state: State | None = None
    ) -> None:
        """Begin where the state left off."""
        self._story = story
        self._failure_after_s = failure_after_s
        self.state = state or State()

    def advance(self, now: float) -> None:
        """Let happen what happens by itself until now."""
        state = self.state
        if state.status is Status.PREPARING and now >= state.since + PREPARING_S:
            self._go(Status.PRINTING, state.since + PREPARING_S, printed_s=0.0)
            state = self.state
        if state.status is Status.PAUSING and now >= state.since + PAUSING_S:
            self._go(Status.PAUSED, state.since + PAUSING_S)
        if state.status is Status.PRINTING:
            done = state.since + PRINT_DURATION_S - (state.printed_s or 0.0)
            if now >= done:
                self._go(Status.FINISHED, done)

    def start(self, now: float) -> bool:
        """Start a new print on a cleared bed; tell whether the printer takes it."""
        if not self._takes(_STARTS_FROM, now):
            return False
        number = self.state.job_number + 1
        self._go(
            Status.PREPARING,
            now,
            job_number=number,
            job_started=now,
            printed_s=None,
            fails_at_s=None,
        )
        return True

    def pause(self, now: float) -> bool:
        """Press pause; tell whether the printer takes it."""
        if not self._takes(_PAUSES_FROM, now):
            return False
        presses = self.state.pause_presses + 1
        if self.state.status is Status.PAUSING:
            self.state = replace(self.state, pause_presses=presses)
        else:
            self._go(Status.PAUSING, now, pause_presses=presses)
        return True

    def resume(self, now: float) -> bool:
        """Go on printing, without the tangle; tell whether the printer takes it."""
        if not self._takes(_RESUMES_FROM, now):
            return False
        changes: dict[str, Any] = {"resume_presses": self.state.resume_presses + 1}
        printed_s = self._printed_s(now)
        if printed_s is not None and (wasted_s := self._failing_s(printed_s)) > 0:
            well_s = printed_s - wasted_s
            changes |= {"printed_s": well_s, "fails_at_s": well_s + RELAPSES_AFTER_S}
        self._go(Status.PRINTING, now, **changes)
        return True

    def stop(self, now: float) -> bool:
        """Give the print up and clear the bed; tell whether the printer takes it."""
        if not self._takes(_STOPS_FROM, now):
            return False
        presses = self.state.stop_presses + 1
        self._go(Status.IDLE, now, printed_s=None, stop_presses=presses)
        return True

    def set_power(self, powered: bool, now: float) -> None:
        """Switch the power. What stood on the bed stays there."""
        self.advance(now)
        if powered != self.state.powered:
            self._go(Status.IDLE, now, powered=powered)

    def connect_camera(self, connected: bool) -> None:
        """Plug the camera in, or pull its plug; the print knows nothing of it."""
        self.state = replace(self.state, camera_connected=connected)

    def readings(self, now: float) -> Readings:
        """Return what the printer reports."""
        self.advance(now)
        state = self.state
        has_job = state.powered and state.status in _HAS_JOB
        name = JOB_NAMES[(state.job_number - 1) % len(JOB_NAMES)]
        return Readings(
            status=state.status if state.powered else None,
            job_name=f"{name}_{state.job_number:04}.gcode" if has_job else None,
            job_started=state.job_started if has_job else None,
            nozzle_c=round(self._nozzle_c(now)),
            pause_presses=state.pause_presses,
            resume_presses=state.resume_presses,
            stop_presses=state.stop_presses,
            powered=state.powered,
            camera_connected=state.camera_connected,
            can_start=self._takes(_STARTS_FROM, now),
            can_pause=self._takes(_PAUSES_FROM, now),
            can_resume=self._takes(_RESUMES_FROM, now),
            can_stop=self._takes(_STOPS_FROM, now),
        )

    def moment(self, now: datetime) -> Moment:
        """Return what the printer's camera sees."""
        at = now.timestamp()
        self.advance(at)
        printed_s = self._printed_s(at)
        return Moment(
            now=now,
            print_s=printed_s,
            failing_s=0.0 if printed_s is None else self._failing_s(printed_s),
            head_parked=self.state.status in _STARTS_FROM,
            light_on=self.state.powered,
        )

    def _takes(self, statuses: tuple[Status, ...], now: float) -> bool:
        self.advance(now)
        return self.state.powered and self.state.status in statuses

    def _go(self, status: Status, at: float, **changes: Any) -> None:
        """Make a transition: what ran until then is settled."""
        settled = replace(
            self.state, printed_s=self._printed_s(at), nozzle_c=self._nozzle_c(at)
        )
        self.state = replace(settled, status=status, since=at, **changes)

    def _printed_s(self, now: float) -> float | None:
        state = self.state
        if state.printed_s is None or state.status is not Status.PRINTING:
            return state.printed_s
        return state.printed_s + max(0.0, now - state.since)

    def _failing_s(self, printed_s: float) -> float:
        """Return how much of that it printed into the air."""
        if self._story is not Story.FAILING:
            return 0.0
        fails_at_s = self.state.fails_at_s
        if fails_at_s is None:
            fails_at_s = self._failure_after_s
        return max(0.0, printed_s - fails_at_s)

    def _nozzle_c(self, now: float) -> float:
        """Return the temperature: it nears its aim by the same share every second."""
        state = self.state
        heated = state.powered and state.status in _HEATED
        aim = PRINTING_C if heated else ROOM_C
        constant = HEATING_TIME_CONSTANT_S if heated else COOLING_TIME_CONSTANT_S
        gone = math.exp(-max(0.0, now - state.since) / constant)
        return aim + (state.nozzle_c - aim) * gone
