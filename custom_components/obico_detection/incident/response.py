"""From an open incident, step by step, to an outcome; each step at most once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
import logging
from typing import Protocol

from homeassistant.core import Context, HomeAssistant

from ..const import Response
from ..printer.controls import (
    PAUSE_TIMEOUT_S,
    ControlError,
    async_is_switched_off,
    async_press,
    async_switch_off,
    async_wait_for_activity,
)
from ..printer.print_job import Activity, StatusStates
from ..timers import epoch_s
from .incident import Incident, Outcome, Step, StepKind
from .notification import Notifier

_LOGGER = logging.getLogger(__name__)

POWER_OFF_DELAY_S = 600.0
# After a restart the printer's integration may need a while to say what the printer does.
SETTLE_TIMEOUT_S = 600.0
# So long a printer must have been paused before its power is cut.
SURE_S = 60.0

OVER = frozenset({Activity.IDLE, Activity.FINISHED, Activity.ERROR})
RUNNING = frozenset({Activity.PRINTING, Activity.PREPARING})
PAUSED = frozenset({Activity.PAUSED})


class IncidentKeeper(Protocol):
    """Who stores the incident."""

    def is_open(self, incident: Incident) -> bool:
        """Whether this incident is neither acknowledged nor over with its job."""

    async def async_keep(self, incident: Incident) -> None:
        """Store how far this incident has come, at once, if it is still open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """The entities through which a response acts, and how to read the printer's state."""

    status: str
    states: StatusStates
    pause: str | None
    power: str | None


