"""Making any picture into one that can be handed on, and looking into it."""

from contextlib import suppress
import hashlib
import io
import random
from typing import Any

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.printer.image_header import (
    CameraError,
    ImageFormat,
    ImageHeader,
    read_header,
)
from custom_components.obico_detection.printer.picture import (
    Picture,
    can_pass,
    looks_black,
    normalise,
    pass_through,
    verify_content,
)
from tests.printer.pictures import SIZE, colour_at, encoded, jpeg, rotated_jpeg, scene


def taken(content: bytes) -> Picture:
    """Take a picture over as a capture does."""
    header = read_header(content)
    if can_pass(header):
        return pass_through(content, header, 1.0)
    return normalise(content, header, 1.0)


def is_red(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 120 and colour[2] < 90


def is_blue(colour: tuple[int, int, int]) -> bool:
    return colour[0] < 90 and colour[2] > 120


PLAIN = {
    "baseline": jpeg(),
    "progressive": jpeg(progressive=True),
    "wide": jpeg((1280, 720)),
    "tall": jpeg((720, 1280)),
    "gray": encoded(scene().convert("L")),
    "with EXIF data": rotated_jpeg(1),
}


@pytest.mark.parametrize("content", PLAIN.values(), ids=PLAIN.keys())
def test_plain_jpeg_passes_untouched(content: bytes) -> None:
    picture = taken(content)
    assert picture.content == content
    assert picture.captured_at == 1.0
    assert picture.digest == hashlib.sha256(content).digest()


def test_what_follows_the_end_is_cut_off() -> None:
    picture = taken(jpeg() + b"\r\n--boundary")
    assert picture.content == jpeg()
    assert picture.digest != taken(jpeg()).digest


def sixteen_bits(size: tuple[int, int] = SIZE) -> bytes:
    """Return a gray PNG of 16 bits: bright on the left, dark on the right."""
    half = size[0] // 2
    row = (0xC000).to_bytes(2, "little") * half + (0x2000).to_bytes(2, "little") * half
    return encoded(Image.frombytes("I;16", size, row * size[1]), "PNG")


def palette_with_transparency() -> bytes:
    image = scene().convert("P", palette=Image.Palette.ADAPTIVE, colors=8)
    return encoded(image, "PNG", transparency=200)


OTHERS = {
    "png": encoded(scene(), "PNG"),
    "png with alpha": encoded(scene().convert("RGBA"), "PNG"),
    "png with palette": encoded(
        scene().convert("P", palette=Image.Palette.ADAPTIVE), "PNG"
    ),
    "png with palette and transparency": palette_with_transparency(),
    "webp": encoded(scene(), "WEBP"),
    "webp, lossless": encoded(scene(), "WEBP", lossless=True),
    "webp with alpha": encoded(scene().convert("RGBA"), "WEBP"),
    "cmyk": encoded(scene().convert("CMYK")),
    "large": jpeg((2000, 1500)),
    "very wide": jpeg((5000, 300)),
    **{f"rotated, {way}": rotated_jpeg(way) for way in range(2, 9)},
    **{
        f"large, rotated, {way}": rotated_jpeg(way, (1600, 1200)) for way in range(1, 9)
    },
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
def test_anything_else_becomes_an_upright_jpeg(content: bytes) -> None:
    picture = taken(content)
    header = read_header(picture.content)
    assert header.format is ImageFormat.JPEG
    assert header.is_plain
    assert (header.width, header.height) == (picture.width, picture.height)
    assert max(picture.width, picture.height) <= 1280
    assert picture.digest == hashlib.sha256(content).digest()
    assert is_red(colour_at(picture.content, 0.25, 0.25))
    assert is_blue(colour_at(picture.content, 0.75, 0.25))
    assert is_blue(colour_at(picture.content, 0.25, 0.75))


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (encoded(scene(), "PNG"), SIZE),
        (rotated_jpeg(6), SIZE),
        (jpeg((1281, 720)), (1280, 719)),
        (jpeg((4000, 3000)), (1280, 960)),
        (jpeg((1500, 3000)), (640, 1280)),
        (rotated_jpeg(8, (2560, 1440)), (1280, 720)),
        (encoded(scene((2560, 1440)), "PNG"), (1280, 720)),
    ],
    ids=[
        "png",
        "rotated",
        "a bit large",
        "large",
        "tall",
        "large, rotated",
        "large png",
    ],
)
def test_size(content: bytes, size: tuple[int, int]) -> None:
    picture = taken(content)
    assert (picture.width, picture.height) == size


def test_sixteen_bits_become_eight() -> None:
    content = taken(sixteen_bits()).content
    assert colour_at(content, 0.25, 0.5)[0] == pytest.approx(0xC0, abs=3)
    assert colour_at(content, 0.75, 0.5)[0] == pytest.approx(0x20, abs=3)


