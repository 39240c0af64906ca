"""Exact means over the last hour and the last day of a print job, and how they are stored."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
import math
from typing import Any, Final

from .means import LONG_WINDOW, SHORT_WINDOW
from .stored import read_whole_numbers

# A frame every 10 s stays within this many entries; only faster ones are ever merged.
MAX_ENTRIES: Final = 8192
# Merging neighbours up to these weights leaves at most 4,000 + 2,100 entries.
MERGED_WEIGHT_RECENT: Final = 0.3
MERGED_WEIGHT_OLDER: Final = 3.5
TIDY_EVERY_FRAMES: Final = 256

# What is stored. A block of weight b that is half out of a window of N is wrong by at most
# 0.75 b / N for p up to 3: 0.00083 here, which leaves room for the rounding below.
STORED_BLOCK_WEIGHT: Final = 8.0
STORED_STEP_RECENT: Final = 0.01
STORED_STEP_OLDER: Final = 0.1


@dataclass(slots=True)
class _Window:
    """The entries from `first` on, which weigh `size` or (by the first of them) more."""

    size: float
    first: int = 0
    weight: float = 0.0
    total: float = 0.0


class ScoreHistory:
    """Weighted means over exactly the last 310 and the last 7200 weights of a print job.

    The oldest frame counts partly where it straddles a window's border. Frames are kept
    one by one up to MAX_ENTRIES, 16 bytes each; above that, frames closer than 10 s share
    an entry, which makes the long mean wrong by at most 0.0004 for p up to 3.
    """

    def __init__(self) -> None:
        """Begin with nothing learnt."""
        self.weight = 0.0
        self._short = _Window(SHORT_WINDOW)
        self._long = _Window(LONG_WINDOW)
        self._windows = (self._short, self._long)
        self._weights = array("d")
        self._totals = array("d")
        self._untidy_frames = 0

    @property
    def short_mean(self) -> float:
        """The mean over the short window; 0 before anything was learnt."""
        return self._mean(self._short)

    @property
    def long_mean(self) -> float:
        """The mean over the long window; 0 before anything was learnt."""
        return self._mean(self._long)

    def learn(self, p: float, weight: float) -> None:
        """Learn a frame score."""
        total = p * weight
        self.weight += weight
        self._weights.append(weight)
        self._totals.append(total)
        for window in self._windows:
            window.weight += weight
            window.total += total
            while window.weight - self._weights[window.first] >= window.size:
                window.weight -= self._weights[window.first]
                window.total -= self._totals[window.first]
                window.first += 1
        self._untidy_frames += 1
        if self._untidy_frames >= TIDY_EVERY_FRAMES:
            self._tidy()

    def _mean(self, window: _Window) -> float:
        excess = window.weight - window.size
        if excess <= 0.0:
            return window.total / window.weight if window.weight else 0.0
        part = excess / self._weights[window.first]
        return (window.total - self._totals[window.first] * part) / window.size

    # -- housekeeping, every few hundred frames --

    def _tidy(self) -> None:
        """Forget what has left the long window, merge if there is too much, count anew."""
        left = self._long.first
        del self._weights[:left], self._totals[:left]
        self._long.first = 0
        self._short.first -= left
        if len(self._weights) > MAX_ENTRIES:
            self._merge()
        self._count()

    def _merge(self) -> None:
        """Let neighbouring entries share one where that is coarse enough."""
        border = self._short.first
        weights, totals = self._weights, self._totals
        older = _merged(weights[:border], totals[:border], MERGED_WEIGHT_OLDER)
        recent = _merged(weights[border:], totals[border:], MERGED_WEIGHT_RECENT)
        self._weights, self._totals = older[0] + recent[0], older[1] + recent[1]
        self._short.first = len(older[0])

    def _count(self) -> None:
        """Sum up the windows anew: adding and taking away for weeks would drift."""
        self._untidy_frames = 0
        for window in self._windows:
            window.weight = math.fsum(self._weights[window.first :])
            window.total = math.fsum(self._totals[window.first :])

    # -- storage --

    def state(self) -> dict[str, Any]:
        """Return all but the weight as two short texts of whole numbers, ready for JSON.

        `recent`: width and total of every frame in the short window, in steps of 0.01.
        `older`: totals of blocks of weight 8, in steps of 0.1. The blocks lie on a grid
        that is fixed to the job's start, so that storing again makes nothing coarser.
        Running totals are rounded, not single numbers: any stretch sums up to within a step.
        Below 8 KB for p up to 3 and frames that are 5 s or more apart.
        """
        borders = [
            *accumulate(self._weights, initial=self.weight - math.fsum(self._weights))
        ]
        curve = _Curve(borders, [*accumulate(self._totals, initial=0.0)])
        span = min(self.weight, SHORT_WINDOW)
        steps = _steps_before_now(borders[self._short.first :], span)
        widths = [before - after for before, after in pairwise(steps)]
        frames = [self.weight - step * STORED_STEP_RECENT for step in steps]
        totals = curve.rounded(frames, STORED_STEP_RECENT)
        blocks = _block_borders(self.weight)
        recent = (n for pair in zip(widths, totals, strict=True) for n in pair)
        older = curve.rounded(blocks, STORED_STEP_OLDER)
        return {
            "recent": " ".join(map(str, recent)),
            "older": " ".join(map(str, older)),
        }

    @classmethod
    def from_state(cls, state: object, weight: float) -> ScoreHistory:
        """Return the history that weighed `weight` when `state` was taken from it.

        Its means are wrong by at most 0.001 for p up to 3, now and ever after.
        Raises ValueError if the state is damaged or does not fit the weight.
        """
        recent = read_whole_numbers(state, "recent")
        older = read_whole_numbers(state, "older")
        widths, totals = recent[::2], recent[1::2]
        blocks = [b - a for a, b in pairwise(_block_borders(weight))]
        span = min(weight, SHORT_WINDOW)
        if (
            len(widths) != len(totals)
            or len(older) != len(blocks)
            or 0 in widths
            or abs(sum(widths) * STORED_STEP_RECENT - span) > STORED_STEP_RECENT
        ):
            raise ValueError("the stored history does not fit its weight")
        history = cls()
        history.weight = weight
        history._short.first = len(blocks)
        history._weights.extend(blocks)
        history._weights.extend(width * STORED_STEP_RECENT for width in widths)
        history._totals.extend(total * STORED_STEP_OLDER for total in older)
        history._totals.extend(total * STORED_STEP_RECENT for total in totals)
        history._count()
        return history


def _merged(
    weights: Sequence[float], totals: Sequence[float], limit: float
) -> tuple[array[float], array[float]]:
    """Return the entries with neighbours joined as long as they weigh `limit` or less."""
    merged_weights, merged_totals = array("d"), array("d")
    for weight, total in zip(weights, totals, strict=True):
        if merged_weights and merged_weights[-1] + weight <= limit:
            merged_weights[-1] += weight
            merged_totals[-1] += total
        else:
            merged_weights.append(weight)
            merged_totals.append(total)
    return merged_weights, merged_totals


def _steps_before_now(borders: Sequence[float], span: float) -> list[int]:
    """Return how many steps before the last border each border lies, `span` at most.

    Borders less than a step apart become one.
    """
    steps = [round(span / STORED_STEP_RECENT)]
    for border in borders[1:]:
        step = round((borders[-1] - border) / STORED_STEP_RECENT)
        if step < steps[-1]:
            steps.append(step)
    return steps


def _block_borders(weight: float) -> list[float]:
    """Return the borders of the stored blocks, in weights since the job's start.

    They depend on the weight alone, so nothing but the totals has to be stored.
    """
    first, last = max(0.0, weight - LONG_WINDOW), weight - SHORT_WINDOW
    if last <= first:
        return []
    borders = [first]
    block = math.floor(first / STORED_BLOCK_WEIGHT) + 1
    while block * STORED_BLOCK_WEIGHT < last:
        borders.append(block * STORED_BLOCK_WEIGHT)
        block += 1
    return [*borders, last]


@dataclass(slots=True)
class _Curve:
    """The running total over the weight since the job's start; straight in every entry."""

    borders: Sequence[float]
    totals: Sequence[float]

    def rounded(self, at: Sequence[float], step: float) -> list[int]:
        """Return by how many whole steps it rises between each two of these points."""
        return [b - a for a, b in pairwise(round(self._at(x) / step) for x in at)]

    def _at(self, x: float) -> float:
        after = bisect_right(self.borders, x)
        # Before the first border by a hair of rounding, or at the last one.
        if after in (0, len(self.borders)):
            return self.totals[max(after - 1, 0)]
        low, high = self.borders[after - 1], self.borders[after]
        below, above = self.totals[after - 1], self.totals[after]
        return below + (above - below) * (x - low) / (high - low)
