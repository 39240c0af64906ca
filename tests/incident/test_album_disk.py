"""The album on a disk that is full, read-only, broken, or killed."""

import errno
import logging
import os
from pathlib import Path
import shutil
from unittest.mock import patch

import pytest

from custom_components.obico_detection.incident.incident import Ending
from homeassistant.core import HomeAssistant
from tests.incident.albums import FailingDisk, KilledError, Shelf, a_frame, an_incident

FRAMES = [a_frame(number) for number in range(4)]
FILES = len(FRAMES) + 2
FULL = "the disk is full"
ENDED = an_incident().ended(Ending.RESUMED, 1_700_000_100.0)


@pytest.fixture
def shelf(hass: HomeAssistant, tmp_path: Path) -> Shelf:
    """An album that nothing was put into yet."""
    return Shelf(hass, tmp_path / "album")


@pytest.mark.parametrize("after", range(FILES))
async def test_disk_that_is_full_in_the_middle_leaves_nothing_and_is_told(
    shelf: Shelf, caplog: pytest.LogCaptureFixture, after: int
) -> None:
    await shelf.keep(an_incident(1))

    with FailingDisk(after):
        assert await shelf.keep(an_incident(2), FRAMES) == FULL

    assert shelf.names() == ["incident1"]
    assert f"incident2 of printer voron as it should: {FULL}" in caplog.text


async def test_disk_with_room_again_is_used_again(shelf: Shelf) -> None:
    with FailingDisk(after=2):
        await shelf.keep(an_incident(), FRAMES)

    assert await shelf.keep(an_incident(), FRAMES) is None
    assert await shelf.ids() == ["incident1"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, FULL),
        (errno.EROFS, "the folder of the album cannot be written to"),
        (errno.EACCES, "the folder of the album cannot be written to"),
        (errno.EIO, f"the disk says: {os.strerror(errno.EIO)}"),
        (None, "the disk says: OSError"),
    ],
)
async def test_reason_is_short_and_names_no_path(
    shelf: Shelf, number: int | None, reason: str
) -> None:
    error = OSError(number, "said", "/a/path") if number else OSError("/a/path")

    with FailingDisk(0, error):
        assert await shelf.keep(an_incident()) == reason


@pytest.mark.parametrize("step", ["mkdir", "rename"])
async def test_folder_that_cannot_be_written_to_is_told(
    shelf: Shelf, step: str
) -> None:
    with patch.object(Path, step, side_effect=OSError(errno.EROFS, "Read-only")):
        reason = await shelf.keep(an_incident())

    assert reason == "the folder of the album cannot be written to"
    assert shelf.files() == []


async def test_disk_that_is_full_at_the_outcome_keeps_what_was_known(
    shelf: Shelf,
) -> None:
    await shelf.keep(an_incident())
    before = shelf.files()

    with FailingDisk(0):
        assert await shelf.album.async_update("voron", ENDED) == FULL

    (record,) = await shelf.album.async_incidents("voron")
    assert record.incident.is_open
    assert shelf.files() == before


async def test_incident_that_cannot_be_written_down_is_told(shelf: Shelf) -> None:
    reason = await shelf.keep(an_incident(score=float("nan")))

    assert reason is not None
    assert "not JSON compliant" in reason
    assert shelf.files() == []


async def test_outcome_that_cannot_be_written_down_is_told(shelf: Shelf) -> None:
    await shelf.keep(an_incident())

    reason = await shelf.album.async_update("voron", an_incident(risk=float("inf")))

    assert reason is not None
    assert "not JSON compliant" in reason
    assert await shelf.ids() == ["incident1"]


@pytest.mark.parametrize("after", range(FILES))
async def test_kill_while_an_incident_is_written_is_cleaned_up_at_the_next_start(
    shelf: Shelf, after: int
) -> None:
    await shelf.keep(an_incident(1))
    with FailingDisk(after, KilledError()), pytest.raises(KilledError):
        await shelf.keep(an_incident(2), FRAMES)
    assert shelf.names() == [".incident2.new", "incident1"]

    shelf.restart()
    assert await shelf.ids() == ["incident1"]
    await shelf.album.async_tidy()

    assert shelf.names() == ["incident1"]
    assert await shelf.keep(an_incident(2), FRAMES) is None


