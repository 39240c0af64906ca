"""The album: what each incident looked like and how it ended, on the disk.

`<folder>/<printer's id>/<incident's id>/` holds `incident.json`, the frames as they were
inspected, `frame-1.jpg` to `frame-4.jpg` at most, of which the last decided, and that one
with its boxes, `picture.jpg`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
import logging
from pathlib import Path
from threading import Lock
from typing import Final

from homeassistant.components.http.auth import async_sign_path
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN
from .album_files import (
    bytes_in,
    folders,
    is_id,
    read_file,
    remove_folder,
    remove_if_empty,
    remove_rubbish,
    replace_file,
    words_for,
    write_folder,
)
from .album_index import AlbumIndex, Kept, Place
from .album_record import AlbumIncident, from_json, to_json
from .annotate import PictureError, draw
from .incident import Incident
from .recent_frames import FRAMES_PER_PRINTER, SeenFrame

PICTURE_VALID: Final = timedelta(hours=24)
ALBUM_PATH: Final = f"/api/{DOMAIN}/album"
INCIDENTS_PER_PRINTER: Final = 50
MAX_ALBUM_BYTES: Final = 500 * 1024 * 1024

PICTURE: Final = "picture.jpg"
RECORD: Final = "incident.json"

_LOGGER = logging.getLogger(__name__)


def picture_path(printer_id: str, incident_id: str) -> str:
    """Return the path at which an incident's picture is served; it has to be signed."""
    return f"{ALBUM_PATH}/{printer_id}/{incident_id}/{PICTURE}"


@callback
def signed_picture_path(hass: HomeAssistant, printer_id: str, incident_id: str) -> str:
    """Return the path at which anyone can fetch an incident's picture, for a day."""
    path = picture_path(printer_id, incident_id)
    return async_sign_path(hass, path, PICTURE_VALID, use_content_user=True)


class Album:
    """Keeps incidents within its limits; nothing it does raises, whatever the disk does."""

    def __init__(
        self,
        hass: HomeAssistant,
        folder: Path,
        *,
        per_printer: int = INCIDENTS_PER_PRINTER,
        total_bytes: int = MAX_ALBUM_BYTES,
    ) -> None:
        """Use this folder; it comes into being with the first incident."""
        self._hass = hass
        self._shelf = _Shelf(folder, AlbumIndex(per_printer, total_bytes))
        # The order of the calls is the order on the disk.
        self._turn = asyncio.Lock()

    async def async_tidy(self) -> None:
        """Look at what is there, and clean up what a kill has left."""
        await self._async_write(self._shelf.tidy)

    async def async_keep(
        self,
        printer_id: str,
        printer_name: str,
        incident: Incident,
        frames: Sequence[SeenFrame],
    ) -> str | None:
        """Store an incident with its frames, of which the last decided.

        Returns why its picture is not in the album, as a short part of a sentence, or
        None if it is.
        """
        return await self._async_write(
            self._shelf.keep, printer_id, printer_name, incident, tuple(frames)
        )

    async def async_update(self, printer_id: str, incident: Incident) -> str | None:
        """Store what has become of an incident; nothing if the album does not hold it.

        Returns why that is not in the album, or None.
        """
        return await self._async_write(self._shelf.update, printer_id, incident)

    async def async_remove_printer(self, printer_id: str) -> None:
        """Remove all incidents of a printer; nothing more of it is kept."""
        await self._async_write(self._shelf.remove_printer, printer_id)

    async def async_picture(self, printer_id: str, incident_id: str) -> bytes | None:
        """Return the deciding frame with its boxes, a JPEG, if the album holds it."""
        return await self._hass.async_add_executor_job(
            self._shelf.picture, Place(printer_id, incident_id)
        )

    async def async_incidents(self, printer_id: str) -> tuple[AlbumIncident, ...]:
        """Return a printer's incidents, the newest first."""
        return await self._hass.async_add_executor_job(
            self._shelf.incidents, printer_id
        )

    async def _async_write[*Ts, T](self, job: Callable[[*Ts], T], *args: *Ts) -> T:
        async with self._turn:
            return await self._hass.async_add_executor_job(job, *args)


