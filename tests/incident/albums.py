"""An album to test, and what is put into it."""

from collections.abc import Sequence
import errno
from pathlib import Path
from typing import Any
from unittest.mock import patch

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.detections import Box, Detection
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident import album_files
from custom_components.obico_detection.incident.album import Album
from custom_components.obico_detection.incident.incident import Incident
from custom_components.obico_detection.incident.recent_frames import SeenFrame
from homeassistant.core import HomeAssistant
from tests.printer.pictures import jpeg

SPAGHETTI = Detection("failure", 0.87, Box(160.0, 120.0, 100.0, 80.0))
WISP = Detection("failure", 0.25, Box(40.0, 40.0, 30.0, 20.0))
PICTURE = jpeg()


class KilledError(BaseException):
    """The process ends here: nobody tidies up."""


def an_incident(number: int = 1, **changes: Any) -> Incident:
    """Return an open incident; the number also says how late it is."""
    facts: dict[str, Any] = {
        "incident_id": f"incident{number}",
        "job_id": "job1",
        "class_": FailureClass.FAILURE,
        "opened_at": 1_700_000_000.0 + number,
        "score": 0.8,
        "risk": 81.5,
        "response": Response.PAUSE,
    }
    return Incident(**facts | changes)


def a_frame(number: int = 1, content: bytes = PICTURE, **changes: Any) -> SeenFrame:
    """Return a frame that led to an incident; the number also says how late it is."""
    facts: dict[str, Any] = {
        "content": content,
        "width": 320,
        "height": 240,
        "seen_at": 1_700_000_000.0 + 10 * number,
        "detections": (SPAGHETTI, WISP),
        "frame_score": 1.12,
        "score": 0.5,
        "low": 0.38,
        "high": 0.66,
        "class_": FailureClass.WARNING,
    }
    return SeenFrame(**facts | changes)


class Shelf:
    """An album on a disk of its own, and a look behind its back."""

    def __init__(self, hass: HomeAssistant, folder: Path) -> None:
        """Start with an empty disk."""
        self._hass = hass
        self.folder = folder
        self.album = Album(hass, folder)

    def restart(self, **limits: int) -> None:
        """Start anew with what is on the disk."""
        self.album = Album(self._hass, self.folder, **limits)

    async def keep(
        self,
        incident: Incident,
        frames: Sequence[SeenFrame] = (a_frame(),),
        printer_id: str = "voron",
    ) -> str | None:
        """Store an incident of the printer Voron, or of another."""
        return await self.album.async_keep(
            printer_id, printer_id.title(), incident, frames
        )

    async def ids(self, printer_id: str = "voron") -> list[str]:
        """Return the ids of what the album shows, the newest first."""
        records = await self.album.async_incidents(printer_id)
        return [one.incident.incident_id for one in records]

    def files(self) -> list[str]:
        """Return all that is on the disk, as paths below the album's folder."""
        found = (path for path in self.folder.rglob("*") if not path.is_dir())
        return sorted(str(path.relative_to(self.folder)) for path in found)

    def names(self, printer_id: str = "voron") -> list[str]:
        """Return what is in a printer's folder, rubbish too."""
        return sorted(path.name for path in (self.folder / printer_id).iterdir())


class FailingDisk:
    """Writes some files, and then fails."""

    def __init__(self, after: int, error: BaseException | None = None) -> None:
        """Fail after this many files, as a full disk does unless told otherwise."""
        self._left = after
        self._error = error or OSError(errno.ENOSPC, "No space left on device")
        self._write = album_files.write_file
        self._patch = patch.object(album_files, "write_file", self._write_or_fail)

    def __enter__(self) -> None:
        """Begin."""
        self._patch.start()

    def __exit__(self, *_: object) -> None:
        """Be well again."""
        self._patch.stop()

    def _write_or_fail(self, path: Path, content: bytes) -> None:
        if self._left == 0:
            self._write(path, content[: len(content) // 2])
            raise self._error
        self._left -= 1
        self._write(path, content)
