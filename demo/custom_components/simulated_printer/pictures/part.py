"""The part: a twisted vase that grows layer by layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .geometry import (
    BED_Y,
    DEPTH,
    LAYER_PX,
    MAX_LAYERS,
    MAX_RADIUS,
    PART_X,
    SCALE,
    Colour,
    shaded,
)

type Floats = NDArray[np.float64]

_MARGIN = 8
_HEIGHT = LAYER_PX * MAX_LAYERS
_HALF_WIDTH = MAX_RADIUS + _MARGIN
_BELOW = MAX_RADIUS * DEPTH + _MARGIN
_SIZE = (
    round(2 * _HALF_WIDTH) * SCALE,
    round(_HEIGHT + 2 * _BELOW) * SCALE,
)
_CORNER = (round(PART_X - _HALF_WIDTH), round(BED_Y - _HEIGHT - _BELOW))

# Light comes from the left, from the front and from above.
_LIGHT = (-0.52, 0.62)
_NO_LAYER = 255
# For the slope of the outline, by differences.
_TURN = 1e-3


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of a vase: its radii, and the waves that wind around it."""

    foot: float
    belly: float
    rise: float
    waves: int
    wave_height: float
    twist: float

    def radius(self, share: Floats | float) -> Floats:
        """Return the mean radius at a share of the full height."""
        return np.asarray(self.foot + self.belly * np.sin(self.rise * share + 0.3))

    def outline(self, angle: Floats, share: Floats | float) -> Floats:
        """Return the radius in a direction, at a share of the full height."""
        phase = self.waves * (angle - self.twist * share)
        return self.radius(share) * (1 + self.wave_height * np.cos(phase))


SHAPES = (
    Shape(foot=80, belly=30, rise=2.5, waves=9, wave_height=0.045, twist=1.1),
    Shape(foot=92, belly=-20, rise=3.6, waves=6, wave_height=0.06, twist=-0.9),
    Shape(foot=72, belly=36, rise=1.9, waves=12, wave_height=0.03, twist=0.6),
)


