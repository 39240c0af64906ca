"""The last checks of a printer, kept in memory for whoever wants to know how they went."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
import time
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, callback

from .check import Inspection, Miss
from .const import FaultReason
from .detection.rules import FailureClass, Verdict
from .detection.stored import read_number
from .incident.recent_frames import SeenFrame
from .timers import epoch_s

LENGTH: Final = 50
TELL_INTERVAL_S: Final = 60.0
# Times to the millisecond, scores far more exactly than they are shown.
_DIGITS: Final = 4


class CheckOutcome(StrEnum):
    """What came of a check."""

    INSPECTED = "inspected"
    REPEATED = "repeated"
    """The camera gave the same picture again."""
    MISS = "miss"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecord:
    """One check; None is what it did not come to.

    `at` is when it ended, in seconds since the epoch.
    """

    at: float
    outcome: CheckOutcome
    reason: FaultReason | None = None
    detail: str | None = None
    capture_s: float | None = None
    waited_s: float | None = None
    ml_s: float | None = None
    fetched_from: str | None = None
    width: int | None = None
    height: int | None = None
    size_bytes: int | None = None
    detections: int | None = None
    frame_score: float | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    risk: float | None = None
    class_: FailureClass | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types, rounded, without what it did not come to."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        values["at"] = iso_time(self.at)
        return {
            name.rstrip("_"): round(value, _DIGITS)
            if isinstance(value, float)
            else value
            for name, value in values.items()
            if value is not None
        }


class CheckJournal:
    """Remembers the last checks, and counts all of them."""

    def __init__(self, length: int = LENGTH) -> None:
        """Start empty; so many checks are remembered."""
        self.records: deque[CheckRecord] = deque(maxlen=length)
        self.frames_checked = 0
        self.last_inspected_at: float | None = None
        """When a frame was last inspected, in seconds since the epoch."""
        self._listeners: list[Callable[[], None]] = []
        self._told_at: float | None = None
        self._has_news = False

    @property
    def latest(self) -> CheckRecord | None:
        """The latest check."""
        return self.records[-1] if self.records else None

    # -- what survives a restart

    def state(self) -> dict[str, Any]:
        """Return the counters as JSON types."""
        return {
            "frames_checked": self.frames_checked,
            "last_inspected_at": self.last_inspected_at,
        }

    def restore(self, saved: object) -> None:
        """Go on counting behind what `state` gave; a damaged state is as none."""
        if not isinstance(saved, Mapping):
            return
        try:
            self.frames_checked = int(read_number(saved, "frames_checked"))
            at = read_number(saved, "last_inspected_at")
        except ValueError:
            # Nothing depends on them, and none was inspected is not written down.
            return
        if at <= epoch_s():
            self.last_inspected_at = at

    # -- checks

    @callback
    def async_add(
        self, result: Inspection | Miss | None, verdict: Verdict | None
    ) -> None:
        """Take up a check: an inspected frame, a miss, or the same picture again."""
        now = epoch_s()
        if isinstance(result, Inspection):
            self.frames_checked += 1
            self.last_inspected_at = now
        self.records.append(record_of(now, result, verdict))
        self._has_news = True
        if self._told_at is None or time.monotonic() - self._told_at >= TELL_INTERVAL_S:
            self.async_catch_up()

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Tell this one of checks, once a minute at most, until the result is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_catch_up(self) -> None:
        """Tell what has not been told yet; no more checks follow for now."""
        if not self._has_news:
            return
        self._has_news = False
        self._told_at = time.monotonic()
        for listener in list(self._listeners):
            listener()


def iso_time(at: float) -> str:
    """Return a time as people can read it in a file, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def record_of(
    at: float, result: Inspection | Miss | None, verdict: Verdict | None
) -> CheckRecord:
    """Return the record of a check."""
    match result:
        case Inspection():
            return _inspected(at, result, verdict)
        case Miss(reason=reason, detail=detail):
            return CheckRecord(
                at=at, outcome=CheckOutcome.MISS, reason=reason, detail=detail
            )
    return CheckRecord(at=at, outcome=CheckOutcome.REPEATED)


def _inspected(
    at: float, inspection: Inspection, verdict: Verdict | None
) -> CheckRecord:
    """Return the record of an inspected frame."""
    picture = inspection.picture
    return CheckRecord(
        at=at,
        outcome=CheckOutcome.INSPECTED,
        capture_s=inspection.capture_s,
        waited_s=inspection.waited_s,
        ml_s=inspection.ml_s,
        fetched_from=inspection.fetched_from,
        width=picture.width,
        height=picture.height,
        size_bytes=len(picture.content),
        detections=len(inspection.detections),
        frame_score=inspection.frame_score,
        score=None if verdict is None else verdict.score,
        low=None if verdict is None else verdict.low,
        high=None if verdict is None else verdict.high,
        risk=None if verdict is None else verdict.risk,
        class_=None if verdict is None else verdict.class_,
    )


def seen_frame(inspection: Inspection, verdict: Verdict) -> SeenFrame:
    """Return a frame as an incident's pictures are kept."""
    picture = inspection.picture
    return SeenFrame(
        content=picture.content,
        width=picture.width,
        height=picture.height,
        seen_at=epoch_s(),
        detections=inspection.detections,
        frame_score=inspection.frame_score,
        score=verdict.score,
        low=verdict.low,
        high=verdict.high,
        class_=verdict.class_,
    )