async def test_kill_between_writing_and_renaming_is_cleaned_up(shelf: Shelf) -> None:
    with (
        patch.object(Path, "rename", side_effect=KilledError),
        pytest.raises(KilledError),
    ):
        await shelf.keep(an_incident(), FRAMES)
    assert len(shelf.files()) == FILES

    shelf.restart()
    assert await shelf.ids() == []
    assert await shelf.album.async_picture("voron", "incident1") is None
    await shelf.album.async_tidy()

    assert shelf.files() == []


async def test_kill_while_an_incident_is_removed_is_cleaned_up(shelf: Shelf) -> None:
    await shelf.keep(an_incident(1))
    shelf.restart(per_printer=1)
    with (
        patch.object(shutil, "rmtree", side_effect=[None, None, KilledError]),
        pytest.raises(KilledError),
    ):
        await shelf.keep(an_incident(2))
    assert shelf.names() == [".incident1.old", "incident2"]

    shelf.restart()
    await shelf.album.async_tidy()

    assert shelf.names() == ["incident2"]


async def test_kill_while_the_outcome_is_written_loses_only_the_outcome(
    shelf: Shelf,
) -> None:
    await shelf.keep(an_incident())
    before = shelf.files()
    with FailingDisk(0, KilledError()), pytest.raises(KilledError):
        await shelf.album.async_update("voron", ENDED)

    shelf.restart()
    (record,) = await shelf.album.async_incidents("voron")
    assert record.incident.is_open
    assert await shelf.album.async_update("voron", ENDED) is None

    (record,) = await shelf.album.async_incidents("voron")
    assert record.incident.ending is Ending.RESUMED
    assert shelf.files() == before


async def test_folder_that_cannot_be_read_hides_only_itself(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    await shelf.keep(an_incident(1))
    await shelf.keep(an_incident(2), printer_id="prusa")
    shelf.restart(per_printer=1)
    scandir = os.scandir

    # rmtree looks into folders by their number.
    def refusing(path: Path | int) -> object:
        if isinstance(path, Path) and path.name == "prusa":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)

    with patch.object(os, "scandir", refusing):
        assert await shelf.keep(an_incident(3)) is None
        assert await shelf.ids() == ["incident3"]
        assert await shelf.ids("prusa") == []

    assert "A part of the album is left out" in caplog.text
    assert await shelf.ids("prusa") == ["incident2"]


async def test_album_that_cannot_be_read_is_told_and_looked_at_again(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    await shelf.keep(an_incident(1))
    shelf.restart(per_printer=1)

    with patch.object(os, "scandir", side_effect=OSError(errno.EIO, "broken")):
        await shelf.album.async_tidy()
        assert await shelf.keep(an_incident(2)) is not None
    assert "The album cannot be read" in caplog.text

    assert await shelf.keep(an_incident(2)) is None
    assert await shelf.ids() == ["incident2"]


async def test_incident_that_cannot_be_removed_is_told_and_tried_again(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await shelf.keep(an_incident(1))
    shelf.restart(per_printer=1)
    rename = Path.rename

    def refusing(path: Path, target: Path) -> Path:
        if target.suffix == ".old":
            raise PermissionError(errno.EACCES, "Permission denied")
        return rename(path, target)

    with patch.object(Path, "rename", refusing):
        assert await shelf.keep(an_incident(2)) is None
    assert "it cannot be removed" in caplog.text
    assert await shelf.ids() == ["incident2", "incident1"]

    await shelf.keep(an_incident(3))
    assert await shelf.ids() == ["incident3"]


async def test_incident_that_someone_else_has_removed_is_forgotten(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.restart(per_printer=1)
    await shelf.keep(an_incident(1))
    shutil.rmtree(shelf.folder / "voron/incident1")

    assert await shelf.keep(an_incident(2)) is None

    assert await shelf.ids() == ["incident2"]
    assert not caplog.records


async def test_pictures_of_a_removed_printer_that_resist_go_when_room_is_needed(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    await shelf.keep(an_incident(1), printer_id="prusa")
    await shelf.keep(an_incident(2))
    size = sum((shelf.folder / file).stat().st_size for file in shelf.files())
    shelf.restart(total_bytes=size)
    await shelf.album.async_tidy()
    error = PermissionError(errno.EACCES, "Permission denied")

    with patch.object(Path, "rename", side_effect=error):
        await shelf.album.async_remove_printer("prusa")
    assert "it cannot be removed" in caplog.text
    assert await shelf.ids("prusa") == ["incident1"]

    assert await shelf.keep(an_incident(3)) is None
    assert await shelf.ids() == ["incident3", "incident2"]
    assert await shelf.ids("prusa") == []
