"""What holds for every print job, whatever it looks like."""

from collections.abc import Sequence
import copy
import json
import math
import random

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.obico_detection.detection.means import RollingMean, ewm_gain
from custom_components.obico_detection.detection.rules import (
    FailureClass,
    ObicoRule,
    Rule,
    RuleName,
    Sensitivity,
    make_rule,
    new_baseline,
)
from custom_components.obico_detection.detection.verdict import risk_of

from .reference import Frames, lively_print

EVERY_RUN_THE_SAME = settings(
    derandomize=True, deadline=None, max_examples=150, database=None
)

MAX_P = 50.0
SCORES = st.floats(0, MAX_P) | st.sampled_from([0.0, 0.1, 0.38, 0.665, 0.78, 1.0, 3.0])
WEIGHTS = st.sampled_from([1.0, 0.5, 3.0, 12.0]) | st.floats(0, 36)
PRINTS = st.lists(st.tuples(SCORES, WEIGHTS), min_size=1, max_size=60)
NAMES = st.sampled_from(RuleName)
SENSITIVITIES = st.sampled_from(Sensitivity)
PRIORS = st.sampled_from([0, 1, 300, 7200])

# How bad a class is.
BADNESS = {None: 0, FailureClass.SAFE: 0, FailureClass.WARNING: 1} | {
    FailureClass.FAILURE: 2
}


def rule_of(
    name: RuleName,
    baseline: RollingMean | None = None,
    sensitivity: Sensitivity = Sensitivity.MEDIUM,
    warm_up: float = 30,
) -> Rule:
    return make_rule(
        name, baseline or new_baseline(), sensitivity=sensitivity, warm_up=warm_up
    )


@EVERY_RUN_THE_SAME
@given(NAMES, SENSITIVITIES, PRIORS, PRINTS)
def test_score_and_risk_are_bounded(
    name: RuleName, sensitivity: Sensitivity, prior: int, frames: Frames
) -> None:
    rule = rule_of(name, new_baseline(prior), sensitivity)
    highest = max(p for p, _ in frames)
    for p, weight in frames:
        verdict = rule.judge_frame(p, weight)
        top = 1.2 * max(highest, 0.02) + 1e-9
        assert -top <= verdict.score <= top
        assert 0 < verdict.low < verdict.high <= 1.75 * 0.78
        assert (verdict.risk is None) == (verdict.class_ is None)
        assert verdict.risk is None or 0 <= verdict.risk <= 100


@EVERY_RUN_THE_SAME
@given(NAMES, SENSITIVITIES, st.lists(st.floats(0, allow_infinity=False), max_size=40))
def test_never_nan_whatever_finite_number_comes(
    name: RuleName, sensitivity: Sensitivity, scores: Sequence[float]
) -> None:
    rule = rule_of(name, sensitivity=sensitivity, warm_up=0)
    for p in scores:
        verdict = rule.judge_frame(p, 12)
        assert math.isfinite(verdict.score + verdict.low + verdict.high)
        assert verdict.risk is not None
        assert math.isfinite(verdict.risk)


@EVERY_RUN_THE_SAME
@given(NAMES, SENSITIVITIES, PRINTS, SCORES, SCORES, WEIGHTS)
def test_the_score_does_not_fall_when_the_newest_frame_looks_worse(
    name: RuleName,
    sensitivity: Sensitivity,
    frames: Frames,
    one: float,
    other: float,
    weight: float,
) -> None:
    rule = rule_of(name, sensitivity=sensitivity)
    for p, w in frames:
        rule.judge_frame(p, w)
    better, worse = sorted((one, other))
    after_better = copy.deepcopy(rule).judge_frame(better, weight)
    after_worse = copy.deepcopy(rule).judge_frame(worse, weight)
    assert after_worse.score >= after_better.score - 1e-12


