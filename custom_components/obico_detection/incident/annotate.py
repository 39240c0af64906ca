"""Boxes on a picture. Decodes and encodes: for the executor."""

from collections.abc import Iterable, Sequence
import io
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from ..detection.detections import Detection

SHOWN_CONFIDENCE: Final = 0.2
"""What Obico shows too; below it boxes are mostly noise."""
MAX_BOXES: Final = 50
JPEG_QUALITY: Final = 85

# A phone shows the picture some 360 px wide: then this is a text of 15 px and a line of 2.
_TEXT_PART: Final = 24
_LINE_PART: Final = 180
_MIN_TEXT_PX: Final = 10
_MIN_LINE_PX: Final = 2

# The dark edge makes the line stand out where the picture is bright or of its colour.
_LINE: Final = (255, 96, 32)
_EDGE: Final = (0, 0, 0)
_LABEL: Final = (178, 34, 0)
_TEXT: Final = (255, 255, 255)

type _Area = tuple[int, int, int, int]
type _Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class PictureError(Exception):
    """There is nothing that boxes could be drawn on."""


def draw(content: bytes, detections: Iterable[Detection]) -> bytes:
    """Return a JPEG with a box and the confidence for each detection.

    Those of 20 % or more; if there is none of them, all.

    Raises:
        PictureError: the picture cannot be decoded.

    """
    image = _decoded(content)
    shown = _shown(detections)
    if shown:
        _Pen(image).draw(shown)
    encoded = io.BytesIO()
    # Coloured lines blur where colours have less pixels than the light.
    image.save(encoded, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return encoded.getvalue()


def _decoded(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
            return image.convert("RGB")
    except Exception as err:
        # Pillow's decoders raise all sorts of errors at broken data.
        raise PictureError("the picture cannot be decoded") from err


def _shown(detections: Iterable[Detection]) -> list[Detection]:
    """Return what is worth a box, the most confident first."""
    ranked = sorted(detections, key=lambda d: d.confidence, reverse=True)
    clear = [d for d in ranked if d.confidence >= SHOWN_CONFIDENCE]
    return (clear or ranked)[:MAX_BOXES]


class _Pen:
    """Draws on one picture, in lines and letters of a size that suits it."""

    def __init__(self, image: Image.Image) -> None:
        self._size = image.size
        self._on = ImageDraw.Draw(image)
        self._line = max(_MIN_LINE_PX, round(max(image.size) / _LINE_PART))
        self._edge = max(1, self._line // 2)
        self._font = _font(max(_MIN_TEXT_PX, round(max(image.size) / _TEXT_PART)))

    def draw(self, detections: Sequence[Detection]) -> None:
        """Draw all boxes, then all labels; the most confident comes on top."""
        areas = [self._area(one) for one in detections]
        for area in reversed(areas):
            self._draw_box(area)
        labels: list[tuple[_Area, str]] = []
        for one, area in zip(detections, areas, strict=True):
            text = f"{one.confidence:.0%}"
            taken = [place for place, _ in labels]
            labels.append((self._place(area, text, taken), text))
        for place, text in reversed(labels):
            self._draw_label(place, text)

    def _area(self, detection: Detection) -> _Area:
        """Return the box's edges in whole pixels, within the picture, never thinner than a line."""
        box = detection.box
        left, right = self._edges(box.x_center, box.width, self._size[0])
        top, bottom = self._edges(box.y_center, box.height, self._size[1])
        return left, top, right, bottom

    def _edges(self, center: float, extent: float, limit: int) -> tuple[int, int]:
        thinnest = min(2 * self._line, limit - 1)
        low = round(min(max(center - extent / 2, 0), limit - 1 - thinnest))
        high = round(min(max(center + extent / 2, low + thinnest), limit - 1))
        return low, high

    def _draw_box(self, area: _Area) -> None:
        left, top, right, bottom = area
        edge = self._edge
        around = (left - edge, top - edge, right + edge, bottom + edge)
        self._on.rectangle(around, outline=_EDGE, width=self._line + 2 * edge)
        self._on.rectangle(area, outline=_LINE, width=self._line)

    def _place(self, area: _Area, text: str, taken: Sequence[_Area]) -> _Area:
        """Return where the label goes: on top of the box, else below or in it, where it is free."""
        left, top, right, bottom = area
        wide, high = self._label_size(text)
        choices = [
            self._within(x, y, wide, high)
            for y in (top - high, bottom, top, bottom - high)
            for x in (left, right - wide)
            if 0 <= y <= self._size[1] - high
        ] or [self._within(left, top, wide, high)]
        free = (
            one for one in choices if not any(_overlap(one, other) for other in taken)
        )
        return next(free, choices[0])

    def _within(self, left: int, top: int, wide: int, high: int) -> _Area:
        x = max(0, min(left, self._size[0] - wide))
        y = max(0, min(top, self._size[1] - high))
        return x, y, x + wide, y + high

    def _label_size(self, text: str) -> tuple[int, int]:
        left, top, right, bottom = self._on.textbbox((0, 0), text, font=self._font)
        return round(right - left) + 4 * self._line, round(
            bottom - top
        ) + 3 * self._line

    def _draw_label(self, place: _Area, text: str) -> None:
        left, top, right, bottom = place
        self._on.rectangle(place, fill=_LABEL, outline=_EDGE, width=self._edge)
        # Letters begin some way below and beside the point they are drawn at.
        ink = self._on.textbbox((0, 0), text, font=self._font)
        x = left + (right - left - (ink[2] - ink[0])) / 2 - ink[0]
        y = top + (bottom - top - (ink[3] - ink[1])) / 2 - ink[1]
        self._on.text((x, y), text, fill=_TEXT, font=self._font)


def _overlap(one: _Area, other: _Area) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )


def _font(size: int) -> _Font:
    try:
        return ImageFont.load_default(size)
    except ImportError:
        # Pillow was built without FreeType: small letters are better than none.
        return ImageFont.load_default()
