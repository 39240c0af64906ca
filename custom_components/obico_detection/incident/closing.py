"""What becomes of the steps of an incident, or a warning, that ends before they do."""

from dataclasses import replace
from typing import Final

from ..const import Response
from .incident import Ending, Incident, Outcome, Reason, Step, StepKind

_OVER: Final = frozenset({Ending.JOB_ENDED, Ending.POWERED_OFF})


def close_steps(
    incident: Incident, ending: Ending, at: float, *, is_stopped: bool = False
) -> Incident:
    """Return the incident with an end to what nobody waits for any more.

    `is_stopped` tells whether the printer shows that its print was stopped.
    """
    steps = tuple(_closed(step, ending, at, is_stopped) for step in incident.steps)
    return replace(incident, steps=steps)


def is_finishing(incident: Incident) -> bool:
    """Whether something is under way that goes on although the incident has ended."""
    return any(
        step.outcome is None and not step.by_person and step.kind is not StepKind.NOTIFY
        for step in incident.steps
    )


def _closed(step: Step, ending: Ending, at: float, is_stopped: bool) -> Step:
    """Return a step with its end, unless it goes on."""
    if step.outcome is not None or step.kind is StepKind.NOTIFY:
        return step
    # A plug that was told is asked what it has done.
    is_told = step.kind is StepKind.POWER_OFF and step.presses
    # The user's own actions may have ended the print, and have more to do.
    goes_on = step.kind is StepKind.CUSTOM and ending in _OVER
    is_order = step.by_person and ending not in _OVER
    if is_told or goes_on or is_order:
        return step
    outcome, reason = _end_of(step, ending, is_stopped)
    return replace(step, outcome=outcome, reason=reason, ended_at=at)


def _end_of(
    step: Step, ending: Ending, is_stopped: bool
) -> tuple[Outcome, Reason | None]:
    """Return how a step ends that was under way when the incident ended."""
    if step.kind is StepKind.POWER_OFF:
        if ending in _OVER or ending is Ending.RESUMED:
            return Outcome.CANCELLED, Reason.NOT_PAUSED_ANY_MORE
        return Outcome.CANCELLED, Reason.ACKNOWLEDGED
    if ending not in _OVER:
        return Outcome.CANCELLED, Reason.ACKNOWLEDGED
    if not step.presses:
        return Outcome.NOT_NEEDED, Reason.OVER_ALREADY
    if step.kind is StepKind.STOP and is_stopped:
        return Outcome.CONFIRMED, None
    return Outcome.UNCONFIRMED, Reason.ENDED_MEANWHILE


def carried_steps(
    warning: Incident | None, response: Response, at: float
) -> tuple[Step, ...]:
    """Return what was pressed for a warning and counts for its failure as well.

    A control that may be pressed once must not be pressed once for each.
    """
    if warning is None or not warning.is_open:
        return ()
    pause = warning.step(StepKind.PAUSE)
    if pause is None or not pause.presses or pause.by_person:
        return ()
    if pause.outcome is Outcome.CONFIRMED:
        # It was confirmed and goes on all the same: resumed by a person.
        return ()
    if response in (Response.PAUSE, Response.PAUSE_AND_OFF):
        return (replace(pause, outcome=None, reason=None, said=None, ended_at=None),)
    # Nobody waits for it any more.
    outcome = pause.outcome or Outcome.UNCONFIRMED
    return (replace(pause, outcome=outcome, ended_at=pause.ended_at or at),)
