"""How much the album keeps: so many incidents a printer, so many bytes in all."""

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from custom_components.obico_detection.incident.album import (
    INCIDENTS_PER_PRINTER,
    MAX_ALBUM_BYTES,
)
from custom_components.obico_detection.incident.album_index import (
    AlbumIndex,
    Kept,
    Place,
)
from custom_components.obico_detection.incident.incident import Ending, Incident
from homeassistant.core import HomeAssistant
from tests.incident.albums import Shelf, an_incident


@pytest.fixture
def shelf(hass: HomeAssistant, tmp_path: Path) -> Shelf:
    """An album that nothing was put into yet."""
    return Shelf(hass, tmp_path / "album")


def ended(number: int) -> Incident:
    return an_incident(number).ended(Ending.RESUMED, 1_700_000_900.0)


def bytes_of(shelf: Shelf) -> int:
    return sum((shelf.folder / file).stat().st_size for file in shelf.files())


def test_limits_are_those_that_were_promised() -> None:
    assert INCIDENTS_PER_PRINTER == 50
    assert MAX_ALBUM_BYTES == 500 * 1024 * 1024


async def test_oldest_incidents_of_a_printer_go(shelf: Shelf) -> None:
    shelf.restart(per_printer=3)
    await shelf.keep(ended(0), printer_id="prusa")

    for number in range(1, 8):
        await shelf.keep(ended(number))

    assert await shelf.ids() == ["incident7", "incident6", "incident5"]
    assert await shelf.ids("prusa") == ["incident0"]


async def test_oldest_are_those_that_opened_first_also_after_a_restart(
    shelf: Shelf,
) -> None:
    for number in (3, 1, 2):
        await shelf.keep(ended(number))
    shelf.restart(per_printer=3)

    await shelf.keep(ended(4))

    assert await shelf.ids() == ["incident4", "incident3", "incident2"]


async def test_over_the_limit_in_bytes_the_oldest_of_all_printers_go(
    shelf: Shelf,
) -> None:
    await shelf.keep(ended(1), printer_id="prusa")
    size = bytes_of(shelf)
    shelf.restart(total_bytes=3 * size + size // 2)

    for number in range(2, 7):
        await shelf.keep(ended(number), printer_id="voron" if number % 2 else "prusa")

    assert await shelf.ids("prusa") == ["incident6", "incident4"]
    assert await shelf.ids("voron") == ["incident5"]
    assert bytes_of(shelf) <= 3 * size + size // 2


async def test_open_incident_stays_while_ended_ones_can_go(shelf: Shelf) -> None:
    shelf.restart(per_printer=2)
    await shelf.keep(an_incident(1))

    for number in range(2, 5):
        await shelf.keep(ended(number))

    assert await shelf.ids() == ["incident4", "incident1"]


async def test_incident_that_has_ended_can_go(shelf: Shelf) -> None:
    shelf.restart(per_printer=2)
    await shelf.keep(an_incident(1))
    await shelf.keep(an_incident(2))
    await shelf.album.async_update("voron", ended(2))

    await shelf.keep(an_incident(3))

    assert await shelf.ids() == ["incident3", "incident1"]


async def test_where_all_are_open_the_oldest_goes(shelf: Shelf) -> None:
    shelf.restart(per_printer=2)

    for number in range(1, 4):
        await shelf.keep(an_incident(number))

    assert await shelf.ids() == ["incident3", "incident2"]


async def test_incident_just_kept_stays_whatever_its_age_and_size(
    shelf: Shelf,
) -> None:
    await shelf.keep(an_incident(5))
    shelf.restart(per_printer=1, total_bytes=1)

    assert await shelf.keep(ended(1)) is None

    assert await shelf.ids() == ["incident1"]


async def test_damaged_incident_is_the_first_to_go(shelf: Shelf) -> None:
    for number in (1, 2, 3):
        await shelf.keep(ended(number))
    (shelf.folder / "voron/incident3/incident.json").write_bytes(b"{")
    shelf.restart(per_printer=3)

    await shelf.keep(ended(4))

    assert shelf.names() == ["incident1", "incident2", "incident4"]


async def test_removed_printer_makes_room(shelf: Shelf) -> None:
    await shelf.keep(ended(1), printer_id="prusa")
    size = bytes_of(shelf)
    shelf.restart(total_bytes=2 * size + size // 2)
    await shelf.keep(ended(2), printer_id="ender")

    await shelf.album.async_remove_printer("prusa")
    await shelf.keep(ended(3))

    assert await shelf.ids("ender") == ["incident2"]
    assert await shelf.ids() == ["incident3"]


async def test_album_knows_its_size_without_looking_at_it_again(
    shelf: Shelf,
) -> None:
    for number in range(1, 4):
        await shelf.keep(an_incident(number))
        await shelf.album.async_update("voron", ended(number))
    size = bytes_of(shelf)

    shelf.restart(total_bytes=size)
    await shelf.album.async_update("voron", ended(3))
    assert len(await shelf.ids()) == 3

    shelf.restart(total_bytes=size)
    await shelf.keep(ended(4))
    assert await shelf.ids() == ["incident4", "incident3", "incident2"]


async def test_incident_that_had_to_go_is_as_if_it_had_never_been(
    shelf: Shelf,
) -> None:
    shelf.restart(per_printer=1)
    await shelf.keep(ended(1))
    await shelf.keep(ended(2))

    assert await shelf.album.async_update("voron", ended(1)) is None

    assert await shelf.ids() == ["incident2"]
    assert shelf.names() == ["incident2"]


async def test_nobody_looks_through_the_album_at_each_write(shelf: Shelf) -> None:
    shelf.restart(per_printer=2)
    await shelf.keep(ended(1))

    with patch.object(os, "scandir", wraps=os.scandir) as looks:
        await shelf.keep(ended(2))

    assert not looks.called


def kept(opened_at: float, size_bytes: int = 10, *, is_open: bool = False) -> Kept:
    return Kept(is_open, opened_at, size_bytes)


def test_full_album_of_500_printers_loses_only_what_it_must() -> None:
    index = AlbumIndex(per_printer=50, total_bytes=500 * 50 * 10)
    for printer in range(500):
        for number in range(50):
            place = Place(f"printer{printer}", f"incident{number}")
            index.put(place, kept(1000.0 * number + printer))
    newest = Place("printer7", "incident50")
    index.put(newest, kept(1e9))

    assert index.surplus(newest) == [Place("printer7", "incident0")]


def test_place_that_is_put_again_counts_once() -> None:
    index = AlbumIndex(per_printer=50, total_bytes=25)
    first, second = Place("voron", "incident1"), Place("voron", "incident2")
    for _ in range(5):
        index.put(first, kept(1.0))
    index.put(second, kept(2.0))

    assert index.surplus(second) == []
    index.drop(first)
    assert first not in index
    index.put(second, kept(2.0, size_bytes=25))
    assert index.surplus(second) == []
