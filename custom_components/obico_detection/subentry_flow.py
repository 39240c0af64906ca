"""Config subentry flow of a printer: add it, change it."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.device import async_entity_id_to_device
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
)

from .const import (
    CONF_CAMERA,
    CONF_CONFIRMATIONS,
    CONF_INTERVAL,
    CONF_JOB_MARKER,
    CONF_PAUSE_CONTROL,
    CONF_PAUSED_STATES,
    CONF_POWER_OFF_WHILE_HOT,
    CONF_POWER_SWITCH,
    CONF_PRINTING_STATES,
    CONF_RESPONSE,
    CONF_RULE,
    CONF_SENSITIVITY,
    CONF_STATUS,
    CONF_WARM_UP,
    CONF_WATCHING,
    DEFAULT_CONFIRMATIONS,
    DEFAULT_INTERVAL_S,
    DEFAULT_WARM_UP_S,
    DOMAIN,
    MAX_CONFIRMATIONS,
    MAX_INTERVAL_S,
    MAX_WARM_UP_S,
    MIN_INTERVAL_S,
    Response,
)
from .detection.rules import DEFAULT_RULE, DEFAULT_SENSITIVITY, RuleName, Sensitivity
from .printer.controls import POWER_DOMAINS, PRESS_ACTIONS
from .proposal import propose_controls, state_options

SECTION_FINE_TUNING = "fine_tuning"
STATUS_DOMAINS = ["sensor", "binary_sensor", "select", "input_select", "input_boolean"]


def _entity(*domains: str) -> EntitySelector:
    return EntitySelector(EntitySelectorConfig(domain=list(domains)))


def _states(options: list[str]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=options, multiple=True, custom_value=True)
    )


def _choice(options: list[str], translation_key: str) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=options, translation_key=translation_key)
    )


def _number(minimum: int, maximum: int, unit: str | None = None) -> NumberSelector:
    config = NumberSelectorConfig(
        min=minimum, max=maximum, step=1, mode=NumberSelectorMode.BOX
    )
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


PRINTER_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_STATUS): _entity(*STATUS_DOMAINS),
        vol.Required(CONF_CAMERA): _entity("camera", "image"),
    }
)
FINE_TUNING_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_SENSITIVITY, default=DEFAULT_SENSITIVITY): _choice(
            list(Sensitivity), "sensitivity"
        ),
        vol.Required(CONF_INTERVAL, default=DEFAULT_INTERVAL_S): _number(
            MIN_INTERVAL_S, MAX_INTERVAL_S, "s"
        ),
        vol.Required(CONF_RULE, default=DEFAULT_RULE): _choice(list(RuleName), "rule"),
        vol.Required(CONF_WARM_UP, default=DEFAULT_WARM_UP_S): _number(
            0, MAX_WARM_UP_S, "s"
        ),
        vol.Required(CONF_CONFIRMATIONS, default=DEFAULT_CONFIRMATIONS): _number(
            1, MAX_CONFIRMATIONS
        ),
    }
)


class PrinterSubentryFlow(ConfigSubentryFlow):
    """Asks for a printer's entities, how it is paused, and what to do about failures."""

    def __init__(self) -> None:
        """Start with nothing known of the printer."""
        self._data: dict[str, Any] = {}

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for status and camera."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if self._is_watched_already(user_input[CONF_STATUS]):
                errors[CONF_STATUS] = "already_watched"
            else:
                if user_input[CONF_STATUS] != self._data.get(CONF_STATUS):
                    # What another entity's states mean is guessed anew.
                    self._data.pop(CONF_PRINTING_STATES, None)
                    self._data.pop(CONF_PAUSED_STATES, None)
                self._data.update(user_input)
                return await self.async_step_controls()
        return self.async_show_form(
            step_id=self.source,
            data_schema=self.add_suggested_values_to_schema(
                PRINTER_SCHEMA, user_input or self._data
            ),
            errors=errors,
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a printer, step by step, from what it is now."""
        if not self._data:
            self._data = dict(self._get_reconfigure_subentry().data)
        return await self.async_step_user(user_input)

    async def async_step_controls(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what the states mean and which controls there are."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = _wrong_states(user_input)
            if not errors:
                self._take(
                    user_input,
                    CONF_PAUSED_STATES,
                    CONF_JOB_MARKER,
                    CONF_PAUSE_CONTROL,
                    CONF_POWER_SWITCH,
                )
                return await self.async_step_response()
        status = self._data[CONF_STATUS]
        options = state_options(self.hass, status)
        # What was left empty on purpose is not proposed again.
        is_known = CONF_PRINTING_STATES in self._data
        proposed = {} if is_known else propose_controls(self.hass, status, options)
        for key in (CONF_PRINTING_STATES, CONF_PAUSED_STATES):
            options += [one for one in proposed.get(key, ()) if one not in options]
        schema = vol.Schema(
            {
                vol.Required(CONF_PRINTING_STATES): _states(options),
                vol.Optional(CONF_PAUSED_STATES): _states(options),
                vol.Optional(CONF_PAUSE_CONTROL): _entity(*PRESS_ACTIONS),
                vol.Optional(CONF_POWER_SWITCH): _entity(*POWER_DOMAINS),
                vol.Optional(CONF_JOB_MARKER): _entity("sensor"),
            }
        )
        return self.async_show_form(
            step_id="controls",
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or {**proposed, **self._data}
            ),
            errors=errors,
            description_placeholders={"status": status},
        )

    async def async_step_response(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what to do about a failing print; the fine tuning is folded away."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = _wrong_response(user_input)
            if not errors:
                self._take(user_input)
                self._data.update(_whole_numbers(self._data.pop(SECTION_FINE_TUNING)))
                return self._finish()
        has_pause = CONF_PAUSE_CONTROL in self._data
        has_power = self._may_cut_power
        responses = [Response.NOTIFY]
        if has_pause:
            responses.append(Response.PAUSE)
        if has_power:
            responses.append(Response.PAUSE_AND_OFF)
        usual = Response.PAUSE if has_pause else Response.NOTIFY
        fields: dict[vol.Marker, Any] = {
            vol.Required(CONF_RESPONSE, default=usual): _choice(
                list(responses), "response"
            )
        }
        if has_power:
            fields[vol.Required(CONF_POWER_OFF_WHILE_HOT, default=False)] = (
                BooleanSelector()
            )
        fields[vol.Required(SECTION_FINE_TUNING)] = section(
            FINE_TUNING_SCHEMA, {"collapsed": True}
        )
        known = {**self._data, SECTION_FINE_TUNING: self._data}
        if known.get(CONF_RESPONSE) not in responses:
            known.pop(CONF_RESPONSE, None)
        return self.async_show_form(
            step_id="response",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(fields), user_input or known
            ),
            errors=errors,
            last_step=True,
        )

    # -- small things

    def _take(self, user_input: Mapping[str, Any], *optional: str) -> None:
        """Keep what was given; what was left out of a form is not kept from before."""
        for key in optional:
            self._data.pop(key, None)
        self._data.update(user_input)

    def _finish(self) -> SubentryFlowResult:
        """Create the printer, or update it."""
        data = self._data
        if self._is_watched_already(data[CONF_STATUS]):
            # Added by another flow since the first step.
            return self.async_abort(reason="already_watched")
        if not self._may_cut_power:
            data.pop(CONF_POWER_OFF_WHILE_HOT, None)
        if self.source == SOURCE_USER:
            return self.async_create_entry(
                title=_printer_name(self.hass, data[CONF_STATUS]), data=data
            )
        subentry = self._get_reconfigure_subentry()
        data.pop(CONF_WATCHING, None)
        if CONF_WATCHING in subentry.data:
            # The switch may have been used while the form was open.
            data[CONF_WATCHING] = subentry.data[CONF_WATCHING]
        return self.async_update_and_abort(self._get_entry(), subentry, data=data)

    @property
    def _may_cut_power(self) -> bool:
        """Whether there is a switch to cut the power by, and a pause to come before."""
        return CONF_POWER_SWITCH in self._data and CONF_PAUSE_CONTROL in self._data

    def _is_watched_already(self, status: str) -> bool:
        """Tell whether any printer, on any ML server, is watched by this entity."""
        own = (
            None
            if self.source == SOURCE_USER
            else self._get_reconfigure_subentry().subentry_id
        )
        return any(
            subentry.data[CONF_STATUS] == status and subentry.subentry_id != own
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            for subentry in entry.subentries.values()
        )


def _wrong_states(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the chosen states."""
    printing = {state.strip().casefold() for state in user_input[CONF_PRINTING_STATES]}
    paused = {
        state.strip().casefold() for state in user_input.get(CONF_PAUSED_STATES, ())
    }
    if not printing - {""}:
        return {CONF_PRINTING_STATES: "no_printing_state"}
    if printing & paused:
        return {CONF_PAUSED_STATES: "both_printing_and_paused"}
    if CONF_PAUSE_CONTROL in user_input and not paused - {""}:
        return {CONF_PAUSED_STATES: "no_paused_state"}
    return {}


def _wrong_response(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the chosen response."""
    if user_input[CONF_RESPONSE] == Response.PAUSE_AND_OFF and not user_input.get(
        CONF_POWER_OFF_WHILE_HOT
    ):
        return {CONF_POWER_OFF_WHILE_HOT: "power_off_needs_consent"}
    return {}


def _whole_numbers(fine_tuning: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fine tuning with the selector's floats as the integers they are."""
    return {
        key: int(value) if isinstance(value, float) else value
        for key, value in fine_tuning.items()
    }


def _printer_name(hass: HomeAssistant, status: str) -> str:
    """Name a printer after its device, else after its status entity."""
    if (device := async_entity_id_to_device(hass, status)) is not None:
        if name := device.name_by_user or device.name:
            return name
    if (state := hass.states.get(status)) is not None:
        return state.name
    return status
