"""A light that would not go off is told again until it does."""

import asyncio

import pytest

from custom_components.obico_detection.const import LightMode
from homeassistant.exceptions import HomeAssistantError
from tests.support.lights import LIGHT, DarkChamber, FakeLight

EACH, WHILE = LightMode.EACH_PICTURE, LightMode.WHILE_PRINTING
NO_RADIO = HomeAssistantError("no radio")


@pytest.fixture
async def stuck(chamber: DarkChamber) -> DarkChamber:
    """A light that would not go off at the end of its job."""
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.error, chamber.lamp.obeys = NO_RADIO, False
    await chamber.end()
    assert chamber.lamp.told == ["on", "off"]
    return chamber


def mend(lamp: FakeLight) -> None:
    """Let the light do again what it is told."""
    lamp.error, lamp.obeys = None, True


async def test_light_goes_off_half_a_minute_later(stuck: DarkChamber) -> None:
    mend(stuck.lamp)
    await stuck.let_pass(29)
    assert stuck.lamp.told == ["on", "off"]

    await stuck.let_pass(1)

    assert stuck.lamp.told == ["on", "off", "off"]
    assert stuck.lamp.state == "off"
    await stuck.let_pass(3600)
    assert stuck.lamp.told == ["on", "off", "off"]


async def test_light_is_told_ever_more_rarely_but_every_ten_minutes(
    stuck: DarkChamber,
) -> None:
    stuck.lamp.told.clear()
    for count, pause_s in enumerate((30, 60, 120, 240, 480, 600, 600), 1):
        await stuck.let_pass(pause_s - 1)
        assert len(stuck.lamp.told) == count - 1
        await stuck.let_pass(1)
        assert len(stuck.lamp.told) == count

    assert set(stuck.lamp.told) == {"off"}


async def test_next_light_that_would_not_go_off_is_told_soon_again(
    stuck: DarkChamber,
) -> None:
    await stuck.let_pass(30)
    mend(stuck.lamp)
    await stuck.let_pass(60)
    await stuck.begin(WHILE)
    await stuck.picture()
    stuck.lamp.error, stuck.lamp.obeys = NO_RADIO, False
    await stuck.end()
    stuck.lamp.told.clear()

    await stuck.let_pass(30)

    assert stuck.lamp.told == ["off"]


async def test_light_that_is_needed_again_is_let_be(stuck: DarkChamber) -> None:
    mend(stuck.lamp)
    stuck.light.async_begin_job()
    assert await stuck.picture() == "on"

    await stuck.let_pass(3600)
    assert stuck.lamp.told == ["on", "off"]
    await stuck.end()

    assert stuck.lamp.told == ["on", "off", "off"]


async def test_light_that_a_person_has_switched_is_let_be(stuck: DarkChamber) -> None:
    mend(stuck.lamp)
    await stuck.by_hand("off")
    await stuck.by_hand("on")

    await stuck.let_pass(3600)

    assert stuck.lamp.told == ["on", "off"]
    assert stuck.stored["lit"] is None


async def test_light_that_is_off_at_last_is_stored_as_that(stuck: DarkChamber) -> None:
    assert stuck.light.state()["lit"] == LIGHT
    mend(stuck.lamp)

    await stuck.let_pass(30)

    assert stuck.stored["lit"] is None


async def test_nothing_is_told_after_an_unload_but_remembered(
    stuck: DarkChamber,
) -> None:
    await stuck.light.async_stop()
    stuck.lamp.told.clear()

    await stuck.let_pass(3600)

    assert stuck.lamp.told == []
    assert stuck.light.state()["lit"] == LIGHT


async def test_nothing_is_told_after_an_unload_in_mid_picture(
    chamber: DarkChamber,
) -> None:
    await chamber.begin(EACH)
    async with chamber.light.for_picture():
        chamber.lamp.error, chamber.lamp.obeys = NO_RADIO, False
        await chamber.light.async_stop()
    await chamber.settle()
    chamber.lamp.told.clear()

    await chamber.let_pass(3600)

    assert chamber.lamp.told == []


async def test_trouble_with_a_light_that_was_replaced_is_told(
    chamber: DarkChamber, caplog: pytest.LogCaptureFixture
) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.error, chamber.lamp.obeys = NO_RADIO, False

    await chamber.choose(entity_id="switch.shelf")

    assert "No light for the picture as wanted: no radio" in caplog.text


async def test_two_who_stop_it_at_once(chamber: DarkChamber) -> None:
    await chamber.begin(WHILE)
    await chamber.picture()
    chamber.lamp.slow = {"off"}
    stops = [asyncio.ensure_future(chamber.light.async_stop()) for _ in range(2)]
    await chamber.settle()

    chamber.lamp.go_on.set()
    await asyncio.gather(*stops)

    assert chamber.lamp.told == ["on", "off"]
