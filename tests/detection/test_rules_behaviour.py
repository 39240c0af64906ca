"""What each of the three rules is known to do."""

import json
import math
from typing import Any

import pytest

from custom_components.obico_detection.detection.rules import (
    AdaptiveRule,
    FailureClass,
    FixedRule,
    ObicoRule,
    Rule,
    RuleName,
    Sensitivity,
    make_rule,
    new_baseline,
)

from .rule_runs import (
    ADAPTIVE,
    BUSY,
    CALM,
    FIXED,
    NEARLY,
    OBICO,
    classes,
    judge_all,
    new_rule,
)

# -- warm-up ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "weight", "frame"),
    [
        (ADAPTIVE, 1, 30),
        (OBICO, 1, 30),
        (FIXED, 1, 31),
        (ADAPTIVE, 0.5, 60),
        (OBICO, 0.5, 60),
        (FIXED, 0.5, 61),
        (OBICO, 12, 3),
    ],
)
def test_the_first_frame_that_has_a_class(
    name: RuleName, weight: float, frame: int
) -> None:
    verdicts = judge_all(new_rule(name), [0.1] * 70, weight)
    has_class = [verdict.class_ is not None for verdict in verdicts]
    assert has_class == [number >= frame for number in range(1, 71)]
    assert has_class == [verdict.risk is not None for verdict in verdicts]


@pytest.mark.parametrize("name", RuleName)
def test_without_warm_up_the_first_frame_has_a_class(name: RuleName) -> None:
    assert new_rule(name, warm_up=0).judge_frame(0.1, 1).class_ == "safe"


def test_during_warm_up_only_fixed_hides_its_score() -> None:
    scores = {name: new_rule(name).judge_frame(1.0, 1).score for name in RuleName}
    assert scores[FIXED] == 0.0
    assert scores[ADAPTIVE] == pytest.approx(2 / 13 - 0.02)
    assert scores[OBICO] == pytest.approx(2 / 13 - (0.02 + 0.98 / 7200))


def test_a_longer_warm_up_takes_effect_at_once() -> None:
    rule = new_rule(OBICO)
    judge_all(rule, [0.0] * 40)
    rule.warm_up = 60
    assert classes(rule, [0.0] * 20) == [None] * 19 + ["safe"]


# -- what adaptive learns -----------------------------------------------------------------


def test_the_baseline_is_shared_and_outlives_the_job() -> None:
    baseline = new_baseline(0)
    settings: dict[str, Any] = {"sensitivity": Sensitivity.MEDIUM, "warm_up": 30}
    judge_all(make_rule(OBICO, baseline, **settings), [0.3] * 50)
    after_first_job = baseline.mean
    judge_all(make_rule(ADAPTIVE, baseline, **settings), [0.3] * 50)
    assert baseline.weight == 100
    assert 0 < after_first_job < baseline.mean < 0.3


def test_a_failing_print_is_no_background_to_adaptive() -> None:
    baseline = new_baseline()
    rule = AdaptiveRule(baseline, sensitivity=Sensitivity.MEDIUM, warm_up=30)
    judge_all(rule, [0.0] * 100 + [1.0] * 10)
    learnt = baseline.weight, baseline.mean
    judge_all(rule, [1.0] * 500)
    assert (baseline.weight, baseline.mean) == learnt


def test_a_failing_print_is_background_to_obico() -> None:
    baseline = new_baseline()
    rule = ObicoRule(baseline, sensitivity=Sensitivity.MEDIUM, warm_up=30)
    judge_all(rule, [0.0] * 100 + [1.0] * 500)
    assert baseline.weight == 7800


def test_adaptive_learns_whatever_it_sees_while_warming_up() -> None:
    baseline = new_baseline()
    rule = AdaptiveRule(baseline, sensitivity=Sensitivity.MEDIUM, warm_up=30)
    judge_all(rule, [3.0] * 40)
    assert baseline.weight == 7200 + 29


def test_not_a_failure_makes_adaptive_learn_again() -> None:
    rule = AdaptiveRule(new_baseline(), sensitivity=Sensitivity.MEDIUM, warm_up=30)
    judge_all(rule, [0.0] * 100 + [0.8] * 200)
    assert classes(rule, [0.8]) == ["failure"]
    rule.not_a_failure = True
    assert set(classes(rule, [0.8] * 3000)[-500:]) == {"safe"}


def test_fixed_leaves_the_baseline_alone() -> None:
    baseline = new_baseline()
    rule = make_rule(FIXED, baseline, sensitivity=Sensitivity.LOW, warm_up=30)
    judge_all(rule, [0.5] * 100)
    assert baseline == new_baseline()


# -- a warning that lasts -----------------------------------------------------------------