@pytest.mark.parametrize("mode", ["1", "L", "LA"])
def test_gray_stays_gray(mode: str) -> None:
    image = Image.new("L", SIZE, 0)
    image.paste(255, (0, 0, SIZE[0] // 2, SIZE[1]))
    content = taken(encoded(image.convert(mode), "PNG")).content
    assert colour_at(content, 0.25, 0.5) == (255, 255, 255)
    assert colour_at(content, 0.75, 0.5) == (0, 0, 0)


def test_what_is_transparent_is_black() -> None:
    image = scene().convert("RGBA")
    image.putalpha(0)
    picture = taken(encoded(image, "PNG"))
    with pytest.raises(CameraError, match="black"):
        verify_content(picture)


def test_exif_data_of_a_png_counts() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(scene().transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif)
    picture = taken(content)
    assert (picture.width, picture.height) == SIZE
    assert is_red(colour_at(picture.content, 0.25, 0.25))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"II*\0\xff\xff\xff\x00", b"no such thing", b""])
def test_broken_exif_data_do_not_matter(exif: bytes) -> None:
    picture = taken(jpeg((2000, 1500), exif=b"Exif\0\0" + exif))
    assert (picture.width, picture.height) == (1280, 960)


def test_broken_exif_data_of_a_png_do_not_matter() -> None:
    text = PngInfo()
    text.add_text("Raw profile type exif", "\nexif\n2\nno number")
    picture = taken(encoded(scene(), "PNG", pnginfo=text))
    assert (picture.width, picture.height) == SIZE


def damaged(content: bytes, at: int) -> bytes:
    return content[:at] + bytes(40) + content[at + 40 :]


UNDECODABLE = {
    "png": damaged(encoded(scene(), "PNG"), 60),
    "webp": damaged(encoded(scene(), "WEBP"), 40),
    "png, only a header": encoded(scene(), "PNG")[:40] + b"IEND",
    "webp, only a header": b"RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x80\0\x80\0",
}


@pytest.mark.parametrize("content", UNDECODABLE.values(), ids=UNDECODABLE.keys())
def test_what_cannot_be_decoded_is_refused(content: bytes) -> None:
    with pytest.raises(CameraError, match="cannot be decoded") as raised:
        taken(content)
    assert raised.value.reason is FaultReason.PICTURE_UNUSABLE
    assert "object at" not in str(raised.value)


def test_a_bomb_that_hides_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "custom_components.obico_detection.printer.picture.MAX_PIXELS", 5000
    )
    content = encoded(scene(), "PNG")
    header = ImageHeader(ImageFormat.PNG, 64, 64, len(content), is_plain=False)
    with pytest.raises(CameraError, match=r"too large \(320x240\)"):
        normalise(content, header, 1.0)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "content",
    [rotated_jpeg(6), encoded(scene(), "PNG"), encoded(scene(), "WEBP")],
    ids=["jpeg", "png", "webp"],
)
def test_damage_raises_nothing_else(content: bytes) -> None:
    chance = random.Random(3)
    for _ in range(60):
        spoilt = bytearray(content)
        for _ in range(chance.randrange(1, 30)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        with suppress(CameraError):
            verify_content(taken(bytes(spoilt)))


def dark(level: int, **line: Any) -> Image.Image:
    """Return a dark picture, with a bright line in it if one is given."""
    image = Image.new("RGB", (640, 480), (level, level, level))
    if line:
        ImageDraw.Draw(image).line((50, 400, 600, 90), **line)
    return image


@pytest.mark.parametrize(
    ("image", "is_black"),
    [
        (dark(0), True),
        (dark(7), True),
        (dark(9), False),
        (dark(2, fill=(160, 150, 140), width=6), False),
        (dark(255), False),
        (scene(), False),
    ],
)
def test_black(image: Image.Image, is_black: bool) -> None:
    assert looks_black(image) is is_black
    picture = taken(encoded(image))
    if is_black:
        with pytest.raises(CameraError, match="black"):
            verify_content(picture)
    else:
        verify_content(picture)


@pytest.mark.parametrize(
    "content",
    [
        jpeg((64, 64)),
        jpeg((1280, 720), progressive=True),
        encoded(scene().convert("L")),
    ],
    ids=["small", "progressive", "gray"],
)
def test_any_picture_can_be_looked_into(content: bytes) -> None:
    verify_content(taken(content))


def test_a_picture_that_cannot_be_decoded() -> None:
    content = jpeg()
    spoilt = content.replace(b"\xff\xdb", b"\xff\xfe")  # without its tables
    with pytest.raises(CameraError, match="cannot be decoded"):
        verify_content(taken(spoilt))


def test_pictures_are_immutable() -> None:
    with pytest.raises(AttributeError):
        taken(jpeg()).width = 7  # type: ignore[misc]


def test_normalised_pictures_carry_no_exif_data() -> None:
    with Image.open(io.BytesIO(taken(rotated_jpeg(6)).content)) as image:
        assert not image.getexif()
