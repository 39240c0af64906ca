"""A print at which a gate looks, frame by frame."""

from collections.abc import Iterable

from custom_components.obico_detection.detection.verdict import FailureClass, Verdict
from custom_components.obico_detection.incident.gate import Alarm, Gate

LOW, HIGH = 0.38, 0.66


def verdict(score: float, *, warm: bool = True) -> Verdict:
    """Return what a rule says of such a score."""
    if score >= HIGH:
        class_ = FailureClass.FAILURE
    else:
        class_ = FailureClass.WARNING if score >= LOW else FailureClass.SAFE
    return Verdict(score, LOW, HIGH, 50.0, class_ if warm else None)


class Print:
    """A print of which a frame is looked at every ten seconds."""

    def __init__(self, gate: Gate, *, confirmations: int = 1) -> None:
        """Begin."""
        self.gate = gate
        self.now = 0.0
        self.confirmations = confirmations
        self.is_open = False

    def looks(self, score: float, *, warm: bool = True) -> Alarm | None:
        """Take in one frame."""
        self.now += 10.0
        return self.gate.observe(
            verdict(score, warm=warm),
            self.now,
            confirmations=self.confirmations,
            is_open=self.is_open,
        )

    def alarms(self, scores: Iterable[float]) -> list[Alarm]:
        """Take in several frames; return what they led to."""
        return [alarm for score in scores if (alarm := self.looks(score)) is not None]

    def restart(self, *, away_s: float = 0.0) -> None:
        """Go on with a new gate and another clock."""
        saved = self.gate.state(self.now)
        self.gate = Gate()
        self.now = 5_000.0
        self.gate.restore(saved, self.now, away_s)
