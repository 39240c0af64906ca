"""Pressing a printer's controls, and waiting until its own state says that it worked."""

import asyncio
from collections.abc import Callable
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
    State,
    callback,
)
from homeassistant.helpers.event import async_call_later, async_track_state_change_event

from ..const import DOMAIN
from ..words import plain_words
from .print_job import Activity, StatusStates

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
# A control chosen by hand tells nothing of how often its integration asks the printer;
# the slowest common one does so every 30 s.
PAUSE_TIMEOUT_S = 60.0
POWER_TIMEOUT_S = 15.0


class ControlError(Exception):
    """A control could not be pressed; the text says why."""


async def async_press(hass: HomeAssistant, entity_id: str, context: Context) -> None:
    """Press a control once.

    Raises:
        ControlError: it is nothing to press, gone or unavailable, or its integration
            refused.

    """
    domain = entity_id.partition(".")[0]
    if (action := PRESS_ACTIONS.get(domain)) is None:
        raise ControlError(f"{entity_id} cannot be pressed")
    await _async_act(hass, domain, action, entity_id, context)


async def async_switch_off(
    hass: HomeAssistant, entity_id: str, context: Context
) -> None:
    """Tell the printer's power switch to switch off.

    Raises:
        ControlError: it is gone or unavailable, or its integration refused.

    """
    domain = entity_id.partition(".")[0]
    await _async_act(hass, domain, SERVICE_TURN_OFF, entity_id, context)


async def async_is_switched_off(hass: HomeAssistant, entity_id: str) -> bool:
    """Wait for the power switch to say that it is off; False where it does not."""
    return await async_wait_for(
        hass,
        entity_id,
        lambda state: state is not None and state.state == STATE_OFF,
        POWER_TIMEOUT_S,
    )


async def async_wait_for_activity(
    hass: HomeAssistant,
    status: str,
    states: StatusStates,
    wanted: frozenset[Activity],
    timeout_s: float,
) -> Activity | None:
    """Wait until the status entity is in one of these activities.

    Returns it, or None where it did not happen in time.
    """

    reached: Activity | None = None

    def is_reached(state: State | None) -> bool:
        # What it does a moment later is not asked: reached is reached.
        nonlocal reached
        activity = states.activity(None if state is None else state.state)
        reached = activity if activity in wanted else None
        return reached is not None

    await async_wait_for(hass, status, is_reached, timeout_s)
    return reached


async def async_wait_for(
    hass: HomeAssistant,
    entity_id: str,
    check: Callable[[State | None], bool],
    timeout_s: float,
) -> bool:
    """Wait until an entity's state passes a check; False where it did not in time."""
    if check(hass.states.get(entity_id)):
        return True
    done: asyncio.Future[bool] = hass.loop.create_future()

    @callback
    def on_state(event: Event[EventStateChangedData]) -> None:
        if not done.done() and check(event.data["new_state"]):
            done.set_result(True)

    @callback
    def on_timeout(_now: object) -> None:
        if not done.done():
            done.set_result(False)

    stop_listening = async_track_state_change_event(hass, entity_id, on_state)
    stop_timeout = async_call_later(hass, timeout_s, on_timeout)
    try:
        return await done
    finally:
        stop_listening()
        stop_timeout()


async def _async_act(
    hass: HomeAssistant, domain: str, action: str, entity_id: str, context: Context
) -> None:
    """Run one action on one entity that is there to take it."""
    state = hass.states.get(entity_id)
    if state is None:
        raise ControlError(f"{entity_id} does not exist")
    if state.state == STATE_UNAVAILABLE:
        raise ControlError(f"{entity_id} is unavailable")
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
        raise ControlError("the action was broken off")
    elif err := call.exception():
        # Integrations let the errors of their libraries through.
        raise ControlError(plain_words(err)) from err


def _log_late_error(call: asyncio.Task[Any]) -> None:
    """Take note of an error for which nobody waits any more."""
    if not call.cancelled() and (err := call.exception()):
        _LOGGER.warning("%s failed late: %s", call.get_name(), err)
