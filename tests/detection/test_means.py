"""Weights and means: what the rules are made of."""

from itertools import accumulate
import json
import math
import random
from typing import Any

import pytest

from custom_components.obico_detection.detection.history import ScoreHistory
from custom_components.obico_detection.detection.means import (
    RollingMean,
    ewm_gain,
    frame_weight,
    new_baseline,
)

from .reference import PACES, Frames, lively_print, window_mean

EXACT = 1e-11


# -- weights ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elapsed_s", "interval_s", "weight"),
    [
        (None, 10, 1.0),
        (None, 120, 1.0),
        (10, 10, 1.0),
        (5, 5, 0.5),
        (120, 120, 12.0),
        (29, 10, 2.9),
        (31, 10, 3.0),
        (86400, 10, 3.0),
        (math.inf, 5, 1.5),
        (0, 10, 0.0),
        (-3, 10, 0.0),
    ],
)
def test_a_frame_weighs_its_time_up_to_three_intervals(
    elapsed_s: float | None, interval_s: float, weight: float
) -> None:
    assert frame_weight(elapsed_s, interval_s) == weight


def test_a_time_that_is_no_number_has_no_weight() -> None:
    with pytest.raises(ValueError, match="not a number"):
        frame_weight(math.nan, 10)


# -- the exponentially weighted mean ------------------------------------------------------


def test_the_gain_of_one_frame_every_10_s_is_two_thirteenths() -> None:
    assert ewm_gain(1) == pytest.approx(2 / 13, abs=1e-15)


def test_two_frames_forget_as_much_as_one_of_twice_the_weight() -> None:
    assert (1 - ewm_gain(0.7)) ** 2 == pytest.approx(1 - ewm_gain(1.4), abs=1e-15)


def test_no_weight_no_gain() -> None:
    assert ewm_gain(0) == 0.0


# -- the rolling mean ---------------------------------------------------------------------


def test_it_begins_as_a_mean_with_one_empty_frame_before() -> None:
    mean = RollingMean(310)
    for p in (0.6, 0.9, 0.3):
        mean.learn(p, 1)
    assert mean.mean == pytest.approx(1.8 / 4, abs=1e-15)


def test_from_a_full_window_on_it_is_exponential() -> None:
    mean = RollingMean(310, 0.5, 309)
    mean.learn(1.0, 1)
    assert mean.mean == pytest.approx(0.5 + 0.5 / 310, abs=1e-15)


def test_in_a_full_window_weight_is_time() -> None:
    fast, slow = RollingMean(310, 0.5, 310), RollingMean(310, 0.5, 310)
    for _ in range(6):
        fast.learn(1.0, 0.5)
    slow.learn(1.0, 3)
    assert fast.mean == pytest.approx(slow.mean, abs=1e-14)


@pytest.mark.parametrize(
    ("prior_frames", "mean", "weight"),
    [(7200, 0.02, 7200.0), (1, 0.02, 1.0), (0, 0.0, 0.0)],
)
def test_a_new_baseline(prior_frames: int, mean: float, weight: float) -> None:
    baseline = new_baseline(prior_frames)
    assert (baseline.window, baseline.mean, baseline.weight) == (7200, mean, weight)


def test_a_new_baseline_is_seasoned_unless_told_otherwise() -> None:
    assert new_baseline() == new_baseline(7200)


@pytest.mark.parametrize("prior_frames", [-1, math.nan, math.inf])
def test_a_prior_that_is_no_number_of_frames(prior_frames: float) -> None:
    with pytest.raises(ValueError, match="prior"):
        new_baseline(prior_frames)


def test_a_stored_baseline_goes_on_exactly() -> None:
    baseline = new_baseline(100)
    for p in (0.1, 0.7, 1 / 3):
        baseline.learn(p, 1.1)
    restored = RollingMean.from_state(json.loads(json.dumps(baseline.state())))
    assert restored == baseline


NO_NUMBERS: list[Any] = [None, True, "1", [], -0.1, math.nan, math.inf, 10**400]


@pytest.mark.parametrize("state", [None, [], 5, "x", {}, {"mean": 1}, {"weight": 1}])
def test_a_stored_mean_that_is_none(state: object) -> None:
    with pytest.raises(ValueError):
        RollingMean.from_state(state)


@pytest.mark.parametrize("key", ["mean", "weight"])
@pytest.mark.parametrize("value", NO_NUMBERS)
def test_a_stored_mean_with_a_damaged_number(key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=key):
        RollingMean.from_state({"mean": 0.1, "weight": 5} | {key: value})


