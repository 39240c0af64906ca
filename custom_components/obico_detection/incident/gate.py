"""Which verdicts open an incident, and which are worth a warning.

Pure: seconds of time.monotonic in, decisions out.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ..detection.stored import read_field, read_number
from ..detection.verdict import FailureClass, Verdict

# Two pictures closer together than this say the same thing twice.
MIN_CONFIRMATION_GAP_S: Final = 4.0
# After a resume no incident opens for so long.
GRACE_S: Final = 90.0
# So much higher than what was acknowledged the score must rise to count anew.
RISE: Final = 1.25
# So long the class must be safe before another warning is given.
CALM_S: Final = 300.0

_SUSPICIOUS: Final = frozenset({FailureClass.WARNING, FailureClass.FAILURE})


class Alarm(StrEnum):
    """What a verdict leads to."""

    WARNING = "warning"
    FAILURE = "failure"
    CALM = "calm"
    """The class was safe for long enough: another warning may follow."""


class Confirmation:
    """Counts the verdicts that must hold before they count."""

    def __init__(self) -> None:
        """Start with none."""
        self._count = 0
        self._last_captured_at: float | None = None

    def reset(self) -> None:
        """Begin anew."""
        self._count = 0
        self._last_captured_at = None

    def observe(self, holds: bool, captured_at: float, needed: int) -> bool:
        """Take in the verdict on one inspected frame; return whether that is enough.

        Args:
            holds: the frame's class is what is counted.
            captured_at: seconds on any steady clock.
            needed: so many successive verdicts, each at least MIN_CONFIRMATION_GAP_S
                after the one before.

        """
        if not holds:
            self.reset()
            return False
        last = self._last_captured_at
        if last is None or captured_at - last >= MIN_CONFIRMATION_GAP_S:
            self._count += 1
            self._last_captured_at = captured_at
        return self._count >= needed


@dataclass(slots=True)
class _Episode:
    """From a warning until the class was safe for long enough."""

    is_on: bool = False
    safe_since: float | None = None

    def begin(self) -> None:
        self.is_on, self.safe_since = True, None

    def has_calmed(self, class_: FailureClass | None, captured_at: float) -> bool:
        """Take in a class; return whether the episode is over with it."""
        if not self.is_on or class_ is not FailureClass.SAFE:
            self.safe_since = None
            return False
        if self.safe_since is None:
            self.safe_since = captured_at
        if captured_at - self.safe_since < CALM_S:
            return False
        self.is_on, self.safe_since = False, None
        return True


class Gate:
    """Decides for one printer."""

    def __init__(self) -> None:
        """Start open."""
        self._failure = Confirmation()
        self._warning = Confirmation()
        self._episode = _Episode()
        self._grace_until: float | None = None
        self._score = 0.0
        # The score that was acknowledged, until there is reason to look at it anew.
        self._acknowledged: float | None = None
        self.is_muted = False

    def observe(
        self,
        verdict: Verdict,
        captured_at: float,
        *,
        confirmations: int,
        is_open: bool,
    ) -> Alarm | None:
        """Take in the verdict on an inspected frame; return what it leads to.

        Args:
            verdict: what the rule says.
            captured_at: when the frame was captured.
            confirmations: so many verdicts in a row it takes.
            is_open: an incident is open, so nothing new can begin.

        """
        self._score = verdict.score
        is_suspicious = verdict.class_ in _SUSPICIOUS
        is_calm = self._episode.has_calmed(verdict.class_, captured_at)
        in_grace = self._grace_until is not None and captured_at < self._grace_until
        self._rearm(verdict.score, is_suspicious=is_suspicious, in_grace=in_grace)
        if in_grace or self.is_muted or is_open:
            self._reset()
        else:
            is_failing = (
                verdict.class_ is FailureClass.FAILURE and self._acknowledged is None
            )
            if self._failure.observe(is_failing, captured_at, confirmations):
                self._episode.begin()
                return Alarm.FAILURE
            if (
                self._warning.observe(is_suspicious, captured_at, confirmations)
                and not self._episode.is_on
            ):
                self._episode.begin()
                return Alarm.WARNING
        return Alarm.CALM if is_calm else None

    def _rearm(self, score: float, *, is_suspicious: bool, in_grace: bool) -> None:
        """Forget what was acknowledged once the print looks different."""
        if self._acknowledged is None:
            return
        if not is_suspicious or (not in_grace and score >= RISE * self._acknowledged):
            self._acknowledged = None

    def _reset(self) -> None:
        self._failure.reset()
        self._warning.reset()

    def acknowledge(self) -> None:
        """A person knows of the incident and wants to go on."""
        self._acknowledged = max(self._score, 0.0)
        self._reset()

    def begin_grace(self, now: float) -> None:
        """The print was resumed: open nothing for a while."""
        self._grace_until = now + GRACE_S
        self._reset()

    def begin_scale(self) -> None:
        """The score means something else from now on: another rule, another camera."""
        self._acknowledged = None
        self._score = 0.0
        self._reset()

    def end_job(self) -> None:
        """What is known is of this job only."""
        self._grace_until = None
        self.begin_scale()
        self._episode = _Episode()
        self.is_muted = False

    # -- what survives a restart

    def state(self, now: float) -> dict[str, Any]:
        """Return it as JSON types."""
        grace_s = 0.0 if self._grace_until is None else self._grace_until - now
        safe_since = self._episode.safe_since
        return {
            "grace_s": max(grace_s, 0.0),
            "acknowledged": self._acknowledged,
            "score": max(self._score, 0.0),
            "muted": self.is_muted,
            "episode": self._episode.is_on,
            "safe_s": None if safe_since is None else max(now - safe_since, 0.0),
        }

    def restore(self, saved: object, now: float, away_s: float) -> None:
        """Take over what `state` gave, so long ago.

        Raises:
            ValueError: it is damaged; nothing is taken over.

        """
        grace_s = min(read_number(saved, "grace_s"), GRACE_S) - away_s
        acknowledged = read_field(saved, "acknowledged")
        if acknowledged is not None:
            acknowledged = read_number(saved, "acknowledged")
        score = read_number(saved, "score")
        safe_s = read_field(saved, "safe_s")
        if safe_s is not None:
            safe_s = read_number(saved, "safe_s")
        muted, is_on = read_field(saved, "muted"), read_field(saved, "episode")
        self._grace_until = now + grace_s if grace_s > 0 else None
        self._acknowledged, self._score = acknowledged, score
        self.is_muted = muted is True
        since = None if safe_s is None else now - safe_s
        self._episode = _Episode(is_on is True, since)
