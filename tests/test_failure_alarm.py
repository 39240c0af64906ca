"""The blueprint that flashes lights and speaks when a print is failing."""

import asyncio
from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.obico_detection.const import HappeningType
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from tests.support.automations import device_of, entity_of
from tests.support.blueprints import make
from tests.support.house import House


async def fail(house: House, number: int = 0) -> None:
    """Let a failure be found."""
    house.printer(number).happenings.async_tell(HappeningType.FAILURE)
    await begin()


async def begin() -> None:
    """Let all that is due now happen; what waits for its time is not waited for."""
    for _ in range(50):
        await asyncio.sleep(0)


async def flash(house: House, seconds: int) -> None:
    """Move the clock forward while an alarm runs."""
    for _ in range(seconds):
        house.freezer.tick(timedelta(seconds=1))
        async_fire_time_changed(house.hass)
        await begin()


class Room:
    """Lights and a speaker that note what they are told."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Put them up: one light is on, one is off."""
        self.hass = hass
        self.orders: list[tuple[str, list[str]]] = []
        self.error: Exception | None = None
        hass.states.async_set("light.desk", "on")
        hass.states.async_set("light.door", "off")
        for order in ("turn_on", "turn_off"):
            hass.services.async_register("light", order, self.switch)
        self.spoken = async_mock_service(hass, "tts", "speak")

    async def switch(self, call: ServiceCall) -> None:
        """Switch lights."""
        self.orders.append((call.service, call.data["entity_id"]))
        if self.error is not None:
            raise self.error
        for light in call.data["entity_id"]:
            self.hass.states.async_set(light, call.service.removeprefix("turn_"))


@pytest.fixture
async def room(house: House) -> Room:
    """A room in a house with a printer."""
    await house.add()
    return Room(house.hass)


LIGHTS = ["light.desk", "light.door"]


async def test_lights_flash_and_are_as_they_were(house: House, room: Room) -> None:
    event = entity_of(house, "event", "print")
    await make(
        house.hass,
        "failure_alarm",
        printers={"entity_id": event},
        lights=LIGHTS,
        flashes=2,
    )

    await fail(house)
    await flash(house, 10)

    once = [("turn_on", LIGHTS), ("turn_off", LIGHTS)]
    assert room.orders == [*once, *once, ("turn_on", ["light.desk"])]
    assert room.spoken == []


async def test_second_alarm_waits_for_the_first(house: House, room: Room) -> None:
    event = entity_of(house, "event", "print")
    await make(
        house.hass,
        "failure_alarm",
        printers={"entity_id": event},
        lights=LIGHTS,
        flashes=1,
    )

    await fail(house)
    await flash(house, 1)
    await fail(house)
    await flash(house, 10)

    alarm = [
        ("turn_on", LIGHTS),
        ("turn_off", LIGHTS),
        ("turn_on", ["light.desk"]),
    ]
    assert room.orders == alarm * 2


async def test_speaker_says_which_printer(house: House, room: Room) -> None:
    event = entity_of(house, "event", "print")
    await make(
        house.hass,
        "failure_alarm",
        printers={"device_id": device_of(house, event)},
        speakers=["media_player.kitchen"],
        voice=["tts.home"],
    )

    await fail(house)

    (call,) = room.spoken
    assert call.data == {
        "entity_id": ["tts.home"],
        "media_player_entity_id": ["media_player.kitchen"],
        "message": "Attention: the print on Voron is failing.",
    }
    assert room.orders == []


async def test_broken_speaker_does_not_keep_the_lights_from_flashing(
    house: House, room: Room
) -> None:
    async_mock_service(
        house.hass, "tts", "speak", raise_exception=OSError("no network")
    )
    await make(
        house.hass,
        "failure_alarm",
        printers={"entity_id": entity_of(house, "event", "print")},
        lights=LIGHTS,
        speakers=["media_player.kitchen"],
        voice=["tts.home"],
        flashes=1,
    )

    await fail(house)
    await flash(house, 10)

    assert [order for order, _ in room.orders] == ["turn_on", "turn_off", "turn_on"]


async def test_broken_light_does_not_end_the_flashing(house: House, room: Room) -> None:
    room.error = HomeAssistantError("no such light")
    await make(
        house.hass,
        "failure_alarm",
        printers={"entity_id": entity_of(house, "event", "print")},
        lights=LIGHTS,
        flashes=2,
    )

    await fail(house)
    await flash(house, 10)

    orders = [order for order, _ in room.orders]
    assert orders == ["turn_on", "turn_off", "turn_on", "turn_off", "turn_on"]


async def test_warning_is_no_alarm(house: House, room: Room) -> None:
    event = entity_of(house, "event", "print")
    await make(
        house.hass, "failure_alarm", printers={"entity_id": event}, lights=LIGHTS
    )

    house.printer().happenings.async_tell(HappeningType.WARNING)
    await flash(house, 3)

    assert room.orders == []
