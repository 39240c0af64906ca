"""The notifications about a printer or an ML server: their ids, and how all of them go."""

from enum import StrEnum

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN


class Topic(StrEnum):
    """What a notification is about; there is at most one of each for an owner."""

    INCIDENT = ""
    SILENT_PRINTER = "_held"
    FAULT = "_fault"
    TEST = "_test"
    NOTIFICATION_TEST = "_test_notification"


def notification_id(owner_id: str, topic: Topic) -> str:
    """Return the id of a notification about a printer or an ML server."""
    return f"{DOMAIN}_{owner_id}{topic}"


@callback
def async_dismiss_all(hass: HomeAssistant, owner_id: str) -> None:
    """Take away all that was told about a printer or an ML server that was removed."""
    for topic in Topic:
        persistent_notification.async_dismiss(hass, notification_id(owner_id, topic))