@EVERY_RUN_THE_SAME
@given(
    st.sampled_from([RuleName.ADAPTIVE, RuleName.OBICO]),
    st.floats(0.01, 5),
    st.lists(st.floats(0.1, 12), min_size=1, max_size=40),
)
def test_a_constant_scores_ewm_depends_on_the_time_alone(
    name: RuleName, p: float, weights: Sequence[float]
) -> None:
    in_steps, at_once = rule_of(name), rule_of(name)
    for weight in weights:
        in_steps.judge_frame(p, weight)
    at_once.judge_frame(p, math.fsum(weights))
    ewm = in_steps.state()["ewm"]
    assert ewm == pytest.approx(at_once.state()["ewm"], rel=1e-9)
    assert ewm == pytest.approx(p * ewm_gain(math.fsum(weights)), rel=1e-9)


@EVERY_RUN_THE_SAME
@given(
    st.sampled_from([RuleName.ADAPTIVE, RuleName.OBICO]),
    SENSITIVITIES,
    PRIORS,
    PRINTS,
    st.integers(0, 59),
)
def test_saved_and_restored_at_any_frame_gives_the_same_rest(
    name: RuleName, sensitivity: Sensitivity, prior: int, frames: Frames, at: int
) -> None:
    rule = rule_of(name, new_baseline(prior), sensitivity)
    for p, w in frames[:at]:
        rule.judge_frame(p, w)
    baseline = json.loads(json.dumps(rule_baseline(rule).state()))
    restored = rule_of(name, RollingMean.from_state(baseline), sensitivity)
    restored.restore(json.loads(json.dumps(rule.state())))
    for p, w in frames[at:]:
        assert restored.judge_frame(p, w) == rule.judge_frame(p, w)


def rule_baseline(rule: Rule) -> RollingMean:
    baseline = getattr(rule, "baseline", None)
    assert isinstance(baseline, RollingMean)
    return baseline


@EVERY_RUN_THE_SAME
@given(
    st.lists(
        st.tuples(st.floats(0, 3), st.floats(0.1, 12) | st.just(1.0)), max_size=60
    ),
    st.integers(0, 60),
    st.sampled_from([0.0, 30.0]),
)
def test_fixed_saved_and_restored_at_any_frame_gives_nearly_the_same_rest(
    frames: Frames, at: int, warm_up: float
) -> None:
    rule = rule_of(RuleName.FIXED, warm_up=warm_up)
    for p, w in frames[:at]:
        rule.judge_frame(p, w)
    restored = rule_of(RuleName.FIXED, warm_up=warm_up)
    restored.restore(json.loads(json.dumps(rule.state())))
    assert restored.job_weight == rule.job_weight
    for p, w in frames[at:]:
        after, expected = restored.judge_frame(p, w), rule.judge_frame(p, w)
        assert after.score == pytest.approx(expected.score, abs=1e-3)
        assert (after.class_ is None) == (expected.class_ is None)


@pytest.mark.parametrize("name", RuleName)
@pytest.mark.parametrize("at", [1, 29, 30, 31, 310, 4000, 7205, 9000])
def test_a_long_print_saved_and_restored_gives_the_same_rest(
    name: RuleName, at: int
) -> None:
    frames = lively_print(at + 4000, (0.9, 1.15), seed=at)
    baseline = new_baseline()
    rule = rule_of(name, baseline)
    for p, w in frames[:at]:
        rule.judge_frame(p, w)
    restored = rule_of(name, RollingMean.from_state(baseline.state()))
    restored.restore(json.loads(json.dumps(rule.state())))
    error = 1e-3 if name is RuleName.FIXED else 0.0
    for p, w in frames[at:]:
        after, expected = restored.judge_frame(p, w), rule.judge_frame(p, w)
        assert abs(after.score - expected.score) <= error
        if not error:
            assert after == expected


