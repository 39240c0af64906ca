"""The three rules against their formulas, and the figures that are promised."""

import random
from typing import Any

import pytest

from custom_components.obico_detection.detection.rules import (
    AdaptiveRule,
    FailureClass,
    RuleName,
    Sensitivity,
    Verdict,
)

from .reference import (
    PACES,
    Expected,
    expect_adaptive,
    expect_fixed,
    expect_obico,
    expected_risk,
    lively_print,
)
from .rule_runs import ADAPTIVE, CALM, FIXED, OBICO, first, new_rule

EXACT = 1e-10


def assert_agree(verdict: Verdict, expected: Expected) -> None:
    assert verdict.score == pytest.approx(expected.score, abs=EXACT)
    assert verdict.low == pytest.approx(expected.low, abs=EXACT)
    assert verdict.high == pytest.approx(expected.high, abs=EXACT)
    assert verdict.class_ == expected.class_
    if expected.class_ is None:
        assert verdict.risk is None
    else:
        risk = expected_risk(expected.score, expected.low, expected.high)
        assert verdict.risk == pytest.approx(risk, abs=1e-7)


# -- against the formulas -----------------------------------------------------------------


@pytest.mark.parametrize("sensitivity", Sensitivity)
@pytest.mark.parametrize("pace", PACES.values(), ids=PACES)
def test_obico_follows_its_formulas(
    pace: tuple[float, float], sensitivity: Sensitivity
) -> None:
    frames = lively_print(9500, pace)
    rule = new_rule(OBICO, sensitivity=sensitivity)
    for (p, w), expected in zip(frames, expect_obico(frames, sensitivity), strict=True):
        assert_agree(rule.judge_frame(p, w), expected)


@pytest.mark.parametrize("prior_frames", [100, 0])
def test_obico_follows_its_formulas_with_a_camera_less_known(prior_frames: int) -> None:
    frames = lively_print(9500, (0.93, 1.12))
    rule = new_rule(OBICO, prior_frames=prior_frames)
    for (p, w), expected in zip(
        frames, expect_obico(frames, prior=prior_frames), strict=True
    ):
        assert_agree(rule.judge_frame(p, w), expected)


@pytest.mark.parametrize("sensitivity", Sensitivity)
@pytest.mark.parametrize("pace", PACES.values(), ids=PACES)
def test_adaptive_follows_its_formulas(
    pace: tuple[float, float], sensitivity: Sensitivity
) -> None:
    frames = lively_print(9500, pace)
    rule = new_rule(ADAPTIVE, sensitivity=sensitivity)
    for (p, w), expected in zip(
        frames, expect_adaptive(frames, sensitivity), strict=True
    ):
        assert_agree(rule.judge_frame(p, w), expected)


@pytest.mark.parametrize("prior_frames", [100, 0])
def test_adaptive_follows_its_formulas_with_a_camera_less_known(
    prior_frames: int,
) -> None:
    frames = lively_print(9500, (0.93, 1.12))
    rule = new_rule(ADAPTIVE, prior_frames=prior_frames)
    for (p, w), expected in zip(
        frames, expect_adaptive(frames, prior=prior_frames), strict=True
    ):
        assert_agree(rule.judge_frame(p, w), expected)


@pytest.mark.parametrize("pace", PACES.values(), ids=PACES)
def test_adaptive_follows_its_formulas_once_told_that_it_was_wrong(
    pace: tuple[float, float],
) -> None:
    frames = lively_print(3000, pace)
    rule = new_rule(ADAPTIVE)
    assert isinstance(rule, AdaptiveRule)
    reference = expect_adaptive(frames, not_a_failure_from=1000)
    for number, ((p, w), expected) in enumerate(zip(frames, reference, strict=True), 1):
        rule.not_a_failure = number >= 1000
        assert_agree(rule.judge_frame(p, w), expected)


@pytest.mark.parametrize("sensitivity", Sensitivity)
@pytest.mark.parametrize("pace", PACES.values(), ids=PACES)
def test_fixed_follows_its_formulas(
    pace: tuple[float, float], sensitivity: Sensitivity
) -> None:
    frames = lively_print(9500, pace)
    rule = new_rule(FIXED, sensitivity=sensitivity)
    for number, (p, w) in enumerate(frames, 1):
        verdict = rule.judge_frame(p, w)
        if number % 151 == 0 or number in (*range(1, 40), 311, 7201):
            assert_agree(verdict, expect_fixed(frames, number, sensitivity))


