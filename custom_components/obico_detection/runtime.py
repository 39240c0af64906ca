"""What one loaded ML server holds."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .ml_server.http_listener import FramePortInUseError, frame_listener
from .shared import MlServer, Shared
from .timers import Timers

_LOGGER = logging.getLogger(__name__)

RETRY = "retry"
RETRY_S = 60.0


class FramePort:
    """The port of our own over which frames are served, if one is set up."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start without one."""
        self._hass = hass
        self._timers = Timers(hass)
        self._wanted: int | None = None
        self._open: int | None = None
        self._was_told = False
        self._listening = AsyncExitStack()
        # One at a time: a second try must not find the first half-way.
        self._lock = asyncio.Lock()

    async def async_want(self, port: int | None) -> None:
        """Serve frames on this port, in the place of the one before."""
        if port != self._wanted:
            await self.async_close()
            self._wanted = port
        await self.async_try()

    async def async_try(self) -> None:
        """Open the port that is wanted, unless it is open; else try again later."""
        async with self._lock:
            if (port := self._wanted) is None or port == self._open:
                return
            try:
                listener = frame_listener(self._hass, port)
                await self._listening.enter_async_context(listener)
            except FramePortInUseError as err:
                # The printers' checks tell that the frames are not fetched.
                level = logging.DEBUG if self._was_told else logging.WARNING
                self._was_told = True
                _LOGGER.log(level, "No pictures on a port of our own: %s", err)
                self._timers.async_start(RETRY, RETRY_S, self._retry)
            else:
                self._open, self._was_told = port, False
                self._timers.async_stop(RETRY)

    def _retry(self) -> None:
        """Whoever had the port may have let it go."""
        self._hass.async_create_background_task(
            self.async_try(), f"{DOMAIN} frame port"
        )

    async def async_close(self) -> None:
        """Serve none any more."""
        self._timers.async_stop(RETRY)
        async with self._lock:
            self._wanted = self._open = None
            self._was_told = False
            await self._listening.aclose()


@dataclass
class ObicoRuntimeData:
    """One loaded ML server and its printers, by the id of their subentries."""

    shared: Shared
    server_data: dict[str, Any]
    frame_port: FramePort
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a change of the settings is applied."""
    printers: dict[str, PrinterCoordinator] = field(default_factory=dict)
    on_printer_added: list[Callable[[PrinterCoordinator], None]] = field(
        default_factory=list
    )

    @property
    def server(self) -> MlServer:
        """The ML server."""
        return self.shared.server


type ObicoConfigEntry = ConfigEntry[ObicoRuntimeData]


def loaded(entry: ConfigEntry) -> ObicoRuntimeData | None:
    """Return what the entry of an ML server holds; None while it is not loaded."""
    if entry.state is not ConfigEntryState.LOADED:
        return None
    runtime: ObicoRuntimeData = entry.runtime_data
    return runtime
