"""Cutting the power of a printer that is paused for certain, and cool."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import StrEnum
import math
import time
from typing import Final

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, UnitOfTemperature
from homeassistant.core import Context, HomeAssistant
from homeassistant.util.unit_conversion import TemperatureConverter

from ..printer.controls import (
    ControlError,
    async_is_switched_off,
    async_switch_off,
    async_wait_until,
    fault_of,
)
from ..printer.drive import OVER, RUNNING, Machine, async_fresh_look
from ..printer.status import Activity
from ..timers import epoch_s
from .incident import Outcome, Reason, Step, StepKind
from .options import PowerSettings

# A nozzle that is not cool by then is held hot by its printer.
COOLING_TIMEOUT_S: Final = 3600.0
# So long a printer must have been seen paused without a break before its power is cut.
# After a restart its first word may be an old one.
SURE_S: Final = 60.0
# A printer, or its plug, that is gone when the time has come may be back soon.
SILENT_TIMEOUT_S: Final = 600.0
# Looked at so often although nothing has changed: time itself counts, and so do settings.
LOOK_S: Final = 10.0


class _Now(StrEnum):
    """What is to be done at this moment."""

    WAIT = "wait"
    CUT = "cut"


def nozzle_c(hass: HomeAssistant, entity_id: str) -> float | None:
    """Return how hot the nozzle is, in °C; None where that is not known.

    A sensor that is broken off, or of which nothing was heard yet, shows 0 or less.
    """
    if (state := hass.states.get(entity_id)) is None:
        return None
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, UnitOfTemperature.CELSIUS)
    try:
        value = TemperatureConverter.convert(
            float(state.state), unit, UnitOfTemperature.CELSIUS
        )
    except Exception:  # noqa: BLE001
        return None
    return value if math.isfinite(value) and value > 0.0 else None


class PowerOff:
    """Waits until the power may be cut, and cuts it; or says why not.

    What it is told by callables can change while it waits, and counts at once.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        machine: Callable[[], Machine],
        power: Callable[[], PowerSettings],
        is_wanted: Callable[[], bool],
        keep: Callable[[Step], Awaitable[None]],
        tell: Callable[[], None],
        context: Context,
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            machine: the printer as it is set up now.
            power: what the settings allow now.
            is_wanted: whether the incident is still open.
            keep: stores how far it has come.
            tell: tells people that the countdown has begun.
            context: on whose behalf.

        """
        self._hass = hass
        self._machine = machine
        self._power = power
        self._is_wanted = is_wanted
        self._keep = keep
        self._tell = tell
        self._context = context
        self._paused_since: float | None = None

    def plan(self, *, is_paused: bool) -> Step:
        """Decide whether the power may be cut at all, and when at the latest."""
        now, power = epoch_s(), self._power()
        has_sensor = power.nozzle_temperature is not None
        wait_s = COOLING_TIMEOUT_S if has_sensor else power.delay_s
        step = Step(StepKind.POWER_OFF, now, due_at=now + wait_s)
        if not is_paused:
            return _cancelled(step, Reason.PAUSE_NOT_CONFIRMED)
        return step

    async def async_run(self, step: Step) -> Step:
        """Wait and cut, or go on with that; return how it ended."""
        if step.outcome is not None:
            return step
        if not step.presses:
            await self._keep(step)
            self._tell()
            if (why := await self._async_wait(step)) is not None:
                return _cancelled(step, why)
            # What the printer shows may be as old as its integration's last question.
            await async_fresh_look(self._hass, self._machine().status)
            if (why := self._why_not()) is not None:
                return _cancelled(step, why)
            await self._keep(replace(step, presses=1))
            # Another look: storing took a while.
            if (why := self._why_not()) is not None:
                return _cancelled(step, why)
            step = replace(step, presses=1)
            return await self._async_cut(step)
        # Home Assistant was restarted after the plug was told.
        return await self._async_confirm(step, None)

    async def _async_cut(self, step: Step) -> Step:
        """Tell the plug, and believe only what it says then."""
        error: ControlError | None = None
        if (switch := self._power().switch) is None:
            return _cancelled(step, Reason.NOT_ALLOWED)
        try:
            await async_switch_off(self._hass, switch, self._context)
        except ControlError as err:
            error = err
        return await self._async_confirm(step, error)

    async def _async_confirm(self, step: Step, error: ControlError | None) -> Step:
        """Return whether the plug says that it is off, whatever it gave for an answer."""
        switch = self._power().switch
        if switch is not None and await async_is_switched_off(self._hass, switch):
            return replace(step, outcome=Outcome.CONFIRMED)
        if error is None:
            return replace(step, outcome=Outcome.UNCONFIRMED)
        return replace(
            step,
            outcome=Outcome.FAILED,
            reason=Reason(error.fault),
            said=error.said,
        )

    # -- waiting

    async def _async_wait(self, step: Step) -> Reason | None:
        """Wait until the power may be cut; return why it must not be, if so."""
        now = epoch_s()
        # A clock that was set back does not put it off.
        left_s = min(max((step.due_at or now) - now, 0.0), COOLING_TIMEOUT_S)
        due_at = time.monotonic() + left_s
        decided: _Now | Reason = _Now.WAIT

        def is_decided() -> bool:
            # What the printer does a moment later changes nothing any more.
            nonlocal decided
            decided = self._look(due_at)
            return decided is not _Now.WAIT

        while not await async_wait_until(
            self._hass, self._watched(), is_decided, LOOK_S
        ):
            pass
        return decided if isinstance(decided, Reason) else None

    def _watched(self) -> tuple[str | None, ...]:
        """Return the entities that decide."""
        power = self._power()
        return self._machine().status, power.nozzle_temperature, power.switch

    def _look(self, due_at: float) -> _Now | Reason:
        """Look at everything; return what to do, or why it must never be done."""
        now, activity = time.monotonic(), self._machine().activity(self._hass)
        if (why := self._why_never(activity)) is not None:
            return why
        if activity is not Activity.PAUSED:
            self._paused_since = None
        elif self._paused_since is None:
            self._paused_since = now
        power = self._power()
        has_sensor = power.nozzle_temperature is not None
        is_due = now >= due_at
        is_sure = self._paused_since is not None and now - self._paused_since >= SURE_S
        may_cut = self._is_cool(power) if has_sensor else is_due
        is_there = fault_of(self._hass, power.switch) is None
        if may_cut and is_sure and is_there:
            return _Now.CUT
        if has_sensor and is_due and not may_cut:
            return self._why_hot(power)
        if now >= due_at + SILENT_TIMEOUT_S:
            return Reason.PRINTER_SILENT if is_there else Reason.CONTROL_UNAVAILABLE
        return _Now.WAIT

    def _why_never(self, activity: Activity) -> Reason | None:
        """Return why the power of a printer that does this must not be cut, if so."""
        if not self._is_wanted() or activity in OVER | RUNNING:
            return Reason.NOT_PAUSED_ANY_MORE
        return None if self._power().is_allowed else Reason.NOT_ALLOWED

    def _why_not(self) -> Reason | None:
        """Look once more, a moment before it is cut."""
        activity, power = self._machine().activity(self._hass), self._power()
        if (why := self._why_never(activity)) is not None:
            return why
        if activity is not Activity.PAUSED:
            return Reason.PRINTER_SILENT
        if power.nozzle_temperature is not None and not self._is_cool(power):
            return self._why_hot(power)
        return None

    def _is_cool(self, power: PowerSettings) -> bool:
        """Whether the nozzle is known to be below the limit."""
        degrees = self._nozzle_c(power)
        return degrees is not None and degrees < power.nozzle_limit_c

    def _why_hot(self, power: PowerSettings) -> Reason:
        """Return whether it is hot, or not known."""
        is_known = self._nozzle_c(power) is not None
        return Reason.STILL_HOT if is_known else Reason.TEMPERATURE_UNKNOWN

    def _nozzle_c(self, power: PowerSettings) -> float | None:
        """Return how hot the nozzle is, in °C, if something measures that."""
        entity_id = power.nozzle_temperature
        return None if entity_id is None else nozzle_c(self._hass, entity_id)


def _cancelled(step: Step, reason: Reason) -> Step:
    """Return a step that was not carried out."""
    return replace(step, presses=0, outcome=Outcome.CANCELLED, reason=reason)
