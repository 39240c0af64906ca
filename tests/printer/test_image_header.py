"""Reading a picture's header and end."""

import random
import zlib

from PIL import Image
import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.printer.image_header import (
    CameraError,
    ImageFormat,
    read_header,
)
from tests.printer.pictures import SIZE, encoded, jpeg, rotated_jpeg, scene, with_size

LOSSLESS_FRAME = jpeg().replace(b"\xff\xc0", b"\xff\xc3", 1)
TWELVE_BITS = jpeg().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c", 1)
FILL_BYTES = jpeg().replace(b"\xff\xdb", b"\xff\xff\xff\xff\xdb", 1)
MARKER_WITHOUT_LENGTH = jpeg().replace(b"\xff\xdb", b"\xff\x01\xff\xdb", 1)


def exif_jpeg(exif: bytes) -> bytes:
    """Return a JPEG with these bytes as its EXIF data."""
    length = (len(exif) + 8).to_bytes(2)
    return b"\xff\xd8\xff\xe1" + length + b"Exif\0\0" + exif + jpeg()[2:]


PLAIN = {
    "baseline": jpeg(),
    "progressive": jpeg(progressive=True),
    "best quality": jpeg(quality=100, subsampling=0),
    "with a comment": jpeg(comment="hello", dpi=(72, 72)),
    "gray": encoded(scene().convert("L")),
    "upright": rotated_jpeg(1),
    "with fill bytes": FILL_BYTES,
    "with a marker without length": MARKER_WITHOUT_LENGTH,
    "no EXIF data": exif_jpeg(b""),
    "EXIF data cut": exif_jpeg(b"II*\0\x08\0\0\0\xff\xff"),
    "EXIF data astray": exif_jpeg(b"MM\0*\xff\xff\xff\xff"),
    "no such orientation": exif_jpeg(
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09\0\0\0"
    ),
    # It comes under the same marker as EXIF data.
    "XMP data": jpeg()[:2] + b"\xff\xe1\x00\x0ahttp://x" + jpeg()[2:],
}
NEEDS_WORK = {
    **{f"rotated, {way}": rotated_jpeg(way) for way in range(2, 9)},
    "cmyk": encoded(scene().convert("CMYK")),
    "lossless": LOSSLESS_FRAME,
    "12 bits": TWELVE_BITS,
    "rotated, big end first": exif_jpeg(
        b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
    ),
    "rotated, as a long number": exif_jpeg(
        b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\0\0\x06"
    ),
}
OTHERS = {
    "png": (encoded(scene(), "PNG"), ImageFormat.PNG),
    "png with palette": (encoded(scene().convert("P"), "PNG"), ImageFormat.PNG),
    "webp": (encoded(scene(), "WEBP"), ImageFormat.WEBP),
    "webp, lossless": (encoded(scene(), "WEBP", lossless=True), ImageFormat.WEBP),
    "webp, extended": (
        encoded(scene(), "WEBP", icc_profile=b"x" * 200),
        ImageFormat.WEBP,
    ),
}


@pytest.mark.parametrize("content", PLAIN.values(), ids=PLAIN.keys())
def test_plain_jpeg(content: bytes) -> None:
    header = read_header(content)
    assert header.format is ImageFormat.JPEG
    assert (header.width, header.height) == SIZE
    assert header.is_plain
    assert header.end == len(content)


@pytest.mark.parametrize("content", NEEDS_WORK.values(), ids=NEEDS_WORK.keys())
def test_jpeg_that_needs_work(content: bytes) -> None:
    header = read_header(content)
    assert header.format is ImageFormat.JPEG
    assert not header.is_plain


@pytest.mark.parametrize(("content", "format_"), OTHERS.values(), ids=OTHERS.keys())
def test_other_formats(content: bytes, format_: ImageFormat) -> None:
    header = read_header(content)
    assert header.format is format_
    assert (header.width, header.height) == SIZE
    assert not header.is_plain


@pytest.mark.parametrize(
    "trailer",
    [b"", b"\0", b"\0" * 4000, b"--boundary\r\n"],
    ids=["nothing", "a zero", "zeros", "a boundary"],
)
def test_what_follows_the_end_is_none_of_it(trailer: bytes) -> None:
    assert read_header(jpeg() + trailer).end == len(jpeg())


def png_header(width: int, height: int) -> bytes:
    """Return a PNG of hardly any bytes that claims any size."""
    chunk = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    checksum = zlib.crc32(chunk).to_bytes(4)
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\x0d"
        + chunk
        + checksum
        + b"\0\0\0\0IEND\xae\x42\x60\x82"
    )


