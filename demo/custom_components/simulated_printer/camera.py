"""The camera that looks at the simulated print."""

from typing import override

from homeassistant.components.camera import Camera
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import SimulatedPrinterEntity
from .printer import SimulatedPrinterConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulatedPrinterConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the printer's camera."""
    async_add_entities([SimulatedCamera(entry)])


class SimulatedCamera(SimulatedPrinterEntity, Camera):
    """Sees the print while it is plugged in, whether the printer has power or not."""

    def __init__(self, entry: SimulatedPrinterConfigEntry) -> None:
        """Look at the entry's printer."""
        Camera.__init__(self)
        SimulatedPrinterEntity.__init__(self, entry, "camera")

    @property
    @override
    def available(self) -> bool:
        """Return whether it is plugged in."""
        return self._printer.readings.camera_connected

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the picture of this moment, in its own size; none without its plug."""
        if not self.available:
            return None
        return await self._printer.async_picture()
