"""From an open incident, step by step, to an outcome; what was done is not done again."""

from collections.abc import Callable
from dataclasses import replace
import logging
from typing import Final

from homeassistant.core import Context, HomeAssistant, callback

from ..const import Response
from ..printer.controls import async_wait_until
from ..printer.drive import ENDS, SETTLED, STOPPED, Command, Driven, Driver
from ..timers import epoch_s
from .console import Console
from .custom_actions import async_run_actions
from .incident import Incident, Outcome, Reason, Step, StepKind
from .ledger import Ledger
from .owner import Owner
from .power import PowerOff
from .teller import Teller
from .telling import Told

_LOGGER = logging.getLogger(__name__)

# After a restart the printer's integration may need a while to say what the printer does.
SETTLE_TIMEOUT_S: Final = 600.0

STEP_OF: Final = {
    Command.PAUSE: StepKind.PAUSE,
    Command.RESUME: StepKind.RESUME,
    Command.STOP: StepKind.STOP,
}
# Why a command was not needed: the printer does already what it would be told.
ALREADY: Final = {
    Command.PAUSE: Reason.PAUSED_ALREADY,
    Command.RESUME: Reason.RUNNING_ALREADY,
    Command.STOP: Reason.OVER_ALREADY,
}


class Responder:
    """Carries out the response to one incident.

    Cancelled when the incident is acknowledged. Started again after a restart, it goes on
    behind the steps that are stored as made.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        incident_id: str,
        owner: Owner,
        ledger: Ledger,
        teller: Teller,
        console: Console,
        *,
        on_power_off: Callable[[], None],
    ) -> None:
        """Prepare; `on_power_off` is called when the printer was switched off for certain."""
        self._hass = hass
        self._incident_id = incident_id
        self._owner = owner
        self._controls = owner.controls
        self._ledger = ledger
        self._teller = teller
        self._console = console
        self._on_power_off = on_power_off
        self._order = console.orders
        self._context = Context()

    @property
    def _incident(self) -> Incident | None:
        """The incident, as long as it is open."""
        known = self._ledger.book.known(self._incident_id)
        return known if known is not None and known.is_open else None

    def _step(self, kind: StepKind) -> Step | None:
        """Return a step as it stands, whether the incident is open or not."""
        known = self._ledger.book.known(self._incident_id)
        return None if known is None else known.step(kind)

    async def _async_keep(self, step: Step) -> None:
        await self._ledger.async_keep(self._incident_id, step)

    def _tell(self, *, alert: bool = True) -> None:
        self._teller.async_tell(self._incident_id, alert=alert)

    async def async_run(self) -> None:
        """Do what is left to do."""
        if (incident := self._incident) is None:
            await self._async_finish()
            return
        match incident.response:
            case Response.NONE:
                return
            case Response.NOTIFY:
                await self._async_note()
            case Response.STOP:
                await self.async_command(Command.STOP)
            case Response.CUSTOM:
                await self._async_custom()
            case Response.PAUSE:
                await self.async_command(Command.PAUSE)
            case Response.PAUSE_AND_OFF:
                await self.async_command(Command.PAUSE)
                await self._async_power_off()

    async def _async_note(self) -> None:
        """Tell people, where that is all that is done, and take down who knows."""
        step = self._step(StepKind.NOTIFY) or Step(StepKind.NOTIFY, epoch_s())
        if step.outcome is not None:
            return
        await self._async_keep(step)
        told = await self._teller.async_tell_now(self._incident_id, alert=True)
        if told is not None and self._is_under_way(StepKind.NOTIFY):
            outcome, reason = outcome_of_telling(told)
            step = replace(step, outcome=outcome, reason=reason, said=told.unreached)
            await self._async_keep(replace(step, ended_at=epoch_s()))

    async def _async_finish(self) -> None:
        """Put an end to what was under way when Home Assistant stopped."""
        if self._is_under_way(StepKind.POWER_OFF):
            await self._async_power_off()
        if self._is_under_way(StepKind.CUSTOM):
            await self._async_custom()

    def _is_under_way(self, kind: StepKind) -> bool:
        """Whether a step was decided on and has not ended."""
        step = self._step(kind)
        return step is not None and step.outcome is None

    # -- pause, stop, resume

    async def async_command(self, command: Command) -> None:
        """Press a control until the printer confirms it, and take down how it went."""
        if self._console.turns[command].locked() and self._incident is not None:
            # Somebody is at it already, and that may take a while.
            await self._async_keep(
                self._step(STEP_OF[command]) or Step(STEP_OF[command], epoch_s())
            )
            self._tell()
        async with self._console.turns[command]:
            step = self._step(STEP_OF[command]) or Step(STEP_OF[command], epoch_s())
            if step.outcome is None:
                await self._async_drive(command, step)

    async def async_obey(self, command: Command) -> None:
        """Do the same for a person."""
        self._order = self._console.order()
        async with self._console.turns[command]:
            step = Step(STEP_OF[command], epoch_s(), by_person=True)
            await self._async_keep(step)
            await self._async_drive(command, step)

    async def async_conclude(self, step: Step) -> None:
        """See what has become of a person's order that a restart has cut off."""
        command = Command(step.kind)
        async with self._console.turns[command]:
            await self._async_drive(command, step)

    async def _async_drive(self, command: Command, step: Step) -> None:
        """Carry a step on to its end."""
        driver, before = self._driver(command, step), self._pressed_before(step)
        if self._ledger.is_from_before(self._incident_id):
            # Home Assistant was restarted: first let the printer say anything at all.
            if not await self._async_is_settled_soon() and not step.presses:
                silent = replace(
                    step, outcome=Outcome.FAILED, reason=Reason.NOT_SETTLED
                )
                await self._async_end(silent)
                return
        elif step.presses or before or driver.is_hindered:
            # It will take a while, and people should know.
            await self._async_keep(step)
            self._tell(alert=not step.by_person)
        driven = await driver.async_run(step.presses, before)
        step = replace(step, presses=driven.presses)
        if driven.given_up:
            step = replace(step, outcome=Outcome.CANCELLED, reason=self._why_not(step))
        else:
            outcome, reason = outcome_of(command, driven)
            if outcome is Outcome.UNCONFIRMED and before and not driven.presses:
                reason = Reason.PRESSED_BEFORE
            said = None if outcome is Outcome.CONFIRMED else driven.said
            step = replace(step, outcome=outcome, reason=reason, said=said)
        if step.outcome is not Outcome.CONFIRMED:
            _LOGGER.warning("The %s: %s (%s)", command, step.outcome, step.reason)
        await self._async_end(step)

    def _pressed_before(self, step: Step) -> int:
        """Return how many presses for something else count for this as well."""
        if step.presses:
            return 0
        settle_s = self._controls().machine.settle_s
        command = Command(step.kind)
        return self._console.count(command, settle_s, by_person=step.by_person)

    async def _async_end(self, step: Step) -> None:
        """Take down and tell how a step ended, unless somebody has ended it meanwhile."""
        if self._step(step.kind) is None or self._is_under_way(step.kind):
            await self._async_keep(replace(step, ended_at=epoch_s()))
            self._tell(alert=step.outcome is not Outcome.CONFIRMED)

    def _driver(self, command: Command, step: Step) -> Driver:
        """Return what presses the control for a step."""

        async def before_press(number: int) -> bool:
            if self._why_not(step) is not None:
                return False
            self._console.note(command)
            # Stored first: should everything stop between here and the press, it counts
            # as made. One too many could resume a printer whose button is a toggle.
            await self._async_keep(replace(step, presses=number))
            return self._why_not(step) is None

        @callback
        def after_press(number: int) -> None:
            # How it ended is added when it is known; whoever has pressed it knows so much.
            self._tell(alert=number == 1 and not step.by_person)

        return Driver(
            self._hass,
            command,
            lambda: self._controls().machine,
            before_press=before_press,
            after_press=after_press,
            context=self._context,
        )

    def _why_not(self, step: Step) -> Reason | None:
        """Return why a press is not wanted any more; None where it is."""
        known, job = self._ledger.book.known(self._incident_id), self._owner.job
        if known is None or (job is not None and job.job_id != known.job_id):
            return Reason.ENDED_MEANWHILE
        if self._console.orders != self._order:
            return Reason.TAKEN_OVER
        if step.by_person:
            return None
        if not known.is_open:
            return Reason.ACKNOWLEDGED
        if any(one.by_person for one in known.steps):
            return Reason.TAKEN_OVER
        if not self._controls().allows(known, step.kind):
            return Reason.NOT_ALLOWED
        return None

    async def _async_is_settled_soon(self) -> bool:
        """Wait for the printer to be in any state that says something."""
        machine = self._controls().machine

        def is_settled() -> bool:
            return self._controls().machine.activity(self._hass) in SETTLED

        self._tell(alert=False)
        return await async_wait_until(
            self._hass, [machine.status], is_settled, SETTLE_TIMEOUT_S
        )

    # -- the user's own actions

    async def _async_custom(self) -> None:
        """Run the user's own actions, once."""
        step = self._step(StepKind.CUSTOM)
        if step is not None and step.outcome is not None:
            return
        if step is not None:
            # Home Assistant was stopped in the middle: what of it was done is not known.
            step = replace(step, outcome=Outcome.FAILED, reason=Reason.INTERRUPTED)
        elif (incident := self._incident) is not None:
            step = await self._async_run_actions(incident)
        if step is not None:
            await self._async_end(step)

    async def _async_run_actions(self, incident: Incident) -> Step:
        """Run them; return how that went."""
        step = Step(StepKind.CUSTOM, epoch_s(), presses=1)
        if not (actions := self._controls().actions):
            return replace(
                step, presses=0, outcome=Outcome.FAILED, reason=Reason.NO_ACTIONS
            )
        await self._async_keep(step)
        if self._incident is None:
            return replace(
                step, presses=0, outcome=Outcome.CANCELLED, reason=Reason.ACKNOWLEDGED
            )
        self._tell()
        variables = await self._ledger.async_variables(incident)
        said = await async_run_actions(self._hass, actions, variables, self._context)
        if said is None:
            return replace(step, outcome=Outcome.CONFIRMED)
        return replace(
            step, outcome=Outcome.FAILED, reason=Reason.ACTIONS_FAILED, said=said
        )

    # -- power

    async def _async_power_off(self) -> None:
        """Cut the power of a printer that is paused for certain and cool."""
        pause = self._step(StepKind.PAUSE)
        step = self._step(StepKind.POWER_OFF)
        if step is not None and step.outcome is not None:
            return
        power_off = PowerOff(
            self._hass,
            machine=lambda: self._controls().machine,
            power=lambda: self._controls().power,
            is_wanted=lambda: self._incident is not None,
            keep=self._async_keep,
            tell=lambda: self._tell(alert=False),
            context=self._context,
        )
        if step is None:
            step = power_off.plan(
                is_paused=pause is not None
                and pause.outcome is Outcome.CONFIRMED
                and pause.reason is None
            )
        step = await power_off.async_run(step)
        await self._async_end(step)
        if step.outcome is Outcome.CONFIRMED:
            self._on_power_off()


