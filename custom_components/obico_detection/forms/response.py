"""The form of what is done about a failing print, and of the fine tuning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import ActionSelector, BooleanSelector

from ..const import (
    CONF_CONFIRMATIONS,
    CONF_CUSTOM_ACTIONS,
    CONF_INTERVAL,
    CONF_NOTIFY_CRITICAL,
    CONF_NOTIFY_DEVICES,
    CONF_NOTIFY_ENTITIES,
    CONF_NOTIFY_HERE,
    CONF_NOZZLE_LIMIT,
    CONF_NOZZLE_TEMPERATURE,
    CONF_POWER_OFF_DELAY,
    CONF_POWER_OFF_WHILE_HOT,
    CONF_RESPONSE,
    CONF_RULE,
    CONF_SENSITIVITY,
    CONF_WARM_UP,
    CONF_WARNING_RESPONSE,
    DEFAULT_CONFIRMATIONS,
    DEFAULT_INTERVAL_S,
    DEFAULT_NOZZLE_LIMIT_C,
    DEFAULT_POWER_OFF_DELAY_MIN,
    DEFAULT_WARM_UP_S,
    MAX_CONFIRMATIONS,
    MAX_INTERVAL_S,
    MAX_NOZZLE_LIMIT_C,
    MAX_POWER_OFF_DELAY_MIN,
    MAX_WARM_UP_S,
    MIN_INTERVAL_S,
    MIN_NOZZLE_LIMIT_C,
    MIN_POWER_OFF_DELAY_MIN,
    WARNING_RESPONSES,
    Response,
)
from ..detection.rules import DEFAULT_RULE, DEFAULT_SENSITIVITY, RuleName, Sensitivity
from ..responses import may_cut_power, possible_responses, responses_with_controls
from ..settings import notify_targets
from .custom_actions import actions_of, async_wrong_actions
from .fields import (
    choice_field,
    devices_field,
    entities_field,
    flat,
    nested,
    number_field,
)

SECTION_NOTIFICATIONS: Final = "notifications"
SECTION_POWER: Final = "power"
SECTION_ACTIONS: Final = "actions"
SECTION_FINE_TUNING: Final = "fine_tuning"
SECTIONS: Final = (
    SECTION_NOTIFICATIONS,
    SECTION_POWER,
    SECTION_ACTIONS,
    SECTION_FINE_TUNING,
)

COMPANION_APP: Final = "mobile_app"
WARNING_DEFAULT: Final = Response.NOTIFY

NOTIFICATIONS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_NOTIFY_HERE, default=True): BooleanSelector(),
        vol.Optional(CONF_NOTIFY_DEVICES): devices_field(COMPANION_APP),
        vol.Optional(CONF_NOTIFY_ENTITIES): entities_field(Platform.NOTIFY),
        vol.Required(CONF_NOTIFY_CRITICAL, default=False): BooleanSelector(),
    }
)
# When the power is cut: where a sensor tells how hot the nozzle is, and where none does.
COOLING_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_NOZZLE_LIMIT, default=DEFAULT_NOZZLE_LIMIT_C): number_field(
            MIN_NOZZLE_LIMIT_C, MAX_NOZZLE_LIMIT_C, "°C"
        )
    }
)
CONSENT_SCHEMA: Final = vol.Schema(
    {
        vol.Required(
            CONF_POWER_OFF_DELAY, default=DEFAULT_POWER_OFF_DELAY_MIN
        ): number_field(MIN_POWER_OFF_DELAY_MIN, MAX_POWER_OFF_DELAY_MIN, "min"),
        vol.Required(CONF_POWER_OFF_WHILE_HOT, default=False): BooleanSelector(),
    }
)
ACTIONS_SCHEMA: Final = vol.Schema(
    {vol.Optional(CONF_CUSTOM_ACTIONS): ActionSelector()}
)
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


def response_schema(
    settings: Mapping[str, Any],
    typed: Mapping[str, Any] | None = None,
    *,
    unfolded: Iterable[str] = (),
) -> vol.Schema:
    """Return the form for a printer of these settings; most of it is folded away.

    Not that without which the responses that are chosen, or typed already, do nothing.
    """
    responses = responses_with_controls(settings)
    usual = Response.PAUSE if Response.PAUSE in responses else Response.NOTIFY
    warning_responses = [one for one in responses if one in WARNING_RESPONSES]
    fields: dict[vol.Marker, Any] = {
        vol.Required(CONF_RESPONSE, default=usual): choice_field(
            responses, "response", folded=True
        ),
        vol.Required(CONF_WARNING_RESPONSE, default=WARNING_DEFAULT): choice_field(
            warning_responses, "warning_response", folded=True
        ),
    }
    open_sections = {*unfolded, *_in_use(typed or settings)}
    for name, schema in _sections(settings).items():
        fields[vol.Required(name)] = section(
            schema, {"collapsed": name not in open_sections}
        )
    return vol.Schema(fields)


def _sections(settings: Mapping[str, Any]) -> dict[str, vol.Schema]:
    """Return the sections that there are for a printer of these settings."""
    sections = {SECTION_NOTIFICATIONS: NOTIFICATIONS_SCHEMA}
    if may_cut_power(settings):
        has_sensor = CONF_NOZZLE_TEMPERATURE in settings
        sections[SECTION_POWER] = COOLING_SCHEMA if has_sensor else CONSENT_SCHEMA
    sections[SECTION_ACTIONS] = ACTIONS_SCHEMA
    sections[SECTION_FINE_TUNING] = FINE_TUNING_SCHEMA
    return sections


def from_response_form(
    settings: Mapping[str, Any], user_input: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a printer's settings with what was typed; a list that is empty is left out."""
    sections = _sections(settings)
    typed = flat(user_input, *sections)
    typed[CONF_CUSTOM_ACTIONS] = actions_of(typed.get(CONF_CUSTOM_ACTIONS))
    shown = {str(key) for schema in sections.values() for key in schema.schema}
    kept = {key: value for key, value in settings.items() if key not in shown}
    if not may_cut_power(settings):
        # The consent was about a plug that is no longer there.
        kept.pop(CONF_POWER_OFF_WHILE_HOT, None)
    filled = {key: value for key, value in typed.items() if value not in ([], None)}
    return {**kept, **filled}


