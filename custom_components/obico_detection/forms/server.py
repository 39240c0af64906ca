"""The form of an ML server: its fields, and how they lie in the entry's data."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..const import (
    CONF_BASE_URL,
    CONF_FRAME_PORT,
    CONF_ML_URL,
    CONF_TOKEN,
    CONF_VERIFY_SSL,
)
from .fields import SAVE_ANYWAY, flat, nested, number_field

SECTION_ADVANCED: Final = "advanced"

# Not in the translations: an address is the same in every language.
EXAMPLE_URL: Final = "http://192.168.1.5:3333"

_TOKEN: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_URL: Final = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
_PORT: Final = number_field(0, 65535)

REAUTH_SCHEMA: Final = vol.Schema({vol.Optional(CONF_TOKEN): _TOKEN})
ADVANCED_SCHEMA: Final = vol.Schema({vol.Optional(CONF_FRAME_PORT): _PORT})


def server_schema(
    candidates: list[str], values: Mapping[str, Any], *, may_save_anyway: bool
) -> vol.Schema:
    """Return the form; `candidates` are addresses of Home Assistant to choose from."""
    is_plain = not values.get(CONF_FRAME_PORT)
    fields: dict[vol.Marker, Any] = {
        vol.Required(CONF_ML_URL): _URL,
        vol.Optional(CONF_BASE_URL): SelectSelector(
            SelectSelectorConfig(
                options=candidates,
                custom_value=True,
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
        vol.Optional(CONF_TOKEN): _TOKEN,
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        vol.Required(SECTION_ADVANCED): section(
            ADVANCED_SCHEMA, {"collapsed": is_plain}
        ),
    }
    if may_save_anyway:
        fields[vol.Required(SAVE_ANYWAY, default=False)] = BooleanSelector()
    return vol.Schema(fields)


def from_form(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as it is stored, unchecked."""
    values = flat(user_input, SECTION_ADVANCED)
    values[CONF_TOKEN] = (values.get(CONF_TOKEN) or "").strip()
    if not values.get(CONF_FRAME_PORT):
        values.pop(CONF_FRAME_PORT, None)
    return values


def to_form(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as the form has them."""
    return nested(values, SECTION_ADVANCED)


def without_blanks(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was left empty."""
    return {key: value for key, value in data.items() if value != ""}
