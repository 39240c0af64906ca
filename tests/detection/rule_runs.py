"""What the tests of the rules have in common."""

from collections.abc import Iterable
from typing import Any

from custom_components.obico_detection.detection.rules import (
    FailureClass,
    Rule,
    RuleName,
    Sensitivity,
    Verdict,
    make_rule,
    new_baseline,
)

ADAPTIVE, OBICO, FIXED = RuleName.ADAPTIVE, RuleName.OBICO, RuleName.FIXED

CALM = [0.0] * 100
# On this background T is at its top, 0.78, and a score of 0.9 is a warning.
BUSY = [0.28] * 3000
NEARLY = 1.2


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
