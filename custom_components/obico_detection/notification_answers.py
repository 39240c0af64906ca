"""Hears which button of a notification was pressed on a phone."""

import logging
from typing import Any, Final

from homeassistant.core import Event, HomeAssistant, callback

from .const import DOMAIN
from .incident.answers import read_answer_id
from .runtime import loaded

_LOGGER = logging.getLogger(__name__)

# The companion app fires it; its integration need not be there.
EVENT_ANSWER: Final = "mobile_app_notification_action"
ATTR_ACTION: Final = "action"


@callback
def async_setup_answers(hass: HomeAssistant) -> None:
    """Pass on what is answered, from now on and for all printers."""

    @callback
    def on_answer(event: Event[dict[str, Any]]) -> None:
        """Carry it out if it is for one of our incidents."""
        if (read := read_answer_id(event.data.get(ATTR_ACTION))) is None:
            return
        answer, incident_id = read
        for entry in hass.config_entries.async_entries(DOMAIN):
            runtime = loaded(entry)
            for printer in [] if runtime is None else list(runtime.printers.values()):
                if printer.async_answer(answer, incident_id):
                    return
        _LOGGER.info(
            "Nothing was done about the answer %s: it came too late, or is for no "
            "printer that is loaded",
            answer,
        )

    hass.bus.async_listen(EVENT_ANSWER, on_answer)
