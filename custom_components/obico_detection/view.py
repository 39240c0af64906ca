"""What a printer's entities show, and when it has changed enough to be written."""

from dataclasses import dataclass, replace

from .const import FaultReason, HappeningType, WatchState
from .detection.rules import DEFAULT_RULE, FailureClass, RuleName, Verdict
from .fault.outage import Fault
from .happenings import Happenings
from .incident.desk import IncidentDesk
from .incident.incident import Incident
from .memory import PrinterMemory
from .settings import PrinterSettings

# A person does not see less; the recorder keeps every write.
SCORE_STEP = 0.02
REFRESH_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterView:
    """One printer as a person sees it; None is unknown."""

    watch_state: WatchState
    reason: FaultReason | None = None
    detail: str | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    risk: float | None = None
    class_: FailureClass | None = None
    is_failing: bool | None = False
    incident_id: str | None = None
    muted: bool = False
    last: Incident | None = None
    """The latest incident or warning as it stands, ended or not."""
    printer_silent: bool = False
    rule: RuleName = DEFAULT_RULE

    def with_verdict(self, verdict: Verdict) -> PrinterView:
        """Return the view with these numbers, rounded to what is shown."""
        return replace(
            self,
            # Adding 0 turns a negative zero into a plain one.
            score=round(verdict.score, 2) + 0.0,
            low=round(verdict.low, 2),
            high=round(verdict.high, 2),
            risk=None if verdict.risk is None else round(verdict.risk, 1),
            class_=verdict.class_,
        )

    def differs_noticeably(self, shown: PrinterView, shown_for_s: float) -> bool:
        """Tell whether this is worth a write after what has been shown for so long."""
        if self == shown:
            return False
        if self._without_numbers() != shown._without_numbers():
            return True
        if self.score is None or shown.score is None:
            return self.score is not shown.score
        # Both are hundredths; the tolerance is for their binary fractions.
        if abs(self.score - shown.score) >= SCORE_STEP - 1e-9:
            return True
        return shown_for_s >= REFRESH_S and self.score > 0

    def _without_numbers(self) -> PrinterView:
        """Return the view without what moves a little at each check."""
        return replace(self, score=None, low=None, high=None, risk=None, detail=None)


def view_of(
    settings: PrinterSettings,
    memory: PrinterMemory,
    fault: Fault | None,
    desk: IncidentDesk,
) -> PrinterView:
    """Return what a person should see of a printer now."""
    if not settings.watching:
        fault = None
    incident = desk.incident
    view = PrinterView(
        watch_state=_watch_state(settings, memory, fault),
        reason=None if fault is None else fault.reason,
        detail=None if fault is None else fault.detail,
        is_failing=incident is not None or (False if fault is None else None),
        incident_id=None if incident is None else incident.incident_id,
        muted=desk.is_muted,
        last=desk.book.latest,
        printer_silent=memory.jobs.held_long,
        rule=settings.rule,
    )
    is_watched = settings.watching and memory.jobs.job is not None
    if not is_watched or fault is not None or memory.verdict is None:
        return view
    return view.with_verdict(memory.verdict)


def _watch_state(
    settings: PrinterSettings, memory: PrinterMemory, fault: Fault | None
) -> WatchState:
    """Return whether anyone is looking."""
    if not settings.watching:
        return WatchState.OFF
    if memory.jobs.job is None:
        return WatchState.IDLE if fault is None else WatchState.FAULT
    if memory.jobs.is_paused:
        return WatchState.PAUSED
    if fault is not None:
        return WatchState.FAULT
    return WatchState.WATCHING if memory.is_warm else WatchState.WARMING_UP


def tell_of_watching(
    happenings: Happenings, before: PrinterView, now: PrinterView
) -> None:
    """Tell when nobody can look any more, and when somebody looks again."""
    was_fault = before.watch_state is WatchState.FAULT
    if now.watch_state is WatchState.FAULT and not was_fault:
        happenings.async_tell(HappeningType.FAULT, reason=now.reason, detail=now.detail)
    elif was_fault and now.watch_state in (WatchState.WARMING_UP, WatchState.WATCHING):
        happenings.async_tell(HappeningType.RECOVERED, reason=before.reason)