class _Shelf:
    """The album as the executor sees it."""

    def __init__(self, folder: Path, index: AlbumIndex) -> None:
        self._folder = folder
        self._index = index
        self._is_known = False
        self._removed: set[str] = set()
        # Whoever waits in the album may be cancelled, and its thread goes on.
        self._writing = Lock()

    def tidy(self) -> None:
        with self._writing:
            try:
                self._learn()
            except OSError as err:
                _LOGGER.warning("The album cannot be read: %s", words_for(err))

    def keep(
        self,
        printer_id: str,
        printer_name: str,
        incident: Incident,
        frames: tuple[SeenFrame, ...],
    ) -> str | None:
        place = Place(printer_id, incident.incident_id)
        frames = frames[-FRAMES_PER_PRINTER:]
        picture, reason = _drawn(frames)
        record = AlbumIncident(
            printer_name=printer_name,
            incident=_pictured(incident, has_picture=picture is not None),
            frames=frames,
        )
        pictures = {f"frame-{n}.jpg": one.content for n, one in enumerate(frames, 1)}
        if picture is not None:
            pictures[PICTURE] = picture
        with self._writing:
            return self._keep(place, record, pictures) or reason

    def update(self, printer_id: str, incident: Incident) -> str | None:
        place = Place(printer_id, incident.incident_id)
        with self._writing:
            try:
                self._learn()
                if place in self._index:
                    self._update(place, incident)
            except OSError as err:
                return _told(place, words_for(err))
            except ValueError as err:
                return _told(place, str(err))
        return None

    def remove_printer(self, printer_id: str) -> None:
        if not is_id(printer_id):
            return
        with self._writing:
            self._removed.add(printer_id)
            for name in self._names(printer_id):
                self._remove(Place(printer_id, name))
            remove_rubbish(self._folder / printer_id)
            remove_if_empty(self._folder / printer_id)
            remove_if_empty(self._folder)

    def picture(self, place: Place) -> bytes | None:
        if not _is_valid(place):
            return None
        try:
            return read_file(self._path(place) / PICTURE)
        except OSError:
            return None

    def incidents(self, printer_id: str) -> tuple[AlbumIncident, ...]:
        if not is_id(printer_id):
            return ()
        places = [Place(printer_id, name) for name in self._names(printer_id)]
        records = [one for one in map(self._record, places) if one is not None]
        records.sort(key=lambda one: one.incident.opened_at, reverse=True)
        return tuple(records)

    def _keep(
        self, place: Place, record: AlbumIncident, pictures: dict[str, bytes]
    ) -> str | None:
        """Write an incident, or return why that was not possible."""
        if not _is_valid(place):
            return _told(place, "its id cannot be the name of a folder")
        if place.printer_id in self._removed:
            return "the printer was removed"
        try:
            self._learn()
            if place in self._index:
                # Its frames are what they were; more may be known about it.
                self._update(place, record.incident)
                return None
            files = {RECORD: to_json(record), **pictures}
            write_folder(self._path(place), files)
        except OSError as err:
            return _told(place, words_for(err))
        except ValueError as err:
            return _told(place, str(err))
        self._note(place, record.incident, sum(map(len, files.values())))
        for one in self._index.surplus(place):
            self._remove(one)
        return None

    def _update(self, place: Place, incident: Incident) -> None:
        folder = self._path(place)
        record = self._record(place) or AlbumIncident(
            printer_name="", incident=incident
        )
        has_picture = (folder / PICTURE).is_file()
        record = replace(record, incident=_pictured(incident, has_picture=has_picture))
        replace_file(folder / RECORD, to_json(record))
        self._note(place, record.incident, bytes_in(folder))

    def _remove(self, place: Place) -> None:
        try:
            remove_folder(self._path(place))
        except OSError as err:
            _told(place, f"it cannot be removed, {words_for(err)}")
        else:
            self._index.drop(place)

    def _learn(self) -> None:
        """Look at what is on the disk, once.

        Raises:
            OSError: the folder cannot be read; it is looked at again the next time.

        """
        if self._is_known:
            return
        for printer in folders(self._folder):
            remove_rubbish(printer)
            for name in self._names(printer.name):
                place = Place(printer.name, name)
                record = self._record(place)
                incident = None if record is None else record.incident
                self._note(place, incident, bytes_in(self._path(place)))
        self._is_known = True

    def _names(self, printer_id: str) -> list[str]:
        """Return the ids of a printer's incidents on the disk, also of damaged ones."""
        folder = self._folder / printer_id
        if folder.is_symlink():
            return []
        try:
            found = folders(folder)
        except OSError as err:
            _LOGGER.warning("A part of the album is left out: %s", words_for(err))
            return []
        # Whatever else is in there is not ours.
        return [one.name for one in found if (one / RECORD).is_file()]

    def _record(self, place: Place) -> AlbumIncident | None:
        """Return what is written about an incident; None if that is damaged."""
        try:
            record = from_json(read_file(self._path(place) / RECORD))
        except OSError, ValueError:
            return None
        # A folder that someone has copied is not another incident.
        is_itself = record.incident.incident_id == place.incident_id
        return record if is_itself else None

    def _note(self, place: Place, incident: Incident | None, size_bytes: int) -> None:
        # A damaged one tells nobody anything: it is the first to go.
        is_open = incident is not None and incident.is_open
        opened_at = 0.0 if incident is None else incident.opened_at
        self._index.put(place, Kept(is_open, opened_at, size_bytes))

    def _path(self, place: Place) -> Path:
        return self._folder / place.printer_id / place.incident_id


def _is_valid(place: Place) -> bool:
    return is_id(place.printer_id) and is_id(place.incident_id)


def _pictured(incident: Incident, *, has_picture: bool) -> Incident:
    """Return it as it is in the album: whether it has a picture, the album knows best."""
    return replace(incident, has_picture=has_picture)


def _drawn(frames: Sequence[SeenFrame]) -> tuple[bytes | None, str | None]:
    """Return the deciding frame with its boxes, or why there is none."""
    if not frames:
        return None, "there is no frame of it"
    try:
        return draw(frames[-1].content, frames[-1].detections), None
    except PictureError as err:
        return None, str(err)


def _told(place: Place, reason: str) -> str:
    _LOGGER.warning(
        "The album does not hold incident %s of printer %s as it should: %s",
        place.incident_id,
        place.printer_id,
        reason,
    )
    return reason