class Part:
    """Draws one part at any number of layers."""

    def __init__(self, shape: Shape, colour: Colour) -> None:
        """Paint the whole part once; what is not printed yet is masked later."""
        self.shape = shape
        self._colour = colour
        self._pixels, self._layer_of = self._painted()
        self._drawn: tuple[int, Image.Image] | None = None

    def top_radius(self, layers: int) -> float:
        """Return the mean radius of the topmost layer."""
        return float(self.shape.radius(layers / MAX_LAYERS))

    def draw_on(self, picture: Image.Image, layers: int) -> None:
        """Draw as much of the part as is printed."""
        if layers <= 0:
            return
        if self._drawn is None or self._drawn[0] != layers:
            self._drawn = (layers, self._at(layers))
        picture.paste(self._drawn[1], _CORNER, self._drawn[1])

    def _painted(self) -> tuple[Image.Image, NDArray[np.uint8]]:
        """Return the full part's pixels, and the layer each of them belongs to."""
        width, height = _SIZE
        pixels = np.empty((height, width, 3), dtype=np.uint8)
        pixels[:] = self._colour
        layer_of = np.full((height, width), _NO_LAYER, dtype=np.uint8)
        # Only the front is seen. Nearer points come later and cover what is behind.
        angle = np.linspace(-0.25, np.pi + 0.25, 1500)
        angle = angle[np.argsort(np.sin(angle), kind="stable")]
        row = np.arange(round(_HEIGHT * SCALE))
        z = (row / SCALE)[:, None]
        share = z / _HEIGHT
        radius = self.shape.outline(angle, share)
        x = (_HALF_WIDTH + radius * np.cos(angle)) * SCALE
        y = (_HEIGHT + _BELOW - z + radius * np.sin(angle) * DEPTH) * SCALE
        column, line = np.rint(x).astype(int), np.rint(y).astype(int)
        layer = np.broadcast_to(np.floor(z / LAYER_PX), radius.shape)
        colours = self._shades(angle, share, z)
        for shift in (1, 0):
            # Twice, one row apart: rounding leaves no holes.
            pixels[line + shift, column] = colours
            layer_of[line + shift, column] = layer.astype(np.uint8)
        return Image.fromarray(pixels), layer_of

    def _shades(self, angle: Floats, share: Floats, z: Floats) -> NDArray[np.uint8]:
        """Return the colour of every point of the outside."""
        radius = self.shape.outline(angle, share)
        ahead = self.shape.outline(angle + _TURN, share)
        slope = (ahead - radius) / _TURN
        across = slope * np.sin(angle) + radius * np.cos(angle)
        towards = radius * np.sin(angle) - slope * np.cos(angle)
        length = np.hypot(across, towards)
        facing = (across * _LIGHT[0] + towards * _LIGHT[1]) / length
        light = 0.40 + 0.62 * np.clip(facing, 0, 1)
        in_layer = (z / LAYER_PX) % 1
        light = light * np.where(in_layer < 0.3, 0.86, 1.0)
        wobble = np.random.default_rng(7).normal(1, 0.025, MAX_LAYERS + 1)
        light = light * wobble[np.floor(z / LAYER_PX).astype(int)]
        shine = 90 * np.clip(facing, 0, 1) ** 24
        colours = np.array(self._colour) * light[..., None] + shine[..., None]
        pixels: NDArray[np.uint8] = np.clip(colours, 0, 255).astype(np.uint8)
        return pixels

    def _at(self, layers: int) -> Image.Image:
        """Return the part with its topmost layer closed."""
        pixels = self._pixels.copy()
        mask = Image.fromarray(
            np.where(self._layer_of < layers, 255, 0).astype(np.uint8)
        )
        self._close(ImageDraw.Draw(pixels), ImageDraw.Draw(mask), layers)
        pixels.putalpha(mask)
        return pixels.reduce(SCALE)

    def _close(
        self, draw: ImageDraw.ImageDraw, mask: ImageDraw.ImageDraw, layers: int
    ) -> None:
        """Draw the layer on top: walls, and infill between them."""
        share = layers / MAX_LAYERS
        angle = np.linspace(0, 2 * np.pi, 180, endpoint=False)
        radius = self.shape.outline(angle, share)

        def ring(factor: float) -> list[tuple[float, float]]:
            x = (_HALF_WIDTH + factor * radius * np.cos(angle)) * SCALE
            flat = factor * radius * np.sin(angle) * DEPTH
            y = (_HEIGHT + _BELOW - layers * LAYER_PX + flat) * SCALE
            return list(zip(x.tolist(), y.tolist(), strict=True))

        mask.polygon(ring(1), fill=255)
        draw.polygon(ring(1), fill=shaded(self._colour, 1.10))
        draw.polygon(ring(0.965), fill=shaded(self._colour, 0.86))
        draw.polygon(ring(0.93), fill=shaded(self._colour, 1.03))
        draw.polygon(ring(0.89), fill=shaded(self._colour, 0.74))
        self._draw_infill(draw, layers)

    def _draw_infill(self, draw: ImageDraw.ImageDraw, layers: int) -> None:
        """Draw the infill: lines that turn by a right angle each layer."""
        reach = 0.85 * self.top_radius(layers)
        turn = np.pi / 4 + (layers % 2) * np.pi / 2
        for offset in np.arange(-reach + 6, reach, 13):
            half = np.sqrt(reach**2 - offset**2)
            ends = []
            for along in (-half, half):
                x = along * np.cos(turn) - offset * np.sin(turn)
                y = along * np.sin(turn) + offset * np.cos(turn)
                top = _HEIGHT + _BELOW - layers * LAYER_PX
                ends.append(((_HALF_WIDTH + x) * SCALE, (top + y * DEPTH) * SCALE))
            draw.line(ends, fill=shaded(self._colour, 0.95), width=2 * SCALE)