def outcome_of_telling(told: Told) -> tuple[Outcome, Reason | None]:
    """Return whether anyone knows of it."""
    if told.here or told.reached:
        return Outcome.CONFIRMED, Reason.NOT_REACHED if told.unreached else None
    if told.unreached:
        return Outcome.FAILED, Reason.NOT_REACHED
    return Outcome.NOT_NEEDED, Reason.NOBODY_CHOSEN


def outcome_of(command: Command, driven: Driven) -> tuple[Outcome, Reason | None]:
    """Return what a command has come to, and why."""
    pressed = driven.presses > 0
    is_other_end = command is Command.STOP and driven.reached not in STOPPED
    if driven.reached in ENDS[command] or (driven.reached and is_other_end):
        if pressed:
            return Outcome.UNCONFIRMED, Reason.ENDED_MEANWHILE
        return Outcome.NOT_NEEDED, Reason.OVER_ALREADY
    if driven.reached is not None:
        if pressed:
            return Outcome.CONFIRMED, None
        return Outcome.NOT_NEEDED, ALREADY[command]
    if driven.fault is None:
        return Outcome.UNCONFIRMED, None
    reason = Reason(driven.fault)
    # Lost is what went out without an error; else it failed, as far as anyone knows.
    is_lost = pressed and reason is not Reason.CONTROL_REFUSED
    return (Outcome.UNCONFIRMED if is_lost else Outcome.FAILED), reason