@EVERY_RUN_THE_SAME
@given(
    st.floats(-2, 3),
    st.floats(-2, 3),
    st.floats(0.2, 0.8),
    st.floats(1.2, 2.5),
)
def test_the_risk_is_continuous_and_never_falls(
    one: float, other: float, low: float, ratio: float
) -> None:
    high = low * ratio
    below, above = sorted((one, other))
    rise = risk_of(above, low, high) - risk_of(below, low, high)
    # No stretch of the scale is shorter than this.
    steepest = 100 / 3 / min(low, high - low, 0.5 * high)
    assert -1e-9 <= rise <= steepest * (above - below) + 1e-9


@EVERY_RUN_THE_SAME
@given(NAMES, SENSITIVITIES, PRINTS)
def test_the_risk_lies_in_its_band(
    name: RuleName, sensitivity: Sensitivity, frames: Frames
) -> None:
    rule = rule_of(name, sensitivity=sensitivity, warm_up=0)
    for p, w in frames:
        verdict = rule.judge_frame(p, w)
        if verdict.risk is None:
            # The fixed rule says nothing before anything weighs.
            assert rule.job_weight == 0
            continue
        bands = (verdict.risk >= 100 / 3 - 1e-9) + (verdict.risk >= 200 / 3 - 1e-9)
        by_score = (verdict.score >= verdict.low) + (verdict.score >= verdict.high)
        assert bands >= by_score
        assert verdict.risk <= 100 / 3 * (by_score + 1) + 1e-9


@pytest.mark.parametrize(
    ("score", "risk"),
    [
        (-0.1, 0),
        (0, 0),
        (0.19, 100 / 6),
        (0.38, 100 / 3),
        (0.5225, 50),
        (0.665, 200 / 3),
        (0.83125, 250 / 3),
        (0.9975, 100),
        (7, 100),
    ],
)
def test_the_corners_of_the_risk(score: float, risk: float) -> None:
    assert risk_of(score, 0.38, 0.665) == pytest.approx(risk)


@EVERY_RUN_THE_SAME
@given(st.sampled_from([RuleName.OBICO, RuleName.FIXED]), PRINTS)
def test_a_higher_sensitivity_is_never_the_milder_one(
    name: RuleName, frames: Frames
) -> None:
    rules = [rule_of(name, None, sensitivity) for sensitivity in Sensitivity]
    for p, w in frames:
        low, medium, high = (BADNESS[rule.judge_frame(p, w).class_] for rule in rules)
        assert low <= medium <= high


@EVERY_RUN_THE_SAME
@given(PRINTS, SCORES)
def test_a_higher_sensitivity_judges_the_same_frame_no_milder(
    frames: Frames, newest: float
) -> None:
    """What adaptive learns depends on its verdicts, so this is about one frame at a time."""
    rule = rule_of(RuleName.ADAPTIVE)
    for p, w in frames:
        rule.judge_frame(p, w)
    found = []
    for sensitivity in Sensitivity:
        one = copy.deepcopy(rule)
        one.sensitivity = sensitivity
        found.append(BADNESS[one.judge_frame(newest, 1).class_])
    assert found == sorted(found)


def test_adaptive_finds_at_least_what_obico_finds_in_a_failing_print() -> None:
    for seed in range(30):
        rng = random.Random(seed)
        scores = [rng.expovariate(20) for _ in range(150)]
        scores += [rng.choice([0.1, 1.0, 1.3]) for _ in range(120)]
        found = {}
        for name in (RuleName.ADAPTIVE, RuleName.OBICO):
            rule = rule_of(name)
            found[name] = any(
                rule.judge_frame(p, 1).class_ is FailureClass.FAILURE for p in scores
            )
        assert found[RuleName.ADAPTIVE] >= found[RuleName.OBICO]


def test_deep_copies_do_not_share_what_they_learn() -> None:
    """The properties above stand on this."""
    rule = rule_of(RuleName.OBICO)
    assert isinstance(rule, ObicoRule)
    copy.deepcopy(rule).judge_frame(1.0, 1)
    assert rule.job_weight == 0
    assert rule.baseline == new_baseline()
