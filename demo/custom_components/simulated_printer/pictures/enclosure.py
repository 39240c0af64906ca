"""What never moves: the inside of a dim enclosure, with a bed and a frame."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .geometry import BED_Y, DEPTH, HEIGHT, MAX_RADIUS, PART_X, SCALE, WIDTH

BED_BACK_Y = 452
BED_FRONT_Y = 676
BED_BACK = (352, 928)
BED_FRONT = (214, 1066)
FRAME_X = (150, 1130)

type Points = list[tuple[float, float]]


@lru_cache(maxsize=1)
def enclosure() -> Image.Image:
    """Return the empty enclosure, lit; the same for all printers."""
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), (30, 33, 37))
    draw = ImageDraw.Draw(image)
    _draw_walls(draw)
    _draw_frame(draw)
    _draw_bed(draw)
    image = image.reduce(SCALE)
    return _lit(image)


def _scaled(points: Points) -> Points:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _polygon(
    draw: ImageDraw.ImageDraw, points: Points, fill: tuple[int, int, int]
) -> None:
    draw.polygon(_scaled(points), fill=fill)


def _line(
    draw: ImageDraw.ImageDraw, points: Points, fill: tuple[int, int, int], width: float
) -> None:
    draw.line(_scaled(points), fill=fill, width=round(width * SCALE))


def _draw_walls(draw: ImageDraw.ImageDraw) -> None:
    """Draw back and side panels, their seams and the screws that hold them."""
    _polygon(draw, [(0, 0), (110, 40), (110, 470), (0, 640)], (23, 25, 29))
    _polygon(draw, [(1280, 0), (1170, 40), (1170, 470), (1280, 640)], (23, 25, 29))
    _polygon(
        draw,
        [(110, 470), (1170, 470), (1280, 640), (1280, 720), (0, 720), (0, 640)],
        (19, 20, 23),
    )
    _polygon(draw, [(110, 40), (1170, 40), (1170, 470), (110, 470)], (45, 49, 55))
    for x in (463, 817):
        _line(draw, [(x, 40), (x, 470)], (35, 38, 43), 2)
        _line(draw, [(x + 2, 40), (x + 2, 470)], (52, 56, 62), 1)
    for x in (136, 440, 486, 794, 840, 1144):
        for y in (84, 440):
            box = [(x - 4) * SCALE, (y - 4) * SCALE, (x + 4) * SCALE, (y + 4) * SCALE]
            draw.ellipse(box, fill=(62, 66, 72), outline=(30, 32, 36), width=2)
    for row in range(7):
        y = 150 + row * 17
        _line(draw, [(890, y), (1060, y)], (24, 26, 30), 6)
        _line(draw, [(890, y + 4), (1060, y + 4)], (58, 62, 69), 1)
    _line(draw, [(110, 470), (1170, 470)], (13, 14, 16), 3)


def _draw_frame(draw: ImageDraw.ImageDraw) -> None:
    """Draw the two uprights with their lead screws."""
    for x in FRAME_X:
        inward = 1 if x < PART_X else -1
        for step in range(-20, 21):
            light = 74 + round(26 * np.cos((step + 7) / 13))
            _line(
                draw, [(x + step, 0), (x + step, 620)], (light, light + 2, light + 5), 1
            )
        _line(draw, [(x, 0), (x, 620)], (30, 31, 34), 9)
        _line(draw, [(x + 3, 0), (x + 3, 620)], (49, 51, 55), 2)
        screw = x + inward * 36
        _line(draw, [(screw, 0), (screw, 600)], (96, 98, 102), 9)
        for y in range(0, 600, 6):
            _line(draw, [(screw - 4, y + 3), (screw + 4, y)], (58, 60, 64), 2)
        _polygon(
            draw,
            [(x - 44, 604), (x + 44, 604), (x + 56, 650), (x - 56, 650)],
            (27, 28, 31),
        )
        _line(draw, [(x - 44, 604), (x + 44, 604)], (66, 68, 72), 2)


def _bed_x(side: int, y: float) -> float:
    share = (y - BED_BACK_Y) / (BED_FRONT_Y - BED_BACK_Y)
    return BED_BACK[side] + (BED_FRONT[side] - BED_BACK[side]) * share


def _draw_bed(draw: ImageDraw.ImageDraw) -> None:
    """Draw the plate, its grid and its front edge."""
    corners: Points = [
        (BED_BACK[0], BED_BACK_Y), (BED_BACK[1], BED_BACK_Y),
        (BED_FRONT[1], BED_FRONT_Y), (BED_FRONT[0], BED_FRONT_Y),
    ]  # fmt: skip
    _polygon(draw, [(x, y + 20) for x, y in corners], (12, 12, 14))
    _polygon(draw, corners, (58, 59, 61))
    for share in np.linspace(0, 1, 13)[1:-1]:
        back = BED_BACK[0] + (BED_BACK[1] - BED_BACK[0]) * share
        front = BED_FRONT[0] + (BED_FRONT[1] - BED_FRONT[0]) * share
        _line(draw, [(back, BED_BACK_Y), (front, BED_FRONT_Y)], (68, 69, 72), 1)
    for step in np.linspace(0, 1, 9)[1:-1]:
        # Rows further away are closer together.
        y = BED_BACK_Y + (BED_FRONT_Y - BED_BACK_Y) * (0.75 * step + 0.25 * step**2)
        _line(draw, [(_bed_x(0, y), y), (_bed_x(1, y), y)], (68, 69, 72), 1)
    left, right = corners[3], corners[2]
    edge: Points = [left, right, (right[0], right[1] + 12), (left[0], left[1] + 12)]
    _polygon(draw, edge, (38, 39, 41))
    _line(draw, [left, right], (112, 113, 116), 1.5)
    _line(draw, [corners[0], corners[1]], (80, 81, 84), 1)


def _lit(image: Image.Image) -> Image.Image:
    """Return the picture in the light of one lamp bar under the lid."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    lamp = np.exp(-(((x - PART_X) / 620) ** 2) - ((y - 60) / 520) ** 2)
    plate = np.exp(-(((x - 560) / 300) ** 2) - ((y - 560) / 90) ** 2)
    light = 0.46 + 0.98 * lamp + 0.42 * plate
    pixels = np.asarray(image, dtype=np.float32) * light[..., None]
    # The lamp is a little cold.
    pixels *= np.array([0.97, 1.0, 1.04], dtype=np.float32)
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    glow = Image.new("L", (WIDTH, HEIGHT), 0)
    draw = ImageDraw.Draw(glow)
    draw.rounded_rectangle((390, 12, 890, 24), radius=6, fill=235)
    halo = glow.filter(ImageFilter.GaussianBlur(34)).point(lambda value: value * 0.9)
    picture.paste((226, 234, 242), mask=halo)
    picture.paste((236, 240, 244), mask=glow.filter(ImageFilter.GaussianBlur(2)))
    return picture


@lru_cache(maxsize=1)
def contact_shadow() -> tuple[Image.Image, tuple[int, int]]:
    """Return the shadow a part casts on the bed: a mask, and where its corner goes."""
    margin = 46
    wide, high = MAX_RADIUS + margin, MAX_RADIUS * DEPTH + margin
    mask = Image.new("L", (round(2 * wide), round(2 * high)), 0)
    box = (margin - 8, margin - 4, 2 * wide - margin + 14, 2 * high - margin + 12)
    ImageDraw.Draw(mask).ellipse(box, fill=150)
    mask = mask.filter(ImageFilter.GaussianBlur(13))
    return mask, (round(PART_X - wide), round(BED_Y - high))
