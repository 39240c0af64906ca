"""What all entities of a simulated printer share."""

from typing import override

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

from .const import DOMAIN
from .printer import SimulatedPrinterConfigEntry


class SimulatedPrinterEntity(Entity):
    """An entity on the printer's device that follows its readings."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: SimulatedPrinterConfigEntry, key: str) -> None:
        """Belong to the entry's printer."""
        self._printer = entry.runtime_data
        self._attr_unique_id = f"{entry.entry_id}_{key}"
        self._attr_translation_key = key
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)},
            name=entry.title,
            manufacturer="Nobody",
            model="Simulated printer",
        )

    @override
    async def async_added_to_hass(self) -> None:
        """Write the state whenever the readings change."""
        self.async_on_remove(
            self._printer.async_add_listener(self.async_write_ha_state)
        )
