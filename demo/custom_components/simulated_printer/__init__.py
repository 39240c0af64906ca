"""Simulated 3D printers with a camera, to try things out without plastic."""

from pathlib import Path
from zlib import crc32

from homeassistant.const import CONF_NAME, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryError

from .const import CONF_PHOTOS, CONF_STORY, Story
from .pictures.moment import PictureSource
from .pictures.photos import PhotoFolderError, PhotoPlayer
from .pictures.scene import Scene
from .printer import SimulatedPrinter, SimulatedPrinterConfigEntry, store_of
from .simulation import State

PLATFORMS = [Platform.BUTTON, Platform.CAMERA, Platform.SENSOR, Platform.SWITCH]


async def async_setup_entry(
    hass: HomeAssistant, entry: SimulatedPrinterConfigEntry
) -> bool:
    """Set up one printer, in the middle of the print it was in."""
    try:
        pictures = await hass.async_add_executor_job(_pictures, entry)
    except PhotoFolderError as err:
        raise ConfigEntryError(str(err)) from err
    stored = await store_of(hass, entry.entry_id).async_load()
    state = State.from_dict(stored) if stored else None
    entry.runtime_data = SimulatedPrinter(hass, entry, state, pictures)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.runtime_data.async_run(entry)
    return True


async def async_unload_entry(
    hass: HomeAssistant, entry: SimulatedPrinterConfigEntry
) -> bool:
    """Unload the printer; it goes on printing in its own time."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(
    hass: HomeAssistant, entry: SimulatedPrinterConfigEntry
) -> None:
    """Forget the printer's state."""
    await store_of(hass, entry.entry_id).async_remove()


def _pictures(entry: SimulatedPrinterConfigEntry) -> PictureSource:
    """Return what this printer's camera shows: photos, if a folder is given."""
    name: str = entry.data[CONF_NAME]
    if folder := entry.data.get(CONF_PHOTOS):
        failing = entry.data[CONF_STORY] == Story.FAILING
        return PhotoPlayer(Path(folder), name, failing=failing)
    return Scene(crc32(name.encode()), name)
