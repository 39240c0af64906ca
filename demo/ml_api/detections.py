"""What a detector finds in a picture, and what the server keeps of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# As obico-server's network is used: facts of the wire, not tuning knobs of the demo.
MIN_CONFIDENCE = 0.08
MAX_OVERLAP = 0.45

type Picture = NDArray[np.uint8]
"""Height x width x 3, red green blue."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where something is: edges in pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Return the area, 0 for a box that is inside out."""
        return max(self.right - self.left, 0.0) * max(self.bottom - self.top, 0.0)

    def overlap(self, other: Box) -> float:
        """Return the intersection over union."""
        common = Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        ).area
        union = self.area + other.area - common
        return common / union if union > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Detection:
    """One failure that was found."""

    confidence: float
    box: Box
    label: str = "failure"

    def as_json(self) -> list[str | float | list[float]]:
        """Return the detection as it goes over the wire: centre and size of the box."""
        box = self.box
        centre = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
        size = [box.right - box.left, box.bottom - box.top]
        return [self.label, self.confidence, centre + size]


class Detector(Protocol):
    """Looks at one picture at a time; it knows nothing but its pixels."""

    def detect(self, picture: Picture) -> list[Detection]:
        """Return everything that looks like a failure, unsorted and unfiltered."""


def best(found: Iterable[Detection]) -> list[Detection]:
    """Return what counts, surest first: confident enough, and each thing once."""
    kept: list[Detection] = []
    for detection in sorted(found, key=lambda d: d.confidence, reverse=True):
        if detection.confidence <= MIN_CONFIDENCE:
            break
        if all(detection.box.overlap(other.box) <= MAX_OVERLAP for other in kept):
            kept.append(detection)
    return kept
