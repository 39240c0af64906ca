"""What tests of forms need."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from custom_components.obico_detection.forms.printer import (
    CONTROLS_SCHEMA,
    LIGHT_SCHEMA,
    states_schema,
)
from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.data_entry_flow import section

from .house import CAMERA, PAUSE, POWER, STATUS, House

FINE_TUNING = {
    "sensitivity": "medium",
    "interval": 10,
    "rule": "adaptive",
    "warm_up": 300,
    "confirmations": 2,
}
TOLD_HERE = {"notify_here": True, "notify_critical": False}
# What the last form adds to a printer's settings where nothing is changed in it.
USUAL = {"warning_response": "notify", **TOLD_HERE, **FINE_TUNING}
STATES = {"printing_states": ["printing"], "paused_states": ["paused"]}
ENTITIES = {"camera": CAMERA, "status": STATUS, **STATES}
CONTROLS = {**ENTITIES, "pause_control": PAUSE}
POWERED = {**CONTROLS, "power_switch": POWER}
NO_LIGHT = {"light_mode": "none", "light_settle": 3}
BY_HAND = {"status": STATUS}


def printer_form(settings: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a printer's settings as the form has them; a change to None leaves it out."""
    settings = {
        key: value
        for key, value in {**settings, **changes}.items()
        if value is not None
    }
    form: dict[str, Any] = {"controls": {}, "states": {}, "light": {}}
    for key, value in settings.items():
        part = next((part for part, keys in PARTS.items() if key in keys), None)
        (form if part is None else form[part])[key] = value
    return form


# Which fields are in which section of a printer's form.
PARTS = {
    part: {str(key) for key in schema.schema}
    for part, schema in (
        ("controls", CONTROLS_SCHEMA),
        ("states", states_schema([])),
        ("light", LIGHT_SCHEMA),
    )
}


def suggested(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a form comes with, those of its sections included."""
    return _suggested(result["data_schema"])


def fields(result: Mapping[str, Any]) -> set[str]:
    """Return the fields of a form."""
    return {str(key) for key in result["data_schema"].schema}


def offered(result: Mapping[str, Any], field: str) -> list[str]:
    """Return the options of a field of a form, or of a section in it."""
    return [
        option["value"] if isinstance(option, dict) else option
        for option in _options(result, field)
    ]


def labels(result: Mapping[str, Any], field: str) -> list[str]:
    """Return what the options of a field are called, where we call them so."""
    return [option["label"] for option in _options(result, field)]


def unfolded(result: Mapping[str, Any]) -> set[str]:
    """Return the sections of a form that are not folded away."""
    return {
        str(key)
        for key, field in result["data_schema"].schema.items()
        if isinstance(field, section) and not field.options["collapsed"]
    }


def told(result: Mapping[str, Any], placeholder: str) -> str:
    """Return what a form puts in the place of a placeholder."""
    text: str = result["description_placeholders"][placeholder]
    return text


def _options(result: Mapping[str, Any], field: str) -> list[Any]:
    schema = result["data_schema"].schema
    parts = [
        part.schema.schema for part in schema.values() if isinstance(part, section)
    ]
    [selector] = [part[field] for part in (schema, *parts) if field in part]
    options: list[Any] = selector.config["options"]
    return options


def _suggested(schema: vol.Schema) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, field in schema.schema.items():
        if isinstance(field, section):
            values[str(key)] = _suggested(field.schema)
        elif key.description and "suggested_value" in key.description:
            values[str(key)] = key.description["suggested_value"]
        elif not isinstance(key.default, vol.Undefined):
            values[str(key)] = key.default()
    return values


async def start_printer(house: House) -> SubentryFlowResult:
    """Open the form for a new printer."""
    assert house.entry is not None
    return await house.hass.config_entries.subentries.async_init(
        (house.entry.entry_id, "printer"), context={"source": SOURCE_USER}
    )


async def go(
    house: House, form: SubentryFlowResult, *inputs: dict[str, Any]
) -> SubentryFlowResult:
    """Fill in one form after the other."""
    for given in inputs:
        form = await house.hass.config_entries.subentries.async_configure(
            form["flow_id"], given
        )
    return form


def answer(response: str = "pause", **changes: Any) -> dict[str, Any]:
    """Return what the last form is filled in with."""
    return {
        "response": response,
        "warning_response": "notify",
        "notifications": TOLD_HERE,
        "actions": {},
        "fine_tuning": FINE_TUNING,
        **changes,
    }
