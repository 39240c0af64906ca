"""An incident in words: what was found, what was done, and whether it worked."""

from collections.abc import Iterator

from homeassistant.core import HomeAssistant, callback

from ..const import Response
from ..texts import local_time, text
from ..words import for_markdown, one_line
from .incident import NOT_DONE, Ending, Incident, Outcome, Reason, Step, StepKind
from .telling import Telling

MAX_NAME_CHARS = 80
MAX_SAID_CHARS = 200

ORDERS = frozenset({StepKind.PAUSE, StepKind.STOP, StepKind.RESUME})
"""What is pressed at the printer."""
OVER = frozenset({Reason.OVER_ALREADY, Reason.ENDED_MEANWHILE})
CAN_BE_PAUSED = frozenset(
    {Ending.RESUMED, Ending.NOT_A_FAILURE, Ending.MUTED, Ending.NOT_WATCHED}
)
"""Endings after which a printer may be paused all the same."""


@callback
def title(hass: HomeAssistant, telling: Telling, printer: str) -> str:
    """Return the few words that are seen first; no Markdown."""
    return text(
        hass,
        f"incident_title_{_headline(telling)}",
        printer=one_line(printer, MAX_NAME_CHARS),
    )


@callback
def message(
    hass: HomeAssistant, telling: Telling, printer: str, *, markdown: bool
) -> str:
    """Return what really happened, in whole sentences."""
    return " ".join(_Sentences(hass, telling, printer, markdown=markdown).all())


# -- what is true now


def _headline(telling: Telling) -> str:
    """Return which title is true now."""
    incident = telling.incident
    class_ = "warning" if incident.is_warning else "failure"
    if _is_stopped(incident):
        return f"{class_}_stopped"
    if incident.ending is Ending.JOB_ENDED or _is_over(incident):
        return f"{class_}_over"
    if _has_outcome(incident.step(StepKind.POWER_OFF), Outcome.CONFIRMED):
        return "ended_powered_off"
    last = _last_order(incident)
    if last is not None and last.outcome in NOT_DONE and not _is_shown(telling, last):
        if last.by_person:
            return f"order_{last.kind}_{last.outcome}"
        if incident.is_open:
            return f"{class_}_{last.kind}_{last.outcome}"
    if incident.ending is Ending.RESUMED and telling.is_paused is not False:
        return f"{class_}_paused" if telling.is_paused else "ended_resumed_unsure"
    if incident.ending is not None:
        return f"ended_{incident.ending}"
    if telling.is_paused or (telling.is_paused is None and _was_paused(incident)):
        return f"{class_}_paused"
    return f"{class_}_found"


def _is_shown(telling: Telling, order: Step) -> bool:
    """Whether the printer shows by now what was ordered, though it did not in time."""
    wanted = {StepKind.PAUSE: True, StepKind.RESUME: False}
    return telling.is_paused is not None and telling.is_paused is wanted.get(order.kind)


def _last_order(incident: Incident) -> Step | None:
    """Return what was ordered last; a repeated order stands in its first one's place."""
    orders = [step for step in _in_time(incident) if step.kind in ORDERS]
    return orders[-1] if orders else None


def _in_time(incident: Incident) -> list[Step]:
    """Return the steps in the order in which they were decided on."""
    return sorted(incident.steps, key=lambda step: step.intended_at)


def _has_outcome(step: Step | None, outcome: Outcome) -> bool:
    """Whether there is such a step, and it ended so."""
    return step is not None and step.outcome is outcome


def _is_stopped(incident: Incident) -> bool:
    """Whether the printer has confirmed that we stopped the print."""
    return _has_outcome(incident.step(StepKind.STOP), Outcome.CONFIRMED)


def _is_over(incident: Incident) -> bool:
    """Whether a step found that the print had ended by itself."""
    return any(step.reason in OVER for step in incident.steps)


