"""An outage: printers nobody looks at, and what there is to tell about them."""

from collections import deque
from dataclasses import dataclass, field

from ..const import KINDS, FaultKind, FaultReason

# What has to be mended before the next print too; the other faults are found by checks.
LASTING_REASONS = frozenset(
    {
        FaultReason.CAMERA_GONE,
        FaultReason.STATUS_GONE,
        FaultReason.DEVICE_DISABLED,
        FaultReason.ENTITY_GONE,
    }
)
# A printer that comes and goes all night must not fill the screen.
MAX_ENDINGS = 10
# Whoever has read that a printer is being watched again knows that it may fail again.
QUIET_S = 600.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why nobody looks at a printer."""

    reason: FaultReason
    detail: str | None = None

    @property
    def kind(self) -> FaultKind:
        """What a person has to mend."""
        return KINDS[self.reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a printer's coordinator reports: does anybody look, and at what?"""

    name: str
    fault: Fault | None
    since: float | None = None
    """Since when nobody has looked, seconds since the epoch; None: since now."""
    job_id: str | None
    is_looked_at: bool = False
    """Whether checks get through all the same: the fault is that of another entity."""

    @property
    def relevant_fault(self) -> Fault | None:
        """The fault, if it is one that matters now: while idle, most do not."""
        fault = self.fault
        if fault is None or self.job_id is not None or fault.reason in LASTING_REASONS:
            return fault
        return None


@dataclass(slots=True, kw_only=True)
class Victim:
    """One printer in an outage."""

    name: str
    fault: Fault
    since: float
    job_id: str | None
    is_looked_at: bool
    is_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an outage ended for one print."""

    printer_id: str
    name: str
    since: float
    until: float
    is_watched: bool
    """Whether the print is watched again; else it ended before."""
    was_looked_at: bool
    """Whether checks got through all the time: then it was no more than not sure."""


@dataclass(slots=True)
class Outage:
    """The printers of one notification: those of an ML server, or a single one."""

    owner_id: str
    """Entry id for what all printers of an ML server share, else the printer's id."""
    victims: dict[str, Victim] = field(default_factory=dict)
    endings: deque[Ending] = field(default_factory=lambda: deque(maxlen=MAX_ENDINGS))
    """What the notification has to say until somebody has read it."""
    issues: set[FaultKind] = field(default_factory=set)
    """The repairs that are open."""
    quiet_until: float = 0.0

    @property
    def unwatched(self) -> list[Victim]:
        """The printers that print while nobody looks."""
        return [one for one in self.victims.values() if one.job_id is not None]

    def is_news(self, now: float) -> bool:
        """Tell whether somebody must learn of this, be it for a second time."""
        if not self.unwatched:
            return bool(self.endings)
        return now >= self.quiet_until and not all(
            one.is_told for one in self.unwatched
        )

    def tell(self) -> None:
        """Note that everything has been told."""
        for victim in self.unwatched:
            victim.is_told = True

    def read(self) -> None:
        """Somebody has read what there was to tell."""
        self.endings.clear()

    def join(self, printer_id: str, watch: Watch, fault: Fault, now: float) -> None:
        """Take up a printer, or what has changed about it."""
        victim = self.victims.get(printer_id)
        if victim is None:
            since = now if watch.since is None else watch.since
            self.victims[printer_id] = Victim(
                name=watch.name,
                fault=fault,
                since=since,
                job_id=watch.job_id,
                is_looked_at=watch.is_looked_at,
            )
            return
        victim.name, victim.fault = watch.name, fault
        if victim.job_id == watch.job_id:
            victim.is_looked_at &= watch.is_looked_at
            return
        self._end_job(printer_id, victim, now)
        victim.job_id, victim.since = watch.job_id, now
        victim.is_looked_at, victim.is_told = watch.is_looked_at, False

    def end(self, printer_id: str, watch: Watch, now: float) -> None:
        """End it for a printer that has no fault any more."""
        victim = self.victims.pop(printer_id)
        if victim.job_id is None or victim.job_id != watch.job_id:
            self._end_job(printer_id, victim, now)
        elif victim.is_told:
            self._add_ending(printer_id, victim, now, is_watched=True)
            self.quiet_until = now + QUIET_S

    def leave(self, printer_id: str) -> None:
        """Let go of a printer without a word."""
        self.victims.pop(printer_id, None)

    def forget(self, printer_id: str) -> None:
        """Let go of a printer and of everything there was to tell about it."""
        self.leave(printer_id)
        kept = [one for one in self.endings if one.printer_id != printer_id]
        self.endings = deque(kept, maxlen=MAX_ENDINGS)

    def _end_job(self, printer_id: str, victim: Victim, now: float) -> None:
        """A print has ended while nobody looked: whoever slept must learn of it."""
        if victim.job_id is not None:
            self._add_ending(printer_id, victim, now, is_watched=False)

    def _add_ending(
        self, printer_id: str, victim: Victim, now: float, *, is_watched: bool
    ) -> None:
        self.endings.append(
            Ending(
                printer_id=printer_id,
                name=victim.name,
                since=victim.since,
                until=now,
                is_watched=is_watched,
                was_looked_at=victim.is_looked_at,
            )
        )