@pytest.mark.parametrize("pace", PACES.values(), ids=PACES)
def test_fixed_compares_the_last_hour_with_the_day_when_that_is_more(
    pace: tuple[float, float],
) -> None:
    # A print that has been failing for long, and just now shows an empty picture.
    w = pace[0]
    calm, failing, empty = int(7000 / w), int(240 / w), int(60 / w)
    frames = [(0.0, w)] * calm + [(0.9, w)] * failing + [(0.0, w)] * empty
    rule = new_rule(FIXED)
    verdicts = [rule.judge_frame(p, w) for p, w in frames]
    expected = expect_fixed(frames, len(frames))
    assert expected.score > 0.6
    assert_agree(verdicts[-1], expected)


@pytest.mark.parametrize("name", RuleName)
def test_the_lively_print_has_every_class(name: RuleName) -> None:
    """Without all of them the comparisons above would prove little."""
    rule = new_rule(name)
    verdicts = [rule.judge_frame(p, w) for p, w in lively_print(9500, (1, 1))]
    assert {verdict.class_ for verdict in verdicts} == {None, *FailureClass}


def test_the_lively_print_escalates() -> None:
    rule = new_rule(ADAPTIVE)
    verdicts = [rule.judge_frame(p, w) for p, w in lively_print(9500, (1, 1))]
    assert any(v.class_ == "failure" and v.score < v.high for v in verdicts)


# -- figures that are promised ------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "name", "frames_later"),
    [
        (0.8, ADAPTIVE, 12),
        (1.0, ADAPTIVE, 7),
        (1.5, ADAPTIVE, 4),
        (0.8, OBICO, 12),
        (1.0, OBICO, 7),
        (1.5, OBICO, 4),
        (0.8, FIXED, 23),
        (1.0, FIXED, 10),
        (1.5, FIXED, 5),
    ],
)
def test_how_soon_a_failing_print_is_found(
    p: float, name: RuleName, frames_later: int
) -> None:
    assert first(name, "failure", CALM + [p] * 400) == 100 + frames_later


@pytest.mark.parametrize(
    ("p", "seasoned", "brand_new", "fixed"),
    [
        (0.4, (0, 0), (0, 0), (118, 0)),
        (0.6, (107, 0), (108, 0), (107, 0)),
        (0.8, (105, 112), (105, 0), (104, 123)),
        (1.0, (104, 107), (104, 109), (103, 110)),
        (1.5, (102, 104), (102, 104), (102, 105)),
        (3.0, (101, 102), (101, 102), (101, 102)),
    ],
)
def test_first_warning_and_first_failure_as_the_originals_have_them(
    p: float,
    seasoned: tuple[int, int],
    brand_new: tuple[int, int],
    fixed: tuple[int, int],
) -> None:
    def firsts(name: RuleName, **how: Any) -> tuple[int, int]:
        scores = CALM + [p] * 400
        return first(name, "warning", scores, **how), first(
            name, "failure", scores, **how
        )

    assert firsts(OBICO) == seasoned
    assert firsts(OBICO, prior_frames=0) == brand_new
    assert firsts(FIXED) == fixed


@pytest.mark.parametrize(
    ("scores", "seasoned", "brand_new", "fixed"),
    [
        ([0.8] * 2000, 0, 0, 31),
        ([1.0] * 2000, 0, 0, 31),
        ([1.5] * 2000, 30, 0, 31),
        ([0.0] * 4 + [2.0] * 2000, 30, 0, 31),
        ([*CALM, 3.0, *CALM], 0, 0, 0),
        ([*CALM, 6.0, *CALM], 101, 101, 101),
        ([0.3] * 600 + [1.2] * 400, 0, 609, 605),
    ],
    ids=["0.8", "1.0", "1.5", "2.0 from frame 5", "one 3.0", "one 6.0", "noise, 1.2"],
)
def test_first_failure_as_the_originals_have_it(
    scores: list[float], seasoned: int, brand_new: int, fixed: int
) -> None:
    assert first(OBICO, "failure", scores) == seasoned
    assert first(OBICO, "failure", scores, prior_frames=0) == brand_new
    assert first(FIXED, "failure", scores) == fixed


def test_a_static_false_alarm_is_learnt_by_adaptive_too() -> None:
    assert first(ADAPTIVE, "failure", [0.8] * 4000) == 0


def test_how_many_failures_between_blank_frames_are_found() -> None:
    """Every frame is blank by the toss of a coin; the seeds are the numbers 0..399."""

    def a_print(seed: int) -> list[float]:
        rng = random.Random(seed)
        noise = [rng.expovariate(1 / 0.05) for _ in range(150)]
        return noise + [
            0.1 if rng.random() < 0.5 else max(0.0, rng.gauss(1.0, 0.3))
            for _ in range(120)
        ]

    prints = [a_print(seed) for seed in range(400)]
    found = {
        name: sum(first(name, "failure", scores) > 150 for scores in prints) / 400
        for name in RuleName
    }
    assert found[ADAPTIVE] > 0.98
    assert found[FIXED] == pytest.approx(0.88, abs=0.04)
    assert found[OBICO] == pytest.approx(0.62, abs=0.04)
