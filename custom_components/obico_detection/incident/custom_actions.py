"""The user's own actions, as Home Assistant's action editor has stored them."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
import logging
from typing import Any

import voluptuous as vol

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config

from ..const import DOMAIN
from ..words import plain_words

_LOGGER = logging.getLogger(__name__)

NAME = "Response to a failing print"


async def async_checked_actions(
    hass: HomeAssistant, actions: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the actions in the form in which they can be run.

    Raises:
        vol.Invalid, HomeAssistantError: they cannot be.

    """
    raw = deepcopy([dict(action) for action in actions])
    checked: list[dict[str, Any]] = await async_validate_actions_config(
        hass, cv.SCRIPT_SCHEMA(raw)
    )
    return checked


async def async_run_actions(
    hass: HomeAssistant,
    actions: Sequence[Mapping[str, Any]],
    variables: Mapping[str, Any],
    context: Context,
) -> str | None:
    """Run them to their end; return what went wrong, if something did.

    Cancelled, they are stopped.
    """
    try:
        checked = await async_checked_actions(hass, actions)
        script = Script(hass, checked, NAME, DOMAIN, logger=_LOGGER)
    except (vol.Invalid, HomeAssistantError) as err:
        return plain_words(err)
    try:
        await script.async_run(run_variables=dict(variables), context=context)
    except Exception as err:  # noqa: BLE001
        # Integrations let the errors of their libraries through.
        return plain_words(err)
    finally:
        await script.async_stop()
        await script.async_unload()
    return None
