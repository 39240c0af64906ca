"""Pictures as cameras give them, made on the spot."""

import io
from typing import Any

from PIL import Image, ImageDraw

SIZE = (320, 240)


def scene(size: tuple[int, int] = SIZE) -> Image.Image:
    """Return a picture whose upper left quarter is red and the rest blue."""
    image = Image.new("RGB", size, (20, 40, 200))
    ImageDraw.Draw(image).rectangle(
        (0, 0, size[0] // 2, size[1] // 2), fill=(220, 30, 30)
    )
    return image


def encoded(image: Image.Image, format_: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, format_, **options)
    return buffer.getvalue()


def jpeg(size: tuple[int, int] = SIZE, **options: Any) -> bytes:
    """Return a plain JPEG of the scene."""
    return encoded(scene(size), **options)


def rotated_jpeg(
    orientation: int, size: tuple[int, int] = SIZE, **options: Any
) -> bytes:
    """Return the scene, to be shown upright by what its EXIF data say."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = scene(size) if undo is None else scene(size).transpose(undo)
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif[0x0112] = orientation
    return encoded(stored, exif=exif.tobytes(), **options)


def with_size(content: bytes, width: int, height: int) -> bytes:
    """Return a JPEG that claims another size than it has."""
    frame = content.index(b"\xff\xc0") + 5
    size = height.to_bytes(2) + width.to_bytes(2)
    return content[:frame] + size + content[frame + 4 :]


def colour_at(content: bytes, x: float, y: float) -> tuple[int, int, int]:
    """Return the colour at a place, given as parts of the width and height."""
    with Image.open(io.BytesIO(content)) as image:
        place = int(image.width * x), int(image.height * y)
        red, green, blue = image.convert("RGB").getpixel(place)  # type: ignore[misc]
    return int(red), int(green), int(blue)
