"""Decoding the picture as the stock server's OpenCV does, down to its errors."""

import io

import numpy as np
from PIL import Image

from .detections import Picture

_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_EMPTY = (
    "OpenCV(4.9.0) /io/opencv/modules/imgcodecs/src/loadsave.cpp:798: error: "
    "(-215:Assertion failed) !buf.empty() in function 'imdecode_'\n"
)
# OpenCV returns nothing at all, and the stock server asks that for its shape.
_NO_PICTURE = "'NoneType' object has no attribute 'shape'"

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_BIT_DEPTH_AT = 24


class DecodeError(Exception):
    """The bytes are no picture; the message is the stock server's."""


def decode(data: bytes) -> Picture:
    """Return the pixels, as they lie in the file: no rotation by EXIF."""
    if not data:
        raise DecodeError(_EMPTY)
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            picture = np.asarray(image.convert("RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as err:
        raise DecodeError(_NO_PICTURE) from err
    if data.startswith(_PNG_SIGNATURE) and data[_PNG_BIT_DEPTH_AT] == 16:
        # The stock server divides by 255 all the same: whatever is not black is far too
        # bright to be anything.
        return np.where(picture > 0, np.uint8(255), np.uint8(0))
    return picture
