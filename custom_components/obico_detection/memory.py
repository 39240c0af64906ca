"""What is remembered of one printer's job and of what its camera showed."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
import logging
import math
import time
from typing import Any

from .detection.rules import (
    WEIGHT_UNIT_S,
    FailureClass,
    RollingMean,
    Rule,
    Verdict,
    frame_weight,
    make_rule,
    new_baseline,
)
from .fault.health import MIN_SILENCE_S, SILENT_INTERVALS
from .pace import FrameClock
from .printer.print_job import JobTracker
from .settings import PrinterSettings
from .timers import epoch_s

_LOGGER = logging.getLogger(__name__)


class PrinterMemory:
    """The state of one watched printer that survives a restart.

    Times are seconds since the epoch.
    """

    def __init__(self, settings: PrinterSettings) -> None:
        """Begin with an empty memory."""
        self.states = settings.states
        self.jobs = JobTracker(self.states)
        self.camera = settings.camera
        self.baseline: RollingMean = new_baseline()
        self.rule: Rule = self.new_rule(settings)
        self.frame_clock = FrameClock()
        self.verdict: Verdict | None = None

    def new_rule(self, settings: PrinterSettings) -> Rule:
        """Return a rule that knows nothing yet of this job."""
        return make_rule(
            settings.rule,
            self.baseline,
            sensitivity=settings.sensitivity,
            warm_up=settings.warm_up_s / WEIGHT_UNIT_S,
        )

    def begin_rule(self, settings: PrinterSettings) -> None:
        """Start smoothing anew, with its own warm-up; the camera's background stays."""
        self.rule = self.new_rule(settings)
        self.verdict = None
        self.frame_clock.reset()

    def change_camera(self, settings: PrinterSettings) -> None:
        """Forget the background of the old camera, and what was seen through it."""
        self.camera = settings.camera
        self.baseline = new_baseline()
        self.begin_rule(settings)

    def apply(self, old: PrinterSettings, new: PrinterSettings, now: float) -> None:
        """Take over changed settings; only what they concern starts anew."""
        if new.camera != old.camera:
            self.change_camera(new)
        elif new.rule is not old.rule:
            self.begin_rule(new)
        self.rule.sensitivity = new.sensitivity
        self.rule.warm_up = new.warm_up_s / WEIGHT_UNIT_S
        if not new.has_same_job_source(old):
            self.change_job_source(new, now)

    def change_job_source(self, settings: PrinterSettings, now: float) -> None:
        """Read the job from other states; the first settled one says if it goes on."""
        self.states = settings.states
        self.jobs = JobTracker.restore(self.states, self.jobs.state(now), now)

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
        return self.verdict

    def state(self) -> dict[str, Any]:
        """Return it as JSON types."""
        now = epoch_s()
        return {
            "jobs": self.jobs.state(now),
            "camera": self.camera,
            "baseline": self.baseline.state(),
            "rule": {"name": self.rule.name.value, "state": self.rule.state()},
            "verdict": None if self.verdict is None else asdict(self.verdict),
            "frame_clock": {
                "at": now,
                "elapsed_s": self.frame_clock.elapsed_s(time.monotonic()),
                "stopped": self.frame_clock.is_stopped,
            },
        }

    def restore(
        self, saved: Mapping[str, Any], settings: PrinterSettings, now: float
    ) -> None:
        """Take over what `state` gave; a damaged part starts anew, the others stay."""

        def read_jobs(value: Any) -> None:
            self.jobs = JobTracker.restore(self.states, value, now)

        def read_baseline(value: Any) -> None:
            self.baseline = RollingMean.from_state(value)

        def read_verdict(value: Any) -> None:
            self.verdict = _read_verdict(value)

        _read_part(saved, "jobs", read_jobs)
        if saved.get("camera") != settings.camera:
            return
        _read_part(saved, "baseline", read_baseline)
        self.rule = self.new_rule(settings)
        if self.jobs.job is None:
            return
        _read_part(saved, "rule", self._restore_rule)
        if self.rule.job_weight > 0:
            _read_part(saved, "verdict", read_verdict)
            _read_part(
                saved,
                "frame_clock",
                lambda value: _restore_clock(self.frame_clock, value, now),
            )
            self._forget_stale_verdict(settings.interval_s)

    def _forget_stale_verdict(self, interval_s: float) -> None:
        """Show nothing of a print at which nobody has looked for too long."""
        elapsed_s = self.frame_clock.elapsed_s(time.monotonic())
        longest_s = max(SILENT_INTERVALS * interval_s, MIN_SILENCE_S)
        if elapsed_s is None or elapsed_s > longest_s:
            self.verdict = None

    def _restore_rule(self, saved: Mapping[str, Any]) -> None:
        """Go on with the rule's state, unless the setting has changed meanwhile."""
        if saved["name"] == self.rule.name:
            self.rule.restore(saved["state"])

    @property
    def is_suspicious(self) -> bool:
        """Whether the latest verdict is a warning or worse."""
        return self.verdict is not None and self.verdict.class_ in (
            FailureClass.WARNING,
            FailureClass.FAILURE,
        )

    @property
    def is_warm(self) -> bool:
        """Whether this job has been watched for long enough to judge it."""
        if self.verdict is not None:
            return self.verdict.class_ is not None
        return self.rule.job_weight >= self.rule.warm_up


def _read_part(
    saved: Mapping[str, Any], name: str, read: Callable[[Any], None]
) -> None:
    """Let one stored part be read, if it is there and not damaged."""
    try:
        if (value := saved.get(name)) is not None:
            read(value)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as err:
        _LOGGER.warning("The stored %s is damaged, starting anew: %s", name, err)


def _restore_clock(clock: FrameClock, saved: Mapping[str, Any], now: float) -> None:
    """Go on measuring behind the last learnt frame."""
    if (elapsed_s := saved["elapsed_s"]) is None:
        return
    is_stopped = saved["stopped"] is True
    # The time without Home Assistant counts; a clock that was set back takes none away.
    missed_s = 0.0 if is_stopped else max(0.0, now - saved["at"])
    clock.restore(elapsed_s + missed_s, time.monotonic(), is_stopped=is_stopped)


def _read_verdict(saved: Mapping[str, Any]) -> Verdict:
    """Read a stored verdict; ValueError if it is damaged."""
    score, low, high = (_finite(saved[name]) for name in ("score", "low", "high"))
    risk, class_ = saved["risk"], saved["class_"]
    return Verdict(
        score,
        low,
        high,
        None if risk is None else _finite(risk),
        None if class_ is None else FailureClass(class_),
    )


def _finite(value: Any) -> float:
    """Return the number; ValueError where it is none."""
    if not math.isfinite(number := float(value)):
        raise ValueError(f"not a finite number: {value!r}")
    return number
