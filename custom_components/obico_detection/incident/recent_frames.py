"""The latest frames of every printer, so that an incident can show what led to it."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from ..detection.detections import Detection
from ..detection.verdict import FailureClass

FRAMES_PER_PRINTER: Final = 4
MAX_FRAMES_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFacts:
    """What was found on a frame, and what the rule said after it.

    `seen_at` is in seconds since the epoch, width, height and boxes in pixels.
    """

    width: int
    height: int
    seen_at: float
    detections: tuple[Detection, ...]
    frame_score: float
    score: float
    low: float
    high: float
    class_: FailureClass | None

    @property
    def is_suspicious(self) -> bool:
        """Whether it may be what an incident is about."""
        return self.class_ in {FailureClass.WARNING, FailureClass.FAILURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFrame(FrameFacts):
    """A frame as it was inspected, a JPEG, with what was found on it."""

    content: bytes = field(repr=False)


class RecentFrames:
    """The newest frames of all printers of an ML server, in so many bytes at most.

    Over the budget the oldest frame goes that is not suspicious, else the oldest.
    """

    def __init__(self, max_bytes: int = MAX_FRAMES_BYTES) -> None:
        """Start empty."""
        self._max_bytes = max_bytes
        self._bytes = 0
        self._added = 0
        self._frames: dict[str, dict[int, SeenFrame]] = {}
        # Whose frame it is, by its number, the oldest first: at 500 printers nothing
        # may look through all frames, and this finds and drops one in no time.
        self._calm: OrderedDict[int, str] = OrderedDict()
        self._suspicious: OrderedDict[int, str] = OrderedDict()

    def add(self, printer_id: str, frame: SeenFrame) -> None:
        """Keep a printer's newest frame."""
        self._added += 1
        own = self._frames.setdefault(printer_id, {})
        own[self._added] = frame
        self._order_of(frame)[self._added] = printer_id
        self._bytes += len(frame.content)
        if len(own) > FRAMES_PER_PRINTER:
            self._drop(printer_id, next(iter(own)))
        while self._bytes > self._max_bytes:
            number, owner = next(iter((self._calm or self._suspicious).items()))
            self._drop(owner, number)

    def of(self, printer_id: str) -> tuple[SeenFrame, ...]:
        """Return what is kept of a printer, the newest last."""
        return tuple(self._frames.get(printer_id, {}).values())

    def forget(self, printer_id: str) -> None:
        """Drop all frames of a printer."""
        for number in tuple(self._frames.get(printer_id, {})):
            self._drop(printer_id, number)

    def _drop(self, printer_id: str, number: int) -> None:
        own = self._frames[printer_id]
        frame = own.pop(number)
        if not own:
            del self._frames[printer_id]
        del self._order_of(frame)[number]
        self._bytes -= len(frame.content)

    def _order_of(self, frame: SeenFrame) -> OrderedDict[int, str]:
        return self._suspicious if frame.is_suspicious else self._calm
