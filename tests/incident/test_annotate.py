"""Boxes on a picture: where they are, what they say, and what is not drawn."""

import io
from typing import Any
from unittest.mock import patch

from PIL import Image, ImageChops, ImageFont
import pytest

from custom_components.obico_detection.detection.detections import Box, Detection
from custom_components.obico_detection.incident.annotate import (
    MAX_BOXES,
    PictureError,
    draw,
)
from tests.printer.pictures import encoded

type Colour = tuple[int, int, int]
WHITE, BLACK, GRAY = (255, 255, 255), (0, 0, 0), (128, 128, 128)
SIZE = (640, 480)
CENTER = Box(320.0, 240.0, 200.0, 160.0)


def plain(colour: Colour = GRAY, size: tuple[int, int] = SIZE) -> bytes:
    return encoded(Image.new("RGB", size, colour), quality=95)


def found(confidence: float, box: Box = CENTER) -> Detection:
    return Detection("failure", confidence, box)


def drawn(content: bytes, *detections: Detection) -> Image.Image:
    with Image.open(io.BytesIO(draw(content, detections))) as image:
        assert image.format == "JPEG"
        return image.convert("RGB")


def at(image: Image.Image, x: int, y: int) -> Colour:
    red, green, blue = image.getpixel((x, y))  # type: ignore[misc]
    return int(red), int(green), int(blue)


def is_line(colour: Colour) -> bool:
    return colour[0] > 200 and 50 < colour[1] < 150 and colour[2] < 100


def is_dark(colour: Colour) -> bool:
    return max(colour) < 70


