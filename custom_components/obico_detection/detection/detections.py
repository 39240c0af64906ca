"""The ML server's reply -> detections -> frame score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
import math
from typing import Any, Final

# What the reply calls a detection that carries no label: the one class the network knows.
DEFAULT_LABEL: Final = "failure"
MAX_LABEL_CHARACTERS: Final = 64

# How an item may spell its parts when it is an object instead of a list.
LABEL_KEYS: Final = ("label", "class", "name")
CONFIDENCE_KEYS: Final = ("confidence", "conf", "score")
BOX_KEYS: Final = ("box", "bbox")

TOO_TALL_RATIO: Final = 1.1
"""A box taller than this many pictures is no rounding: its height is wrong."""
TALL_FRAMES_FOR_PROOF: Final = 3
ROUNDING_PX: Final = 0.5


class MalformedReplyError(ValueError):
    """The reply is not an object with a list of detections."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where in the picture, in pixels of the picture that was sent."""

    x_center: float
    y_center: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Detection:
    """One box the ML server found; the confidence is 0..1."""

    label: str
    confidence: float
    box: Box


def read_detections(reply: object) -> tuple[Detection, ...]:
    """Read the decoded JSON of a reply; the most confident detection comes first.

    An item is `[label, confidence, [x center, y center, width, height]]`, with or without
    the label, the box bare or wrapped in one more list, or an object with such keys.
    Malformed items are skipped. Raises MalformedReplyError if the reply is no object with
    a list `detections`.
    """
    if not isinstance(reply, Mapping):
        raise MalformedReplyError("the reply is not a JSON object")
    items = reply.get("detections")
    if not isinstance(items, list):
        raise MalformedReplyError("the reply has no list of detections")
    found = [d for d in map(_read_item, items) if d is not None]
    return tuple(sorted(found, key=lambda d: d.confidence, reverse=True))


def frame_score(detections: Iterable[Detection]) -> float:
    """Return p, the sum of the confidences: 0 or more, often above 1.

    Source: obico-server, backend/lib/prediction.py.
    """
    return math.fsum(d.confidence for d in detections)


def clip_boxes(
    detections: Iterable[Detection], width: float, height: float
) -> tuple[Detection, ...]:
    """Cut the boxes to a picture of this size in pixels.

    No detection is dropped: one that lies outside keeps its confidence and a box without
    extent on the border.
    """
    return tuple(_clip(d, width, height) for d in detections)


class BoxHeights:
    """What is known of one ML server's box heights; mends them once they are known wrong.

    The ONNX backend of the stock server multiplies the height of a box by the picture's
    width. Nothing in a reply tells which backend answered, but in a landscape picture such
    boxes stick out by far, and fit once scaled by height/width.
    """

    def __init__(self) -> None:
        """Trust the heights until the server has given itself away."""
        self._tall_frames = 0

    @property
    def are_wrong(self) -> bool:
        """Tell whether this server's heights are being corrected."""
        return self._tall_frames >= TALL_FRAMES_FOR_PROOF

    def correct(
        self, detections: Sequence[Detection], width: float, height: float
    ) -> tuple[Detection, ...]:
        """Learn from one frame of this size in pixels, correct its heights, clip its boxes."""
        if not self.are_wrong and any(
            _is_scaled_by_width(d.box, width, height) for d in detections
        ):
            self._tall_frames += 1
        if self.are_wrong:
            ratio = height / width
            detections = [
                replace(d, box=replace(d.box, height=d.box.height * ratio))
                for d in detections
            ]
        return clip_boxes(detections, width, height)

    def state(self) -> dict[str, Any]:
        """Return what has been learnt, ready for JSON."""
        return {"tall_frames": self._tall_frames}

    @classmethod
    def from_state(cls, state: object) -> BoxHeights:
        """Return the memory that `state` was taken from.

        A damaged or missing state is no reason to fail: three frames teach it all again.
        """
        heights = cls()
        match state:
            case {"tall_frames": int(tall_frames)} if tall_frames > 0:
                heights._tall_frames = min(tall_frames, TALL_FRAMES_FOR_PROOF)
        return heights


def _is_scaled_by_width(box: Box, width: float, height: float) -> bool:
    return (
        box.height > TOO_TALL_RATIO * height
        and box.height * (height / width) <= height + ROUNDING_PX
    )


def _clip(detection: Detection, width: float, height: float) -> Detection:
    box = detection.box
    x_center, box_width = _clip_side(box.x_center, box.width, width)
    y_center, box_height = _clip_side(box.y_center, box.height, height)
    return replace(detection, box=Box(x_center, y_center, box_width, box_height))


def _clip_side(center: float, extent: float, limit: float) -> tuple[float, float]:
    low, high = center - extent / 2, center + extent / 2
    if low >= 0 and high <= limit:
        return center, extent
    low, high = (min(max(edge, 0.0), limit) for edge in (low, high))
    return (low + high) / 2, high - low


def _read_item(item: object) -> Detection | None:
    """Return the detection, or None if the item is malformed."""
    label: object = DEFAULT_LABEL
    match item:
        case [str() as label, confidence, box, *_]:
            pass
        case [confidence, box, *_]:
            pass
        case Mapping():
            label = _first(item, LABEL_KEYS, DEFAULT_LABEL)
            confidence = _first(item, CONFIDENCE_KEYS)
            box = _first(item, BOX_KEYS)
        case _:
            return None
    read_confidence = _finite(confidence)
    read_box = _read_box(box)
    if (
        not isinstance(label, str)
        or read_confidence is None
        or not 0 <= read_confidence <= 1
        or read_box is None
    ):
        return None
    return Detection(_clean(label), read_confidence, read_box)


def _read_box(box: object) -> Box | None:
    match box:
        case [[*inner]]:
            box = inner
    if not isinstance(box, list) or len(box) != 4:
        return None
    x_center, y_center, width, height = map(_finite, box)
    if x_center is None or y_center is None or width is None or height is None:
        return None
    return Box(x_center, y_center, width, height) if min(width, height) >= 0 else None


def _first(item: Mapping[Any, Any], keys: Iterable[str], default: Any = None) -> Any:
    return next((item[key] for key in keys if key in item), default)


def _finite(value: object) -> float | None:
    """Return the number as a float, or None; true and false are no numbers here."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        # JSON knows integers of any length.
        return None
    return number if math.isfinite(number) else None


def _clean(label: str) -> str:
    """Return the label fit for a log line or a notification."""
    return "".join(filter(str.isprintable, label))[:MAX_LABEL_CHARACTERS]
