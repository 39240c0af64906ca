"""Weights, and the means that carry no memory of what they learnt.

Scores p are finite numbers of 0 or more, without a unit. A weight is time: 1 is 10 s.
"""

from dataclasses import dataclass
import math
from typing import Any, Final

from .stored import read_number

WEIGHT_UNIT_S: Final = 10.0
MAX_INTERVALS_PER_FRAME: Final = 3

SHORT_WINDOW: Final = 310
LONG_WINDOW: Final = 7200

# What a camera of which nothing is known is taken to show: a little noise.
PRIOR_MEAN: Final = 0.02
PRIOR_FRAMES: Final = LONG_WINDOW

EWM_SPAN: Final = 12
# What is left of the past after a weight of 1: 1 - 2 / (span + 1).
EWM_DECAY: Final[float] = (EWM_SPAN - 1) / (EWM_SPAN + 1)


def ewm_gain(weight: float) -> float:
    """Return the share of a new frame in the exponentially weighted mean.

    1 - (11/13)^weight. Source: EWM_SPAN = 12 in obico-server, backend/config/settings.py.
    """
    return 1.0 - math.pow(EWM_DECAY, weight)


@dataclass(slots=True)
class RollingMean:
    """A mean over about the last `window` weights that needs no memory of them.

    Up to `window` learnt weights it is the mean of what was learnt, as if a frame of
    weight 1 had come before, from then on exponential.
    Source: obico-server, backend/lib/prediction.py.
    """

    window: float
    mean: float = 0.0
    weight: float = 0.0

    def learn(self, p: float, weight: float) -> None:
        """Learn a frame score."""
        self.weight += weight
        if self.weight < self.window:
            gain = weight / (self.weight + 1.0)
        else:
            gain = 1.0 - math.pow(1.0 - 1.0 / self.window, weight)
        self.mean += gain * (p - self.mean)

    def state(self) -> dict[str, Any]:
        """Return mean and learnt weight, ready for JSON."""
        return {"mean": self.mean, "weight": self.weight}

    @classmethod
    def from_state(cls, state: object, window: float = LONG_WINDOW) -> RollingMean:
        """Return the mean that `state` was taken from; ValueError if it is damaged."""
        return cls(window, read_number(state, "mean"), read_number(state, "weight"))


def frame_weight(elapsed_s: float | None, interval_s: float) -> float:
    """Return the weight of a frame captured `elapsed_s` after the last one that was learnt.

    None stands for the first frame of a job, which weighs 1. A gap counts as three
    intervals at most, a clock that went backwards as none. ValueError if it is NaN.
    """
    if elapsed_s is None:
        return 1.0
    if math.isnan(elapsed_s):
        raise ValueError("the time since the last frame is not a number")
    longest_s = MAX_INTERVALS_PER_FRAME * interval_s
    return max(0.0, min(elapsed_s, longest_s)) / WEIGHT_UNIT_S


def new_baseline(prior_frames: float = PRIOR_FRAMES) -> RollingMean:
    """Return L for a camera that has never been watched: the long mean of its whole life.

    It starts at 0.02 as if `prior_frames` frames had been learnt, so that a first failing
    print is not learnt as background; 0 starts from nothing, as obico-server does.
    """
    if not (math.isfinite(prior_frames) and prior_frames >= 0):
        raise ValueError("prior frames must be a number of 0 or more")
    return RollingMean(
        LONG_WINDOW, PRIOR_MEAN if prior_frames else 0.0, float(prior_frames)
    )
