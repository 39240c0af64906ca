"""The album when much happens at once: one writes at a time, in the order of the calls."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
import threading
from unittest.mock import patch

import pytest

from custom_components.obico_detection.incident import album_files
from custom_components.obico_detection.incident.incident import Ending
from homeassistant.core import HomeAssistant
from tests.incident.albums import Shelf, a_frame, an_incident

FRAMES = [a_frame(number) for number in range(4)]
ENDED = an_incident().ended(Ending.RESUMED, 1_700_000_100.0)


class SlowDisk:
    """Waits in the middle of a write until it is told to go on."""

    def __init__(self) -> None:
        """Let nothing through yet."""
        self.writing = threading.Event()
        self.go_on = threading.Event()
        self.busy = 0
        self.most_busy = 0
        self._write = album_files.write_file

    def __call__(self, path: Path, content: bytes) -> None:
        """Write a file, some time."""
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        self.writing.set()
        assert self.go_on.wait(10)
        self._write(path, content)
        self.busy -= 1


@pytest.fixture
def shelf(hass: HomeAssistant, tmp_path: Path) -> Shelf:
    """An album that nothing was put into yet."""
    return Shelf(hass, tmp_path / "album")


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    """A disk that takes its time."""
    disk = SlowDisk()
    monkeypatch.setattr(album_files, "write_file", disk)
    yield disk
    # Nobody is kept waiting by a test that went wrong.
    disk.go_on.set()


async def test_printers_that_fail_at_once_are_all_kept_one_after_the_other(
    shelf: Shelf, slow_disk: SlowDisk
) -> None:
    slow_disk.go_on.set()
    printers = [f"printer{number}" for number in range(12)]

    reasons = await asyncio.gather(
        *(shelf.keep(an_incident(), FRAMES, printer) for printer in printers)
    )

    assert reasons == [None] * 12
    assert slow_disk.most_busy == 1
    for printer in printers:
        assert await shelf.ids(printer) == ["incident1"]


async def test_printer_removed_while_its_incident_is_written_leaves_nothing(
    hass: HomeAssistant, shelf: Shelf, slow_disk: SlowDisk
) -> None:
    keeping = hass.async_create_task(shelf.keep(an_incident(1)))
    await hass.async_add_executor_job(slow_disk.writing.wait, 10)
    removing = hass.async_create_task(shelf.album.async_remove_printer("voron"))
    late = hass.async_create_task(shelf.keep(an_incident(2)))

    slow_disk.go_on.set()

    assert await keeping is None
    await removing
    assert await late == "the printer was removed"
    assert not shelf.folder.exists()


async def test_outcome_waits_for_an_incident_whose_keeper_has_gone(
    hass: HomeAssistant, shelf: Shelf, slow_disk: SlowDisk
) -> None:
    keeping = hass.async_create_task(shelf.keep(an_incident()))
    await hass.async_add_executor_job(slow_disk.writing.wait, 10)
    keeping.cancel()
    updating = hass.async_create_task(shelf.album.async_update("voron", ENDED))
    with pytest.raises(asyncio.CancelledError):
        await keeping

    slow_disk.go_on.set()

    assert await updating is None
    (record,) = await shelf.album.async_incidents("voron")
    assert record.incident.ending is Ending.RESUMED


async def test_album_is_read_while_something_is_written(
    hass: HomeAssistant, shelf: Shelf, slow_disk: SlowDisk
) -> None:
    slow_disk.go_on.set()
    await shelf.keep(an_incident(1))
    slow_disk.go_on.clear()
    slow_disk.writing.clear()
    keeping = hass.async_create_task(shelf.keep(an_incident(2)))
    await hass.async_add_executor_job(slow_disk.writing.wait, 10)

    assert await shelf.ids() == ["incident1"]
    assert await shelf.album.async_picture("voron", "incident1")

    slow_disk.go_on.set()
    assert await keeping is None


async def test_those_who_wait_for_their_turn_take_no_thread(
    hass: HomeAssistant, shelf: Shelf, slow_disk: SlowDisk
) -> None:
    with patch.object(
        hass, "async_add_executor_job", wraps=hass.async_add_executor_job
    ) as jobs:
        keeping = [
            hass.async_create_task(shelf.keep(an_incident(number)))
            for number in range(20)
        ]
        at_once = jobs.call_count
        slow_disk.go_on.set()
        await asyncio.gather(*keeping)

    assert at_once == 1
    assert len(await shelf.ids()) == 20