def webp_header(side: int) -> bytes:
    """Return an extended WebP without a picture that claims any size."""
    size = (side - 1).to_bytes(3, "little")
    body = b"WEBPVP8X\x0a\0\0\0\0\0\0\0" + size + size
    return b"RIFF" + len(body).to_bytes(4, "little") + body


THUMBNAIL_ONLY = exif_jpeg(jpeg((64, 64)))
SCAN = jpeg().index(b"\xff\xda")

BAD = {
    "empty": (b"", "empty"),
    "html": (b"<!DOCTYPE html><html><body>Log in</body></html>", "HTML page"),
    "html after blanks": (b"\r\n  <HTML>", "HTML page"),
    "xml": (b"<?xml version='1.0'?>", "text"),
    "json": (b'{"error": "\xc3\xa4"}', "text"),
    "text": (b"401 Unauthorized", "text"),
    "gif": (encoded(scene(), "GIF"), "neither JPEG, PNG nor WebP"),
    "bmp": (encoded(scene(), "BMP"), "neither JPEG, PNG nor WebP"),
    "avif": (b"\0\0\0\x1cftypavif\xff", "neither JPEG, PNG nor WebP"),
    "noise": (random.Random(1).randbytes(5000), "not a picture"),
    "zeros": (b"\xfe" * 5000, "not a picture"),
    "30 MB": (jpeg() + b"\0" * (30 * 1024**2 - len(jpeg())), "too large (30 MB)"),
    "jpeg of two bytes": (b"\xff\xd8", "truncated"),
    "jpeg cut in its header": (jpeg()[:100], "truncated"),
    "jpeg cut in its size": (jpeg()[: jpeg().index(b"\xff\xc0") + 6], "truncated"),
    "jpeg cut before its scan": (jpeg()[: SCAN + 4], "truncated"),
    "jpeg cut in half": (jpeg()[: (SCAN + len(jpeg())) // 2], "truncated"),
    "jpeg without its end": (jpeg()[:-2], "truncated"),
    "jpeg with too much behind it": (jpeg() + b"\0" * 4095, "truncated"),
    "thumbnail complete, picture cut": (THUMBNAIL_ONLY[:-2], "truncated"),
    "jpeg with junk in its header": (
        b"\xff\xd8\xff\xfe\x00\x02junk",
        "header is broken",
    ),
    "jpeg of markers": (b"\xff\xd8" + b"\xff\x01" * 9000, "header is broken"),
    "jpeg of fill bytes": (b"\xff\xd8" + b"\xff" * 9000, "header is broken"),
    "jpeg tiny": (jpeg((40, 30)), "too small (40x30)"),
    "jpeg low": (jpeg((640, 63)), "too small (640x63)"),
    "jpeg without height": (with_size(jpeg(), 320, 0), "too small (320x0)"),
    "jpeg bomb": (with_size(jpeg(), 65000, 65000), "too large (65000x65000)"),
    "png tiny": (png_header(1, 1), "too small (1x1)"),
    "png bomb": (png_header(100_000, 100_000), "too large (100000x100000)"),
    "png cut": (encoded(scene(), "PNG")[:-20], "truncated"),
    "png of eight bytes": (b"\x89PNG\r\n\x1a\n", "header is broken"),
    "webp bomb": (webp_header(16384), "too large (16384x16384)"),
    "webp cut": (encoded(scene(), "WEBP")[:-1], "truncated"),
    "webp of another kind": (b"RIFF\x08\0\0\0WEBPABCD", "header is broken"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD.keys())
def test_bad_picture(content: bytes, words: str) -> None:
    with pytest.raises(CameraError) as raised:
        read_header(content)
    assert words in str(raised.value)
    named = {
        "truncated": FaultReason.PICTURE_TRUNCATED,
        "too small": FaultReason.PICTURE_TOO_SMALL,
    }
    expected = (reason for name, reason in named.items() if name in words)
    assert raised.value.reason is next(expected, FaultReason.PICTURE_UNUSABLE)


@pytest.mark.parametrize(
    "content",
    [rotated_jpeg(6), encoded(scene(), "PNG"), encoded(scene(), "WEBP")],
    ids=["jpeg", "png", "webp"],
)
def test_damaged_pictures_raise_nothing_else(content: bytes) -> None:
    chance = random.Random(7)
    for _ in range(300):
        damaged = bytearray(content[: chance.randrange(len(content))])
        for _ in range(chance.randrange(20)):
            if damaged:
                damaged[chance.randrange(min(len(damaged), 300))] = chance.randrange(
                    256
                )
        try:
            header = read_header(bytes(damaged))
        except CameraError:
            continue
        assert header.width >= 64


def test_pillow_reads_the_same_size() -> None:
    for size in ((64, 64), (65, 640), (1279, 721)):
        content = encoded(Image.new("RGB", size), progressive=True)
        header = read_header(content)
        assert (header.width, header.height) == size
