"""Watch 3D printers with a self-hosted Obico ML API and act when a print fails."""

import asyncio

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType

from .album_view import album
from .const import (
    CONF_BASE_URL,
    CONF_FRAME_PORT,
    CONF_ML_URL,
    DOMAIN,
    SUBENTRY_TYPE_PRINTER,
)
from .coordinator import PrinterCoordinator
from .detection.detections import BoxHeights
from .entity import async_update_devices
from .fault.desk import FaultDesk, async_remove_faults
from .fault.watchdog import async_end_reauth
from .incident.recent_frames import RecentFrames
from .ml_server.check_queue import CheckQueue
from .ml_server.client import client_for
from .ml_server.contact import ServerContact
from .ml_server.errors import MlServerError
from .ml_server.frames import async_setup_frames
from .ml_server.urls import redact_url
from .notification_answers import async_setup_answers
from .runtime import FramePort, ObicoConfigEntry, ObicoRuntimeData, loaded
from .services import async_setup_services
from .shared import MlServer, Shared
from .storage import EntryStorage

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
]

# Where the storage keeps what was learnt about the ML server itself.
SERVER_PART = "server"
# The stock server has one worker; more requests would only wait there.
IN_FLIGHT = 1


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up the view that serves frames, and the actions."""
    async_setup_frames(hass)
    async_setup_services(hass)
    async_setup_answers(hass)
    album(hass)
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
    shared = Shared(
        server=_server(hass, entry, storage),
        storage=storage,
        faults=FaultDesk(hass, entry),
        album=album(hass),
        recent_frames=RecentFrames(),
        on_move=lambda printer_id: _update_devices(hass, entry, printer_id),
    )
    port = FramePort(hass)
    # Also where the set-up fails from here on.
    entry.async_on_unload(port.async_close)
    entry.async_on_unload(shared.faults.async_stop)
    runtime = entry.runtime_data = ObicoRuntimeData(shared, dict(entry.data), port)
    await port.async_want(entry.data.get(CONF_FRAME_PORT))
    _update_server_device(hass, entry)
    for subentry in printers:
        _add_printer(hass, entry, subentry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    for place, coordinator in enumerate(runtime.printers.values()):
        async_update_devices(hass, coordinator)
        # Not all at once: the first checks are spread over one interval.
        coordinator.async_start(coordinator.settings.interval_s * place / len(printers))
    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    _ask_whether_it_answers(hass, entry, shared.server)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> bool:
    """Stop watching; what is remembered goes to the disk."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    runtime = entry.runtime_data
    # Each may wait for a light that does not answer.
    await asyncio.gather(*(one.async_shutdown() for one in runtime.printers.values()))
    await runtime.shared.storage.async_save()
    return True


async def async_remove_entry(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Remove what is left of a removed ML server."""
    async_remove_faults(hass, entry)
    for subentry in entry.get_subentries_of_type(SUBENTRY_TYPE_PRINTER):
        await album(hass).async_remove_printer(subentry.subentry_id)
    await EntryStorage(hass, entry.entry_id).async_remove()


def _server(
    hass: HomeAssistant, entry: ObicoConfigEntry, storage: EntryStorage
) -> MlServer:
    """Return the ML server as it is set up, with what was learnt about it before."""
    heights = BoxHeights.from_state(storage.saved(SERVER_PART))
    storage.async_attach(SERVER_PART, heights.state)
    return MlServer(
        client=client_for(hass, entry.data),
        base_url=entry.data[CONF_BASE_URL],
        queue=CheckQueue(IN_FLIGHT),
        frames=async_setup_frames(hass),
        box_heights=heights,
        contact=ServerContact(),
    )


@callback
def _ask_whether_it_answers(
    hass: HomeAssistant, entry: ObicoConfigEntry, server: MlServer
) -> None:
    """Find out once; while nothing prints nobody talks to the ML server."""
    client = server.client

    async def ask() -> None:
        try:
            await client.check_health()
            await client.check_token()
        except MlServerError as err:
            if server.client is client:
                server.contact.failed(err.reason)
            return
        if server.client is client:
            server.contact.answered()
            async_end_reauth(hass, entry)

    entry.async_create_background_task(hass, ask(), f"{DOMAIN} first contact")


@callback
def _update_devices(
    hass: HomeAssistant, entry: ObicoConfigEntry, printer_id: str
) -> None:
    """Follow a printer to the device that it is on now."""
    if (coordinator := entry.runtime_data.printers.get(printer_id)) is not None:
        async_update_devices(hass, coordinator)


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
    coordinator = PrinterCoordinator(hass, entry, subentry, runtime.shared)
    runtime.printers[subentry.subentry_id] = coordinator
    return coordinator


async def _async_update_listener(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Apply a change of the settings to what it concerns, and to nothing else.

    A reload would disturb the running prints of all other printers. One change after the
    other: what is removed may take a while to stop.
    """
    if (runtime := loaded(entry)) is None:
        return
    async with runtime.changing:
        if runtime.server_data != entry.data:
            await _async_change_server(hass, entry, runtime)
        while gone := runtime.printers.keys() - entry.subentries.keys():
            coordinator = runtime.printers.pop(gone.pop())
            await coordinator.async_shutdown()
            await coordinator.async_forget()
        # Any of that may have taken long enough for the entry to be unloaded.
        if loaded(entry) is runtime:
            _update_server_device(hass, entry)
            _apply_printers(hass, entry)
            await runtime.shared.storage.async_save()


@callback
def _apply_printers(hass: HomeAssistant, entry: ObicoConfigEntry) -> None:
    """Apply changed settings to their printers, and add new ones."""
    runtime = entry.runtime_data
    printers = entry.get_subentries_of_type(SUBENTRY_TYPE_PRINTER)
    for subentry in printers:
        if (known := runtime.printers.get(subentry.subentry_id)) is not None:
            known.async_apply_settings()
            async_update_devices(hass, known)
            continue
        coordinator = _add_printer(hass, entry, subentry)
        for add_entities in runtime.on_printer_added:
            add_entities(coordinator)
        coordinator.async_start(0.0)
    runtime.shared.storage.async_keep_only(
        {SERVER_PART, *(one.subentry_id for one in printers)}
    )


async def _async_change_server(
    hass: HomeAssistant, entry: ObicoConfigEntry, runtime: ObicoRuntimeData
) -> None:
    """Use the ML server as it is set up now, and find out whether it works."""
    runtime.server_data = dict(entry.data)
    await runtime.frame_port.async_want(entry.data.get(CONF_FRAME_PORT))
    if loaded(entry) is not runtime:
        await runtime.frame_port.async_close()
        return
    server = runtime.shared.server
    server.client = client_for(hass, entry.data)
    server.base_url = entry.data[CONF_BASE_URL]
    _ask_whether_it_answers(hass, entry, server)
    for coordinator in runtime.printers.values():
        coordinator.async_check_again()
