"""The pictures that an incident of one printer is about."""

import asyncio
from collections.abc import Callable
from typing import Final

from homeassistant.core import HomeAssistant

from ..timers import async_wait
from .album import Album
from .incident import Incident
from .recent_frames import RecentFrames, SeenFrame

# A disk that is this slow does not keep people from being told.
PICTURE_TIMEOUT_S: Final = 5.0


class Evidence:
    """Remembers the latest frames, and puts those of an incident into the album."""

    def __init__(
        self,
        hass: HomeAssistant,
        printer_id: str,
        name: Callable[[], str],
        album: Album,
        frames: RecentFrames,
    ) -> None:
        """Prepare; `name` gives the printer's name as it is at that moment."""
        self._hass = hass
        self._printer_id = printer_id
        self._name = name
        self._album = album
        self._frames = frames
        self._keeping: dict[str, asyncio.Future[str | None]] = {}

    def add(self, frame: SeenFrame) -> None:
        """Remember the newest frame for a while."""
        self._frames.add(self._printer_id, frame)

    def forget(self) -> None:
        """What is remembered belongs to no job any more."""
        self._frames.forget(self._printer_id)

    async def async_keep(self, incident: Incident) -> str | None:
        """Put what led to an incident into the album; return what went wrong, if so."""
        work = self._hass.async_create_task(
            self._album.async_keep(
                self._printer_id,
                self._name(),
                incident,
                self._frames.of(self._printer_id),
            )
        )
        self._keeping[incident.incident_id] = work
        try:
            return await asyncio.shield(work)
        finally:
            self._keeping.pop(incident.incident_id, None)

    async def async_wait(self, incident_id: str) -> None:
        """Wait until an incident's picture is there, or for a while."""
        if (work := self._keeping.get(incident_id)) is not None:
            await async_wait(self._hass, PICTURE_TIMEOUT_S, work)

    async def async_update(self, incident: Incident) -> None:
        """Let the album tell how the incident stands."""
        await self._album.async_update(self._printer_id, incident)

    async def async_remove(self) -> None:
        """The printer was removed: nothing of it is kept."""
        self.forget()
        await self._album.async_remove_printer(self._printer_id)
