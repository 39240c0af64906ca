"""Which responses a printer can have: by its controls, and by what its user has set."""

from collections.abc import Mapping
from typing import Any, Final

from .const import (
    CONF_CUSTOM_ACTIONS,
    CONF_PAUSE_CONTROL,
    CONF_POWER_SWITCH,
    CONF_STOP_CONTROL,
    WARNING_RESPONSES,
    Response,
)
from .settings import power_settings

# What must be set for a response to be able to do anything.
_CONTROLS: Final[Mapping[Response, tuple[str, ...]]] = {
    Response.PAUSE: (CONF_PAUSE_CONTROL,),
    Response.PAUSE_AND_OFF: (CONF_PAUSE_CONTROL, CONF_POWER_SWITCH),
    Response.STOP: (CONF_STOP_CONTROL,),
}


def responses_with_controls(data: Mapping[str, Any]) -> list[Response]:
    """Return the responses for which a printer has the controls.

    Some do nothing until the user has given a consent, or actions, as well.
    """
    return [
        response
        for response in Response
        if all(data.get(control) for control in _CONTROLS.get(response, ()))
    ]


def possible_responses(data: Mapping[str, Any]) -> list[Response]:
    """Return the responses that would do what they say, with a printer's settings."""
    lacking = set()
    if not power_settings(data).is_allowed:
        lacking.add(Response.PAUSE_AND_OFF)
    if not data.get(CONF_CUSTOM_ACTIONS):
        lacking.add(Response.CUSTOM)
    return [one for one in responses_with_controls(data) if one not in lacking]


def possible_warning_responses(data: Mapping[str, Any]) -> list[Response]:
    """Return the responses to a warning that would do what they say."""
    return [one for one in possible_responses(data) if one in WARNING_RESPONSES]


def may_cut_power(data: Mapping[str, Any]) -> bool:
    """Tell whether there is a switch to cut the power by, and a pause to come before."""
    return Response.PAUSE_AND_OFF in responses_with_controls(data)
