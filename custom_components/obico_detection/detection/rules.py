"""The three rules: a frame score and its weight in, a verdict out.

The constants are those of obico-server (backend/config/settings.py, FD_1ST_GEN_PARAMS;
the formulas stand in backend/lib/prediction.py and failure_detection.py) and hold for a
frame every 10 s. Other distances are a matter of weight: 1 is 10 s.
"""

from abc import ABC, abstractmethod
from dataclasses import replace
from enum import StrEnum
import math
from typing import Any, ClassVar, Final, override

from .history import ScoreHistory
from .means import (
    PRIOR_MEAN,
    SHORT_WINDOW,
    WEIGHT_UNIT_S,
    RollingMean,
    ewm_gain,
    frame_weight,
    new_baseline,
)
from .stored import read_field, read_number
from .verdict import FailureClass, Verdict, risk_of

# The room's front door: whoever judges needs no other module.
__all__ = [
    "DEFAULT_RULE",
    "DEFAULT_SENSITIVITY",
    "WEIGHT_UNIT_S",
    "AdaptiveRule",
    "FailureClass",
    "FixedRule",
    "ObicoRule",
    "RollingMean",
    "Rule",
    "RuleName",
    "Sensitivity",
    "Verdict",
    "frame_weight",
    "make_rule",
    "new_baseline",
]

THRESHOLD_LOW: Final = 0.38
THRESHOLD_HIGH: Final = 0.78
ROLLING_MEAN_SHORT_MULTIPLE: Final = 3.8
ESCALATING_FACTOR: Final = 1.75

# No reply holds as many boxes; whatever is above counts as this, so that no sum overflows.
MAX_FRAME_SCORE: Final = 1e6

# Of the adaptive rule
SHORT_PRIOR_WEIGHT: Final = 30.0
ESCALATION_WEIGHT: Final = 30.0
ESCALATION_SCORE: Final = 0.665


class RuleName(StrEnum):
    """Which rule turns frame scores into verdicts."""

    ADAPTIVE = "adaptive"
    OBICO = "obico"
    FIXED = "fixed"


class Sensitivity(StrEnum):
    """How easily a rule warns."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


DEFAULT_RULE: Final = RuleName.ADAPTIVE
DEFAULT_SENSITIVITY: Final = Sensitivity.MEDIUM

SCORE_FACTORS: Final = {
    Sensitivity.LOW: 0.8,
    Sensitivity.MEDIUM: 1.0,
    Sensitivity.HIGH: 1.2,
}
FIXED_THRESHOLD_FACTORS: Final = {
    Sensitivity.LOW: 1.25,
    Sensitivity.MEDIUM: 1.0,
    Sensitivity.HIGH: 0.75,
}


class Rule(ABC):
    """Judges the frames of one print job, one after the other.

    `sensitivity` and `warm_up` (weights) are settings and may be changed at any time;
    `job_weight` is the weight of all frames of the job so far.
    """

    name: ClassVar[RuleName]

    def __init__(self, *, sensitivity: Sensitivity, warm_up: float) -> None:
        """Begin a print job."""
        self.sensitivity = sensitivity
        self.warm_up = warm_up
        self.job_weight = 0.0

    def judge_frame(self, p: float, weight: float) -> Verdict:
        """Learn a frame's score p and return the verdict after it.

        Raises ValueError, and learns nothing, if p or weight is negative or not finite.
        """
        if not (math.isfinite(p) and p >= 0):
            raise ValueError(f"the frame score {p} is not a finite number of 0 or more")
        if not (math.isfinite(weight) and weight >= 0):
            raise ValueError(f"the weight {weight} is not a finite number of 0 or more")
        self.job_weight += weight
        return self._judge(min(p, MAX_FRAME_SCORE), weight)

    def state(self) -> dict[str, Any]:
        """Return what the job has taught the rule, without settings, ready for JSON."""
        return {
            "rule": self.name.value,
            "job_weight": self.job_weight,
            **self._learnt_state(),
        }

    def restore(self, state: object) -> None:
        """Go on where `state` was taken.

        Raises ValueError, and changes nothing, if it is damaged or of another rule.
        """
        if read_field(state, "rule") != self.name:
            raise ValueError(f"the stored state is not one of the {self.name} rule")
        job_weight = read_number(state, "job_weight")
        self._restore_learnt(state, job_weight)
        self.job_weight = job_weight

    @abstractmethod
    def _judge(self, p: float, weight: float) -> Verdict:
        """Learn and judge a frame that has been checked and counted."""

    @abstractmethod
    def _learnt_state(self) -> dict[str, Any]:
        """Return the rule's own part of the state."""

    @abstractmethod
    def _restore_learnt(self, state: object, job_weight: float) -> None:
        """Read the rule's own part of the state; all or nothing."""


