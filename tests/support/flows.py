"""What tests of forms need."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigFlowResult,
    SubentryFlowResult,
)
from homeassistant.data_entry_flow import section

from .house import CAMERA, PAUSE, POWER, STATUS, House

BASE_URL = "http://192.168.1.2:8123"
EXAMPLE = "http://192.168.1.5:3333"


def server_form(house: House, **changes: Any) -> dict[str, Any]:
    """Return what a person types to add the house's ML server."""
    return {
        "url": house.ml.url,
        "base_url": BASE_URL,
        "verify_ssl": True,
        **changes,
    }


FINE_TUNING = {
    "sensitivity": "medium",
    "interval": 10,
    "rule": "adaptive",
    "warm_up": 300,
    "confirmations": 2,
}
PRINTER = {"status": STATUS, "camera": CAMERA}
STATES = {"printing_states": ["printing"], "paused_states": ["paused"]}
CONTROLS = {**STATES, "pause_control": PAUSE}
POWERED = {**CONTROLS, "power_switch": POWER}


def suggested(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a form comes with, those of its sections included."""
    return _suggested(result["data_schema"])


def fields(result: Mapping[str, Any]) -> set[str]:
    """Return the fields of a form."""
    return {str(key) for key in result["data_schema"].schema}


def offered(result: Mapping[str, Any], field: str) -> list[str]:
    """Return the options of a field of a form."""
    options: list[str] = result["data_schema"].schema[field].config["options"]
    return options


def told(result: Mapping[str, Any], placeholder: str) -> str:
    """Return what a form puts in the place of a placeholder."""
    text: str = result["description_placeholders"][placeholder]
    return text


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


async def submit_server(
    house: House, result: ConfigFlowResult, **changes: Any
) -> ConfigFlowResult:
    """Fill in the form of an ML server and send it."""
    return await house.hass.config_entries.flow.async_configure(
        result["flow_id"], server_form(house, **changes)
    )


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
    return {"response": response, "fine_tuning": FINE_TUNING, **changes}
