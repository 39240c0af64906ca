"""What is remembered of one printer's job and of what its camera showed."""

from collections.abc import Callable, Mapping
import logging
import time
from typing import Any

from homeassistant.util import dt as dt_util

from .detection.rules import (
    RollingMean,
    Rule,
    Verdict,
    frame_weight,
    make_rule,
    new_baseline,
)
from .pace import FrameClock
from .printer.print_job import JobTracker, StatusStates
from .settings import PrinterSettings

_LOGGER = logging.getLogger(__name__)

# The rules' unit of weight: a frame every 10 s.
WEIGHT_S = 10.0


class PrinterMemory:
    """The state of one watched printer that survives a restart.

    Times are seconds since the epoch.
    """

    def __init__(self, settings: PrinterSettings) -> None:
        """Begin with an empty memory."""
        self.states = StatusStates.by_hand(
            settings.printing_states, settings.paused_states
        )
        self.jobs = JobTracker(self.states)
        self.camera = settings.camera
        self.baseline: RollingMean = new_baseline()
        self.rule: Rule = self.new_rule(settings)
        self.frame_clock = FrameClock()
        self.verdict: Verdict | None = None
        self.learnt_at: float | None = None

    def new_rule(self, settings: PrinterSettings) -> Rule:
        """Return a rule that knows nothing yet of this job."""
        return make_rule(
            settings.rule,
            self.baseline,
            sensitivity=settings.sensitivity,
            warm_up=settings.warm_up_s / WEIGHT_S,
        )

    def begin_rule(self, settings: PrinterSettings) -> None:
        """Start smoothing anew, with its own warm-up; the camera's background stays."""
        self.rule = self.new_rule(settings)
        self.verdict = None
        self.frame_clock.reset()
        self.learnt_at = None

    def change_camera(self, settings: PrinterSettings) -> None:
        """Forget the background of the old camera, and what was seen through it."""
        self.camera = settings.camera
        self.baseline = new_baseline()
        self.begin_rule(settings)

    def change_job_source(self, settings: PrinterSettings, now: float) -> None:
        """Read the job from other states; the first settled one says if it goes on."""
        self.states = StatusStates.by_hand(
            settings.printing_states, settings.paused_states
        )
        self.jobs = JobTracker.restore(self.states, self.jobs.state(), now)

    def learn(
        self, frame_score: float, captured_at: float, interval_s: float
    ) -> Verdict:
        """Smooth the score of one inspected frame and judge the print by it.

        Args:
            frame_score: p of the frame.
            captured_at: seconds on the clock of time.monotonic.
            interval_s: the pace of checks that was in force for this frame.

        """
        weight = frame_weight(self.frame_clock.learnt(captured_at), interval_s)
        self.verdict = self.rule.judge_frame(frame_score, weight)
        self.learnt_at = dt_util.utcnow().timestamp()
        return self.verdict

    def state(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return {
            "jobs": self.jobs.state(),
            "camera": self.camera,
            "baseline": self.baseline.state(),
            "rule": {"name": self.rule.name.value, "state": self.rule.state()},
            "learnt_at": self.learnt_at,
        }

    def restore(
        self, saved: Mapping[str, Any], settings: PrinterSettings, now: float
    ) -> None:
        """Take over what `state` gave; a damaged part starts anew, the others stay."""

        def part(name: str, read: Callable[[Any], None]) -> None:
            try:
                if (value := saved.get(name)) is not None:
                    read(value)
            except (ValueError, TypeError, KeyError, AttributeError) as err:
                _LOGGER.warning(
                    "The stored %s is damaged, starting anew: %s", name, err
                )

        def read_jobs(value: Any) -> None:
            self.jobs = JobTracker.restore(self.states, value, now)

        def read_baseline(value: Any) -> None:
            self.baseline = RollingMean.from_state(value)

        def read_rule(value: Any) -> None:
            rule = self.new_rule(settings)
            if value["name"] == rule.name:
                rule.restore(value["state"])
                self.rule = rule

        def read_learnt_at(value: Any) -> None:
            # In this order a NaN becomes 0.
            self.learnt_at = max(0.0, min(float(value), now))
            self.frame_clock.restore(now - self.learnt_at, time.monotonic())

        part("jobs", read_jobs)
        if saved.get("camera") == settings.camera:
            part("baseline", read_baseline)
            self.rule = self.new_rule(settings)
            if self.jobs.job is not None:
                part("rule", read_rule)
                part("learnt_at", read_learnt_at)

    @property
    def is_warm(self) -> bool:
        """Whether this job has been watched for long enough to judge it."""
        if self.verdict is not None:
            return self.verdict.class_ is not None
        return self.rule.job_weight >= self.rule.warm_up