class _BaselineRule(Rule):
    """What the adaptive rule and Obico's have in common.

    E, the smoothed frame score, is compared with S and L, the means of the last hour and
    of the camera's life: A = (E - L) s against T = clamp(3.8 (S - L), 0.38, 0.78).
    """

    def __init__(
        self,
        baseline: RollingMean,
        short: RollingMean,
        *,
        sensitivity: Sensitivity,
        warm_up: float,
    ) -> None:
        """Begin a print job in front of a camera with this baseline (L), which is shared."""
        super().__init__(sensitivity=sensitivity, warm_up=warm_up)
        self.baseline = baseline
        self._ewm = 0.0
        self._short = short

    def _learn_ewm(self, p: float, weight: float) -> None:
        self._ewm += ewm_gain(weight) * (p - self._ewm)

    def _learn_means(self, p: float, weight: float) -> None:
        self._short.learn(p, weight)
        self.baseline.learn(p, weight)

    def _compare(self) -> Verdict:
        background = self.baseline.mean
        score = (self._ewm - background) * SCORE_FACTORS[self.sensitivity]
        rise = ROLLING_MEAN_SHORT_MULTIPLE * (self._short.mean - background)
        low = min(max(rise, THRESHOLD_LOW), THRESHOLD_HIGH)
        high = ESCALATING_FACTOR * low
        if self.job_weight < self.warm_up:
            return Verdict(score, low, high, None, None)
        if score > high:
            class_ = FailureClass.FAILURE
        elif score > low:
            class_ = FailureClass.WARNING
        else:
            class_ = FailureClass.SAFE
        return Verdict(score, low, high, risk_of(score, low, high), class_)

    @override
    def _learnt_state(self) -> dict[str, Any]:
        return {"ewm": self._ewm, "short": self._short.state()}

    @override
    def _restore_learnt(self, state: object, job_weight: float) -> None:
        ewm = read_number(state, "ewm")
        self._short = RollingMean.from_state(read_field(state, "short"), SHORT_WINDOW)
        self._ewm = ewm


class ObicoRule(_BaselineRule):
    """The first-generation rule of obico-server: learn everything, then judge."""

    name = RuleName.OBICO

    def __init__(
        self, baseline: RollingMean, *, sensitivity: Sensitivity, warm_up: float
    ) -> None:
        """Begin a print job with S = 0."""
        short = RollingMean(SHORT_WINDOW)
        super().__init__(baseline, short, sensitivity=sensitivity, warm_up=warm_up)

    @override
    def _judge(self, p: float, weight: float) -> Verdict:
        self._learn_ewm(p, weight)
        self._learn_means(p, weight)
        return self._compare()