def to_response_form(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a printer's settings as what the form comes with."""
    known = nested(settings, *SECTIONS)
    responses = responses_with_controls(settings)
    for key in (CONF_RESPONSE, CONF_WARNING_RESPONSE):
        if known.get(key) not in responses:
            known.pop(key, None)
    return known


def _in_use(settings: Mapping[str, Any]) -> set[str]:
    """Return the sections without which the chosen responses do nothing."""
    chosen = {settings.get(CONF_RESPONSE), settings.get(CONF_WARNING_RESPONSE)}
    return {
        name
        for name, response in (
            (SECTION_POWER, Response.PAUSE_AND_OFF),
            (SECTION_ACTIONS, Response.CUSTOM),
        )
        if response in chosen
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """What is wrong with what was typed: errors by section, and what one is caused by.

    The user interface shows no error within a section.
    """

    errors: dict[str, str] = field(default_factory=dict)
    cause: str = ""


async def async_mistakes(
    hass: HomeAssistant, settings: Mapping[str, Any], user_input: Mapping[str, Any]
) -> Mistakes:
    """Return what is wrong with what was typed about a printer of these settings."""
    chosen = from_response_form(settings, user_input)
    if errors := _lacking(chosen):
        return Mistakes(errors=errors)
    actions = chosen.get(CONF_CUSTOM_ACTIONS, [])
    is_same = actions == settings.get(CONF_CUSTOM_ACTIONS, [])
    if is_same and SECTION_ACTIONS not in _in_use(chosen):
        # What was broken elsewhere since, and does nothing, keeps nobody from a change.
        return Mistakes()
    if (wrong := await async_wrong_actions(hass, actions)) is None:
        return Mistakes()
    return Mistakes(errors={SECTION_ACTIONS: wrong.error}, cause=wrong.cause)


def _lacking(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return what a chosen response lacks, by the section that it is in."""
    response = settings[CONF_RESPONSE]
    if response == Response.PAUSE_AND_OFF and response not in possible_responses(
        settings
    ):
        return {SECTION_POWER: "power_off_needs_consent"}
    is_custom = Response.CUSTOM in (response, settings[CONF_WARNING_RESPONSE])
    if is_custom and CONF_CUSTOM_ACTIONS not in settings:
        return {SECTION_ACTIONS: "no_actions"}
    if response == Response.NOTIFY and not _is_anyone_told(settings):
        return {SECTION_NOTIFICATIONS: "nobody_is_told"}
    return {}


def _is_anyone_told(settings: Mapping[str, Any]) -> bool:
    """Tell whether a notification would be shown anywhere."""
    targets = notify_targets(settings)
    return targets.here or bool(targets.devices or targets.entities)
