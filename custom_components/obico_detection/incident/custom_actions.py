"""The user's own actions, as Home Assistant's action editor has stored them."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
import logging
from typing import Any, override

import voluptuous as vol

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.script import Script, async_validate_actions_config

from ..const import DOMAIN
from ..words import one_line, plain_text, plain_words

_LOGGER = logging.getLogger(__name__)

NAME = "Response to a failing print"


class _ScriptLog(logging.Logger):
    """The log of one run: each error once, and in plain words.

    Scripts log what others say as it comes, and again for each step around it.
    """

    def __init__(self) -> None:
        """Pass on to the log of this module."""
        super().__init__(_LOGGER.name)
        self.parent = _LOGGER
        self._errors: set[str] = set()

    @override
    def handle(self, record: logging.LogRecord) -> None:
        """Pass a line on."""
        if record.levelno >= logging.WARNING:
            args = record.args if isinstance(record.args, tuple) else ()
            record.msg = one_line(str(record.msg))
            record.args = tuple(
                one if isinstance(one, int | float) else plain_text(str(one))
                for one in args
            )
            record.exc_info = None
        if record.levelno >= logging.ERROR and record.args:
            # The error is said last.
            error = str(tuple(record.args)[-1])
            if error in self._errors:
                return
            self._errors.add(error)
        super().handle(record)


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
        script = Script(hass, checked, NAME, DOMAIN, logger=_ScriptLog())
    except (vol.Invalid, HomeAssistantError) as err:
        _LOGGER.error("%s: %s", NAME, said := plain_words(err))
        return said
    try:
        await script.async_run(run_variables=dict(variables), context=context)
    except Exception as err:  # noqa: BLE001
        # Integrations let the errors of their libraries through.
        return plain_words(err)
    finally:
        await script.async_stop()
        await script.async_unload()
    return None
