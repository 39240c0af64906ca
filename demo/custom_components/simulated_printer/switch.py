"""The switch in the printer's power lead."""

from typing import Any, override

from homeassistant.components.switch import SwitchDeviceClass, SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import SimulatedPrinterEntity
from .printer import SimulatedPrinterConfigEntry

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulatedPrinterConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the printer's power switch."""
    async_add_entities([SimulatedPowerSwitch(entry)])


class SimulatedPowerSwitch(SimulatedPrinterEntity, SwitchEntity):
    """Cuts and restores the power."""

    _attr_device_class = SwitchDeviceClass.OUTLET

    def __init__(self, entry: SimulatedPrinterConfigEntry) -> None:
        """Switch the entry's printer."""
        super().__init__(entry, "power")

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the printer has power."""
        return self._printer.readings.powered

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Restore the power: the printer comes up idle."""
        await self._printer.async_set_power(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Cut the power: whatever was printing is over."""
        await self._printer.async_set_power(False)
