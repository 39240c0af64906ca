"""Reading a picture's header and end, without decoding it.

It runs in the event loop: microseconds, whatever the bytes are.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from ..const import FaultReason

MAX_PICTURE_BYTES: Final = 16 * 1024 * 1024
MIN_SIDE_PX: Final = 64
# A picture of a few kilobytes can claim a size that takes gigabytes to decode.
MAX_PIXELS: Final = 64_000_000
# Cameras pad their pictures, or write something of their own after the end.
END_WITHIN_BYTES: Final = 4096

# More than any camera writes; bounds the time that a broken header can take.
_MAX_JPEG_SEGMENTS: Final = 2000
_JPEG_START: Final = b"\xff\xd8"
_JPEG_END: Final = b"\xff\xd9"
_JPEG_FILL: Final = 0xFF
_JPEG_SCAN: Final = 0xDA
_JPEG_EXIF: Final = 0xE1
# Baseline, extended and progressive. What else there is (lossless, arithmetic) not every
# decoder can read.
_JPEG_COMMON_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_EXIF_ORIENTATION: Final = 0x0112
_EXIF_START: Final = b"Exif\x00\x00"
_EXIF_ENTRY_BYTES: Final = 12
_EXIF_LONG: Final = 4
_MAX_EXIF_ENTRIES: Final = 256

_PNG_START: Final = b"\x89PNG\r\n\x1a\n"


class CameraError(Exception):
    """The camera gave no usable picture; the text says why."""

    def __init__(self, reason: FaultReason, message: str) -> None:
        """Keep the reason, one about the camera or its picture, and the text."""
        super().__init__(message)
        self.reason = reason


class ImageFormat(StrEnum):
    """The formats that are read, by Pillow's names."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What a picture says of itself."""

    format: ImageFormat
    width: int
    height: int
    end: int
    """Where the picture ends; what follows is none of it."""
    is_plain: bool
    """An upright JPEG of 8 bits and 1 or 3 components: can be sent as it is."""


def unusable(
    message: str, reason: FaultReason = FaultReason.PICTURE_UNUSABLE
) -> CameraError:
    """Return the error for a picture that nobody can look at."""
    return CameraError(reason, message)


def truncated() -> CameraError:
    """Return the error for a picture that ends too early."""
    return unusable("The picture is truncated", FaultReason.PICTURE_TRUNCATED)


def read_header(content: bytes) -> ImageHeader:
    """Verify a picture by its header and its end.

    Raises:
        CameraError: it is no picture, incomplete, or of a size that is no use.

    """
    if len(content) > MAX_PICTURE_BYTES:
        megabytes = len(content) / 1024**2
        raise unusable(f"The picture is too large ({megabytes:.0f} MB)")
    try:
        header = _read_any(content)
    except IndexError as err:
        raise truncated() from err
    size = f"{header.width}x{header.height}"
    if min(header.width, header.height) < MIN_SIDE_PX:
        raise unusable(
            f"The picture is too small ({size})", FaultReason.PICTURE_TOO_SMALL
        )
    if header.width * header.height > MAX_PIXELS:
        raise unusable(f"The picture is too large ({size})")
    return header


def _read_any(content: bytes) -> ImageHeader:
    if content.startswith(_JPEG_START):
        return _read_jpeg(content)
    if content.startswith(_PNG_START):
        return _read_png(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _read_webp(content)
    raise unusable(_what_it_is_instead(content))


def _what_it_is_instead(content: bytes) -> str:
    """Name the usual things that cameras give instead of a picture."""
    if not content:
        return "The picture is empty"
    start = content[:256].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<body")):
        return "This is not a picture (HTML page)"
    if start.startswith((b"<", b"{", b"[")) or start.isascii():
        return "This is not a picture (text)"
    if content.startswith((b"GIF8", b"BM", b"II*\x00", b"MM\x00*")) or (
        content[4:12] in {b"ftypavif", b"ftypheic"}
    ):
        return "The picture is neither JPEG, PNG nor WebP"
    return "This is not a picture"


def _read_jpeg(content: bytes) -> ImageHeader:
    """Walk the segments of a JPEG up to its first scan, and look for its end."""
    position = len(_JPEG_START)
    size: tuple[int, int] | None = None
    is_plain = True
    for _ in range(_MAX_JPEG_SEGMENTS):
        if content[position] != _JPEG_FILL:
            break
        kind = content[position + 1]
        if kind == _JPEG_FILL:
            position += 1
            continue
        position += 2
        if kind in _JPEG_WITHOUT_LENGTH:
            continue
        start = position + 2
        position += int.from_bytes(content[position:start])
        if kind in _JPEG_FRAMES:
            size = _jpeg_size(content, start)
            is_plain &= kind in _JPEG_COMMON_FRAMES and _has_plain_colours(
                content, start
            )
        elif kind == _JPEG_EXIF and content.startswith(_EXIF_START, start):
            is_plain &= _is_upright(content[start + len(_EXIF_START) : position])
        elif kind == _JPEG_SCAN and size is not None:
            end = _jpeg_end(content, position)
            return ImageHeader(ImageFormat.JPEG, *size, end, is_plain)
    raise unusable("The picture's header is broken")


def _jpeg_size(content: bytes, start: int) -> tuple[int, int]:
    height = int.from_bytes(content[start + 1 : start + 3])
    width = int.from_bytes(content[start + 3 : start + 5])
    return width, height


def _has_plain_colours(content: bytes, start: int) -> bool:
    bits, components = content[start], content[start + 5]
    return bits == 8 and components in {1, 3}


def _jpeg_end(content: bytes, scan: int) -> int:
    """Return where a JPEG ends, given where its first scan begins."""
    end = content.rfind(_JPEG_END, max(scan, len(content) - END_WITHIN_BYTES))
    if end < 0:
        raise truncated()
    return end + len(_JPEG_END)


def _is_upright(exif: bytes) -> bool:
    """Whether a picture with this EXIF data is stored the way it is looked at."""
    order: Literal["little", "big"] = "little" if exif[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(exif[at : at + size], order)

    first = number(4, 4) + 2
    count = min(number(first - 2, 2), _MAX_EXIF_ENTRIES)
    for entry in range(first, first + count * _EXIF_ENTRY_BYTES, _EXIF_ENTRY_BYTES):
        if number(entry, 2) == _EXIF_ORIENTATION:
            is_long = number(entry + 2, 2) == _EXIF_LONG
            return number(entry + 8, 4 if is_long else 2) not in range(2, 9)
    return True


def _read_png(content: bytes) -> ImageHeader:
    end = content.rfind(b"IEND", -END_WITHIN_BYTES)
    if content[12:16] != b"IHDR":
        raise unusable("The picture's header is broken")
    if end < 0:
        raise truncated()
    return ImageHeader(
        ImageFormat.PNG,
        width=int.from_bytes(content[16:20]),
        height=int.from_bytes(content[20:24]),
        end=len(content),
        is_plain=False,
    )


def _read_webp(content: bytes) -> ImageHeader:
    """Read the size from the first chunk, of which there are three kinds."""
    if int.from_bytes(content[4:8], "little") + 8 > len(content):
        raise truncated()
    kind = content[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
    elif kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        width = int.from_bytes(content[26:28], "little") & 0x3FFF
        height = int.from_bytes(content[28:30], "little") & 0x3FFF
    else:
        raise unusable("The picture's header is broken")
    return ImageHeader(ImageFormat.WEBP, width, height, len(content), is_plain=False)