class AdaptiveRule(_BaselineRule):
    """Obico's quantities, but what looks like failure is not learnt as background.

    A warning that lasts becomes a failure if its score would be one on a calm background.
    Set `not_a_failure` when the user says so: from then on everything is learnt.
    """

    name = RuleName.ADAPTIVE

    def __init__(
        self, baseline: RollingMean, *, sensitivity: Sensitivity, warm_up: float
    ) -> None:
        """Begin a print job with S = 0.02, as if 30 frames had been learnt."""
        short = RollingMean(SHORT_WINDOW, PRIOR_MEAN, SHORT_PRIOR_WEIGHT)
        super().__init__(baseline, short, sensitivity=sensitivity, warm_up=warm_up)
        self.not_a_failure = False
        self._unsafe_weight = 0.0

    @override
    def _judge(self, p: float, weight: float) -> Verdict:
        self._learn_ewm(p, weight)
        verdict = self._escalated(self._compare(), weight)
        if self.not_a_failure or verdict.class_ in (None, FailureClass.SAFE):
            self._learn_means(p, weight)
        return verdict

    def _escalated(self, verdict: Verdict, weight: float) -> Verdict:
        """Count the unbroken run of unsafe frames; make a long warning a failure."""
        if verdict.class_ is None:
            return verdict
        if verdict.class_ is FailureClass.SAFE:
            self._unsafe_weight = 0.0
            return verdict
        self._unsafe_weight += weight
        if (
            self._unsafe_weight >= ESCALATION_WEIGHT
            and verdict.score >= ESCALATION_SCORE
        ):
            return replace(verdict, class_=FailureClass.FAILURE)
        return verdict

    @override
    def _learnt_state(self) -> dict[str, Any]:
        return super()._learnt_state() | {
            "unsafe_weight": self._unsafe_weight,
            "not_a_failure": self.not_a_failure,
        }

    @override
    def _restore_learnt(self, state: object, job_weight: float) -> None:
        unsafe_weight = read_number(state, "unsafe_weight")
        not_a_failure = read_field(state, "not_a_failure")
        if not_a_failure is not True and not_a_failure is not False:
            raise ValueError("the stored not_a_failure is neither true nor false")
        super()._restore_learnt(state, job_weight)
        self._unsafe_weight = unsafe_weight
        self.not_a_failure = not_a_failure


class FixedRule(Rule):
    """Fixed thresholds on the smoothed frame score, or on the last hour against the job.

    The score is max(E, S - L) with E starting at the first frame's p; S and L are means
    over exactly the last 310 and 7200 weights of this job.
    """

    name = RuleName.FIXED

    def __init__(self, *, sensitivity: Sensitivity, warm_up: float) -> None:
        """Begin a print job."""
        super().__init__(sensitivity=sensitivity, warm_up=warm_up)
        self._ewm: float | None = None
        self._history = ScoreHistory()

    @override
    def _judge(self, p: float, weight: float) -> Verdict:
        self._ewm = (
            p if self._ewm is None else self._ewm + ewm_gain(weight) * (p - self._ewm)
        )
        self._history.learn(p, weight)
        factor = FIXED_THRESHOLD_FACTORS[self.sensitivity]
        low, high = THRESHOLD_LOW * factor, THRESHOLD_HIGH * factor
        if self.job_weight <= self.warm_up:
            return Verdict(0.0, low, high, None, None)
        score = max(self._ewm, self._history.short_mean - self._history.long_mean)
        if score >= high:
            class_ = FailureClass.FAILURE
        elif score >= low:
            class_ = FailureClass.WARNING
        else:
            class_ = FailureClass.SAFE
        return Verdict(score, low, high, risk_of(score, low, high), class_)

    @override
    def _learnt_state(self) -> dict[str, Any]:
        return {"ewm": self._ewm, "history": self._history.state()}

    @override
    def _restore_learnt(self, state: object, job_weight: float) -> None:
        # Null only before the first frame.
        is_new = read_field(state, "ewm") is None and job_weight == 0.0
        ewm = None if is_new else read_number(state, "ewm")
        self._history = ScoreHistory.from_state(
            read_field(state, "history"), job_weight
        )
        self._ewm = ewm


def make_rule(
    name: RuleName, baseline: RollingMean, *, sensitivity: Sensitivity, warm_up: float
) -> Rule:
    """Return a rule for a new print job; the fixed rule has no use for the baseline."""
    match name:
        case RuleName.ADAPTIVE:
            return AdaptiveRule(baseline, sensitivity=sensitivity, warm_up=warm_up)
        case RuleName.OBICO:
            return ObicoRule(baseline, sensitivity=sensitivity, warm_up=warm_up)
        case RuleName.FIXED:
            return FixedRule(sensitivity=sensitivity, warm_up=warm_up)
