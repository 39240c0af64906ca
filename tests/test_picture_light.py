"""The light of a watched printer: on when its camera needs it, and not longer."""

import asyncio
from copy import deepcopy
from typing import Any

import pytest

from custom_components.obico_detection.detection_test import Subject, async_test
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from tests.support.camera import picture, raising
from tests.support.house import House, printer_data
from tests.support.lights import LIGHT, FakeLight


def settings(mode: str, **changes: Any) -> dict[str, Any]:
    return printer_data(light=LIGHT, light_mode=mode, light_settle=0, **changes)


@pytest.fixture
def seen(house: House, lamp: FakeLight) -> list[str]:
    """Whether the light was on, at each picture."""
    states: list[str] = []

    async def give() -> bytes:
        states.append(lamp.state)
        return picture(len(states))

    house.camera.give = give
    return states


async def test_each_check_has_light(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("each_picture"))
    await house.printer_says("printing")
    await house.checks(2)

    assert seen == ["on"] * 3
    assert lamp.told == ["on", "off"] * 3


async def test_light_is_off_while_the_ml_server_looks(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    house.ml.answer = house.ml.wait
    await house.add(settings("each_picture"))
    await house.printer_says("printing")

    assert house.ml.kept_waiting == 1
    assert lamp.told == ["on", "off"]


async def test_light_is_on_as_long_as_the_print(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")
    await house.checks(2)
    await house.printer_says("paused")
    assert (seen, lamp.told) == (["on"] * 3, ["on"])

    await house.printer_says("idle")

    assert lamp.told == ["on", "off"]


async def test_light_goes_off_after_a_crash_in_which_the_print_has_ended(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")
    stored = deepcopy(house.storage[house.storage_key])
    await house.unload()
    house.storage[house.storage_key] = stored
    lamp.shows("on")
    house.say("idle")
    lamp.told.clear()

    await house.load()

    assert lamp.told == ["off"]


async def test_light_switched_by_hand_is_left_alone_after_a_restart_too(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("each_picture"))
    await house.printer_says("printing")
    lamp.by_hand("on")
    lamp.by_hand("off")
    await house.settle()

    await house.restart(away_s=30)
    await house.checks(2)

    assert seen[-1] == "off"
    assert lamp.told == ["on", "off"]


async def test_reload_leaves_no_light_on(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")

    await house.unload()
    assert lamp.told == ["on", "off"]

    await house.load()
    await house.checks(2)
    assert lamp.told == ["on", "off", "on"]
    assert set(seen) == {"on"}


async def test_light_that_is_not_wanted_any_more_goes_off_at_once(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")

    await house.change(light_mode="none")

    assert lamp.told == ["on", "off"]


async def test_light_goes_off_when_nobody_watches_any_more(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")

    await house.change(watching=False)
    assert lamp.told == ["on", "off"]
    assert house.stored()["light"]["lit"] is None

    await house.change(watching=True)
    assert lamp.told == ["on", "off", "on"]


async def test_light_that_would_not_go_off_does_so_later(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")
    lamp.error, lamp.obeys = HomeAssistantError("no radio"), False
    await house.printer_says("idle")
    assert house.stored()["light"]["lit"] == LIGHT
    lamp.error, lamp.obeys = None, True

    await house.let_pass(30)

    assert lamp.told == ["on", "off", "off"]
    assert house.stored()["light"]["lit"] is None


async def test_late_answer_of_the_light_is_by_nobodys_hand(
    house: House, lamp: FakeLight
) -> None:
    async def give() -> bytes:
        if lamp.told == ["on"]:
            lamp.shows("off", lamp.contexts[-1])
            lamp.shows("on")
        return picture(len(lamp.told))

    house.camera.give = give
    await house.add(settings("each_picture"))
    await house.printer_says("printing")
    await house.checks(1)

    assert lamp.told == ["on", "off"] * 2
    assert lamp.state == "off"


async def test_light_renamed_in_mid_picture_is_on_until_it_is_taken(
    house: House, lamp: FakeLight
) -> None:
    rows = er.async_get(house.hass)
    house.hass.states.async_remove(LIGHT)
    rows.async_get_or_create("light", "mqtt", "1", suggested_object_id="chamber")
    lamp.shows("off")
    go_on = asyncio.Event()

    async def give() -> bytes:
        house.camera.kept_waiting = 1
        await go_on.wait()
        house.camera.kept_waiting = 0
        return picture(1)

    house.camera.give = give
    await house.add(settings("each_picture"))
    await house.printer_says("printing")

    rows.async_update_entity(LIGHT, new_entity_id="light.voron")
    house.hass.states.async_remove(LIGHT)
    lamp.entity_id = "light.voron"
    lamp.shows("on")
    await house.settle()
    assert lamp.told == ["on"]
    go_on.set()
    await house.settle()

    assert lamp.told == ["on", "off"]


# -- one light for two printers


async def add_prusa(house: House) -> None:
    """Put a second printer under the same light."""
    await house.add_camera("prusa")
    house.say("idle", name="prusa")


def prusa_settings(mode: str) -> dict[str, Any]:
    return printer_data("prusa", light=LIGHT, light_mode=mode, light_settle=0)


async def test_light_of_another_printers_print_stays_on_through_a_crash(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await add_prusa(house)
    await house.add(settings("while_printing"), prusa_settings("while_printing"))
    await house.printer_says("printing", name="prusa")
    await house.checks(1)
    stored = deepcopy(house.storage[house.storage_key])
    await house.unload()
    house.storage[house.storage_key] = stored
    lamp.shows("on")
    lamp.told.clear()

    await house.load()
    await house.checks(1)
    assert lamp.told == []
    await house.printer_says("idle", name="prusa")

    assert lamp.told == ["off"]


async def test_light_of_another_servers_printer_is_not_remembered(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await add_prusa(house)
    first = await house.add(prusa_settings("while_printing"))
    second = await house.add(settings("while_printing"))
    house.entry = first
    await house.printer_says("printing", name="prusa")
    await house.hass.config_entries.async_unload(second.entry_id)
    await house.printer_says("idle", name="prusa")
    assert lamp.told == ["on", "off"]

    # A person wants light in the evening.
    lamp.by_hand("on")
    await house.hass.config_entries.async_setup(second.entry_id)
    await house.settle()

    assert lamp.told == ["on", "off"]
    await house.hass.config_entries.async_unload(second.entry_id)


async def test_printer_that_is_removed_leaves_no_light_on(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")

    await house.remove_printer()

    assert lamp.told == ["on", "off"]


async def test_picture_that_waited_is_taken_anew_under_the_same_light(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("each_picture"))
    async with house.runtime.server.queue.turn():
        await house.printer_says("printing")
        await house.let_pass(6)
    await house.settle()

    assert seen == ["on", "on"]
    assert lamp.told == ["on", "off"]


async def test_light_goes_off_where_the_camera_gives_nothing(
    house: House, lamp: FakeLight
) -> None:
    house.camera.give = raising(ValueError("boom"))
    await house.add(settings("each_picture"))
    await house.printer_says("printing")

    assert house.printer().health.misses == 1
    assert lamp.told == ["on", "off"]


async def test_light_that_cannot_be_switched_costs_no_check(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    house.hass.services.async_remove("light", "turn_on")
    await house.add(settings("each_picture"))
    await house.printer_says("printing")

    assert seen == ["off"]
    assert len(house.ml.frames) == 1


async def test_dark_printer_is_tested_with_light(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    entry = await house.add(settings("while_printing"))

    report = await async_test(house.hass, Subject(entry, house.printer()))

    assert report.passed
    assert seen == ["on"]
    assert lamp.told == ["on", "off"]
