"""The rules once more: slow, straight from the formulas, sharing no code with the room."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
import math
import random

Frames = Sequence[tuple[float, float]]
"""Frame score and weight of every frame of a print job."""

FACTORS = {"low": 0.8, "medium": 1.0, "high": 1.2}
FIXED_FACTORS = {"low": 1.25, "medium": 1.0, "high": 0.75}


@dataclass(frozen=True)
class Expected:
    score: float
    low: float
    high: float
    class_: str | None


@dataclass
class Mean:
    window: int
    value: float
    n: float

    def learn(self, p: float, w: float) -> None:
        self.n += w
        if self.n < self.window:
            gain = w / (self.n + 1)
        else:
            gain = 1 - (1 - 1 / self.window) ** w
        self.value = self.value * (1 - gain) + p * gain


def clamp(x: float, low: float, high: float) -> float:
    return sorted((low, x, high))[1]


def expect_obico(
    frames: Frames, sensitivity: str = "medium", warm_up: float = 30, prior: int = 7200
) -> Iterator[Expected]:
    e, w_job = 0.0, 0.0
    s_mean = Mean(310, 0.0, 0.0)
    l_mean = Mean(7200, 0.02 if prior else 0.0, prior)
    for p, w in frames:
        alpha = 1 - (11 / 13) ** w
        e = alpha * p + (1 - alpha) * e
        s_mean.learn(p, w)
        l_mean.learn(p, w)
        w_job += w
        a = (e - l_mean.value) * FACTORS[sensitivity]
        t = clamp(3.8 * (s_mean.value - l_mean.value), 0.38, 0.78)
        class_ = "failure" if a > 1.75 * t else "warning" if a > t else "safe"
        yield Expected(a, t, 1.75 * t, class_ if w_job >= warm_up else None)


def expect_adaptive(
    frames: Frames,
    sensitivity: str = "medium",
    warm_up: float = 30,
    prior: int = 7200,
    not_a_failure_from: int | None = None,
) -> Iterator[Expected]:
    e, w_job, run = 0.0, 0.0, 0.0
    s_mean = Mean(310, 0.02, 30.0)
    l_mean = Mean(7200, 0.02 if prior else 0.0, prior)
    for number, (p, w) in enumerate(frames, 1):
        alpha = 1 - (11 / 13) ** w
        e = alpha * p + (1 - alpha) * e
        w_job += w
        a = (e - l_mean.value) * FACTORS[sensitivity]
        t = clamp(3.8 * (s_mean.value - l_mean.value), 0.38, 0.78)
        class_ = None
        if w_job >= warm_up:
            class_ = "failure" if a > 1.75 * t else "warning" if a > t else "safe"
            run = 0.0 if class_ == "safe" else run + w
            if class_ == "warning" and run >= 30 and a >= 0.665:
                class_ = "failure"
        told = not_a_failure_from is not None and number >= not_a_failure_from
        if class_ in (None, "safe") or told:
            s_mean.learn(p, w)
            l_mean.learn(p, w)
        yield Expected(a, t, 1.75 * t, class_)


def window_mean(frames: Frames, borders: Sequence[float], size: float) -> float:
    """Return the mean over the last `size` weights, adding them up one by one.

    The borders are the sums of the weights before every frame, and after the last one.
    """
    now = borders[len(frames)]
    start = max(0.0, now - size)
    first = bisect_right(borders, start, 0, len(frames)) - 1
    cut = frames[first][0] * (start - borders[first])
    return (math.fsum(p * w for p, w in frames[first:]) - cut) / (now - start)


def expect_fixed(
    frames: Frames, at: int, sensitivity: str = "medium", warm_up: float = 30
) -> Expected:
    """Return what the fixed rule says after frame number `at`."""
    frames = frames[:at]
    borders = [0.0, *accumulate(w for _, w in frames)]
    m = FIXED_FACTORS[sensitivity]
    if borders[-1] <= warm_up:
        return Expected(0.0, 0.38 * m, 0.78 * m, None)
    e = frames[0][0]
    for p, w in frames[1:]:
        alpha = 1 - (11 / 13) ** w
        e = alpha * p + (1 - alpha) * e
    s = window_mean(frames, borders, 310)
    score = max(e, s - window_mean(frames, borders, 7200))
    class_ = (
        "failure" if score >= 0.78 * m else "warning" if score >= 0.38 * m else "safe"
    )
    return Expected(score, 0.38 * m, 0.78 * m, class_)


def expected_risk(score: float, low: float, high: float) -> float:
    """Interpolate through the four corners the design names."""
    corners = [(0.0, 0.0), (low, 100 / 3), (high, 200 / 3), (1.5 * high, 100.0)]
    if score <= 0:
        return 0.0
    for (x0, y0), (x1, y1) in pairwise(corners):
        if score <= x1:
            return y0 + (y1 - y0) * (score - x0) / (x1 - x0)
    return 100.0


# -- recordings ---------------------------------------------------------------------------

# How far apart frames are, as weights: a name for the test, and a way to draw one.
PACES = {
    "every 10 s": (1.0, 1.0),
    "about every 10 s": (0.93, 1.12),
    "every 20 s": (2.0, 2.0),
    "every 15 to 47 s": (1.5, 4.7),
    "every 2 min": (12.0, 12.0),
}


def lively_print(count: int, pace: tuple[float, float], seed: int = 5) -> Frames:
    """Return a print with long calm, blinking false alarms and failures of every strength."""
    rng = random.Random(seed)
    frames: list[tuple[float, float]] = []
    while len(frames) < count:
        level = rng.choice([0.0, 0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.75, 0.8, 1.2, 3.0])
        for _ in range(rng.randrange(1, 120)):
            p = level * rng.uniform(0.6, 1.4) if rng.random() < 0.8 else 0.0
            frames.append((p, rng.uniform(*pace)))
    return frames[:count]
