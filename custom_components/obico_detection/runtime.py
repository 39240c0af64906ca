"""What one loaded ML server holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from homeassistant.config_entries import ConfigEntry

from .check import MlServer
from .coordinator import PrinterCoordinator
from .storage import EntryStorage


@dataclass
class ObicoRuntimeData:
    """One loaded ML server and its printers, by the id of their subentries."""

    server: MlServer
    storage: EntryStorage
    server_data: dict[str, Any]
    printers: dict[str, PrinterCoordinator] = field(default_factory=dict)
    on_printer_added: list[Callable[[PrinterCoordinator], None]] = field(
        default_factory=list
    )


type ObicoConfigEntry = ConfigEntry[ObicoRuntimeData]
