"""Pressing a printer's controls and its plug, and waiting for what they say."""

import asyncio
from collections.abc import Callable, Iterable
from enum import StrEnum
import logging
from typing import Any, Final

from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_UNAVAILABLE,
    Platform,
)
from homeassistant.core import (
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_call_later, async_track_state_change_event

from ..const import DOMAIN
from ..words import plain_words

_LOGGER = logging.getLogger(__name__)

# How a control of each domain is pressed. Others are refused: what pressing a light or a
# lock would mean is anyone's guess.
PRESS_ACTIONS: Final = {
    "button": "press",
    "input_boolean": SERVICE_TURN_ON,
    "input_button": "press",
    "script": SERVICE_TURN_ON,
    "switch": SERVICE_TURN_ON,
}
POWER_DOMAINS: Final = (Platform.SWITCH, "input_boolean")

# Some integrations answer a press only after the printer did; the wait for its state
# begins by then at the latest.
PRESS_TIMEOUT_S = 10.0
POWER_TIMEOUT_S = 15.0


class ControlFault(StrEnum):
    """What is wrong with a control."""

    NO_CONTROL = "no_control"
    CONTROL_GONE = "control_gone"
    CONTROL_UNAVAILABLE = "control_unavailable"
    CONTROL_REFUSED = "control_refused"
    NOT_SETTLED = "not_settled"
    """The printer is on its way somewhere, or does not answer."""


class ControlError(Exception):
    """A control could not be pressed, or gave an error when it was."""

    def __init__(self, fault: ControlFault, said: str | None = None) -> None:
        """Keep what is wrong, and what the control's integration said about it."""
        super().__init__(said or fault)
        self.fault = fault
        self.said = said


def fault_of(hass: HomeAssistant, entity_id: str | None) -> ControlFault | None:
    """Return why a control cannot be pressed now; None where it can."""
    if entity_id is None or entity_id.partition(".")[0] not in PRESS_ACTIONS:
        return ControlFault.NO_CONTROL
    if (state := hass.states.get(entity_id)) is None:
        return ControlFault.CONTROL_GONE
    if state.state == STATE_UNAVAILABLE:
        return ControlFault.CONTROL_UNAVAILABLE
    return None


async def async_press(
    hass: HomeAssistant, entity_id: str | None, context: Context
) -> None:
    """Press a control once.

    Raises:
        ControlError: it is nothing to press, gone or unavailable, or its integration
            gave an error; then it may have been pressed all the same.

    """
    domain = "" if entity_id is None else entity_id.partition(".")[0]
    action = PRESS_ACTIONS.get(domain)
    if entity_id is None or action is None:
        raise ControlError(ControlFault.NO_CONTROL)
    await _async_act(hass, domain, action, entity_id, context)


async def async_switch_off(
    hass: HomeAssistant, entity_id: str, context: Context
) -> None:
    """Tell the printer's plug to switch off.

    Raises:
        ControlError: it is gone or unavailable, or its integration gave an error.

    """
    domain = entity_id.partition(".")[0]
    await _async_act(hass, domain, SERVICE_TURN_OFF, entity_id, context)


async def async_is_switched_off(hass: HomeAssistant, entity_id: str) -> bool:
    """Wait for the plug to say that it is off; False where it does not."""

    def is_off() -> bool:
        state = hass.states.get(entity_id)
        return state is not None and state.state == STATE_OFF

    return await async_wait_until(hass, [entity_id], is_off, POWER_TIMEOUT_S)


async def async_wait_until(
    hass: HomeAssistant,
    entity_ids: Iterable[str | None],
    check: Callable[[], bool],
    timeout_s: float,
) -> bool:
    """Wait until something is so, asking at each change of these entities.

    False where it was not in time.
    """
    if check():
        return True
    done: asyncio.Future[bool] = hass.loop.create_future()

    @callback
    def on_state(_event: Event[EventStateChangedData]) -> None:
        if not done.done() and check():
            done.set_result(True)

    @callback
    def on_timeout(_now: object) -> None:
        if not done.done():
            done.set_result(False)

    watched = [entity_id for entity_id in entity_ids if entity_id is not None]
    stop_listening = async_track_state_change_event(hass, watched, on_state)
    stop_timeout = async_call_later(hass, max(timeout_s, 0.0), on_timeout)
    try:
        return await done
    finally:
        stop_listening()
        stop_timeout()


async def _async_act(
    hass: HomeAssistant, domain: str, action: str, entity_id: str, context: Context
) -> None:
    """Run one action on one entity that is there to take it."""
    if (fault := fault_of(hass, entity_id)) is not None:
        raise ControlError(fault)
    # In a task of its own: a press that takes its time must not be broken off half-way.
    call = hass.async_create_background_task(
        hass.services.async_call(
            domain,
            action,
            {ATTR_ENTITY_ID: entity_id},
            blocking=True,
            context=context,
        ),
        f"{DOMAIN} {domain}.{action} {entity_id}",
    )
    done, _ = await asyncio.wait([call], timeout=PRESS_TIMEOUT_S)
    if not done:
        # It was sent; whether it worked is for the printer's state to say.
        call.add_done_callback(_log_late_error)
    elif call.cancelled():
        raise ControlError(ControlFault.CONTROL_REFUSED)
    elif err := call.exception():
        # Integrations let the errors of their libraries through.
        raise ControlError(ControlFault.CONTROL_REFUSED, plain_words(err)) from err


def _log_late_error(call: asyncio.Task[Any]) -> None:
    """Take note of an error for which nobody waits any more."""
    if not call.cancelled() and (err := call.exception()):
        _LOGGER.warning("%s failed late: %s", call.get_name(), plain_words(err))
