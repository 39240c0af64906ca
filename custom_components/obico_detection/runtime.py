"""What one loaded ML server holds."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from .check import MlServer
from .coordinator import PrinterCoordinator
from .ml_server.http_listener import FramePortInUseError, frame_listener
from .shared import Shared

_LOGGER = logging.getLogger(__name__)


class FramePort:
    """The port of our own over which frames are served, if one is set up."""

    def __init__(self) -> None:
        """Start without one."""
        self._port: int | None = None
        self._listening = AsyncExitStack()

    async def async_open(self, hass: HomeAssistant, port: int | None) -> None:
        """Serve frames on this port, in the place of the one before."""
        if port == self._port:
            return
        await self.async_close()
        if not port:
            return
        try:
            await self._listening.enter_async_context(frame_listener(hass, port))
        except FramePortInUseError as err:
            # The printers' checks will tell that the frames are not fetched.
            _LOGGER.warning("No pictures are served on a port of our own: %s", err)
        else:
            self._port = port

    async def async_close(self) -> None:
        """Serve none any more."""
        self._port = None
        await self._listening.aclose()


@dataclass
class ObicoRuntimeData:
    """One loaded ML server and its printers, by the id of their subentries."""

    shared: Shared
    server_data: dict[str, Any]
    printers: dict[str, PrinterCoordinator] = field(default_factory=dict)
    on_printer_added: list[Callable[[PrinterCoordinator], None]] = field(
        default_factory=list
    )
    frame_port: FramePort = field(default_factory=FramePort)

    @property
    def server(self) -> MlServer:
        """The ML server."""
        return self.shared.server


type ObicoConfigEntry = ConfigEntry[ObicoRuntimeData]
