"""What may be wrong with a printer's settings; a person can know better."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device import async_entity_id_to_device_id

from ..const import CONF_CAMERA, CONF_STATUS, DOMAIN
from ..printer.status import Activity
from ..settings import status_states
from ..words import one_line
from .printer import SECTION_STATES


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is asked about once; empty where there is nothing to ask."""

    said: str = ""
    """What the status entity says, where that stands in no list."""
    other: str = ""
    """The printer whose camera it probably is."""

    @property
    def errors(self) -> dict[str, str]:
        """What the form shows."""
        errors = {}
        if self.said:
            errors[SECTION_STATES] = "state_is_not_listed"
        if self.other:
            errors[CONF_CAMERA] = "camera_of_another"
        return errors


def doubts_about(
    hass: HomeAssistant,
    settings: Mapping[str, Any],
    *,
    subentry_id: str | None,
    camera_before: str | None,
) -> Doubts:
    """Return what to ask about the settings of a printer.

    A camera that it had before was chosen knowingly.
    """
    is_new_camera = settings[CONF_CAMERA] != camera_before
    return Doubts(
        said=_says_what_is_not_listed(hass, settings),
        other=_owner_of_camera(hass, settings, subentry_id) if is_new_camera else "",
    )


def _says_what_is_not_listed(hass: HomeAssistant, settings: Mapping[str, Any]) -> str:
    """Return what the printer says now, if nobody has explained it."""
    state = hass.states.get(settings[CONF_STATUS])
    said = None if state is None else state.state
    meaning = status_states(settings).activity(said)
    return said or "" if meaning is Activity.UNLISTED else ""


def _owner_of_camera(
    hass: HomeAssistant, settings: Mapping[str, Any], subentry_id: str | None
) -> str:
    """Return the other watched printer that has this camera, or whose part it is."""
    camera = settings[CONF_CAMERA]
    device_id = async_entity_id_to_device_id(hass, camera)
    if device_id == async_entity_id_to_device_id(hass, settings[CONF_STATUS]):
        device_id = None
    for entry in hass.config_entries.async_entries(DOMAIN):
        for other in entry.subentries.values():
            if other.subentry_id == subentry_id:
                continue
            status = other.data[CONF_STATUS]
            is_part = device_id is not None and (
                device_id == async_entity_id_to_device_id(hass, status)
            )
            if is_part or other.data[CONF_CAMERA] == camera:
                return one_line(other.title)
    return ""
