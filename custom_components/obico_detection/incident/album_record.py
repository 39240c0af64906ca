"""What the album writes down about an incident, beside its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import json
import math
from typing import Any, Final

from ..detection.detections import Detection, read_detections
from ..detection.stored import read_field, read_number
from ..detection.verdict import FailureClass
from .incident import Incident
from .recent_frames import FrameFacts

# A broken or hostile server finds tens of thousands of boxes.
MAX_DETECTIONS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumIncident:
    """An incident as the album knows it; the last of the frames decided."""

    printer_name: str
    incident: Incident
    frames: tuple[FrameFacts, ...] = field(default=())


def to_json(record: AlbumIncident) -> bytes:
    """Return the content of an incident's file.

    Raises:
        ValueError: a number is not finite.

    """
    state = {
        "printer": record.printer_name,
        "incident": record.incident.state(),
        "frames": [_frame_state(frame) for frame in record.frames],
    }
    return json.dumps(state, allow_nan=False, indent=1).encode()


def from_json(content: bytes) -> AlbumIncident:
    """Read what `to_json` gave.

    Raises:
        ValueError: the file is damaged.

    """
    try:
        state = json.loads(content)
        return AlbumIncident(
            printer_name=str(read_field(state, "printer")),
            incident=Incident.from_state(read_field(state, "incident")),
            frames=tuple(_frame(one) for one in read_field(state, "frames")),
        )
    except (TypeError, AttributeError, OverflowError, RecursionError) as err:
        raise ValueError(f"damaged record of an incident: {err!r}") from err


def _frame_state(frame: FrameFacts) -> dict[str, Any]:
    return {
        "width": frame.width,
        "height": frame.height,
        "seen_at": frame.seen_at,
        # As the ML server writes them.
        "detections": _detection_items(frame.detections[:MAX_DETECTIONS]),
        "frame_score": frame.frame_score,
        "score": frame.score,
        "low": frame.low,
        "high": frame.high,
        "class": frame.class_,
    }


def _detection_items(detections: Sequence[Detection]) -> list[list[Any]]:
    boxes = ((one, one.box) for one in detections)
    return [
        [
            one.label,
            one.confidence,
            [box.x_center, box.y_center, box.width, box.height],
        ]
        for one, box in boxes
    ]


def _frame(state: Mapping[str, Any]) -> FrameFacts:
    class_ = read_field(state, "class")
    return FrameFacts(
        width=int(read_number(state, "width")),
        height=int(read_number(state, "height")),
        seen_at=read_number(state, "seen_at"),
        detections=read_detections({"detections": read_field(state, "detections")}),
        frame_score=read_number(state, "frame_score"),
        score=_score(state),
        low=read_number(state, "low"),
        high=read_number(state, "high"),
        class_=None if class_ is None else FailureClass(class_),
    )


def _score(state: Mapping[str, Any]) -> float:
    """Read a score: it may be slightly negative."""
    score = float(read_field(state, "score"))
    if not math.isfinite(score):
        raise ValueError("the stored score is not a finite number")
    return score
