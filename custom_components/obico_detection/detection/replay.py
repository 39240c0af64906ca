"""Run a rule over recorded frame scores: the raw rule, without confirmation or incidents."""

from collections.abc import Iterable, Iterator
from typing import Final

from .means import PRIOR_FRAMES, WEIGHT_UNIT_S, frame_weight, new_baseline
from .rules import (
    DEFAULT_RULE,
    DEFAULT_SENSITIVITY,
    RuleName,
    Sensitivity,
    Verdict,
    make_rule,
)

DEFAULT_INTERVAL_S: Final = 10.0
DEFAULT_WARM_UP_S: Final = 300.0


def replay(
    frames: Iterable[tuple[float, float | None]],
    *,
    rule: RuleName = DEFAULT_RULE,
    sensitivity: Sensitivity = DEFAULT_SENSITIVITY,
    interval_s: float = DEFAULT_INTERVAL_S,
    prior_frames: float = PRIOR_FRAMES,
    warm_up_s: float = DEFAULT_WARM_UP_S,
) -> Iterator[Verdict]:
    """Yield the verdict after every frame `(p, time in s or None)` of one print job.

    Frames without a time are `interval_s` apart. With times, a gap counts as at most three
    intervals. Raises ValueError at a p that is negative or not finite.
    """
    judge = make_rule(
        rule,
        new_baseline(prior_frames),
        sensitivity=sensitivity,
        warm_up=warm_up_s / WEIGHT_UNIT_S,
    )
    for p, weight in weigh(frames, interval_s):
        yield judge.judge_frame(p, weight)


def weigh(
    frames: Iterable[tuple[float, float | None]], interval_s: float
) -> Iterator[tuple[float, float]]:
    """Yield `(p, weight)` for every frame `(p, time in s or None)` of one print job."""
    elapsed_s = last_s = None
    for p, time_s in frames:
        if time_s is not None and last_s is not None:
            elapsed_s = time_s - last_s
        yield p, frame_weight(elapsed_s, interval_s)
        elapsed_s, last_s = interval_s, time_s