def changed(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """Return the area in which two pictures differ by more than JPEG does."""
    difference = ImageChops.difference(one, other).convert("L")
    return difference.point(lambda value: 255 if value > 40 else 0).getbbox()


def line_pixels(image: Image.Image, y: int) -> int:
    return sum(is_line(at(image, x, y)) for x in range(image.width))


def test_picture_keeps_its_size_and_is_otherwise_as_it_was() -> None:
    image = drawn(plain(), found(0.87))

    assert image.size == SIZE
    for place in ((5, 5), (320, 240), (600, 400)):
        assert all(abs(part - 128) < 6 for part in at(image, *place))


@pytest.mark.parametrize("colour", [WHITE, GRAY, BLACK, (255, 96, 32)])
def test_box_stands_out_on_any_picture(colour: Colour) -> None:
    image = drawn(plain(colour), found(0.87))

    for edge in ((220, 240), (420, 240), (320, 320)):
        row = [at(image, edge[0] + dx, edge[1]) for dx in range(-8, 9)]
        column = [at(image, edge[0], edge[1] + dy) for dy in range(-8, 9)]
        across = row if edge[1] == 240 else column
        assert any(map(is_line, across))
        assert any(map(is_dark, across))


def test_percentage_stands_above_the_box() -> None:
    differing = changed(drawn(plain(), found(0.87)), drawn(plain(), found(0.42)))

    assert differing is not None
    left, top, right, bottom = differing
    assert left >= 220
    assert right <= 320
    assert top >= 120
    assert bottom <= 160


def test_percentage_of_a_box_at_the_upper_edge_is_below_it() -> None:
    box = Box(320.0, 30.0, 200.0, 60.0)

    differing = changed(
        drawn(plain(), found(0.87, box)), drawn(plain(), found(0.42, box))
    )

    assert differing is not None
    assert differing[1] >= 60


def test_percentage_of_a_box_as_large_as_the_picture_is_in_it() -> None:
    box = Box(320.0, 240.0, 640.0, 480.0)

    assert changed(drawn(plain(), found(0.87, box)), drawn(plain(), found(0.42, box)))


def test_percentages_of_boxes_at_one_place_do_not_cover_each_other() -> None:
    image = plain()
    other = [found(0.5), found(0.42)]

    above = changed(drawn(image, found(0.87)), drawn(image))
    first = changed(
        drawn(image, found(0.87), *other), drawn(image, found(0.88), *other)
    )
    second = changed(
        drawn(image, found(0.87), *other),
        drawn(image, found(0.87), found(0.51), found(0.42)),
    )

    assert above is not None
    assert first is not None
    assert second is not None
    assert first[2] <= second[0] or first[3] <= second[1]


def test_letters_and_lines_grow_with_the_picture() -> None:
    large = plain(size=(1280, 960))
    box = Box(640.0, 480.0, 400.0, 320.0)

    small_text = changed(drawn(plain(), found(0.87)), drawn(plain(), found(0.42)))
    large_text = changed(drawn(large, found(0.87, box)), drawn(large, found(0.42, box)))

    assert small_text is not None
    assert large_text is not None
    assert large_text[3] - large_text[1] > 1.6 * (small_text[3] - small_text[1])
    thin = line_pixels(drawn(plain(), found(0.87)), 240)
    assert line_pixels(drawn(large, found(0.87, box)), 480) > 1.5 * thin


def test_letters_are_readable_at_the_size_of_a_phone() -> None:
    large = plain(size=(1280, 960))
    text = changed(drawn(large, found(0.87)), drawn(large, found(0.42)))

    assert text is not None
    assert (text[3] - text[1]) * 360 / 1280 >= 8


def test_doubtful_boxes_are_left_out() -> None:
    wisp = found(0.19, Box(100.0, 400.0, 60.0, 60.0))

    assert (
        changed(drawn(plain(), found(0.87), wisp), drawn(plain(), found(0.87))) is None
    )


def test_boxes_of_20_percent_are_drawn() -> None:
    wisp = found(0.2, Box(100.0, 400.0, 60.0, 60.0))

    assert changed(drawn(plain(), found(0.87), wisp), drawn(plain(), found(0.87)))


def test_where_all_are_doubtful_all_are_drawn() -> None:
    image = drawn(plain(), found(0.1), found(0.05, Box(100.0, 400.0, 60.0, 60.0)))

    assert line_pixels(image, 240) > 0
    assert line_pixels(image, 400) > 0


def test_picture_without_detections_stays_as_it_is() -> None:
    with Image.open(io.BytesIO(plain())) as untouched:
        assert changed(drawn(plain()), untouched.convert("RGB")) is None


@pytest.mark.parametrize(
    "box",
    [
        Box(0.0, 0.0, 200.0, 100.0),
        Box(640.0, 480.0, 100.0, 100.0),
        Box(320.0, 240.0, 5000.0, 5000.0),
        Box(-500.0, 900.0, 20.0, 20.0),
        Box(700.0, -40.0, 0.0, 0.0),
        Box(320.0, 240.0, 0.0, 0.0),
        Box(1e300, -1e300, 1e300, 1e300),
    ],
)
def test_box_that_sticks_out_is_seen_within_the_picture(box: Box) -> None:
    image = drawn(plain(), found(0.87, box))

    assert image.size == SIZE
    assert any(line_pixels(image, y) for y in range(image.height))


def test_smallest_picture_gets_its_box_too() -> None:
    image = drawn(plain(size=(64, 64)), found(0.87, Box(32.0, 40.0, 30.0, 30.0)))

    assert image.size == (64, 64)
    assert line_pixels(image, 40) >= 2


def test_flood_of_boxes_is_bounded() -> None:
    flood = [found(1 - number / 1e6) for number in range(20_000)]

    assert draw(plain(), flood) == draw(plain(), flood[:MAX_BOXES])


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_picture_in_other_colours_gets_coloured_boxes(mode: str) -> None:
    content = encoded(Image.new("RGB", SIZE, GRAY).convert(mode))

    assert line_pixels(drawn(content, found(0.87)), 240) > 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        plain()[: len(plain()) // 2],
        encoded(Image.new("RGB", SIZE), "PNG"),
    ],
    ids=["empty", "text", "cut off", "no JPEG"],
)
def test_what_cannot_be_decoded_is_refused_with_one_error(content: bytes) -> None:
    with pytest.raises(PictureError, match="the picture cannot be decoded"):
        draw(content, [found(0.87)])


def test_without_scalable_letters_small_ones_are_drawn() -> None:
    bitmap = ImageFont.load_default_imagefont()

    def load(size: float | None = None) -> Any:
        if size is not None:
            raise ImportError("FreeType is missing")
        return bitmap

    with patch.object(ImageFont, "load_default", load):
        assert changed(drawn(plain(), found(0.87)), drawn(plain(), found(0.42)))
