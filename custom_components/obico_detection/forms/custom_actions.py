"""The user's own actions, as Home Assistant's action editor sends them."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Any

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..incident.custom_actions import async_checked_actions
from ..words import plain_words


@dataclass(frozen=True, slots=True)
class WrongActions:
    """Why actions are not taken: the error of the form, and what goes into its text."""

    error: str
    cause: str = ""


def actions_of(typed: Any) -> list[Any]:
    """Return what the editor sent as a list; it sends a single action as it is."""
    if typed is None:
        return []
    return typed if isinstance(typed, list) else [typed]


async def async_wrong_actions(
    hass: HomeAssistant, actions: list[Any]
) -> WrongActions | None:
    """Return why these actions cannot be stored or run; None if they can."""
    if not _can_be_stored(actions):
        return WrongActions("actions_not_stored")
    if not all(isinstance(action, Mapping) for action in actions):
        return WrongActions("actions_not_understood", "an action is a mapping")
    try:
        await async_checked_actions(hass, actions)
    except (vol.Invalid, HomeAssistantError) as err:
        return WrongActions("actions_not_understood", plain_words(err))
    return None


def _can_be_stored(actions: list[Any]) -> bool:
    """Tell whether actions come out of a file of JSON as they went in."""
    try:
        stored: object = json.loads(json.dumps(actions, allow_nan=False))
    except TypeError, ValueError, RecursionError:
        return False
    return stored == actions