# -- exact window means -------------------------------------------------------------------


def borders_of(frames: Frames) -> list[float]:
    return [0.0, *accumulate(w for _, w in frames)]


def test_nothing_learnt_is_a_mean_of_zero() -> None:
    history = ScoreHistory()
    assert (history.short_mean, history.long_mean) == (0.0, 0.0)


def test_a_frame_without_weight_is_not_learnt() -> None:
    history = ScoreHistory()
    history.learn(0.5, 1)
    history.learn(3.0, 0)
    assert (history.short_mean, history.weight) == (0.5, 1)


@pytest.mark.parametrize("pace", PACES.values(), ids=PACES)
def test_both_windows_are_exact(pace: tuple[float, float]) -> None:
    frames = lively_print(9500, pace)
    borders = borders_of(frames)
    history = ScoreHistory()
    for count, (p, w) in enumerate(frames, 1):
        history.learn(p, w)
        if count % 11 == 0 or count in range(305, 320) or count in range(7190, 7210):
            learnt = frames[:count]
            short = window_mean(learnt, borders, 310)
            long = window_mean(learnt, borders, 7200)
            assert history.short_mean == pytest.approx(short, abs=EXACT)
            assert history.long_mean == pytest.approx(long, abs=EXACT)


@pytest.mark.parametrize(
    ("pace", "count", "short_error"),
    [((0.5, 0.5), 20000, EXACT), ((0.4, 1.0), 14000, EXACT), ((0.1, 0.1), 80000, 7e-4)],
    ids=["every 5 s", "every 4 to 10 s", "every second"],
)
def test_faster_frames_share_entries_and_stay_within_a_thousandth(
    pace: tuple[float, float], count: int, short_error: float
) -> None:
    frames = lively_print(count, pace)
    borders = borders_of(frames)
    history = ScoreHistory()
    for at, (p, w) in enumerate(frames, 1):
        history.learn(p, w)
        if at % 997 == 0:
            short = window_mean(frames[:at], borders, 310)
            long = window_mean(frames[:at], borders, 7200)
            assert history.short_mean == pytest.approx(short, abs=short_error)
            assert history.long_mean == pytest.approx(long, abs=4e-4)


def test_everything_learnt_counts_before_a_window_is_full() -> None:
    frames = lively_print(8000, (0.4, 0.8))
    history = ScoreHistory()
    for p, w in frames:
        history.learn(p, w)
    expected = math.fsum(p * w for p, w in frames) / math.fsum(w for _, w in frames)
    assert history.weight < 7200
    assert history.long_mean == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize("weight", [1.0, 0.9, 0.6, 0.5, 0.1, 0.001])
def test_memory_is_bounded_whatever_the_pace(weight: float) -> None:
    history = ScoreHistory()
    for _ in range(30000):
        history.learn(0.3, weight)
    assert len(history._weights) <= 8192 + 256
    assert len(history._totals) == len(history._weights)


def test_a_month_leaves_no_trace_of_rounding() -> None:
    history = ScoreHistory()
    # Taking this away again from a running sum takes the small scores' digits along.
    for p in (1e16, *[0.1] * 8000):
        history.learn(p, 1.0)
    assert history.short_mean == pytest.approx(0.1, abs=EXACT)
    assert history.long_mean == pytest.approx(0.1, abs=EXACT)


# -- the stored history -------------------------------------------------------------------


def stored_and_restored(history: ScoreHistory) -> ScoreHistory:
    state = json.loads(json.dumps(history.state()))
    return ScoreHistory.from_state(state, history.weight)


def blinking(count: int, pace: tuple[float, float]) -> Frames:
    """Return the worst case for blocks: nothing and 3 by turns, in stretches of all lengths."""
    rng = random.Random(3)
    frames: list[tuple[float, float]] = []
    while len(frames) < count:
        p = 0.0 if frames and frames[-1][0] else 3.0
        stretch = rng.choice([1, 2, 3, 4, 4, 4, 8, 16, 40])
        frames += [(p, rng.uniform(*pace)) for _ in range(stretch)]
    return frames[:count]


STORED_PACES = {**PACES, "every 5 s": (0.5, 0.5), "every 4 to 6 s": (0.4, 0.6)}


