"""Binary sensor of a watched printer: is the print failing?"""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import PrinterEntity, async_add_printer_entities
from .runtime import ObicoConfigEntry

PARALLEL_UPDATES = 0

FAILURE = BinarySensorEntityDescription(
    key="failure",
    translation_key="failure",
    device_class=BinarySensorDeviceClass.PROBLEM,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, lambda printer: [FailureSensor(printer, FAILURE)]
    )


class FailureSensor(PrinterEntity, BinarySensorEntity):
    """On while an incident is open."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the print is failing; None while nobody can look."""
        return self.coordinator.data.is_failing
