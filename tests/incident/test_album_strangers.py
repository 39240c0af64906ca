"""The album in a folder where others have put links, pipes and things of their own."""

from collections.abc import Callable
import errno
import os
from pathlib import Path
import shutil

import pytest

from custom_components.obico_detection.incident import album_files
from custom_components.obico_detection.incident.incident import Ending
from homeassistant.core import HomeAssistant
from tests.incident.albums import Shelf, an_incident

ENDED = an_incident().ended(Ending.RESUMED, 1_700_000_100.0)


@pytest.fixture
def shelf(hass: HomeAssistant, tmp_path: Path) -> Shelf:
    """An album that nothing was put into yet."""
    return Shelf(hass, tmp_path / "album")


async def test_file_in_the_place_of_the_album_is_told(shelf: Shelf) -> None:
    shelf.folder.write_text("mine")

    reason = await shelf.keep(an_incident())

    assert reason in {"the disk says: File exists", "the disk says: Not a directory"}
    assert shelf.folder.read_text() == "mine"


async def test_strange_things_in_the_folder_stay_and_do_no_harm(shelf: Shelf) -> None:
    await shelf.keep(an_incident(1))
    strange = [
        shelf.folder / "notes.txt",
        shelf.folder / "holiday/2025/beach.jpg",
        shelf.folder / "voron/notes.txt",
        shelf.folder / "voron/drafts/letter.txt",
        shelf.folder / "voron/.hidden.new",
    ]
    for path in strange:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    shelf.restart(per_printer=1, total_bytes=1)

    assert await shelf.keep(an_incident(2)) is None

    assert await shelf.ids() == ["incident2"]
    await shelf.album.async_remove_printer("voron")
    assert [shelf.folder / path for path in shelf.files()] == sorted(strange)


async def test_stranger_with_the_name_of_an_incident_is_not_replaced(
    shelf: Shelf,
) -> None:
    stranger = shelf.folder / "voron/incident1/letter.txt"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("mine")

    reason = await shelf.keep(an_incident())

    assert reason == f"the disk says: {os.strerror(errno.ENOTEMPTY)}"
    assert shelf.files() == ["voron/incident1/letter.txt"]


async def test_copy_of_an_incident_is_not_another(shelf: Shelf) -> None:
    await shelf.keep(an_incident(1))
    shutil.copytree(shelf.folder / "voron/incident1", shelf.folder / "voron/copy")
    shelf.restart()

    assert await shelf.ids() == ["incident1"]


def secret(tmp_path: Path) -> Path:
    """Return a folder outside, that looks like one of the album's."""
    outside = tmp_path / "outside/incident1"
    outside.mkdir(parents=True)
    (outside / "picture.jpg").write_bytes(b"secret")
    (outside / "incident.json").write_bytes(b"{}")
    (outside.parent / ".incident2.new").mkdir()
    return outside


def link_printer(album: Path, outside: Path) -> None:
    album.mkdir()
    (album / "voron").symlink_to(outside.parent)


def link_incident(album: Path, outside: Path) -> None:
    (album / "voron").mkdir(parents=True)
    (album / "voron/incident1").symlink_to(outside)


def link_picture(album: Path, outside: Path) -> None:
    (album / "voron/incident1").mkdir(parents=True)
    (album / "voron/incident1/picture.jpg").symlink_to(outside / "picture.jpg")


@pytest.mark.parametrize("link", [link_printer, link_incident, link_picture])
async def test_link_is_not_followed(
    shelf: Shelf, tmp_path: Path, link: Callable[[Path, Path], None]
) -> None:
    outside = secret(tmp_path)
    before = sorted((tmp_path / "outside").rglob("*"))
    link(shelf.folder, outside)

    assert await shelf.album.async_picture("voron", "incident1") is None
    assert await shelf.ids() == []
    assert await shelf.keep(an_incident()) is not None
    await shelf.album.async_update("voron", ENDED)
    await shelf.album.async_remove_printer("voron")

    assert sorted((tmp_path / "outside").rglob("*")) == before
    assert (outside / "picture.jpg").read_bytes() == b"secret"


async def test_nothing_is_written_through_a_link(shelf: Shelf, tmp_path: Path) -> None:
    outside = secret(tmp_path)
    before = sorted((tmp_path / "outside").rglob("*"))
    link_printer(shelf.folder, outside)

    assert await shelf.keep(an_incident(5)) is not None

    assert sorted((tmp_path / "outside").rglob("*")) == before


async def test_pipe_in_the_place_of_a_picture_makes_nobody_wait(shelf: Shelf) -> None:
    await shelf.keep(an_incident())
    picture = shelf.folder / "voron/incident1/picture.jpg"
    picture.unlink()
    os.mkfifo(picture)

    assert await shelf.album.async_picture("voron", "incident1") is None


async def test_picture_without_end_is_not_served(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shelf.keep(an_incident())
    monkeypatch.setattr(album_files, "MAX_FILE_BYTES", 1000)

    assert await shelf.album.async_picture("voron", "incident1") is None
