"""Are checks getting through? Misses, faults and recoveries of one printer."""

from collections.abc import Mapping
from typing import Any

from ..const import FaultReason

MISSES_TO_FAULT = 3
SILENT_INTERVALS = 3
MIN_SILENCE_S = 120.0


class CheckHealth:
    """Counts what went wrong since a frame was last inspected.

    Times are seconds on the clock of time.monotonic.
    """

    def __init__(self) -> None:
        """Start without a miss."""
        self.misses = 0
        self.in_fault = False
        self.reason: FaultReason | None = None
        self.detail: str | None = None
        self.since: float | None = None
        """Since when nobody has looked, in seconds since the epoch; None if unknown."""
        self._inspected_at = 0.0
        self._stopped_at: float | None = 0.0

    def state(self) -> dict[str, Any]:
        """Return the fault as JSON types."""
        return {
            "in_fault": self.in_fault,
            "reason": self.reason,
            "detail": self.detail,
            "since": self.since,
        }

    def restore(self, saved: object) -> None:
        """Take over a fault: that nobody could look does not end with a restart."""
        if not isinstance(saved, Mapping) or saved.get("in_fault") is not True:
            return
        reason, detail = saved.get("reason"), saved.get("detail")
        if not isinstance(reason, str) or not isinstance(detail, str):
            return
        if reason in set(FaultReason):
            self.in_fault = True
            self.reason, self.detail = FaultReason(reason), detail
            self.misses = MISSES_TO_FAULT
            since = saved.get("since")
            self.since = since if isinstance(since, float) else None

    def begin(self, now: float) -> None:
        """Checks begin, or go on: the time since they stopped is no silence.

        Silence does not count anew: a status that flickers would hide any fault.
        """
        if self._stopped_at is not None:
            self._inspected_at += now - self._stopped_at
        self._stopped_at = None

    def stop(self, now: float) -> None:
        """Checks stop: from now on silence does not count."""
        if self._stopped_at is None:
            self._stopped_at = now

    def begin_job(self, now: float) -> None:
        """A job begins: forget the faults of the one before; silence counts from here."""
        self.reset()
        self._inspected_at = now
        if self._stopped_at is not None:
            # Nobody looks yet: silence begins when somebody does.
            self._stopped_at = now

    def reset(self) -> None:
        """Forget the faults of the job before."""
        self.misses = 0
        self.in_fault = False
        self.reason = self.detail = self.since = None

    def inspected(self, now: float) -> bool:
        """A frame was inspected; return whether that ends a fault."""
        recovered = self.in_fault
        self._inspected_at = now
        self.reset()
        return recovered

    def missed(self, reason: FaultReason, detail: str) -> bool:
        """A check was a miss; return whether that begins a fault."""
        self.misses += 1
        self.reason, self.detail = reason, detail
        return self.misses >= MISSES_TO_FAULT and self._begin_fault()

    def repeated(self) -> None:
        """The camera gave the same picture again: neither a miss nor a check."""
        self.reason = FaultReason.PICTURE_FROZEN
        self.detail = "The camera gives the same picture again and again"

    def silence_s(self, now: float) -> float:
        """Return for how long nothing has been inspected."""
        counted_until = now if self._stopped_at is None else self._stopped_at
        return counted_until - self._inspected_at

    def silence_ends_at(self, interval_s: float) -> float:
        """Return until when a frame must be inspected for this not to be a fault."""
        return self._inspected_at + max(SILENT_INTERVALS * interval_s, MIN_SILENCE_S)

    def overdue(self, now: float, interval_s: float) -> bool:
        """Return whether the silence begins a fault now."""
        if now < self.silence_ends_at(interval_s) or self.in_fault:
            return False
        if self.reason is None:
            self.reason = FaultReason.CHECKS_LATE
            self.detail = "No check has ended for too long"
        return self._begin_fault()

    def _begin_fault(self) -> bool:
        """Turn into a fault; return whether it was none before."""
        began = not self.in_fault
        self.in_fault = True
        return began
