"""What a person has changed in a form, and what was changed elsewhere meanwhile."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant

from ..const import CONF_RESPONSE, CONF_WARNING_RESPONSE
from ..responses import possible_responses, possible_warning_responses
from .names import registry_ids, with_names_of_now
from .printer import LIGHT_SCHEMA
from .response import (
    CONSENT_SCHEMA,
    COOLING_SCHEMA,
    FINE_TUNING_SCHEMA,
    NOTIFICATIONS_SCHEMA,
    WARNING_DEFAULT,
)

# What a form shows of a setting that was never set.
_DEFAULTS: Final[Mapping[str, Any]] = {
    CONF_WARNING_RESPONSE: WARNING_DEFAULT,
    **{
        str(key): key.default()
        for schema in (
            LIGHT_SCHEMA,
            NOTIFICATIONS_SCHEMA,
            COOLING_SCHEMA,
            CONSENT_SCHEMA,
            FINE_TUNING_SCHEMA,
        )
        for key in schema.schema
        if not isinstance(key.default, vol.Undefined)
    },
}


class Original:
    """A printer's settings as they were when a form about them was opened."""

    def __init__(self, hass: HomeAssistant, settings: Mapping[str, Any]) -> None:
        """Remember them, and by what its entities are known under any name."""
        self._hass = hass
        self._settings = dict(settings)
        self._known = registry_ids(hass, settings)

    def merged(
        self, now: Mapping[str, Any], chosen: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the settings of now with what was changed in the form, and only that."""
        before = {**_DEFAULTS, **self._with_names(self._settings)}
        wanted = {**_DEFAULTS, **chosen}
        kept = self._with_names(now)
        merged = {
            key: value
            for key, value in kept.items()
            if wanted.get(key) == before.get(key)
        }
        merged |= {
            key: value
            for key, value in chosen.items()
            if wanted.get(key) != before.get(key)
        }
        return _with_possible_responses(merged, chosen)

    def _with_names(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        return with_names_of_now(self._hass, settings, self._known)


def _with_possible_responses(
    merged: dict[str, Any], chosen: Mapping[str, Any]
) -> dict[str, Any]:
    """Take the responses of the form where another can no longer be."""
    for key, possible in (
        (CONF_RESPONSE, possible_responses(merged)),
        (CONF_WARNING_RESPONSE, possible_warning_responses(merged)),
    ):
        if key in merged and key in chosen and merged[key] not in possible:
            merged[key] = chosen[key]
    return merged
