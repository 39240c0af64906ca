"""What a person tells a printer through us: by a button, or in answer to a notification."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..printer.controls import (
    ControlError,
    ControlFault,
    async_press,
    async_wait_until,
    fault_of,
)
from ..printer.drive import OVER, PAUSED, RUNNING, Command, Machine, async_fresh_look
from ..texts import text
from .answers import Answer
from .desk import IncidentDesk
from .incident import Ending, Incident, StepKind
from .owner import Owner

COMMANDS = {
    Answer.PAUSE: Command.PAUSE,
    Answer.STOP: Command.STOP,
}


class Orders:
    """Carries out what a person wants of one printer."""

    def __init__(
        self,
        hass: HomeAssistant,
        owner: Owner,
        desk: IncidentDesk,
        *,
        run: Callable[[Coroutine[Any, Any, None]], object],
        on_not_a_failure: Callable[[], None],
    ) -> None:
        """Prepare; `run` runs something in the background."""
        self._hass = hass
        self._owner = owner
        self._desk = desk
        self._run = run
        self._on_not_a_failure = on_not_a_failure

    @property
    def _machine(self) -> Machine:
        return self._owner.controls().machine

    # -- buttons

    async def async_order(self, command: Command) -> None:
        """Press a control for a person, after a look at the printer.

        Where an incident or a warning of this print is known, how it went is told there;
        else it is pressed once, and the printer's own state shows what came of it.

        Raises:
            ServiceValidationError: the printer is not in a state for it.
            HomeAssistantError: the control cannot be pressed, or gave an error.

        """
        latest, job = self._desk.book.latest, self._owner.job
        is_known = latest and job and latest.job_id == job.job_id
        if latest and is_known and command is Command.RESUME and self._is_pausing:
            self._run(self._async_resume(latest))
            return
        self._check(command)
        control = self._machine.levers[command].entity_id
        if (fault := fault_of(self._hass, control)) is not None:
            raise self._error(command, fault, None)
        if latest and is_known:
            self._run(self._desk.dispatcher.async_obey(latest.incident_id, command))
            return
        await self._async_press_once(command, control)

    @property
    def _is_pausing(self) -> bool:
        """Whether the printer runs, and a pause may still be on its way to it."""
        machine = self._machine
        is_told = self._desk.console.is_on_its_way(Command.PAUSE, machine.settle_s)
        return is_told and machine.activity(self._hass) not in OVER | PAUSED

    async def _async_press_once(self, command: Command, control: str | None) -> None:
        """Press, unless a press is on its way, or a fresh look shows that it is not needed."""
        console = self._desk.console
        if console.is_on_its_way(command, self._machine.settle_s):
            raise self._refused("on_its_way")
        await async_fresh_look(self._hass, self._machine.status)
        self._check(command)
        console.order()
        console.note(command)
        await self._owner.async_save()
        try:
            await async_press(self._hass, control, Context())
        except ControlError as err:
            if err.fault is not ControlFault.CONTROL_REFUSED:
                # It was never pressed.
                console.settle(command)
            raise self._error(command, err.fault, err.said) from err

    def _check(self, command: Command) -> None:
        """Raise where the printer does already what it would be told, or cannot."""
        activity = self._machine.activity(self._hass)
        key = None
        if activity in OVER:
            key = "nothing_prints"
        elif command is Command.PAUSE and activity in PAUSED:
            key = "paused_already"
        elif command is Command.RESUME and activity in RUNNING:
            key = "not_paused"
        if key is not None:
            raise self._refused(key)

    def _refused(self, key: str) -> ServiceValidationError:
        """Return why the printer is not told."""
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"printer": self._owner.printer_name},
        )

    def _error(
        self, command: Command, fault: ControlFault, said: str | None
    ) -> HomeAssistantError:
        """Return what a person is told."""
        why = text(self._hass, f"incident_reason_{fault}")
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"{command}_failed",
            translation_placeholders={
                "printer": self._owner.printer_name,
                "why": f"{why} ({said})" if said else why,
            },
        )

    # -- answers to a notification

    @callback
    def async_answer(self, answer: Answer, incident_id: str) -> bool:
        """Do what a person has answered; False if it is too late for that."""
        incident, job = self._desk.book.known(incident_id), self._owner.job
        if incident is None or job is None or job.job_id != incident.job_id:
            return False
        match answer:
            case Answer.NOT_A_FAILURE:
                # What a warning has become since is not what was answered to.
                return incident.is_open and self.async_not_a_failure()
            case Answer.KEEP_POWER_ON:
                return self._desk.dispatcher.async_keep_power_on()
            case Answer.MUTE:
                self._desk.async_mute(muted=True)
            case Answer.RESUME:
                self._run(self._async_resume(incident))
            case _:
                self._run(
                    self._desk.dispatcher.async_obey(incident_id, COMMANDS[answer])
                )
        return True

    @callback
    def async_not_a_failure(self) -> bool:
        """Close what is open and learn from it; False if nothing is."""
        if not self._desk.async_acknowledge(Ending.NOT_A_FAILURE):
            return False
        self._on_not_a_failure()
        return True

    async def _async_resume(self, incident: Incident) -> None:
        """Let the print go on, also if its pause has not shown yet."""
        pause = incident.step(StepKind.PAUSE)
        is_on_its_way = pause is not None and pause.presses and pause.outcome is None
        if is_on_its_way and self._machine.activity(self._hass) not in PAUSED:
            # It is to go on; the pause that was pressed may still come.
            self._desk.async_acknowledge(Ending.RESUMED)
            self._desk.async_begin_grace()
            is_paused = await self._async_is_paused_soon()
            job = self._owner.job
            if not is_paused or job is None or job.job_id != incident.job_id:
                return
        await self._desk.dispatcher.async_obey(incident.incident_id, Command.RESUME)

    async def _async_is_paused_soon(self) -> bool:
        """Wait for the printer to be paused."""
        machine = self._machine
        return await async_wait_until(
            self._hass,
            [machine.status],
            lambda: self._machine.activity(self._hass) in PAUSED,
            machine.settle_s,
        )
