"""The form of what is done about a failing print, and of the fine tuning."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import BooleanSelector

from ..const import (
    CONF_CONFIRMATIONS,
    CONF_INTERVAL,
    CONF_PAUSE_CONTROL,
    CONF_POWER_OFF_WHILE_HOT,
    CONF_POWER_SWITCH,
    CONF_RESPONSE,
    CONF_RULE,
    CONF_SENSITIVITY,
    CONF_WARM_UP,
    DEFAULT_CONFIRMATIONS,
    DEFAULT_INTERVAL_S,
    DEFAULT_WARM_UP_S,
    MAX_CONFIRMATIONS,
    MAX_INTERVAL_S,
    MAX_WARM_UP_S,
    MIN_INTERVAL_S,
    Response,
)
from ..detection.rules import DEFAULT_RULE, DEFAULT_SENSITIVITY, RuleName, Sensitivity
from .fields import choice_field, flat, nested, number_field

SECTION_FINE_TUNING: Final = "fine_tuning"

FINE_TUNING_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_SENSITIVITY, default=DEFAULT_SENSITIVITY): choice_field(
            list(Sensitivity), "sensitivity"
        ),
        vol.Required(CONF_INTERVAL, default=DEFAULT_INTERVAL_S): number_field(
            MIN_INTERVAL_S, MAX_INTERVAL_S, "s"
        ),
        vol.Required(CONF_RULE, default=DEFAULT_RULE): choice_field(
            list(RuleName), "rule"
        ),
        vol.Required(CONF_WARM_UP, default=DEFAULT_WARM_UP_S): number_field(
            0, MAX_WARM_UP_S, "s"
        ),
        vol.Required(CONF_CONFIRMATIONS, default=DEFAULT_CONFIRMATIONS): number_field(
            1, MAX_CONFIRMATIONS
        ),
    }
)


def may_cut_power(settings: Mapping[str, Any]) -> bool:
    """Tell whether there is a switch to cut the power by, and a pause to come before."""
    return CONF_POWER_SWITCH in settings and CONF_PAUSE_CONTROL in settings


def possible_responses(settings: Mapping[str, Any]) -> list[Response]:
    """Return the responses for which a printer has the controls."""
    responses = [Response.NOTIFY]
    if CONF_PAUSE_CONTROL in settings:
        responses.append(Response.PAUSE)
    if may_cut_power(settings):
        responses.append(Response.PAUSE_AND_OFF)
    return responses


def response_schema(settings: Mapping[str, Any]) -> vol.Schema:
    """Return the form for a printer of these settings."""
    responses = possible_responses(settings)
    usual = Response.PAUSE if Response.PAUSE in responses else Response.NOTIFY
    fields: dict[vol.Marker, Any] = {
        vol.Required(CONF_RESPONSE, default=usual): choice_field(responses, "response")
    }
    if may_cut_power(settings):
        fields[vol.Required(CONF_POWER_OFF_WHILE_HOT, default=False)] = (
            BooleanSelector()
        )
    fields[vol.Required(SECTION_FINE_TUNING)] = section(
        FINE_TUNING_SCHEMA, {"collapsed": True}
    )
    return vol.Schema(fields)


def from_response_form(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as a printer's settings."""
    return flat(user_input, SECTION_FINE_TUNING)


def to_response_form(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a printer's settings as what the form comes with."""
    known = nested(settings, SECTION_FINE_TUNING)
    if known.get(CONF_RESPONSE) not in possible_responses(settings):
        known.pop(CONF_RESPONSE, None)
    return known


def wrong_response(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the chosen response."""
    if user_input[CONF_RESPONSE] == Response.PAUSE_AND_OFF and not user_input.get(
        CONF_POWER_OFF_WHILE_HOT
    ):
        return {CONF_POWER_OFF_WHILE_HOT: "power_off_needs_consent"}
    return {}
