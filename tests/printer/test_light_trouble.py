"""The light is never left on, and costs no picture."""

import asyncio
import logging

import pytest

from custom_components.obico_detection.const import LightMode
from homeassistant.exceptions import HomeAssistantError
from tests.support.lights import LIGHT, DarkChamber

EACH, WHILE = LightMode.EACH_PICTURE, LightMode.WHILE_PRINTING

# -- whatever happens, it is not left on


async def test_check_that_fails_leaves_no_light_on(chamber: DarkChamber) -> None:
    await chamber.begin(EACH)

    with pytest.raises(RuntimeError):
        async with chamber.light.for_picture():
            raise RuntimeError
    await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]


async def test_check_cancelled_while_the_camera_gets_used_to_it_leaves_no_light_on(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH, settle_s=3)
    async with chamber.taking_picture() as task:
        assert chamber.lamp.told == ["on"]

        task.cancel()
        await chamber.settle()

        assert task.cancelled()
        assert chamber.lamp.told == ["on", "off"]
        assert not chamber.light.is_settling


async def test_check_cancelled_twice_leaves_no_light_on(chamber: DarkChamber) -> None:
    await chamber.begin(EACH, settle_s=3)
    async with chamber.taking_picture() as task:
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
        await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]


async def test_check_cancelled_while_the_light_goes_on_leaves_no_light_on(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    chamber.lamp.slow = {"on"}
    async with chamber.taking_picture() as task:
        assert chamber.lamp.told == ["on"]
        task.cancel()
        await chamber.settle()
        chamber.lamp.go_on.set()
        await chamber.settle()

    assert chamber.lamp.told == ["on", "off"]
    assert chamber.lamp.state == "off"


@pytest.mark.parametrize("mode", [EACH, WHILE])
async def test_unload_in_mid_picture_leaves_no_light_on(
    chamber: DarkChamber, mode: LightMode
) -> None:
    await chamber.begin(mode, settle_s=3)
    async with chamber.taking_picture() as task:
        task.cancel()
        await chamber.light.async_stop()

        assert chamber.lamp.told == ["on", "off"]
        assert chamber.light.state()["lit"] is None

    assert chamber.lamp.told == ["on", "off"]


async def test_light_is_not_switched_on_behind_an_unload(chamber: DarkChamber) -> None:
    await chamber.begin(EACH)
    chamber.lamp.slow = {"off"}
    await chamber.picture()
    async with chamber.taking_picture():
        unload = asyncio.ensure_future(chamber.light.async_stop())
        await chamber.settle()
        chamber.lamp.go_on.set()
        await unload

    assert chamber.lamp.told == ["on", "off"]


async def test_reload_in_mid_print_ends_with_the_light_on(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    await chamber.light.async_stop()

    await chamber.restart(in_job=True)

    assert await chamber.picture() == "on"
    assert chamber.lamp.told == ["on", "off", "on"]


async def test_job_that_ends_in_mid_picture_leaves_no_light_on(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH, settle_s=3)
    async with chamber.taking_picture():
        await chamber.end()
        await chamber.let_pass(3)

    assert chamber.lamp.told == ["on", "off"]


async def test_light_that_was_lost_while_on_is_switched_off_when_it_is_back(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.shows("unavailable")
    await chamber.end()
    assert chamber.lamp.told == ["on"]

    await chamber.shows("on")

    assert chamber.lamp.told == ["on", "off"]


async def test_light_that_comes_back_on_in_mid_print_stays_on(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.shows("unavailable")

    await chamber.shows("on")

    assert chamber.lamp.told == ["on"]
    await chamber.end()
    assert chamber.lamp.told == ["on", "off"]


async def test_light_that_would_not_go_off_does_so_at_the_next_picture(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    async with chamber.light.for_picture():
        chamber.lamp.error = HomeAssistantError("no radio")
    await chamber.settle()
    assert chamber.lamp.state == "on"
    chamber.lamp.error = None

    await chamber.picture()

    assert chamber.lamp.told == ["on", "off", "off"]
    assert chamber.lamp.state == "off"


async def test_nothing_is_kept_of_a_light_that_nobody_needs(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    await chamber.picture()

    await chamber.light.async_stop()
    await chamber.by_hand("on")

    assert not chamber.hass.data["obico_detection_lamps"]


# -- it costs no picture


@pytest.mark.parametrize("state", ["unavailable", "unknown"])
async def test_picture_is_taken_without_a_light_that_is_lost(
    chamber: DarkChamber, state: str
) -> None:
    chamber.lamp.shows(state)
    await chamber.begin(EACH, settle_s=3)

    assert await chamber.picture() == state

    assert chamber.lamp.told == []


async def test_picture_is_taken_without_a_light_that_is_gone(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH, settle_s=3)
    chamber.hass.states.async_remove(LIGHT)

    async with chamber.light.for_picture():
        chamber.pictures.append("dark")
    await chamber.settle()

    assert chamber.pictures == ["dark"]
    assert chamber.lamp.told == []


async def test_picture_is_taken_without_a_light_that_raises(
    chamber: DarkChamber,
) -> None:
    chamber.lamp.error = HomeAssistantError("no radio")
    await chamber.begin(EACH, settle_s=3)

    assert await chamber.picture() == "off"

    # Nobody knows how far it came.
    assert chamber.lamp.told == ["on", "off"]


async def test_nobody_waits_for_a_light_that_raises(chamber: DarkChamber) -> None:
    await chamber.begin(EACH, settle_s=20)
    async with chamber.taking_picture():
        pass  # Broken off as soon as the light is on.
    chamber.lamp.error = HomeAssistantError("no radio")

    assert await chamber.picture() == "off"


async def test_picture_waits_ten_seconds_at_most_for_the_light(
    chamber: DarkChamber,
) -> None:
    chamber.lamp.slow = {"on"}
    await chamber.begin(EACH, settle_s=3)
    async with chamber.taking_picture():
        await chamber.let_pass(9)
        assert chamber.pictures == []

        await chamber.let_pass(1)

        assert chamber.pictures == ["off"]
        chamber.lamp.go_on.set()
        await chamber.settle()

    # What came too late does not undo that it is off again.
    assert chamber.lamp.told == ["on", "off"]
    assert chamber.lamp.state == "off"


async def test_light_that_is_on_before_its_integration_says_so_is_on(
    chamber: DarkChamber, caplog: pytest.LogCaptureFixture
) -> None:
    chamber.lamp.slow = {"on"}
    await chamber.begin(EACH)
    async with chamber.taking_picture():
        chamber.lamp.shows("on")
        await chamber.let_pass(10)
        assert chamber.pictures == ["on"]

    assert "No light" not in caplog.text
    assert not chamber.light.taken_over


async def test_trouble_with_the_light_is_one_line_a_job(
    chamber: DarkChamber, caplog: pytest.LogCaptureFixture
) -> None:
    chamber.lamp.shows("unavailable")
    await chamber.begin(EACH)
    await chamber.picture()
    await chamber.picture()
    await chamber.end()
    await chamber.begin(EACH)

    await chamber.picture()

    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
        and record.levelno >= logging.INFO
    ]
    assert (
        lines
        == ["No light for the picture as wanted: light.chamber is unavailable"] * 2
    )
