"""A printer to tell stories about: what it does, and what its integration shows of it.

The two differ, as they do in a house: an integration that asks every 30 s shows what was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
import heapq
import itertools
from typing import Final, Literal

from custom_components.obico_detection.printer.profiles import PROFILES, Profile
from custom_components.obico_detection.printer.status import Activity, StatusStates

type Role = Literal["pause", "resume", "stop"]

ROLES: Final[tuple[Role, ...]] = ("pause", "resume", "stop")
ROOM_C: Final = 25.0
PRINTING_C: Final = 210.0
# What a printer set up by hand says.
_PLAIN: Final = {
    Activity.PRINTING: "printing",
    Activity.PAUSED: "paused",
    Activity.PAUSING: "pausing",
    Activity.IDLE: "idle",
    Activity.FINISHED: "finished",
    Activity.ERROR: "error",
}
_RUNNING: Final = {Activity.PRINTING, Activity.PREPARING}
_OVER: Final = {Activity.IDLE, Activity.FINISHED, Activity.ERROR}


@dataclass(frozen=True, kw_only=True)
class ControlTraits:
    """What comes of pressing one of a printer's controls."""

    lost: int = 0
    """So many first presses come to nothing."""
    effect_s: float = 0.0
    """How long it takes until a press does something."""
    raises: Literal["never", "undone", "done"] = "never"
    """Whether a press raises, with nothing done or all of it."""
    raising: int = 99
    """So many first presses raise."""
    hangs: int = 0
    """So many first presses never come back, and do nothing."""
    only_where_accepted: bool = False
    """Unavailable while the integration knows that a press would be refused."""


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What kind of printer it is."""

    profile: str | None = "moonraker"
    """The key of the integration's profile; None for one that is set up by hand."""
    own_controls: bool = True
    """Whether its controls come from that integration, or were made by hand."""
    poll_s: float | None = None
    """How often it is asked; 0 if it tells by itself, None for what the profile says."""
    answers_refresh: bool = True
    """Whether a refresh that is asked for brings news."""
    pause: ControlTraits = ControlTraits()
    resume: ControlTraits = ControlTraits()
    stop: ControlTraits = ControlTraits()
    toggles: bool = False
    """Pressing pause on a paused printer resumes it."""
    pausing_s: float = 0.0
    """How long it says that it is on the way into a pause."""
    flickers: bool = False
    """On the way into a pause it shows for a moment that it prints again."""
    controls_stay: bool = False
    """Its controls are those of something else: there while the printer is silent."""
    has_nozzle_sensor: bool = True
    holds_temperature: bool = False
    cooling_c_per_s: float = 1.0
    plug: Literal["works", "lost", "raises", "raises_but_works", "slow"] = "works"
    plug_s: float = 8.0
    """How long a slow plug takes."""

    @property
    def known(self) -> Profile | None:
        """What is known of its integration."""
        return None if self.profile is None else PROFILES[self.profile]

    @property
    def platform(self) -> str:
        """The integration that makes its status entity."""
        return "template" if self.known is None else self.known.platform

    @property
    def asked_every_s(self) -> float:
        """How often it is asked; 0 if it tells by itself."""
        if self.poll_s is not None:
            return self.poll_s
        return (self.known.poll_s or 0.0) if self.known else 0.0

    @property
    def may_be_pressed_again(self) -> bool:
        """Whether a second press of pause is known to be harmless."""
        known = self.known
        return bool(self.own_controls and known and known.pause_repeatable)

    def word(self, activity: Activity) -> str:
        """Return what its status entity says while it does this."""
        states: StatusStates | None = self.known.states if self.known else None
        if states is None:
            return _PLAIN[activity]
        wanted = (activity, Activity.IDLE) if activity in _OVER else (activity,)
        for one in wanted:
            words: frozenset[str] = getattr(states, one.value)
            if words:
                plain = _PLAIN.get(one, "")
                return plain if plain in words else min(words)
        return activity.value


@dataclass(frozen=True, kw_only=True)
class Press:
    """A control that was pressed, and how things stood at that moment."""

    role: Role
    at: float
    shown: Activity
    truth: Activity
    is_available: bool
    opened_at: float
    """When the incident was opened about which it was pressed."""
    ordered_at: float | None
    """When a person wanted it, where one did."""


@dataclass(frozen=True, kw_only=True)
class PowerCut:
    """The plug that was told to switch off, and how things stood at that moment."""

    at: float
    shown: Activity
    truth: Activity
    nozzle_c: float
    is_available: bool
    opened_at: float


