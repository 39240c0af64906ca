"""What the form for a printer is filled with before a person looks at it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device import async_entity_id_to_device_id

from ..const import (
    CONF_JOB_MARKER,
    CONF_JOB_NAME,
    CONF_LIGHT,
    CONF_NOZZLE_TEMPERATURE,
    CONF_PAUSE_CONTROL,
    CONF_PAUSED_STATES,
    CONF_PAUSING_STATES,
    CONF_POWER_SWITCH,
    CONF_PRINTING_STATES,
    CONF_PROFILE,
    CONF_RESUME_CONTROL,
    CONF_STATUS,
    CONF_STOP_CONTROL,
    DOMAIN,
)
from ..printer.candidates import options_of
from ..printer.controls import POWER_DOMAINS, PRESS_ACTIONS
from ..printer.find_printers import (
    async_find_printers,
    async_match_device,
    async_match_generic,
)
from ..printer.found import FoundPrinter
from ..printer.lamp import LAMP_DOMAINS
from ..printer.profiles import PROFILES, Role
from ..printer.state_guess import guess_states
from .printer import STATE_LISTS

# What a control may be, by the setting that it is for and its role.
CONTROLS = (
    (CONF_PAUSE_CONTROL, Role.PAUSE, tuple(PRESS_ACTIONS)),
    (CONF_RESUME_CONTROL, Role.RESUME, tuple(PRESS_ACTIONS)),
    (CONF_STOP_CONTROL, Role.STOP, tuple(PRESS_ACTIONS)),
    (CONF_POWER_SWITCH, Role.POWER, tuple(POWER_DOMAINS)),
    (CONF_LIGHT, Role.LIGHT, LAMP_DOMAINS),
    (CONF_JOB_MARKER, Role.JOB_MARKER, ("sensor",)),
    (CONF_JOB_NAME, Role.JOB_NAME, ("sensor",)),
)


def watched_by(hass: HomeAssistant) -> dict[str, str]:
    """Return the status entities of all printers, on any ML server, by their ids."""
    return {
        subentry.subentry_id: subentry.data[CONF_STATUS]
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in entry.subentries.values()
    }


def unwatched_printers(hass: HomeAssistant) -> list[FoundPrinter]:
    """Return the printers to choose from: known ones first; none that is watched."""
    watched = {
        async_entity_id_to_device_id(hass, status)
        for status in watched_by(hass).values()
    }
    return [
        printer
        for printer in async_find_printers(hass)
        if printer.device_id not in watched
    ]


def find_printer(hass: HomeAssistant, status: str) -> FoundPrinter | None:
    """Return the printer that has this status entity, by its profile or by a guess."""
    if (device_id := async_entity_id_to_device_id(hass, status)) is not None:
        found = async_match_device(hass, device_id)
        if found is not None and found.status == status:
            return found
    return async_match_generic(hass, status)


def state_options(hass: HomeAssistant, settings: Mapping[str, Any]) -> list[str]:
    """Return the states to choose from: what the status entity can say, what is chosen."""
    options = _told_options(hass, settings[CONF_STATUS])
    chosen = [one for key in STATE_LISTS for one in settings.get(key, ())]
    return [*dict.fromkeys([*options, *chosen])]


def _told_options(hass: HomeAssistant, status: str) -> list[str]:
    """Return the states that the status entity says it can have."""
    if (row := er.async_get(hass).async_get(status)) is not None:
        if options := options_of(row.capabilities):
            return options
    state = hass.states.get(status)
    return options_of(state.attributes) if state is not None else []


def propose(
    hass: HomeAssistant, status: str, found: FoundPrinter | None
) -> dict[str, Any]:
    """Return all that is probably right for a printer but its camera."""
    proposed = {CONF_STATUS: status, **propose_states(hass, status, found)}
    if found is None:
        return proposed
    for key, role, domains in CONTROLS:
        entity_id = found.entities[role]
        if entity_id is not None and split_entity_id(entity_id)[0] in domains:
            proposed[key] = entity_id
    if found.nozzle_temperature is not None:
        proposed[CONF_NOZZLE_TEMPERATURE] = found.nozzle_temperature
    return proposed


def propose_states(
    hass: HomeAssistant, status: str, found: FoundPrinter | None
) -> dict[str, Any]:
    """Return what the states of a status entity probably mean, and who says so."""
    options = _told_options(hass, status)
    if found is not None and found.profile is not None:
        states = PROFILES[found.profile].states
        return {
            CONF_PROFILE: found.profile,
            CONF_PRINTING_STATES: _spelt(states.printing, options),
            CONF_PAUSED_STATES: _spelt(states.paused, options),
            CONF_PAUSING_STATES: _spelt(states.pausing, options),
        }
    guess = guess_states(split_entity_id(status)[0], options)
    return {
        CONF_PRINTING_STATES: list(guess.printing),
        CONF_PAUSED_STATES: list(guess.paused),
        CONF_PAUSING_STATES: list(guess.pausing),
    }


def _spelt(words: frozenset[str], options: list[str]) -> list[str]:
    """Return words, which know no upper case, as the status entity spells them."""
    return [one for one in options if one.casefold() in words] or sorted(words)
