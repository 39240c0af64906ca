"""What moves: the beam, the print head on it, and the tube that feeds it."""

from functools import lru_cache
import math

from PIL import Image, ImageDraw, ImageFilter

from .enclosure import FRAME_X
from .geometry import SCALE, Colour

_HEAD = (150, 196)
"""The head's width and height; the tip of the nozzle is in the middle of its lower edge."""

_BEAM_ABOVE_TIP = 116
_BEAM_HEIGHT = 62
_FAN_STEPS = 6


def draw_beam(picture: Image.Image, tip: tuple[float, float]) -> None:
    """Draw the beam that carries the head, behind the part."""
    beam = _beam()
    corner = (FRAME_X[0] - 26, round(tip[1] - _BEAM_ABOVE_TIP))
    picture.paste(beam, corner, beam)


def draw_head(picture: Image.Image, tip: tuple[float, float], fan_turn: float) -> None:
    """Draw tube and head, in front of everything; a fan that stands has a turn of 0."""
    x, y = tip
    _draw_tube(picture, (x, y - _HEAD[1] + 10))
    shadow = _head_shadow()
    corner = (round(x - shadow.width / 2), round(y - shadow.height / 2))
    picture.paste((6, 7, 8), corner, shadow)
    head = _head(int(fan_turn * _FAN_STEPS) % _FAN_STEPS)
    picture.paste(head, (round(x - _HEAD[0] / 2), round(y - _HEAD[1])), head)


@lru_cache(maxsize=1)
def _beam() -> Image.Image:
    """Return two smooth rods, a belt between them, and a carriage at either end."""
    width = FRAME_X[1] - FRAME_X[0] + 52
    image = Image.new("RGBA", (width * SCALE, _BEAM_HEIGHT * SCALE))
    draw = ImageDraw.Draw(image)
    for top in (4, 40):
        for row in range(15 * SCALE):
            share = row / (15 * SCALE)
            light = 46 + round(120 * math.exp(-(((share - 0.3) / 0.2) ** 2)))
            y = top * SCALE + row
            draw.line(
                (20, y, width * SCALE - 20, y), fill=(light, light, light + 4, 255)
            )
    middle = 29 * SCALE
    draw.line(
        (20, middle, width * SCALE - 20, middle), fill=(18, 18, 19, 255), width=12
    )
    for x in range(30, width * SCALE - 30, 12):
        draw.line((x, middle, x, middle + 5), fill=(48, 48, 50, 255), width=3)
    for left in (0, (width - 74) * SCALE):
        box = (left, 0, left + 74 * SCALE, _BEAM_HEIGHT * SCALE - 1)
        draw.rounded_rectangle(box, 16, (33, 34, 37, 255), (64, 66, 70, 255), 3)
        for bolt in (18, 56):
            for height in (14, 46):
                _disc(draw, (left / SCALE + bolt, height), 5, (92, 94, 98))
    return image.reduce(SCALE)


def _disc(
    draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, fill: Colour
) -> None:
    x, y = centre
    box = [value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)]
    draw.ellipse(box, fill=(*fill, 255))


@lru_cache(maxsize=_FAN_STEPS)
def _head(step: int) -> Image.Image:
    """Return the print head with its fan at one of a few turns."""
    width, height = _HEAD
    image = Image.new("RGBA", (width * SCALE, height * SCALE))
    draw = ImageDraw.Draw(image)

    def box(left: float, top: float, right: float, bottom: float) -> list[float]:
        return [value * SCALE for value in (left, top, right, bottom)]

    # The cooling duct hangs at the left, the heater block in the middle.
    duct = [(28, 128), (60, 128), (64, 176), (50, 182), (34, 160)]
    draw.polygon([(x * SCALE, y * SCALE) for x, y in duct], fill=(24, 25, 27, 255))
    draw.rounded_rectangle(box(52, 150, 104, 176), 6, (92, 93, 96, 255))
    draw.rounded_rectangle(box(52, 150, 104, 158), 6, (122, 123, 126, 255))
    cone = [(64, 176), (86, 176), (78.5, 195), (71.5, 195)]
    draw.polygon([(x * SCALE, y * SCALE) for x, y in cone], fill=(150, 150, 152, 255))
    for fin in range(4):
        draw.rectangle(box(56, 134 + fin * 4, 94, 136 + fin * 4), (110, 112, 116, 255))
    draw.rounded_rectangle(box(18, 14, 132, 138), 24, (16, 17, 19, 255))
    draw.rounded_rectangle(box(20, 15, 130, 136), 22, (40, 42, 46, 255))
    draw.rounded_rectangle(box(20, 15, 130, 40), 22, (56, 58, 63, 255))
    draw.rectangle(box(20, 30, 130, 41), (40, 42, 46, 255))
    _disc(draw, (75, 88), 41, (14, 15, 16))
    _disc(draw, (75, 88), 39, (27, 28, 30))
    for blade in range(7):
        start = math.degrees(math.tau / 7 * (blade + step / _FAN_STEPS))
        draw.pieslice(box(38, 51, 112, 125), start, start + 27, (62, 64, 68, 255))
    _disc(draw, (75, 88), 15, (20, 21, 23))
    _disc(draw, (75, 88), 12, (48, 50, 54))
    for x in (32, 118):
        for y in (46, 126):
            _disc(draw, (x, y), 3.5, (104, 106, 110))
    return image.reduce(SCALE)


@lru_cache(maxsize=1)
def _head_shadow() -> Image.Image:
    """Return the mask of the head's soft shadow."""
    mask = Image.new("L", (190, 70), 0)
    ImageDraw.Draw(mask).ellipse((34, 22, 156, 48), fill=54)
    return mask.filter(ImageFilter.GaussianBlur(11))


def _draw_tube(picture: Image.Image, end: tuple[float, float]) -> None:
    """Draw the tube that brings the filament, in an arc from the upper right."""
    start, bend = (880.0, -10.0), (end[0] + 26, min(end[1] - 150, 40.0))
    points = []
    for step in range(33):
        share = step / 32
        points.append(
            tuple(
                (1 - share) ** 2 * s + 2 * share * (1 - share) * b + share**2 * e
                for s, b, e in zip(start, bend, end, strict=True)
            )
        )
    left, top = int(min(x for x, _ in points)) - 8, -12
    right, bottom = int(max(x for x, _ in points)) + 8, int(end[1]) + 8
    size = ((right - left) * SCALE, (bottom - top) * SCALE)
    if min(size) <= 0:
        return
    mask = Image.new("L", size, 0)
    line = [((x - left) * SCALE, (y - top) * SCALE) for x, y in points]
    ImageDraw.Draw(mask).line(line, fill=200, width=7 * SCALE, joint="curve")
    mask = mask.reduce(SCALE)
    picture.paste((92, 96, 102), (left, top), mask)
