"""What a rule says about a print after a frame."""

from dataclasses import dataclass
from enum import StrEnum


class FailureClass(StrEnum):
    """What a verdict says about the print."""

    SAFE = "safe"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says after a frame.

    `score` can be slightly negative; `low` and `high` are what it is compared with.
    `risk` is 0..100 %, for show: the class decides. During warm-up risk and class are None.
    """

    score: float
    low: float
    high: float
    risk: float | None
    class_: FailureClass | None


def risk_of(score: float, low: float, high: float) -> float:
    """Return the score as 0..100 %: a third up to low, two up to high, all at 1.5 high."""
    third = 100.0 / 3.0
    if score <= 0.0:
        return 0.0
    if score < low:
        return third * score / low
    if score < high:
        return third * (1.0 + (score - low) / (high - low))
    return min(100.0, third * (2.0 + (score - high) / (0.5 * high)))