def test_a_warning_becomes_a_failure_with_its_thirtieth_frame() -> None:
    rule = new_rule(ADAPTIVE)
    judge_all(rule, BUSY)
    unsafe = [c for c in classes(rule, [NEARLY] * 100) if c != "safe"]
    assert unsafe == ["warning"] * 29 + ["failure"] * (len(unsafe) - 29)
    assert len(unsafe) > 60


def test_in_weights_not_in_frames() -> None:
    rule = new_rule(ADAPTIVE)
    judge_all(rule, BUSY)
    verdicts = judge_all(rule, [NEARLY] * 40, weight=3)
    unsafe = [v.class_ for v in verdicts if v.class_ != "safe"]
    assert unsafe[:11] == ["warning"] * 9 + ["failure"] * 2


def test_a_safe_frame_breaks_the_run() -> None:
    rule = new_rule(ADAPTIVE)
    judge_all(rule, BUSY)
    found = classes(rule, [NEARLY] * 25 + [0.0] * 8 + [NEARLY] * 100)
    second_run = [c for c in found[25:] if c != "safe"]
    assert "failure" not in found[:35]
    assert second_run[-50:] == ["failure"] * 50
    assert found.index(FailureClass.FAILURE) > 33 + 29


def test_a_lasting_warning_below_two_thirds_stays_one() -> None:
    rule = new_rule(ADAPTIVE)
    found = classes(rule, CALM + [0.65] * 200)
    assert set(found[150:]) == {"warning"}


def test_the_warm_up_is_no_part_of_the_run() -> None:
    rule = new_rule(ADAPTIVE, warm_up=60)
    judge_all(rule, [0.0] * 20 + [0.9] * 39)
    found = classes(rule, [1.0] * 60)
    assert found[0] == "warning"
    assert found.index(FailureClass.FAILURE) == 29


# -- settings -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sensitivity", "low", "high"),
    [("low", 0.475, 0.975), ("medium", 0.38, 0.78), ("high", 0.285, 0.585)],
)
def test_the_thresholds_of_fixed(sensitivity: str, low: float, high: float) -> None:
    rule = new_rule(FIXED, sensitivity=Sensitivity(sensitivity))
    verdict = rule.judge_frame(0.1, 1)
    assert (verdict.low, verdict.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("score", "class_"),
    [(0.379, "safe"), (0.38, "warning"), (0.779, "warning"), (0.78, "failure")],
)
def test_fixed_counts_its_thresholds_in(score: float, class_: str) -> None:
    assert new_rule(FIXED, warm_up=0).judge_frame(score, 1).class_ == class_


def test_the_sensitivity_can_change_in_mid_print() -> None:
    rule = new_rule(OBICO)
    judge_all(rule, [0.0] * 100 + [0.5] * 20)
    before = rule.judge_frame(0.5, 0).score
    rule.sensitivity = Sensitivity.HIGH
    assert rule.judge_frame(0.5, 0).score == pytest.approx(1.2 * before)


@pytest.mark.parametrize(
    ("name", "kind"),
    [(ADAPTIVE, AdaptiveRule), (OBICO, ObicoRule), (FIXED, FixedRule)],
)
def test_a_rule_is_made_by_its_name(name: RuleName, kind: type[Rule]) -> None:
    rule = new_rule(name)
    assert type(rule) is kind
    assert rule.name is name


# -- what comes in ------------------------------------------------------------------------


@pytest.mark.parametrize("name", RuleName)
@pytest.mark.parametrize(
    ("p", "weight"),
    [
        (math.nan, 1),
        (math.inf, 1),
        (-math.inf, 1),
        (-0.001, 1),
        (0.5, math.nan),
        (0.5, math.inf),
        (0.5, -1),
    ],
)
def test_nonsense_is_refused_and_not_learnt(
    name: RuleName, p: float, weight: float
) -> None:
    rule = new_rule(name)
    judge_all(rule, [0.3] * 40)
    before = rule.state()
    with pytest.raises(ValueError, match="finite number"):
        rule.judge_frame(p, weight)
    assert rule.state() == before


@pytest.mark.parametrize("name", RuleName)
def test_the_job_weighs_what_its_frames_weigh(name: RuleName) -> None:
    rule = new_rule(name)
    for weight in (1, 0.5, 3):
        rule.judge_frame(0.2, weight)
    assert rule.job_weight == 4.5


@pytest.mark.parametrize("name", RuleName)
def test_scores_beyond_belief_break_nothing(name: RuleName) -> None:
    rule = new_rule(name)
    for p in (0.1, 1.7e308, 1e300, 0.1) * 2000:
        verdict = rule.judge_frame(p, 36)
        assert math.isfinite(verdict.score)
    restored = new_rule(name)
    restored.restore(json.loads(json.dumps(rule.state())))
    assert math.isfinite(restored.judge_frame(0.1, 1).score)
