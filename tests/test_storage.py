"""The file that survives a restart: when it is written, and what is in it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.obico_detection.storage import EntryStorage
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from tests.support.storage import Storage

KEY = "obico_detection.entry"


@pytest.fixture
async def stored(hass_storage: Storage, hass: HomeAssistant) -> EntryStorage:
    """The storage of an entry, with one printer in it."""
    hass_storage[KEY] = {"version": 1, "data": {"voron": {"n": 1}, "broken": 7}}
    storage = EntryStorage(hass, "entry")
    await storage.async_load()
    hass_storage.writes.clear()
    return storage


def data(hass_storage: Storage) -> dict[str, Any]:
    written: dict[str, Any] = hass_storage[KEY]["data"]
    return written


def test_what_is_no_part_is_left_out(stored: EntryStorage) -> None:
    assert stored.saved("voron") == {"n": 1}
    assert stored.saved("broken") == {}
    assert stored.saved("prusa") == {}


async def test_part_that_is_not_loaded_keeps_what_was_read(
    stored: EntryStorage, hass_storage: Storage
) -> None:
    stored.async_attach("prusa", lambda: {"n": 2})

    await stored.async_save()

    assert data(hass_storage) == {"voron": {"n": 1}, "prusa": {"n": 2}}


async def test_part_that_is_let_go_keeps_its_last_state(
    stored: EntryStorage, hass_storage: Storage
) -> None:
    numbers = iter(range(10, 20))
    stored.async_attach("voron", lambda: {"n": next(numbers)})

    stored.async_detach("voron")
    stored.async_detach("voron")
    await stored.async_save()
    await stored.async_save()

    assert data(hass_storage)["voron"] == {"n": 10}


async def test_forgotten_parts_are_gone(
    stored: EntryStorage, hass_storage: Storage
) -> None:
    stored.async_attach("prusa", lambda: {"n": 2})
    stored.async_attach("ender", lambda: {"n": 3})

    stored.async_keep_only({"ender"})
    await stored.async_save()

    assert data(hass_storage) == {"ender": {"n": 3}}


async def test_asked_again_and_again_it_writes_within_a_minute(
    hass: HomeAssistant, freezer: Any, stored: EntryStorage, hass_storage: Storage
) -> None:
    for _ in range(13):
        stored.async_save_soon()
        freezer.tick(10)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()

    assert hass_storage.writes == [KEY, KEY]


async def test_write_at_once_takes_the_place_of_the_one_that_waits(
    hass: HomeAssistant, freezer: Any, stored: EntryStorage, hass_storage: Storage
) -> None:
    stored.async_save_soon()
    await stored.async_save()
    freezer.tick(120)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass_storage.writes == [KEY]

    stored.async_save_soon()
    freezer.tick(120)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()

    assert hass_storage.writes == [KEY, KEY]


async def test_state_is_that_of_the_moment_of_the_write(
    hass: HomeAssistant, stored: EntryStorage, hass_storage: Storage
) -> None:
    state = {"n": 1}
    stored.async_attach("voron", lambda: dict(state))
    stored.async_save_soon()
    state["n"] = 2

    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()

    assert data(hass_storage)["voron"] == {"n": 2}
