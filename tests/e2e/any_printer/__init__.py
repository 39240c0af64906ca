"""Stands in for any printer integration: its entities, as far as they can be told apart.

Copied into a configuration folder once for each integration, beside a `printers.json` that
says what the printers of that integration bring. No plastic moves.
"""

from functools import partial
import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import Event, HomeAssistant

from .printer import AnyPrinter

type AnyPrinterConfigEntry = ConfigEntry[AnyPrinter]

EVENT_PRINTS = "any_printer_prints"
FOLDER = Path(__file__).parent
PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.CAMERA,
    Platform.IMAGE,
    Platform.LIGHT,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_setup_entry(hass: HomeAssistant, entry: AnyPrinterConfigEntry) -> bool:
    """Set up a printer that stands idle until an event says that it prints."""
    entry.runtime_data = await hass.async_add_executor_job(_read, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(hass.bus.async_listen(EVENT_PRINTS, partial(_prints, entry)))
    return True


def _read(entry: AnyPrinterConfigEntry) -> AnyPrinter:
    """Read what this printer brings, and what its camera shows."""
    described: dict[str, Any] = json.loads((FOLDER / "printers.json").read_text())
    profile: str = entry.data["profile"]
    picture = (FOLDER / "picture.jpg").read_bytes()
    return AnyPrinter(entry, described[profile], picture)


async def _prints(entry: AnyPrinterConfigEntry, event: Event[dict[str, Any]]) -> None:
    if event.data["profile"] == entry.data["profile"]:
        entry.runtime_data.begin_to_print()
