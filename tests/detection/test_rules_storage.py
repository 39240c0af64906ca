"""What the three rules store, and what they refuse to take back."""

from collections.abc import Iterable
import json
import math
import random
from typing import Any

import pytest

from custom_components.obico_detection.detection.rules import (
    AdaptiveRule,
    RuleName,
    Sensitivity,
    new_baseline,
)

from .rule_runs import BUSY, FIXED, NEARLY, judge_all, new_rule


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
