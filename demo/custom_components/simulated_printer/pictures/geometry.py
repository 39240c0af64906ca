"""Where things stand in the picture, and what moves them. Lengths are pixels."""

import math
from typing import Final

from .moment import PRINT_DURATION_S, Moment

WIDTH: Final = 1280
HEIGHT: Final = 720

# Pieces are drawn this many times larger and averaged down: smooth edges.
SCALE: Final = 2

# The camera looks down a little: a circle on the bed is this much flatter than wide.
DEPTH: Final = 0.30

PART_X: Final = 640
BED_Y: Final = 566
"""Where the middle of the part touches the bed."""

LAYER_PX: Final = 2.4
MAX_LAYERS: Final = 120
MAX_RADIUS: Final = 124.0

PARKED_X: Final = 330.0
LIFT_WHEN_PARKED: Final = 40.0

type Colour = tuple[int, int, int]


def layers_after(print_s: float) -> int:
    """How many layers stand after so many seconds: fast at first, so that one sees it."""
    if print_s <= 0:
        return 0
    share = math.sqrt(min(print_s / PRINT_DURATION_S, 1.0))
    return max(1, round(share * MAX_LAYERS))


def head_position(moment: Moment, top_radius: float) -> tuple[float, float]:
    """Where the tip of the nozzle is."""
    if moment.print_s is None:
        return PARKED_X, BED_Y - LIFT_WHEN_PARKED - 120
    top = BED_Y - layers_after(moment.print_s) * LAYER_PX
    if moment.head_parked:
        return PARKED_X, top - LIFT_WHEN_PARKED
    # Two rhythms that never meet: to the eye, a tool path.
    reach = 0.86 * top_radius
    x = reach * math.sin(moment.print_s * 2.03) * math.cos(moment.print_s * 0.37)
    y = reach * math.sin(moment.print_s * 1.31 + 0.9)
    return PART_X + x, top + y * DEPTH


def shaded(colour: Colour, factor: float) -> Colour:
    """Return the colour in another light; above 1 it goes towards white."""
    if factor <= 1:
        red, green, blue = (round(value * factor) for value in colour)
    else:
        share = min(factor - 1, 1.0)
        red, green, blue = (round(v + (255 - v) * share) for v in colour)
    return red, green, blue