@dataclass
class Machine:
    """The printer itself, and what its integration last heard of it.

    `now` is in seconds since the epoch; `advance` moves it on.
    """

    traits: Traits
    now: float
    on_change: Callable[[], None]
    truth: Activity = Activity.IDLE
    heard: Activity = Activity.IDLE
    """What its integration last heard, shown or not."""
    job: str = "job-1"
    is_connected: bool = True
    is_powered: bool = True
    plug_is_on: bool = True
    plug_is_available: bool = True
    locked: set[Role] = field(default_factory=set)
    """Controls that are unavailable for no reason that anybody knows."""
    hanging: int = 0
    """So many presses have not come back so far."""
    counts: dict[Role, int] = field(default_factory=lambda: dict.fromkeys(ROLES, 0))
    history: list[tuple[float, Activity]] = field(default_factory=list)
    """What it did from when on."""
    _nozzle_c: float = ROOM_C
    _due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        """Begin to be asked."""
        if every_s := self.traits.asked_every_s:
            self._later(every_s, self._polled)

    # -- what is shown of it

    @property
    def shown(self) -> Activity:
        """What its status entity shows."""
        return self.heard if self.is_reachable else Activity.HELD

    @property
    def is_reachable(self) -> bool:
        """Whether its integration hears it at all."""
        return self.is_connected and self.is_powered

    @property
    def nozzle_c(self) -> float:
        """How hot it is."""
        return self._nozzle_c

    def is_available(self, role: Role) -> bool:
        """Tell whether a control can be pressed."""
        if role in self.locked:
            return False
        if not self.is_reachable:
            return self.traits.controls_stay
        control: ControlTraits = getattr(self.traits, role)
        return not control.only_where_accepted or self.heard in _accepted(role)

    # -- time

    def advance(self, now: float) -> None:
        """Let everything happen that is due by then."""
        while self._due and self._due[0][0] <= now:
            at, _, happen = heapq.heappop(self._due)
            self._cool(at)
            happen()
        self._cool(now)

    def refresh(self) -> None:
        """Be asked now."""
        if self.traits.asked_every_s and self.traits.answers_refresh:
            self.ask()

    def ask(self) -> None:
        """Tell the integration what is."""
        self.heard = self.truth
        self.on_change()

    def _polled(self) -> None:
        self.ask()
        self._later(self.traits.asked_every_s, self._polled)

    def _later(self, seconds: float, happen: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.now + seconds, next(self._order), happen))

    def _cool(self, now: float) -> None:
        """Bring the nozzle to what it is by then."""
        elapsed_s, self.now = now - self.now, max(now, self.now)
        if self.is_powered and (
            self.truth in _RUNNING or self.truth is Activity.PAUSING
        ):
            self._nozzle_c = PRINTING_C
        elif not self.is_powered or not self.holds:
            lost_c = self.traits.cooling_c_per_s * elapsed_s
            self._nozzle_c = max(ROOM_C, self._nozzle_c - lost_c)

    @property
    def holds(self) -> bool:
        """Whether it keeps its nozzle hot."""
        return self.traits.holds_temperature and self.truth is Activity.PAUSED

    # -- what happens to it

    def does(self, truth: Activity) -> None:
        """Let it do this from now on."""
        if not self.is_powered:
            return
        self.truth = truth
        self.history.append((self.now, truth))
        self._cool(self.now)
        if not self.traits.asked_every_s:
            self.heard = truth
        self.on_change()

    def begin(self, job: str) -> None:
        """Begin a print."""
        self.job = job
        self.does(Activity.PRINTING)

    def press(self, role: Role) -> None:
        """Press one of its controls; it may take its time to do what is wanted."""
        control: ControlTraits = getattr(self.traits, role)
        self.counts[role] += 1
        if self.counts[role] <= control.lost:
            return
        if control.effect_s:
            self._later(control.effect_s, lambda: self._obey(role))
        else:
            self._obey(role)

    def _obey(self, role: Role) -> None:
        """Do what the control is for, where that makes sense."""
        if role == "pause" and self.traits.toggles and self.truth is Activity.PAUSED:
            self.does(Activity.PRINTING)
        elif self.truth not in _accepted(role):
            return
        elif role == "pause":
            self._pause()
        else:
            self.does(Activity.PRINTING if role == "resume" else Activity.IDLE)

    def _pause(self) -> None:
        """Pause, by whatever way it takes."""
        if self.traits.flickers:
            self.does(Activity.PAUSED)
            self._later(2.0, lambda: self._go_on(Activity.PRINTING))
            self._later(5.0, lambda: self._go_on(Activity.PAUSED))
        elif self.traits.pausing_s:
            self.does(Activity.PAUSING)
            self._later(self.traits.pausing_s, lambda: self._go_on(Activity.PAUSED))
        else:
            self.does(Activity.PAUSED)

    def _go_on(self, truth: Activity) -> None:
        """Go on with a pause, unless the print is over."""
        if self.truth not in _OVER:
            self.does(truth)

    def cut_power(self) -> None:
        """Be switched off by the plug, as far as that works."""
        if self.traits.plug == "slow":
            self._later(self.traits.plug_s, self._lose_power)
        elif self.traits.plug in ("works", "raises_but_works"):
            self._lose_power()

    def _lose_power(self) -> None:
        self.plug_is_on = self.is_powered = False
        self.truth = Activity.IDLE
        self.history.append((self.now, Activity.IDLE))
        self.on_change()


def _accepted(role: Role) -> frozenset[Activity]:
    """Return in which states a press of this control does something."""
    if role == "resume":
        return frozenset({Activity.PAUSED})
    if role == "pause":
        return frozenset({Activity.PRINTING})
    return frozenset({Activity.PRINTING, Activity.PAUSING, Activity.PAUSED})
