"""Binary sensors: is a print failing, and does the ML server answer?"""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .entity import PrinterEntity, ServerStateEntity, async_add_printer_entities
from .runtime import ObicoConfigEntry

PARALLEL_UPDATES = 0

FAILURE = BinarySensorEntityDescription(
    key="failure",
    translation_key="failure",
    device_class=BinarySensorDeviceClass.PROBLEM,
)
CONNECTIVITY = BinarySensorEntityDescription(
    key="connectivity",
    translation_key="connectivity",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of the ML server and of all printers."""
    async_add_entities([ConnectivitySensor(entry, CONNECTIVITY)])
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


class ConnectivitySensor(ServerStateEntity, BinarySensorEntity):
    """On while the ML server answers, whatever it says."""

    _unrecorded_attributes = frozenset({"last_contact"})

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether it answered last; None before the first question."""
        return self.server.contact.reachable

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return when that was."""
        asked_at = self.server.contact.last_contact_at
        return {
            "last_contact": (
                None if asked_at is None else dt_util.utc_from_timestamp(asked_at)
            )
        }
