"""Watch 3D printers with a self-hosted Obico ML API and act when a print fails."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .check import MlServer
from .const import (
    CONF_BASE_URL,
    CONF_ML_URL,
    CONF_TOKEN,
    CONF_VERIFY_SSL,
    DOMAIN,
    SUBENTRY_TYPE_PRINTER,
)
from .contact import ServerContact
from .coordinator import PrinterCoordinator
from .detection.detections import BoxHeights
from .entity import async_update_devices
from .incident.notification import Notifier
from .ml_server.check_queue import CheckQueue
from .ml_server.client import MlServerClient
from .ml_server.frames import async_setup_frames
from .ml_server.urls import redact_url
from .runtime import ObicoConfigEntry, ObicoRuntimeData
from .storage import EntryStorage

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [Platform.BINARY_SENSOR, Platform.SENSOR, Platform.SWITCH]

# Where the storage keeps what was learnt about the ML server itself.
SERVER_PART = "server"
# The stock server has one worker; more requests would only wait there.
IN_FLIGHT = 1


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the view that serves frames."""
    async_setup_frames(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Set up an ML server and its printers.

    A server that is down is no reason to wait: a restart in the middle of a print must
    show what is going on.
    """
    storage = EntryStorage(hass, entry.entry_id)
    await storage.async_load()
    printers = entry.get_subentries_of_type(SUBENTRY_TYPE_PRINTER)
    storage.async_keep_only({SERVER_PART, *(one.subentry_id for one in printers)})
    heights = BoxHeights.from_state(storage.saved(SERVER_PART))
    storage.async_attach(SERVER_PART, heights.state)
    server = MlServer(
        client=_client(hass, entry),
        base_url=entry.data[CONF_BASE_URL],
        queue=CheckQueue(IN_FLIGHT),
        frames=async_setup_frames(hass),
        box_heights=heights,
        contact=ServerContact(),
    )
    entry.runtime_data = ObicoRuntimeData(server, storage, dict(entry.data))
    _update_server_device(hass, entry)
    for subentry in printers:
        _add_printer(hass, entry, subentry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    for place, coordinator in enumerate(entry.runtime_data.printers.values()):
        async_update_devices(hass, coordinator)
        # Not all at once: the first checks are spread over one interval.
        coordinator.async_start(coordinator.settings.interval_s * place / len(printers))
    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Stop watching; what is remembered goes to the disk."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    for coordinator in entry.runtime_data.printers.values():
        await coordinator.async_shutdown()
    await entry.runtime_data.storage.async_save()
    return True


async def async_remove_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Remove what is left of a removed ML server."""
    for subentry_id in entry.subentries:
        Notifier(hass, subentry_id, lambda: entry.title).async_dismiss_all()
    await EntryStorage(hass, entry.entry_id).async_remove()


def _client(hass: HomeAssistant, entry: ObicoConfigEntry) -> MlServerClient:
    """Return a client for the server as it is set up now."""
    return MlServerClient(
        async_get_clientsession(hass, verify_ssl=entry.data[CONF_VERIFY_SSL]),
        entry.data[CONF_ML_URL],
        entry.data.get(CONF_TOKEN),
    )


@callback
def _update_server_device(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Show the ML server as a device, under its name and address of now."""
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.entry_id)},
        name=entry.title,
        manufacturer="Obico",
        model="ML API",
        entry_type=dr.DeviceEntryType.SERVICE,
        configuration_url=redact_url(entry.data[CONF_ML_URL]),
    )


@callback
def _add_printer(
    hass: HomeAssistant, entry: ObicoConfigEntry, subentry: ConfigSubentry
) -> PrinterCoordinator:
    """Add a printer's coordinator; it does not run yet."""
    runtime = entry.runtime_data
    coordinator = PrinterCoordinator(
        hass, entry, subentry, runtime.server, runtime.storage
    )
    runtime.printers[subentry.subentry_id] = coordinator
    return coordinator


async def _async_update_listener(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Apply a change of the settings to what it concerns, and to nothing else.

    A reload would disturb the running prints of all other printers.
    """
    runtime = entry.runtime_data
    _update_server_device(hass, entry)
    if runtime.server_data != entry.data:
        runtime.server_data = dict(entry.data)
        runtime.server.client = _client(hass, entry)
        runtime.server.base_url = entry.data[CONF_BASE_URL]
        for coordinator in runtime.printers.values():
            coordinator.async_check_again()
    wanted = {
        one.subentry_id: one
        for one in entry.get_subentries_of_type(SUBENTRY_TYPE_PRINTER)
    }
    for printer_id in runtime.printers.keys() - wanted.keys():
        coordinator = runtime.printers.pop(printer_id)
        await coordinator.async_shutdown()
        coordinator.async_forget()
    for printer_id, subentry in wanted.items():
        if (known := runtime.printers.get(printer_id)) is not None:
            known.async_apply_settings()
            async_update_devices(hass, known)
            continue
        coordinator = _add_printer(hass, entry, subentry)
        for add_entities in runtime.on_printer_added:
            add_entities(coordinator)
        coordinator.async_start(0.0)
    runtime.storage.async_keep_only({SERVER_PART, *wanted})
    await runtime.storage.async_save()
