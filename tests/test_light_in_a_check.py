"""The printer's light during the checks of a print."""

import pytest

from homeassistant.core import ServiceCall
from tests.support.camera import raising
from tests.support.house import House, printer_data

LIGHT = "light.voron"


type Switched = list[tuple[str, int]]


@pytest.fixture
def switched() -> Switched:
    """What was done to the light, and after how many pictures."""
    return []


@pytest.fixture
async def lit(house: House, switched: Switched) -> House:
    """A house in which the light is switched on for each picture, at once."""
    await house.add(
        printer_data(light=LIGHT, light_mode="each_picture", light_settle=0)
    )
    house.hass.states.async_set(LIGHT, "off")

    async def switch(call: ServiceCall) -> None:
        switched.append((call.service, house.camera.shots))
        house.hass.states.async_set(
            LIGHT, call.service.removeprefix("turn_"), context=call.context
        )

    for action in ("turn_on", "turn_off"):
        house.hass.services.async_register("light", action, switch)
    return house


async def test_light_is_on_for_each_picture_and_no_longer(
    lit: House, switched: Switched
) -> None:
    await lit.printer_says("printing")
    assert switched == [("turn_on", 0), ("turn_off", 1)]

    await lit.checks(1)

    assert switched[2:] == [("turn_on", 1), ("turn_off", 2)]
    assert lit.state(LIGHT).state == "off"
    assert len(lit.ml.frames) == 2


async def test_light_is_off_while_the_ml_server_looks(lit: House) -> None:
    lit.ml.answer = lit.ml.wait

    await lit.printer_says("printing")

    assert lit.ml.kept_waiting == 1
    assert lit.state(LIGHT).state == "off"


async def test_picture_that_waited_is_taken_anew_under_the_same_light(
    lit: House, switched: Switched
) -> None:
    async with lit.runtime.server.queue.turn():
        await lit.printer_says("printing")
        await lit.let_pass(6)
    await lit.settle()

    assert switched == [("turn_on", 0), ("turn_off", 2)]


async def test_light_goes_off_where_the_camera_gives_nothing(lit: House) -> None:
    lit.camera.give = raising(ValueError("boom"))

    await lit.printer_says("printing")

    assert lit.state(LIGHT).state == "off"
    assert lit.printer().health.misses == 1


async def test_light_that_cannot_be_switched_costs_no_check(lit: House) -> None:
    lit.hass.services.async_remove("light", "turn_on")

    await lit.printer_says("printing")

    assert len(lit.ml.frames) == 1
    assert lit.watch_state == "warming_up"


async def test_light_switched_by_hand_is_left_alone_until_the_job_ends(
    lit: House, switched: Switched
) -> None:
    await lit.printer_says("printing")
    lit.hass.states.async_set(LIGHT, "on")
    lit.hass.states.async_set(LIGHT, "off")
    before = list(switched)
    await lit.checks(3)
    assert switched == before

    await lit.restart()
    await lit.checks(3)
    assert switched == before

    await lit.printer_says("idle", "job-2")
    await lit.printer_says("printing", "job-2")
    assert lit.state(LIGHT).state == "off"
    assert switched[len(before)][0] == "turn_on"