def _was_paused(incident: Incident) -> bool:
    """Whether the printer has said that it is paused, and nothing since speaks against it."""
    pause, resume = incident.step(StepKind.PAUSE), incident.step(StepKind.RESUME)
    if pause is None:
        return False
    if _has_outcome(resume, Outcome.CONFIRMED) and (
        resume is not None and resume.intended_at > pause.intended_at
    ):
        return False
    is_confirmed = pause.outcome is Outcome.CONFIRMED
    return is_confirmed or pause.reason is Reason.PAUSED_ALREADY


class _Sentences:
    """The sentences about one incident, as Markdown or as plain text."""

    def __init__(
        self, hass: HomeAssistant, telling: Telling, printer: str, *, markdown: bool
    ) -> None:
        """Prepare."""
        self._hass = hass
        self._telling = telling
        self._incident = telling.incident
        self._printer = printer
        self._markdown = markdown

    def all(self) -> Iterator[str]:
        """Yield what is to be told, in the order in which it happened."""
        yield self._found()
        steps = [
            step for step in _in_time(self._incident) if step.kind != StepKind.NOTIFY
        ]
        if not steps:
            yield self._nothing()
            yield from self._what_next()
        for step in steps:
            yield from self._step(step)
        yield from self._end()
        yield from self._now()
        if self._incident.picture_error:
            error = self._foreign(self._incident.picture_error, MAX_SAID_CHARS)
            yield self._text("no_picture", error=error.rstrip("."))

    def _text(self, key: str, **placeholders: str) -> str:
        """Return a sentence."""
        return text(self._hass, f"incident_{key}", **placeholders)

    def _foreign(self, words: str, limit: int) -> str:
        """Return what others have named or said, so that it is shown as it is."""
        short = one_line(words, limit)
        return for_markdown(short) if self._markdown else short

    # -- what was found

    def _found(self) -> str:
        """Tell what the camera showed, and when."""
        incident = self._incident
        key = "found_warning" if incident.is_warning else "found_failure"
        job = self._foreign(incident.job_name or "", MAX_NAME_CHARS)
        return self._text(
            f"{key}_job" if job else key,
            time=local_time(incident.opened_at),
            printer=self._foreign(self._printer, MAX_NAME_CHARS),
            risk=f"{incident.risk:.0f}",
            **({"job": job} if job else {}),
        )

    def _nothing(self) -> str:
        """Tell that nothing was done, and why."""
        incident = self._incident
        if incident.response in (Response.NONE, Response.NOTIFY):
            return self._text(f"nothing_{incident.response}")
        return self._text("nothing_yet" if incident.is_open else "nothing_done")

    def _what_next(self) -> Iterator[str]:
        """Tell what is left to do where nothing else will be done about it."""
        incident, is_paused = self._incident, self._telling.is_paused
        if incident.response is Response.NOTIFY and incident.is_open and not is_paused:
            yield self._text("look" if is_paused is None else "look_running")

    # -- what was done

    def _step(self, step: Step) -> Iterator[str]:
        """Tell about one step: what came of it, how often it was tried, and why."""
        if step.outcome is None:
            yield from self._under_way(step)
        elif step.kind in ORDERS:
            yield from self._order(step)
        else:
            yield self._text(f"{step.kind}_{step.outcome}")
        if step.reason is not None:
            yield self._text(f"reason_{step.reason}")
        if step.said:
            said = self._foreign(step.said, MAX_SAID_CHARS)
            yield self._text("said", said=said.rstrip("."))
        if step.by_person and step.reason is not Reason.KEPT_ON:
            yield self._text("by_person")

    def _under_way(self, step: Step) -> Iterator[str]:
        """Tell what is waited for; what was pressed is waited for to the end."""
        if step.presses:
            if step.kind in ORDERS:
                yield self._pressed(step)
            yield self._text(f"{step.kind}_pending")
        elif self._incident.is_open:
            is_countdown = step.kind is StepKind.POWER_OFF
            planned = f"{step.kind}_planned"
            yield self._countdown(step) if is_countdown else self._text(planned)

    def _countdown(self, step: Step) -> str:
        """Tell when the power will be cut, and what for it waits."""
        telling = self._telling
        until = local_time(step.due_at or step.intended_at + telling.delay_s)
        if telling.nozzle_limit_c is None:
            return self._text("power_off_due", until=until)
        limit = f"{telling.nozzle_limit_c:.0f}"
        return self._text("power_off_limit", limit=limit, until=until)

    def _order(self, step: Step) -> Iterator[str]:
        """Tell what came of pause, stop or resume."""
        pressed = self._pressed(step)
        outcome = self._text(f"{step.kind}_{step.outcome}")
        match step.outcome:
            case Outcome.CONFIRMED:
                yield outcome
                if step.presses > 1:
                    yield pressed
            case Outcome.NOT_NEEDED:
                # What was pressed was needed when it was pressed.
                yield pressed if step.presses else outcome
            case Outcome.UNCONFIRMED:
                yield pressed
                # Where the print ended by itself, that is all there is to tell of a stop.
                if step.kind is not StepKind.STOP or step.reason not in OVER:
                    late = "_in_time" if self._has_come(step) else ""
                    yield self._text(f"{step.kind}_{step.outcome}{late}")
            case _:
                yield outcome
                yield pressed

    def _has_come(self, order: Step) -> bool:
        """Whether what was not confirmed in time is so by now."""
        has_ended = self._incident.ending is Ending.JOB_ENDED
        is_ended = order.kind is StepKind.STOP and has_ended
        return is_ended or _is_shown(self._telling, order)

    def _pressed(self, step: Step) -> str:
        """Tell how often it was pressed."""
        if step.presses > 1:
            key = f"{step.kind}_pressed_often"
            return self._text(key, presses=str(step.presses))
        if step.presses:
            return self._text(f"{step.kind}_pressed")
        again = "_again" if step.reason is Reason.PRESSED_BEFORE else ""
        return self._text(f"{step.kind}_not_pressed{again}")

    # -- how it is now

    def _now(self) -> Iterator[str]:
        """Tell what the printer does now, where what was done does not tell it."""
        incident, is_paused = self._incident, self._telling.is_paused
        if _is_stopped(incident) or _is_over(incident):
            return
        may_be_paused = incident.is_open or incident.ending in CAN_BE_PAUSED
        if not may_be_paused:
            return
        last = _last_order(incident)
        was_paused = _was_paused(incident)
        if is_paused:
            is_told = last is not None and last.kind is StepKind.PAUSE and was_paused
            if not is_told or not incident.is_open:
                yield self._text("now_paused")
        elif was_paused:
            if is_paused is False and incident.is_open:
                yield self._text("now_not_paused")
        elif incident.ending is not Ending.RESUMED and self._was_tried(last):
            yield self._text("now_running")

    def _was_tried(self, last: Step | None) -> bool:
        """Whether something was done that should have ended the print, in vain."""
        custom = self._incident.step(StepKind.CUSTOM)
        if last is not None:
            is_called_off = last.reason is Reason.NOT_ALLOWED and self._incident.is_open
            is_in_vain = last.outcome in NOT_DONE or is_called_off
            return last.kind is not StepKind.RESUME and is_in_vain
        if custom is None:
            return False
        # Own actions need not be there to pause; only the printer can tell.
        is_done = custom.outcome is not None
        return is_done and self._telling.is_paused is False

    def _end(self) -> Iterator[str]:
        """Tell how the incident ended, unless a step has told it."""
        incident = self._incident
        told = {
            Ending.RESUMED: _has_outcome(
                incident.step(StepKind.RESUME), Outcome.CONFIRMED
            ),
            Ending.JOB_ENDED: _is_stopped(incident) or _is_over(incident),
            Ending.POWERED_OFF: _has_outcome(
                incident.step(StepKind.POWER_OFF), Outcome.CONFIRMED
            ),
        }
        if incident.ending is not None and not told.get(incident.ending, False):
            yield self._text(f"ended_{incident.ending}")
