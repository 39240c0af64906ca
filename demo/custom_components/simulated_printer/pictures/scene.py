"""The rendered camera: a printer in a dim enclosure, and what becomes of its print."""

import colorsys
import io
import threading

import numpy as np
from PIL import Image

from .enclosure import contact_shadow, enclosure
from .gantry import draw_beam, draw_head
from .geometry import HEIGHT, LAYER_PX, WIDTH, head_position, layers_after
from .moment import Moment
from .overlay import draw_clock
from .part import SHAPES, Part
from .spaghetti import Spaghetti, draw_hanging_thread

JPEG_QUALITY = 85

# Hues of filaments that look good in a cold light.
_HUES = (0.055, 0.50, 0.14, 0.93, 0.32)
_NOISE = 2.4
_NOISE_SLACK = 64
_FLICKER = 0.012
_DARK = 0.18


class Scene:
    """Renders one printer. Safe to call from several threads."""

    def __init__(self, seed: int, title: str) -> None:
        """Choose colour and shape by the seed."""
        self._seed = seed
        self._title = title
        red, green, blue = colorsys.hsv_to_rgb(_HUES[seed % len(_HUES)], 0.88, 0.94)
        self._colour = (round(red * 255), round(green * 255), round(blue * 255))
        self._lock = threading.Lock()
        self._part = Part(SHAPES[seed // len(_HUES) % len(SHAPES)], self._colour)
        self._spaghetti = Spaghetti(seed, self._colour)
        rng = np.random.default_rng(seed)
        size = (HEIGHT + _NOISE_SLACK, WIDTH + _NOISE_SLACK)
        self._noise = np.rint(rng.normal(0, _NOISE, size)).astype(np.int16)

    def render(self, moment: Moment) -> bytes:
        """Return a JPEG of the scene.

        The same seed and moment give the same bytes; another millisecond gives others.
        """
        with self._lock:
            picture = self._drawn(moment)
        draw_clock(picture, self._title, moment.now)
        return self._as_seen(picture, moment)

    def _drawn(self, moment: Moment) -> Image.Image:
        """Return the scene as it is."""
        picture = enclosure().copy()
        print_s = moment.print_s or 0.0
        layers = layers_after(print_s - moment.failing_s)
        tip = head_position(moment, self._part.top_radius(layers))
        draw_beam(picture, tip)
        if layers:
            mask, corner = contact_shadow()
            picture.paste((4, 4, 5), corner, mask)
        self._part.draw_on(picture, layers)
        self._spaghetti.draw_on(picture, moment.failing_s, layers * LAYER_PX)
        if moment.failing_s > 0:
            draw_hanging_thread(picture, tip, moment.failing_s, self._colour)
        draw_head(picture, tip, print_s * 7.3)
        return picture

    def _as_seen(self, picture: Image.Image, moment: Moment) -> bytes:
        """Return what a small camera makes of it: flicker, noise, compression."""
        rng = np.random.default_rng([self._seed, round(moment.now.timestamp() * 1000)])
        if not moment.light_on:
            picture = Image.blend(Image.new("RGB", picture.size), picture, _DARK)
        luma, blue, red = picture.convert("YCbCr").split()
        top, left = rng.integers(0, _NOISE_SLACK, 2)
        noise = self._noise[top : top + HEIGHT, left : left + WIDTH]
        gain = round(256 * (1 + rng.normal(0, _FLICKER)))
        seen = np.asarray(luma).astype(np.int32)
        seen *= gain
        seen >>= 8
        seen += noise
        luma = Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))
        jpeg = io.BytesIO()
        Image.merge("YCbCr", (luma, blue, red)).save(jpeg, "JPEG", quality=JPEG_QUALITY)
        return jpeg.getvalue()
