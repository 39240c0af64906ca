"""The three rules against their formulas, and what each of them is known to do."""

from collections.abc import Iterable
import json
import math
import random
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
    Verdict,
    make_rule,
    new_baseline,
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

ADAPTIVE, OBICO, FIXED = RuleName.ADAPTIVE, RuleName.OBICO, RuleName.FIXED
EXACT = 1e-10


def new_rule(
    name: RuleName,
    *,
    prior_frames: int = 7200,
    sensitivity: Sensitivity = Sensitivity.MEDIUM,
    warm_up: float = 30,
) -> Rule:
    baseline = new_baseline(prior_frames)
    return make_rule(name, baseline, sensitivity=sensitivity, warm_up=warm_up)


def judge_all(rule: Rule, scores: Iterable[float], weight: float = 1) -> list[Verdict]:
    return [rule.judge_frame(p, weight) for p in scores]


def classes(rule: Rule, scores: Iterable[float]) -> list[FailureClass | None]:
    return [verdict.class_ for verdict in judge_all(rule, scores)]


def first(name: RuleName, class_: str, scores: Iterable[float], **how: Any) -> int:
    """Return the number of the first frame of this class, 0 if there is none."""
    judged = classes(new_rule(name, **how), scores)
    return next((n for n, found in enumerate(judged, 1) if found == class_), 0)


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

CALM = [0.0] * 100


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

# On this background T is at its top, 0.78, and a score of 0.9 is a warning.
BUSY = [0.28] * 3000
NEARLY = 1.2


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


# -- storage ------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [0.0, 0.02, 3.0])
@pytest.mark.parametrize("name", RuleName)
@pytest.mark.parametrize("pace", [(1, 1), (0.5, 0.5), (0.45, 0.6), (4.7, 4.8), (1, 36)])
def test_the_state_stays_below_8_kb(
    name: RuleName, pace: tuple[float, float], p: float
) -> None:
    rng = random.Random(8)
    rule = new_rule(name)
    for _ in range(16000):
        rule.judge_frame(p * rng.uniform(0.9, 1), rng.uniform(*pace))
    assert len(json.dumps(rule.state())) < 8192


@pytest.mark.parametrize("name", RuleName)
def test_a_rule_that_has_seen_nothing_is_restored(name: RuleName) -> None:
    restored = new_rule(name)
    restored.restore(json.loads(json.dumps(new_rule(name).state())))
    assert restored.judge_frame(0.7, 1) == new_rule(name).judge_frame(0.7, 1)


def test_not_a_failure_is_stored() -> None:
    rule = AdaptiveRule(new_baseline(), sensitivity=Sensitivity.MEDIUM, warm_up=30)
    rule.not_a_failure = True
    restored = AdaptiveRule(new_baseline(), sensitivity=Sensitivity.LOW, warm_up=30)
    restored.restore(rule.state())
    assert restored.not_a_failure is True
    assert restored.sensitivity == "low"


def test_the_run_of_warnings_is_stored() -> None:
    baseline = new_baseline()
    rule = AdaptiveRule(baseline, sensitivity=Sensitivity.MEDIUM, warm_up=30)
    judge_all(rule, BUSY)
    unsafe_frames = 0
    while unsafe_frames < 29:
        unsafe_frames += rule.judge_frame(NEARLY, 1).class_ == "warning"
    restored = AdaptiveRule(baseline, sensitivity=Sensitivity.MEDIUM, warm_up=30)
    restored.restore(rule.state())
    assert restored.judge_frame(NEARLY, 1).class_ == "failure"


@pytest.mark.parametrize("name", RuleName)
def test_a_state_of_another_rule_is_refused(name: RuleName) -> None:
    for other in RuleName:
        if other is not name:
            with pytest.raises(ValueError, match=f"of the {name} rule"):
                new_rule(name).restore(new_rule(other).state())


GARBAGE: list[Any] = [None, [], "x", "5", math.nan, math.inf, -1, True, {}, 10**400]


def paths_into(state: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """Yield the way to every part of a state, and to every part of a part."""
    for key, value in state.items():
        yield (key,)
        if isinstance(value, dict):
            yield from ((key, *path) for path in paths_into(value))


def damaged(state: dict[str, Any], path: tuple[str, ...], *value: Any) -> Any:
    """Return a copy of the state with a part replaced, or without it."""
    key, *rest = path
    if rest:
        return state | {key: damaged(state[key], tuple(rest), *value)}
    others = {k: v for k, v in state.items() if k != key}
    return others | {key: value[0]} if value else others


def another_state(name: RuleName) -> dict[str, Any]:
    """Return a state that has nothing in common with that of a new rule."""
    rule = new_rule(name)
    judge_all(rule, [0.0] * 400 + [0.7] * 40)
    return rule.state()


EVERY_PART = [
    pytest.param(name, path, id=f"{name} {'.'.join(path)}")
    for name in RuleName
    for path in paths_into(new_rule(name).state())
]


@pytest.mark.parametrize(("name", "path"), EVERY_PART)
def test_a_state_with_a_damaged_part_is_refused_and_changes_nothing(
    name: RuleName, path: tuple[str, ...]
) -> None:
    rule, state = new_rule(name), another_state(name)
    before = rule.state()
    for value in GARBAGE:
        if path == ("not_a_failure",) and value is True:
            continue
        with pytest.raises(ValueError):
            rule.restore(damaged(state, path, value))
    assert rule.state() == before


@pytest.mark.parametrize(("name", "path"), EVERY_PART)
def test_a_state_without_a_part_is_refused_and_changes_nothing(
    name: RuleName, path: tuple[str, ...]
) -> None:
    rule, state = new_rule(name), another_state(name)
    before = rule.state()
    with pytest.raises(ValueError):
        rule.restore(damaged(state, path))
    assert rule.state() == before


@pytest.mark.parametrize("name", RuleName)
@pytest.mark.parametrize("state", GARBAGE)
def test_something_that_is_no_state_is_refused(name: RuleName, state: object) -> None:
    with pytest.raises(ValueError):
        new_rule(name).restore(state)


def test_a_fixed_state_without_its_ewm_after_frames_is_refused() -> None:
    rule = new_rule(FIXED)
    judge_all(rule, [0.5] * 50)
    with pytest.raises(ValueError, match="ewm"):
        new_rule(FIXED).restore(rule.state() | {"ewm": None})