@pytest.mark.parametrize("restarts_at", [1, 17, 309, 310, 311, 2000, 7201, 9001])
@pytest.mark.parametrize("pace", STORED_PACES.values(), ids=STORED_PACES)
def test_a_restored_history_agrees_within_a_thousandth(
    pace: tuple[float, float], restarts_at: int
) -> None:
    frames = blinking(restarts_at + 8000, pace)
    unsaved = ScoreHistory()
    for p, w in frames[:restarts_at]:
        unsaved.learn(p, w)
    restored = stored_and_restored(unsaved)
    worst = 0.0
    for p, w in frames[restarts_at:]:
        unsaved.learn(p, w)
        restored.learn(p, w)
        worst = max(
            worst,
            abs(
                (unsaved.short_mean - unsaved.long_mean)
                - (restored.short_mean - restored.long_mean)
            ),
        )
    assert worst < 1e-3


@pytest.mark.parametrize("restarts_at", [1, 17, 310, 2000, 7200])
def test_a_restored_history_is_right_before_anything_is_evicted(
    restarts_at: int,
) -> None:
    history = ScoreHistory()
    for p, w in blinking(restarts_at, (1.0, 1.0)):
        history.learn(p, w)
    restored = stored_and_restored(history)
    assert restored.weight == history.weight
    assert restored.short_mean == pytest.approx(history.short_mean, abs=2e-5)
    assert restored.long_mean == pytest.approx(history.long_mean, abs=2e-5)


def test_many_restarts_are_no_worse_than_one() -> None:
    frames = blinking(12000, (0.9, 1.2))
    unsaved = restarted = ScoreHistory()
    for count, (p, w) in enumerate(frames):
        unsaved.learn(p, w)
        if restarted is not unsaved:
            restarted.learn(p, w)
        if count % 300 == 50:
            restarted = stored_and_restored(restarted)
    assert restarted.short_mean == pytest.approx(unsaved.short_mean, abs=1e-4)
    assert restarted.long_mean == pytest.approx(unsaved.long_mean, abs=9e-4)


def test_blocks_that_were_stored_once_are_stored_the_same_again() -> None:
    history = ScoreHistory()
    for p, w in lively_print(9000, (0.9, 1.2)):
        history.learn(p, w)
    assert stored_and_restored(history).state() == history.state()


def test_an_empty_history_is_stored_and_restored() -> None:
    restored = stored_and_restored(ScoreHistory())
    restored.learn(0.5, 1)
    assert restored.short_mean == 0.5


def test_a_history_shorter_than_a_step_is_stored_and_restored() -> None:
    history = ScoreHistory()
    history.learn(0.5, 0.001)
    restored = stored_and_restored(history)
    assert restored.weight == 0.001


def test_frames_less_than_a_step_apart_are_stored_as_one() -> None:
    history = ScoreHistory()
    for p in (0.0, 3.0) * 2500:
        history.learn(p, 0.001)
    restored = stored_and_restored(history)
    assert len(restored._weights) == 500
    assert restored.short_mean == pytest.approx(1.5, abs=1e-3)


def good_state() -> tuple[dict[str, str], float]:
    history = ScoreHistory()
    for p, w in lively_print(500, (1.0, 1.0)):
        history.learn(p, w)
    return history.state(), history.weight


@pytest.mark.parametrize("key", ["recent", "older"])
@pytest.mark.parametrize(
    "value",
    [
        *(None, 5, [1, 2], "", "x", "1", "1 2", "-1 2", "1  2", " 1 2", "1 2\n"),
        *("1.5 2", "nan 1", "100 " * 309 + "100", "9" * 400, "\u0663 \u0664"),
        *("0 5 " * 309 + "31000 5", "31000", "31000 " + "9" * 400),
    ],
)
def test_a_damaged_text(key: str, value: Any) -> None:
    state, weight = good_state()
    with pytest.raises(ValueError):
        ScoreHistory.from_state({**state, key: value}, weight)


@pytest.mark.parametrize("weight", [0.0, 1.0, 309.0, 499.0 - 8, 508.0, 1e15, 1e308])
def test_a_weight_that_does_not_fit_the_texts(weight: float) -> None:
    state, _ = good_state()
    with pytest.raises(ValueError, match="does not fit"):
        ScoreHistory.from_state(state, weight)


@pytest.mark.parametrize("key", ["recent", "older"])
def test_a_text_that_is_missing(key: str) -> None:
    state, weight = good_state()
    del state[key]
    with pytest.raises(ValueError, match=key):
        ScoreHistory.from_state(state, weight)
