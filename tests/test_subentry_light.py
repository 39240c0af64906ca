"""A dark printer is tested with the light that is chosen for it."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.support.flows import (
    BY_HAND,
    CONTROLS,
    go,
    printer_form,
    start_printer,
    suggested,
)
from tests.support.house import House, printer_data
from tests.support.lights import LIGHT, FakeLight

LIT: dict[str, Any] = {"light": LIGHT, "light_mode": "each_picture", "light_settle": 0}


async def send_again(house: House, **changes: Any) -> None:
    """Open the form of the printer and send it with these changes in its light."""
    assert house.entry is not None
    form = await house.entry.start_subentry_reconfigure_flow(
        house.hass, house.subentry().subentry_id
    )
    given = suggested(form)
    given["light"] |= changes
    form = await go(house, form, given)
    assert form["step_id"] == "response"


async def test_new_printer(
    house: House, server: MockConfigEntry, lamp: FakeLight
) -> None:
    form = await go(
        house, await start_printer(house), BY_HAND, printer_form(CONTROLS, **LIT)
    )

    assert form["step_id"] == "response"
    assert lamp.told == ["on", "off"]


async def test_light_that_a_person_has_switched_in_mid_print_is_left_alone(
    house: House, lamp: FakeLight
) -> None:
    await house.add(printer_data(**LIT))
    await house.printer_says("printing")
    lamp.by_hand("on")
    lamp.by_hand("off")
    before = list(lamp.told)

    await send_again(house)

    assert lamp.told == before


async def test_another_light_is_tried_at_once(house: House, lamp: FakeLight) -> None:
    await house.add(printer_data())
    await house.printer_says("printing")

    await send_again(house, **LIT)

    assert lamp.told == ["on", "off"]


async def test_printer_of_a_server_that_is_not_loaded(
    house: House, lamp: FakeLight
) -> None:
    await house.add(printer_data(**LIT))
    await house.unload()

    await send_again(house)

    assert lamp.told == ["on", "off"]
