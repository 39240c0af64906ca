"""The light of a watched printer: on when its camera needs it, and not longer."""

from copy import deepcopy
from typing import Any

import pytest

from custom_components.obico_detection.detection_test import Subject, async_test
from tests.printer.lights import LIGHT, FakeLight
from tests.support.camera import picture, raising
from tests.support.house import House, printer_data


@pytest.fixture
def lamp(house: House) -> FakeLight:
    return FakeLight(house.hass)


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
    lamp.shows("on")
    lamp.shows("off")
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


async def test_printer_that_is_removed_leaves_no_light_on(
    house: House, lamp: FakeLight, seen: list[str]
) -> None:
    await house.add(settings("while_printing"))
    await house.printer_says("printing")
    assert house.entry is not None

    house.hass.config_entries.async_remove_subentry(
        house.entry, house.subentry().subentry_id
    )
    await house.settle()

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
