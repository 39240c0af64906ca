"""What the entities of a printer have in common."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device import (
    async_entity_id_to_device,
    async_entity_id_to_device_id,
)
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import ObicoConfigEntry, PrinterCoordinator


class PrinterEntity(CoordinatorEntity[PrinterCoordinator]):
    """An entity of one watched printer.

    It sits on the printer's own device where its status entity has one, else on a device
    of ours.
    """

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: PrinterCoordinator, description: EntityDescription
    ) -> None:
        """Place it on a device."""
        super().__init__(coordinator)
        subentry = coordinator.subentry
        self.entity_description = description
        self._attr_unique_id = f"{subentry.subentry_id}_{description.key}"
        hass = coordinator.hass
        self.device_entry = async_entity_id_to_device(hass, coordinator.settings.status)
        if self.device_entry is None:
            self._attr_device_info = dr.DeviceInfo(
                identifiers={(DOMAIN, subentry.subentry_id)},
                name=subentry.title,
                entry_type=dr.DeviceEntryType.SERVICE,
                via_device_id=dr.async_get_device_id_by_identifier(
                    hass,
                    (DOMAIN, coordinator.config_entry.entry_id),
                    config_entry_id=coordinator.config_entry.entry_id,
                ),
            )

    @property
    @override
    def available(self) -> bool:
        """Stay: a printer nobody could look at is shown as that, it does not vanish."""
        return True


@callback
def async_add_printer_entities(
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    create: Callable[[PrinterCoordinator], Iterable[Entity]],
) -> None:
    """Add the entities of every printer, and of those added later."""

    @callback
    def add(coordinator: PrinterCoordinator) -> None:
        async_add_entities(
            create(coordinator),
            config_subentry_id=coordinator.subentry.subentry_id,
        )

    runtime = entry.runtime_data
    for coordinator in runtime.printers.values():
        add(coordinator)
    runtime.on_printer_added.append(add)


@callback
def async_move_entities(hass: HomeAssistant, coordinator: PrinterCoordinator) -> None:
    """Move a printer's entities to the device that its status entity is on now."""
    device_id = async_entity_id_to_device_id(hass, coordinator.settings.status)
    registry = er.async_get(hass)
    subentry_id = coordinator.subentry.subentry_id
    entities = er.async_entries_for_config_entry(
        registry, coordinator.config_entry.entry_id
    )
    for entity in entities:
        if entity.config_subentry_id != subentry_id or device_id is None:
            continue
        if entity.device_id != device_id:
            registry.async_update_entity(entity.entity_id, device_id=device_id)
