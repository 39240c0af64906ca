"""Real photos instead of rendered frames: healthy ones first, then failing ones."""

import io
from pathlib import Path
import threading

from PIL import Image, ImageOps

from .moment import Moment
from .overlay import draw_clock

MAX_SIDE_PX = 1280
SHOWN_S = 10.0
"""How long a photo stays before the next one of its kind."""

_JPEG_QUALITY = 90
_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


class PhotoFolderError(Exception):
    """The folder cannot be played; the message says what to do about it."""


class PhotoPlayer:
    """Plays one folder's photos, scaled down where they are large.

    Reads the folder at once, and raises PhotoFolderError if there is anything about it
    that would spoil the show later.
    """

    def __init__(self, folder: Path, title: str, *, failing: bool) -> None:
        """Find the photos; those of a failing print only if they are wanted."""
        self._title = title
        self._healthy = _photos(folder, "healthy")
        self._failing = _photos(folder, "failing") if failing else []
        self._lock = threading.Lock()
        self._loaded: tuple[Path, Image.Image] | None = None

    def render(self, moment: Moment) -> bytes:
        """Return the photo of the moment with the running clock in it."""
        if moment.failing_s > 0 and self._failing:
            photos, shown_s = self._failing, moment.failing_s
        else:
            photos, shown_s = self._healthy, moment.print_s or 0.0
        with self._lock:
            picture = self._photo(photos[int(shown_s / SHOWN_S) % len(photos)])
        draw_clock(picture, self._title, moment.now)
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=_JPEG_QUALITY)
        return jpeg.getvalue()

    def _photo(self, path: Path) -> Image.Image:
        if self._loaded is None or self._loaded[0] != path:
            self._loaded = (path, _fitted(path))
        return self._loaded[1].copy()


def _photos(folder: Path, kind: str) -> list[Path]:
    """Return the photos of one kind, by name; every one of them can be read."""
    place = folder / kind
    try:
        names = sorted(place.iterdir())
    except OSError as err:
        raise PhotoFolderError(
            f"{place} cannot be read ({err.strerror}): the folder of photos must have"
            " the folders healthy and failing in it"
        ) from err
    photos = [path for path in names if path.suffix.lower() in _SUFFIXES]
    if not photos:
        raise PhotoFolderError(
            f"{place} holds no photos ({', '.join(_SUFFIXES)}): put at least one there"
        )
    for path in photos:
        _fitted(path)
    return photos


def _fitted(path: Path) -> Image.Image:
    """Return the photo, upright and at most MAX_SIDE_PX on its longer side."""
    try:
        with Image.open(path) as photo:
            photo.draft("RGB", (MAX_SIDE_PX, MAX_SIDE_PX))
            upright = ImageOps.exif_transpose(photo).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as err:
        raise PhotoFolderError(
            f"{path} is not a photo that can be shown: {err}"
        ) from err
    upright.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX), Image.Resampling.LANCZOS)
    return upright
