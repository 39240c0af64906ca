"""The form of a printer's entities: its fields, and what can be wrong with them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector, SelectOptionDict

from ..const import (
    CONF_CAMERA,
    CONF_JOB_MARKER,
    CONF_JOB_NAME,
    CONF_LIGHT,
    CONF_LIGHT_MODE,
    CONF_LIGHT_SETTLE,
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
    DEFAULT_LIGHT_SETTLE_S,
    MAX_LIGHT_SETTLE_S,
    LightMode,
)
from ..printer.camera_choice import CameraChoice
from ..printer.controls import POWER_DOMAINS, PRESS_ACTIONS
from ..printer.lamp import LAMP_DOMAINS
from .fields import (
    SAVE_ANYWAY,
    choice_field,
    dropdown_field,
    entity_field,
    flat,
    nested,
    number_field,
    states_field,
)

SECTION_CONTROLS: Final = "controls"
SECTION_STATES: Final = "states"
SECTION_LIGHT: Final = "light"
SECTIONS: Final = (SECTION_CONTROLS, SECTION_STATES, SECTION_LIGHT)

STATUS_DOMAINS: Final = (
    "sensor",
    "binary_sensor",
    "select",
    "input_select",
    "input_boolean",
)
STATUS_FIELD: Final = entity_field(*STATUS_DOMAINS)

STATE_LISTS: Final = (CONF_PRINTING_STATES, CONF_PAUSED_STATES, CONF_PAUSING_STATES)

CONTROLS_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_PAUSE_CONTROL): entity_field(*PRESS_ACTIONS),
        vol.Optional(CONF_RESUME_CONTROL): entity_field(*PRESS_ACTIONS),
        vol.Optional(CONF_STOP_CONTROL): entity_field(*PRESS_ACTIONS),
        vol.Optional(CONF_POWER_SWITCH): entity_field(*POWER_DOMAINS),
        vol.Optional(CONF_NOZZLE_TEMPERATURE): entity_field(
            "sensor", device_class="temperature"
        ),
    }
)
LIGHT_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_LIGHT): entity_field(*LAMP_DOMAINS),
        vol.Required(CONF_LIGHT_MODE, default=LightMode.NONE): choice_field(
            list(LightMode), "light_mode"
        ),
        vol.Required(CONF_LIGHT_SETTLE, default=DEFAULT_LIGHT_SETTLE_S): number_field(
            0, MAX_LIGHT_SETTLE_S, "s"
        ),
    }
)


def states_schema(options: list[str]) -> vol.Schema:
    """Return the fields about the status entity, which can have these states."""
    return vol.Schema(
        {
            vol.Required(CONF_STATUS): STATUS_FIELD,
            vol.Required(CONF_PRINTING_STATES): states_field(options),
            vol.Optional(CONF_PAUSED_STATES): states_field(options),
            vol.Optional(CONF_PAUSING_STATES): states_field(options),
            vol.Optional(CONF_JOB_MARKER): entity_field("sensor"),
            vol.Optional(CONF_JOB_NAME): entity_field("sensor"),
        }
    )


def printer_schema(
    cameras: Iterable[CameraChoice],
    options: list[str],
    *,
    unfolded: Iterable[str],
    may_save_anyway: bool,
) -> vol.Schema:
    """Return the form; sections that need no attention are folded away."""
    choices = [
        SelectOptionDict(value=camera.entity_id, label=camera.label)
        for camera in cameras
    ]
    fields: dict[vol.Marker, Any] = {
        # A required list would come with its first option chosen, whatever that is.
        vol.Optional(CONF_CAMERA): dropdown_field(choices)
    }
    for name, schema in (
        (SECTION_CONTROLS, CONTROLS_SCHEMA),
        (SECTION_STATES, states_schema(options)),
        (SECTION_LIGHT, LIGHT_SCHEMA),
    ):
        fields[vol.Required(name)] = section(
            schema, {"collapsed": name not in unfolded}
        )
    if may_save_anyway:
        fields[vol.Required(SAVE_ANYWAY, default=False)] = BooleanSelector()
    return vol.Schema(fields)


FORM_KEYS: Final = frozenset(
    str(key)
    for schema in (CONTROLS_SCHEMA, states_schema([]), LIGHT_SCHEMA)
    for key in schema.schema
) | {CONF_CAMERA}


def from_form(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as a printer's settings."""
    settings = flat(user_input, *SECTIONS)
    settings.pop(SAVE_ANYWAY, None)
    return settings


def to_form(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a printer's settings as what the form comes with."""
    return nested(settings, *SECTIONS)


def needs_attention(settings: Mapping[str, Any]) -> set[str]:
    """Return the sections that a person who adds a printer should look into."""
    sections = set()
    if CONF_PAUSE_CONTROL not in settings:
        sections.add(SECTION_CONTROLS)
    if CONF_PROFILE not in settings or not settings.get(CONF_PRINTING_STATES):
        sections.add(SECTION_STATES)
    return sections


def wrong_settings(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong: an error for a field, or for the section that it is in.

    The user interface shows no error within a section.
    """
    if CONF_CAMERA not in settings:
        return {CONF_CAMERA: "no_camera"}
    if error := _wrong_states(settings):
        return {SECTION_STATES: error}
    if settings[CONF_LIGHT_MODE] != LightMode.NONE and CONF_LIGHT not in settings:
        return {SECTION_LIGHT: "no_light"}
    return {}


def _wrong_states(settings: Mapping[str, Any]) -> str | None:
    """Return what is wrong with the chosen states."""
    printing, paused, pausing = (
        {state.strip().casefold() for state in settings.get(key, ())} - {""}
        for key in STATE_LISTS
    )
    if not printing:
        return "no_printing_state"
    if printing & (paused | pausing):
        return "both_printing_and_paused"
    if CONF_PAUSE_CONTROL in settings and not paused:
        return "no_paused_state"
    return None
