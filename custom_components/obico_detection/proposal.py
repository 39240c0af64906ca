"""What the form for a printer's controls is filled with before a person looks at it."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device import async_entity_id_to_device_id

from .const import (
    CONF_JOB_MARKER,
    CONF_PAUSE_CONTROL,
    CONF_PAUSED_STATES,
    CONF_POWER_SWITCH,
    CONF_PRINTING_STATES,
)
from .printer.controls import POWER_DOMAINS, PRESS_ACTIONS
from .printer.find_printers import FoundPrinter, async_match_device, async_match_generic
from .printer.profiles import Role
from .printer.state_guess import guess_states


def state_options(hass: HomeAssistant, status: str) -> list[str]:
    """Return the states that the status entity says it can have."""
    if (entity := er.async_get(hass).async_get(status)) is not None and (
        options := (entity.capabilities or {}).get("options")
    ):
        return list(options)
    state = hass.states.get(status)
    return [] if state is None else list(state.attributes.get("options") or ())


def propose_controls(
    hass: HomeAssistant, status: str, options: list[str]
) -> dict[str, Any]:
    """Return how a printer is probably controlled, for a person to check."""
    if (found := _printer_of(hass, status)) is None:
        printing, paused = guess_states(status.partition(".")[0], options)
        return {CONF_PRINTING_STATES: printing, CONF_PAUSED_STATES: paused}
    proposed: dict[str, Any] = {
        CONF_PRINTING_STATES: _spelt(found.states.printing, options),
        CONF_PAUSED_STATES: _spelt(found.states.paused, options),
    }
    for key, role, domains in (
        (CONF_PAUSE_CONTROL, Role.PAUSE, PRESS_ACTIONS),
        (CONF_POWER_SWITCH, Role.POWER, POWER_DOMAINS),
        (CONF_JOB_MARKER, Role.JOB_MARKER, ("sensor",)),
    ):
        entity_id = found.entities[role]
        if entity_id is not None and entity_id.partition(".")[0] in domains:
            proposed[key] = entity_id
    return proposed


def _printer_of(hass: HomeAssistant, status: str) -> FoundPrinter | None:
    """Return the printer that has this status entity, by its profile or by a guess."""
    if (device_id := async_entity_id_to_device_id(hass, status)) is not None:
        found = async_match_device(hass, device_id)
        if found is not None and found.entities[Role.STATUS] == status:
            return found
    return async_match_generic(hass, status)


def _spelt(words: frozenset[str], options: list[str]) -> list[str]:
    """Return words, which know no upper case, as the status entity spells them."""
    return [one for one in options if one.casefold() in words] or sorted(words)
