"""Spaghetti: filament that finds no part to stick to, and piles up in loops."""

from dataclasses import dataclass
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .geometry import BED_Y, DEPTH, PART_X, SCALE, Colour, shaded

_STRANDS = 210
_STRANDS_PER_S = 3.0
_POINTS = 64
_STEP_PX = 5.2

_HALF_WIDTH = 400
_ABOVE = 430
_BELOW = 110
_CORNER = (PART_X - _HALF_WIDTH, BED_Y - _ABOVE)
_SIZE = (2 * _HALF_WIDTH * SCALE, (_ABOVE + _BELOW) * SCALE)

type Path = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Strand:
    """One length of filament: its course from the middle of the part, and its shade."""

    path: Path
    light: float


class Spaghetti:
    """A tangle that grows; the same one for the same seed."""

    def __init__(self, seed: int, colour: Colour) -> None:
        """Prepare an empty tangle."""
        self._seed = seed
        self._colour = colour
        self._part_height = -1.0
        self._strands: list[Strand] = []
        self._whole = 0
        self._layer = Image.new("RGBA", _SIZE)
        self._shown: tuple[int, int] | None = None
        self._reduced = self._layer

    def draw_on(
        self, picture: Image.Image, failing_s: float, part_height: float
    ) -> None:
        """Draw what has come out of the nozzle since the print failed."""
        if failing_s <= 0:
            return
        grown = min(failing_s * _STRANDS_PER_S, float(_STRANDS))
        whole = int(grown)
        points = int((grown - whole) * _POINTS)
        self._grow_to(whole, part_height)
        if self._shown != (whole, points):
            self._shown = (whole, points)
            layer = self._layer
            if points > 2 and whole < _STRANDS:
                layer = layer.copy()
                self._draw_strand(layer, self._strands[whole], points)
            self._reduced = layer.reduce(SCALE)
        picture.paste(self._reduced, _CORNER, self._reduced)

    def _grow_to(self, whole: int, part_height: float) -> None:
        """Draw the strands that are complete and not drawn yet; begin anew if need be."""
        if part_height != self._part_height or whole < self._whole:
            self._part_height = part_height
            self._strands = _tangle(self._seed, part_height)
            self._layer = Image.new("RGBA", _SIZE)
            self._whole = 0
            self._shown = None
        for strand in self._strands[self._whole : whole]:
            self._draw_strand(self._layer, strand, _POINTS)
        self._whole = whole

    def _draw_strand(self, layer: Image.Image, strand: Strand, points: int) -> None:
        """Draw a round thread: dark edge, body, and light along its upper side."""
        draw = ImageDraw.Draw(layer)
        course = strand.path[:points] + np.array((_HALF_WIDTH, _ABOVE))
        line = [(x, y) for x, y in (course * SCALE).tolist()]
        upper = [(x - 1.5, y - 1.5) for x, y in line]
        body = shaded(self._colour, strand.light)
        draw.line(line, fill=shaded(body, 0.2), width=9, joint="curve")
        draw.line(line, fill=body, width=6, joint="curve")
        draw.line(upper, fill=shaded(body, 1.32), width=2)


def draw_hanging_thread(
    picture: Image.Image, tip: tuple[float, float], failing_s: float, colour: Colour
) -> None:
    """Draw the thread that is coming out of the nozzle right now."""
    x, y = tip
    line = [
        (x + 0.7 * step * math.sin(failing_s * 3 + step * 0.7), y + step * 4.2 - 4)
        for step in range(12)
    ]
    draw = ImageDraw.Draw(picture)
    draw.line(line, fill=shaded(colour, 0.5), width=5, joint="curve")
    draw.line(line, fill=colour, width=3, joint="curve")


def _tangle(seed: int, part_height: float) -> list[Strand]:
    """Return the strands in the order in which they come out."""
    rng = np.random.default_rng(seed)
    return [_strand(rng, index, part_height) for index in range(_STRANDS)]


def _strand(rng: np.random.Generator, index: int, part_height: float) -> Strand:
    """Return one strand: a place on the heap, and loops that wander about it."""
    share = index / _STRANDS
    stray = rng.random() < 0.16
    spread = 90 + 150 * share**0.7
    away = min(abs(rng.normal(0, 1.1 if stray else 0.5)), 1.5) * spread
    # The head goes to and fro, so to either side in turn.
    x = away if index % 2 else -away
    # The heap sits on the part, and falls away to the bed around it.
    slope = math.exp(-((x / (92 + 70 * share)) ** 2))
    heap = (40 + 130 * share) * rng.uniform(0.1, 1.0)
    z = slope * (part_height + heap) + rng.uniform(0, 14)
    front = rng.uniform(-6, 62) * (1 - 0.6 * slope)
    light = rng.uniform(0.62, 1.04)
    return Strand(_loops(rng, x, z, front, stray=stray), light)


def _loops(
    rng: np.random.Generator,
    place_x: float,
    place_z: float,
    front: float,
    *,
    stray: bool,
) -> Path:
    """Return a course around a place: tight curls, or a wide loop that strays."""
    radius = rng.uniform(24, 60) if stray else rng.uniform(8, 30)
    slack = 0.012 if stray else 0.035
    turn = rng.choice((-1.0, 1.0))
    heading = rng.uniform(0, 2 * math.pi)
    x, z = place_x + rng.normal(0, 14), place_z + rng.normal(0, 10)
    path = np.empty((_POINTS, 2))
    for point in range(_POINTS):
        # What reaches the bed lies flat on it.
        path[point] = x, front - (z if z > 0 else z * DEPTH)
        if rng.random() < 0.06:
            turn = -turn
            radius = min(max(radius * rng.uniform(0.5, 1.5), 8.0), 60.0)
        heading += turn * _STEP_PX / radius + rng.normal(0, 0.14)
        # What strays too far is pulled back by its own weight and stiffness.
        x += _STEP_PX * math.cos(heading) + slack * (place_x - x)
        z += _STEP_PX * math.sin(heading) * 0.85 + 0.05 * (place_z - z)
    return path
