"""What the entities of a printer, and those of an ML server, have in common."""

from collections.abc import Callable, Iterable
import time
from typing import Final, override

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
from .coordinator import PrinterCoordinator
from .runtime import ObicoConfigEntry
from .shared import MlServer
from .timers import Timers

# Each check changes what is known of an ML server; the recorder keeps every write.
WRITE_INTERVAL_S: Final = 60.0
WRITE: Final = "write"


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
            self._attr_device_info = _own_device(coordinator)

    @property
    @override
    def available(self) -> bool:
        """Stay: a printer nobody could look at is shown as that, it does not vanish."""
        return True


class ServerEntity(Entity):
    """An entity of an ML server, on the server's device."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, entry: ObicoConfigEntry, description: EntityDescription) -> None:
        """Place it on the server's device."""
        self.entity_description = description
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = dr.DeviceInfo(identifiers={(DOMAIN, entry.entry_id)})
        self.entry = entry

    @property
    def server(self) -> MlServer:
        """The ML server."""
        return self.entry.runtime_data.server


class ServerStateEntity(ServerEntity):
    """It shows what the last requests to the ML server have told.

    It is written at once when the server comes or goes, else once a minute at most.
    """

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the requests."""
        self._timers = Timers(self.hass)
        self._note_write()
        contact = self.server.contact
        self.async_on_remove(contact.async_add_listener(self._on_contact))
        self.async_on_remove(self._timers.async_stop_all)

    @callback
    def _on_contact(self) -> None:
        """Write now, or when the minute is over."""
        wait_s = self._written_at + WRITE_INTERVAL_S - time.monotonic()
        if wait_s <= 0 or self.server.contact.reachable is not self._written_reachable:
            self._write()
        else:
            # The last request of a print has none after it that would show the last of it.
            self._timers.async_start(WRITE, wait_s, self._write)

    @callback
    def _write(self) -> None:
        """Show what is known now."""
        self._timers.async_stop(WRITE)
        self._note_write()
        self.async_write_ha_state()

    @callback
    def _note_write(self) -> None:
        """Remember what was shown when."""
        self._written_at = time.monotonic()
        self._written_reachable = self.server.contact.reachable


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
def async_update_devices(hass: HomeAssistant, coordinator: PrinterCoordinator) -> None:
    """Move a printer's entities to the device where they belong now.

    A device of ours follows the printer's name, and goes when it is not needed any more.
    """
    entry, subentry_id = coordinator.config_entry, coordinator.subentry.subentry_id
    devices = dr.async_get(hass)
    device_id = async_entity_id_to_device_id(hass, coordinator.settings.status)
    if device_id is None:
        device_id = devices.async_get_or_create(
            config_entry_id=entry.entry_id,
            config_subentry_id=subentry_id,
            **_own_device(coordinator),
        ).id
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if entity.config_subentry_id == subentry_id and entity.device_id != device_id:
            registry.async_update_entity(entity.entity_id, device_id=device_id)
    own = devices.async_get_device_by_identifier((DOMAIN, subentry_id), entry.entry_id)
    if own is not None and own.id != device_id:
        devices.async_remove_device(own.id)


def _own_device(coordinator: PrinterCoordinator) -> dr.DeviceInfo:
    """Return the device of ours for a printer that has none."""
    entry, subentry = coordinator.config_entry, coordinator.subentry
    server_id = dr.async_get_device_id_by_identifier(
        coordinator.hass, (DOMAIN, entry.entry_id), config_entry_id=entry.entry_id
    )
    return dr.DeviceInfo(
        identifiers={(DOMAIN, subentry.subentry_id)},
        name=subentry.title,
        entry_type=dr.DeviceEntryType.SERVICE,
        via_device_id=server_id,
    )