class Responder:
    """Carries out the response to one incident.

    Cancelled when the incident is acknowledged. Started again after a restart, it goes on
    behind the steps that are stored as made.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        incident: Incident,
        keeper: IncidentKeeper,
        controls: Callable[[], Controls],
        notifier: Notifier,
        on_power_off: Callable[[], None],
    ) -> None:
        """Prepare.

        `controls` gives what the settings allow at that moment; `on_power_off` is called
        when the printer was switched off.
        """
        self._hass = hass
        self._incident = incident
        self._keeper = keeper
        self._read_controls = controls
        self._notifier = notifier
        self._on_power_off = on_power_off
        self._context = Context()

    @property
    def _controls(self) -> Controls:
        """What may be used now: settings can change while a response waits."""
        return self._read_controls()

    async def async_run(self) -> None:
        """Do what is left to do."""
        response = self._incident.response
        if response is not Response.NOTIFY:
            await self._async_pause()
        await self._async_notify()
        if response is Response.PAUSE_AND_OFF:
            await self._async_power_off()

    async def _async_keep(self, step: Step) -> None:
        """Store how far a step has come."""
        self._incident = self._incident.with_step(step)
        await self._keeper.async_keep(self._incident)

    async def _async_notify(self) -> None:
        """Show the incident as it stands, and fire the event if it was not fired yet."""
        if self._incident.step(StepKind.NOTIFY) is None:
            now = epoch_s()
            await self._async_keep(
                Step(StepKind.NOTIFY, now, pressed=True, outcome=Outcome.CONFIRMED)
            )
            self._notifier.async_fire_event(self._incident, self._context)
        self._notifier.async_show(self._incident)

    # -- pause

    async def _async_pause(self) -> None:
        """Press pause once, and wait until the printer says that it is paused."""
        step = self._incident.step(StepKind.PAUSE)
        if step is not None and step.outcome is not None:
            return
        if step is None:
            step = await self._async_press_pause()
        else:
            # Home Assistant was restarted: first let the printer say anything at all.
            await self._async_notify()
            await self._async_wait_for(OVER | RUNNING | PAUSED, SETTLE_TIMEOUT_S)
        if step.outcome is None:
            # Tell at once; how it ended is added when it is known.
            await self._async_notify()
            await self._async_confirm_pause(step)

    async def _async_press_pause(self) -> Step:
        """Press pause if it is needed; return the step, without outcome if it went out."""
        step = Step(StepKind.PAUSE, epoch_s())
        if reason := self._why_no_pause():
            step = replace(step, outcome=Outcome.NOT_NEEDED, detail=reason)
        elif self._controls.pause is None:
            step = replace(
                step, outcome=Outcome.FAILED, detail="no pause control is set"
            )
        else:
            # Stored first: should everything stop between here and the press, it counts
            # as made. A second press could resume a printer whose button is a toggle.
            step = replace(step, pressed=True)
            await self._async_keep(step)
            step = await self._async_send_pause(step, self._controls.pause)
        await self._async_keep(step)
        return step

    async def _async_send_pause(self, step: Step, control: str) -> Step:
        """Press, after another look: storing took a while, and much may have happened."""
        if reason := self._why_no_pause():
            return replace(
                step, pressed=False, outcome=Outcome.NOT_NEEDED, detail=reason
            )
        try:
            await async_press(self._hass, control, self._context)
        except ControlError as err:
            _LOGGER.warning("The pause failed: %s", err)
            return replace(step, outcome=Outcome.FAILED, detail=str(err))
        return step

    def _why_no_pause(self) -> str | None:
        """Look afresh at the printer; say why it need not be paused, if so."""
        activity = self._activity()
        if activity is Activity.PAUSED:
            return "the printer was paused already"
        if activity in OVER or not self._keeper.is_open(self._incident):
            return "the print was over already"
        return None

    def _activity(self) -> Activity:
        """Return what the printer does now, by its own word."""
        controls = self._controls
        state = self._hass.states.get(controls.status)
        return controls.states.activity(None if state is None else state.state)

    async def _async_confirm_pause(self, step: Step) -> None:
        """Wait for the printer's own state to say how the pause ended."""
        reached = await self._async_wait_for(OVER | PAUSED, PAUSE_TIMEOUT_S)
        if reached is Activity.PAUSED:
            step = replace(step, outcome=Outcome.CONFIRMED)
        elif reached is not None:
            step = replace(
                step, outcome=Outcome.NOT_NEEDED, detail="the print ended meanwhile"
            )
        else:
            step = replace(step, outcome=Outcome.UNCONFIRMED)
            _LOGGER.warning("Pause was pressed, but the printer is not paused")
        await self._async_keep(step)

    async def _async_wait_for(
        self, wanted: frozenset[Activity], timeout_s: float
    ) -> Activity | None:
        """Wait for the printer to do one of these things."""
        return await async_wait_for_activity(
            self._hass, self._controls.status, self._controls.states, wanted, timeout_s
        )

    # -- power

    async def _async_power_off(self) -> None:
        """Cut the power of a printer that is paused for certain, some time after."""
        step = self._incident.step(StepKind.POWER_OFF) or self._plan_power_off()
        if step.outcome is None and not step.pressed:
            await self._async_keep(step)
            await self._async_notify()
            step = await self._async_switch_off(step)
        if step.outcome is None:
            power = self._controls.power
            is_off = power and await async_is_switched_off(self._hass, power)
            outcome = Outcome.CONFIRMED if is_off else Outcome.UNCONFIRMED
            step = replace(step, outcome=outcome)
        await self._async_keep(step)
        await self._async_notify()
        if step.outcome is Outcome.CONFIRMED:
            self._on_power_off()

    def _plan_power_off(self) -> Step:
        """Decide whether the power may be cut, and when."""
        now = epoch_s()
        step = Step(StepKind.POWER_OFF, now, due_at=now + POWER_OFF_DELAY_S)
        pause = self._incident.step(StepKind.PAUSE)
        if pause is None or pause.outcome is not Outcome.CONFIRMED:
            return replace(
                step, outcome=Outcome.CANCELLED, detail="the pause was not confirmed"
            )
        return step

    def _why_power_stays(self, activity: Activity) -> str | None:
        """Say why the power of a printer that does this must not be cut, if so."""
        if activity is not Activity.PAUSED or not self._keeper.is_open(self._incident):
            return "the printer was not paused any more"
        if self._controls.power is None:
            return "the settings do not allow to cut it"
        return None

    async def _async_switch_off(self, step: Step) -> Step:
        """Wait until it is time and, if the printer is still paused, switch it off."""
        now = epoch_s()
        # After a restart the first word of the printer may be an old one; and a clock that
        # was set back does not put it off.
        wait_s = min(max((step.due_at or now) - now, SURE_S), POWER_OFF_DELAY_S)
        activity = None
        if wait_s > 0:
            activity = await self._async_wait_for(OVER | RUNNING, wait_s)
        if activity is None:
            settled = OVER | RUNNING | PAUSED
            activity = await self._async_wait_for(settled, SETTLE_TIMEOUT_S)
        if activity is None:
            why = "the printer did not say whether it is still paused"
            return replace(step, outcome=Outcome.CANCELLED, detail=why)
        if (reason := self._why_power_stays(activity)) is not None:
            return replace(step, outcome=Outcome.CANCELLED, detail=reason)
        await self._async_keep(replace(step, pressed=True))
        # Another look: storing took a while.
        reason, power = self._why_power_stays(self._activity()), self._controls.power
        if reason is not None or power is None:
            return replace(step, outcome=Outcome.CANCELLED, detail=reason)
        step = replace(step, pressed=True)
        try:
            await async_switch_off(self._hass, power, self._context)
        except ControlError as err:
            return replace(step, outcome=Outcome.FAILED, detail=str(err))
        return step
