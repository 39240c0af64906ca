"""One picture of a camera, in the form that is handed to the ML server."""

from dataclasses import dataclass
import hashlib
import io
from math import ceil
from typing import Final

from PIL import Image, ImageOps, ImageStat, UnidentifiedImageError

from ..const import FaultReason
from .image_header import MAX_PIXELS, CameraError, ImageHeader, unusable

# The ML server looks at 416 by 416 pixels, whatever it gets.
MAX_SIDE_PX: Final = 1280
JPEG_QUALITY: Final = 90
# Below both, of 255: a lens cap or a dark room, and not a dim printer.
BLACK_MEAN: Final = 8.0
BLACK_DEVIATION: Final = 2.0

# The most by which a JPEG can be reduced for free while it is decoded.
_REDUCTION: Final = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of one camera image, checked and normalised.

    An upright JPEG of 8 bits, at most 1280 px on its longer side. `captured_at` is on
    the clock of whoever captured it; `digest` is of the bytes as the camera gave them,
    to tell a camera that has frozen.
    """

    content: bytes
    width: int
    height: int
    captured_at: float
    digest: bytes


def can_pass(header: ImageHeader) -> bool:
    """Whether a picture can be handed on untouched."""
    return header.is_plain and max(header.width, header.height) <= MAX_SIDE_PX


def pass_through(content: bytes, header: ImageHeader, captured_at: float) -> Picture:
    """Take a picture over as it is, without what follows its end."""
    return Picture(
        content=content[: header.end],
        width=header.width,
        height=header.height,
        captured_at=captured_at,
        digest=_digest(content),
    )


def normalise(content: bytes, header: ImageHeader, captured_at: float) -> Picture:
    """Make an upright JPEG of at most 1280 px of any other picture. Decodes it.

    Raises:
        CameraError: it cannot be decoded.

    """
    try:
        rgb = _decode(content, header)
    except CameraError:
        raise
    except Exception as err:
        # Pillow's decoders raise all sorts of errors at broken data.
        raise _undecodable(err) from err
    rgb.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    encoded = io.BytesIO()
    rgb.save(encoded, "JPEG", quality=JPEG_QUALITY, exif=b"")
    return Picture(
        content=encoded.getvalue(),
        width=rgb.width,
        height=rgb.height,
        captured_at=captured_at,
        digest=_digest(content),
    )


def verify_content(picture: Picture) -> None:
    """Decode a picture at an eighth of its size, to see that it shows something.

    Raises:
        CameraError: it cannot be decoded, or is black.

    """
    size = picture.width // _REDUCTION, picture.height // _REDUCTION
    try:
        with Image.open(io.BytesIO(picture.content), formats=("JPEG",)) as image:
            image.draft("L", size)
            is_black = looks_black(image)
    except Exception as err:
        raise _undecodable(err) from err
    if is_black:
        raise unusable("The picture is black", FaultReason.PICTURE_BLACK)


def looks_black(image: Image.Image) -> bool:
    """Whether a picture shows nothing: a mean luma below 8 and hardly any structure."""
    luma = ImageStat.Stat(image.convert("L"))
    return luma.mean[0] < BLACK_MEAN and luma.stddev[0] < BLACK_DEVIATION


def _decode(content: bytes, header: ImageHeader) -> Image.Image:
    """Return an upright RGB picture, not much larger than it needs to be."""
    source = io.BytesIO(content[: header.end])
    with Image.open(source, formats=(header.format,)) as image:
        if image.width * image.height > MAX_PIXELS:
            # Read differently than by us, it has another size.
            raise unusable(f"The picture is too large ({image.width}x{image.height})")
        scale = min(MAX_SIDE_PX / max(image.size), 1.0)
        image.draft(None, (ceil(image.width * scale), ceil(image.height * scale)))
        image.load()
        _turn_upright(image)
        return _to_rgb(image)


def _turn_upright(image: Image.Image) -> None:
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except Exception:  # noqa: BLE001
        # Pillow's reader raises all sorts of errors at broken EXIF data. Whoever shows
        # such a picture shows it the way it is stored.
        return


def _to_rgb(image: Image.Image) -> Image.Image:
    """Return a picture in 8-bit colours; what is transparent is black."""
    if image.mode.startswith("I;16"):
        # Pillow would clip the values at 255.
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size)
        image.paste(layer, mask=layer.getchannel("A"))
    return image.convert("RGB")


def _undecodable(err: Exception) -> CameraError:
    if isinstance(err, UnidentifiedImageError):
        return unusable("The picture cannot be decoded")
    return unusable(f"The picture cannot be decoded: {err}")


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
