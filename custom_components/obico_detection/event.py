"""Event of a watched printer: what happens to its print, each thing told once."""

from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import HappeningType
from .entity import PrinterEntity, async_add_printer_entities
from .happenings import Happening
from .runtime import ObicoConfigEntry

PARALLEL_UPDATES = 0

PRINT = EventEntityDescription(
    key="print",
    translation_key="print",
    event_types=list(HappeningType),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, lambda printer: [PrintEvent(printer, PRINT)]
    )


class PrintEvent(PrinterEntity, EventEntity):
    """The latest thing that happened to the printer's print.

    It is also the printer's line in Home Assistant's activity, in the words of the
    translations: an event on the bus that says the same would be a second line.
    """

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the happenings instead of the view."""
        self.async_on_remove(
            self.coordinator.happenings.async_add_listener(self._on_happening)
        )

    @callback
    def _on_happening(self, happening: Happening) -> None:
        """Show it."""
        self._trigger_event(happening.type, dict(happening.attributes))
        self.async_write_ha_state()
