"""When people are told about an incident, and which buttons they are given."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback

from ..const import Response
from ..printer.drive import OVER, PAUSED, RUNNING, Command
from .answers import Answer
from .book import IncidentBook
from .controls import Controls
from .evidence import Evidence
from .incident import NOT_DONE, Ending, Incident, Step, StepKind
from .notification import Notifier
from .telling import Telling, Told

# After these a print that is paused stays so, and somebody has to let it go on.
LEAVE_IT_PAUSED: Final = frozenset({Ending.NOT_A_FAILURE, Ending.MUTED})
# After these there is nothing left to tell.
SILENT: Final = LEAVE_IT_PAUSED | {
    Ending.RESUMED,
    Ending.NOT_WATCHED,
    Ending.CALMED,
    Ending.BECAME_FAILURE,
}


class Teller:
    """Tells about the incidents in the book, always as they stand at that moment."""

    def __init__(
        self,
        hass: HomeAssistant,
        book: IncidentBook,
        evidence: Evidence,
        notifier: Notifier,
        *,
        controls: Callable[[], Controls],
        run: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """Prepare; `run` runs something in the background."""
        self._hass = hass
        self._book = book
        self._evidence = evidence
        self._notifier = notifier
        self._controls = controls
        self._run = run

    @callback
    def async_tell(
        self, incident_id: str, *, alert: bool, only_here: bool = False
    ) -> None:
        """Tell how an incident stands, without waiting for it."""

        async def tell() -> None:
            await self.async_tell_now(incident_id, alert=alert, only_here=only_here)

        self._run(tell())

    async def async_tell_now(
        self, incident_id: str, *, alert: bool, only_here: bool = False
    ) -> Told | None:
        """Tell once its picture is there; return who knows, None if there is nothing to tell."""
        await self._evidence.async_wait(incident_id)
        incident = self._book.known(incident_id)
        if incident is None or not is_told_of(incident):
            return None
        # What is told of each stands in the same place.
        if incident is not self._book.latest:
            return None
        if not self._is_worth_telling(incident):
            await self._notifier.async_take_away()
            return None
        power = self._controls().power
        has_sensor = power.nozzle_temperature is not None
        return await self._notifier.async_tell(
            Telling(
                incident=incident,
                answers=self.answers(incident),
                alert=alert,
                only_here=only_here,
                is_paused=self._is_paused(),
                nozzle_limit_c=power.nozzle_limit_c if has_sensor else None,
                delay_s=power.delay_s,
            )
        )

    def _is_worth_telling(self, incident: Incident) -> bool:
        """Whether there is still something to tell or to do about it."""
        if incident.ending not in SILENT:
            return True
        is_paused = self._is_paused() is True
        if incident.ending in LEAVE_IT_PAUSED and is_paused:
            return True
        # What a person wanted has not come true.
        failed = failed_order(incident)
        if failed is None or self._controls().machine.activity(self._hass) in OVER:
            return False
        return is_paused is (failed.kind is StepKind.RESUME)

    def _is_paused(self) -> bool | None:
        """Return whether the printer says that it is paused; None if it says nothing."""
        activity = self._controls().machine.activity(self._hass)
        if activity in PAUSED:
            return True
        return False if activity in OVER | RUNNING else None

    def answers(self, incident: Incident) -> tuple[Answer, ...]:
        """Return the buttons that make sense now, the most important first."""
        machine = self._controls().machine
        activity = machine.activity(self._hass)
        can = {
            command
            for command, lever in machine.levers.items()
            if lever.entity_id is not None
        }
        if activity in OVER or incident.ending in (
            Ending.JOB_ENDED,
            Ending.POWERED_OFF,
        ):
            return ()
        found: list[Answer] = []
        power = incident.step(StepKind.POWER_OFF)
        if power is not None and power.outcome is None and not power.presses:
            found.append(Answer.KEEP_POWER_ON)
        if Command.RESUME in can and activity not in RUNNING:
            found.append(Answer.RESUME)
        if Command.PAUSE in can and activity in RUNNING and is_left_alone(incident):
            found.append(Answer.PAUSE)
        if Command.STOP in can:
            found.append(Answer.STOP)
        if incident.is_open:
            found += [Answer.NOT_A_FAILURE, Answer.MUTE]
        return tuple(found)


def is_told_of(incident: Incident) -> bool:
    """Whether people want to hear of it; of what they have ordered they always do."""
    is_ordered = any(step.by_person for step in incident.steps)
    return is_ordered or incident.response is not Response.NONE


def failed_order(incident: Incident) -> Step | None:
    """Return what a person wanted last, if that has not worked."""
    orders = [step for step in incident.steps if step.by_person]
    last = max(orders, key=lambda step: step.intended_at, default=None)
    if last is None or last.outcome not in NOT_DONE:
        return None
    return last


def is_left_alone(incident: Incident) -> bool:
    """Whether nothing of the response is about to touch the printer."""
    return all(
        step.outcome is not None or step.kind is StepKind.NOTIFY
        for step in incident.steps
    )
