"""A small detector that finds rendered spaghetti by looking at the pixels.

Plastic is the only thing with a colour in a rendered enclosure. A part is a solid patch
of it, spaghetti is thin threads of it with dark gaps: what is left of the coloured pixels
when everything solid is taken away is spaghetti. Real enclosures are more colourful, so
this is for the demo and of no use to a real printer.
"""

from typing import override

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .detections import Box, Detection, Detector, Picture

type Mask = NDArray[np.bool_]

# Pictures are looked at in this width at most: a rendered thread is then two pixels thick.
_WIDTH = 640
# Colour: how far the strongest channel stands out from the weakest.
_MIN_LIGHT = 56
_MIN_SATURATION = 0.45
# What a square of this size fits into is solid ...
_SOLID_PX = 5
# ... and so is what is no further than this from it: rounded corners, blurred edges.
_RIM_PX = 3
# A patch of the picture is looked at as one thing.
_WINDOW_PX = 128
# So many thread pixels in a window are as good as none: compression, sharp corners.
_STRAY_PX = 80
# So many more make the detector 63 % sure.
_SURE_PX = 380
_MAX_CONFIDENCE = 0.95


class RenderedSpaghettiDetector(Detector):
    """Finds thin coloured threads in rendered pictures."""

    @override
    def detect(self, picture: Picture) -> list[Detection]:
        """Return a detection for every window that holds threads."""
        height, width = picture.shape[:2]
        scale = min(1.0, _WIDTH / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))
        threads = _threads(_coloured(small))
        return [
            _detection(part, left, 1 / scale)
            for left in range(0, size[0], _WINDOW_PX)
            if np.count_nonzero(part := threads[:, left : left + _WINDOW_PX])
            > _STRAY_PX
        ]


def _coloured(picture: Picture) -> Mask:
    strongest = picture.max(axis=2).astype(np.int16)
    spread = strongest - picture.min(axis=2)
    coloured: Mask = (strongest > _MIN_LIGHT) & (spread > _MIN_SATURATION * strongest)
    return coloured


def _threads(coloured: Mask) -> Mask:
    """Return what is coloured and belongs to nothing solid."""
    solid = _spread(_shrunk(coloured, _SOLID_PX), _SOLID_PX + 2 * _RIM_PX)
    return coloured & ~solid


def _shrunk(mask: Mask, size: int) -> Mask:
    """Return the places where a whole square of this size lies in the mask."""
    return ~_spread(~mask, size)


def _spread(mask: Mask, size: int) -> Mask:
    """Return all that a square of this size covers when it is put on the mask."""
    for axis in (0, 1):
        padding = [(0, 0), (0, 0)]
        padding[axis] = (size // 2 + 1, size // 2)
        # A running count along the row says whether any of its neighbours is set.
        count = np.cumsum(np.pad(mask, padding), axis=axis, dtype=np.int32)
        length = mask.shape[axis]
        ahead = np.take(count, range(size, size + length), axis=axis)
        behind = np.take(count, range(length), axis=axis)
        mask = ahead > behind
    return mask


def _detection(threads: Mask, left: int, zoom: float) -> Detection:
    """Return one window's detection, its box drawn tightly around the threads."""
    count = np.count_nonzero(threads) - _STRAY_PX
    rows = np.flatnonzero(threads.any(axis=1))
    columns = np.flatnonzero(threads.any(axis=0)) + left
    box = Box(
        float(columns[0] * zoom),
        float(rows[0] * zoom),
        float((columns[-1] + 1) * zoom),
        float((rows[-1] + 1) * zoom),
    )
    return Detection(_MAX_CONFIDENCE * (1 - float(np.exp(-count / _SURE_PX))), box)
