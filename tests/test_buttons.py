"""The buttons of a printer: what a person can have done, and when a button is there."""

from types import MappingProxyType

import pytest

from homeassistant.config_entries import ConfigSubentry
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from tests.support.controls import (
    ALL_CONTROLS,
    RESUME,
    STOP,
    pressed,
    with_all_controls,
)
from tests.support.entities import add_with_all_enabled, press
from tests.support.house import PAUSE, POWER, House, printer_data

PAUSE_BUTTON = "button.voron_pause_print"
RESUME_BUTTON = "button.voron_resume_print"
STOP_BUTTON = "button.voron_stop_print"
KEEP_POWER_ON = "button.voron_keep_power_on"
NOT_A_FAILURE = "button.voron_not_a_failure"
TEST_NOTIFICATION = "button.voron_test_notification"

CONTROLS = {PAUSE_BUTTON, RESUME_BUTTON, STOP_BUTTON, KEEP_POWER_ON}


def buttons(house: House) -> set[str]:
    """Return which of the buttons for controls are there."""
    registry = er.async_get(house.hass)
    known = {one for one in CONTROLS if registry.async_get(one) is not None}
    assert known == {one for one in CONTROLS if house.hass.states.get(one) is not None}
    return known


def last_response(house: House) -> str:
    """Return how far the response has come."""
    return house.state("sensor.voron_last_response").state


# -- which are there


async def test_printer_with_all_controls_has_all_buttons(house: House) -> None:
    await house.add(with_all_controls(house))

    assert buttons(house) == CONTROLS


@pytest.mark.parametrize(
    ("setting", "button"),
    [
        ("pause_control", PAUSE_BUTTON),
        ("resume_control", RESUME_BUTTON),
        ("stop_control", STOP_BUTTON),
        ("power_switch", KEEP_POWER_ON),
    ],
)
async def test_control_that_is_not_set_has_no_button(
    house: House, setting: str, button: str
) -> None:
    changes = {setting: None, "response": "notify"}

    await house.add(with_all_controls(house, **changes))

    assert buttons(house) == CONTROLS - {button}


async def test_button_comes_with_its_control_without_a_reload(
    printing: House,
) -> None:
    with_all_controls(printing)
    before = printing.printer()
    assert buttons(printing) == {PAUSE_BUTTON}

    await printing.change(**ALL_CONTROLS)

    assert buttons(printing) == CONTROLS
    assert printing.printer() is before
    assert printing.watch_state == "watching"


async def test_button_goes_with_its_control_without_a_reload(house: House) -> None:
    await house.add(with_all_controls(house))
    before = house.printer()

    await house.change(stop_control=None, power_switch=None)

    assert buttons(house) == {PAUSE_BUTTON, RESUME_BUTTON}
    assert house.printer() is before


async def test_button_that_went_comes_again_as_it_was(house: House) -> None:
    await house.add(with_all_controls(house))
    registry = er.async_get(house.hass)
    registry.async_update_entity(STOP_BUTTON, name="Emergency")
    await house.change(stop_control=None)

    await house.change(stop_control=STOP)

    assert buttons(house) == CONTROLS
    assert house.state(STOP_BUTTON).name == "Emergency"


async def test_control_that_was_removed_while_not_loaded_has_no_button(
    house: House,
) -> None:
    await house.add(with_all_controls(house))
    await house.unload()
    await house.change(stop_control=None)

    await house.load()

    assert buttons(house) == CONTROLS - {STOP_BUTTON}


async def test_other_change_leaves_the_buttons_alone(house: House) -> None:
    await house.add(with_all_controls(house))
    before = {one: house.state(one) for one in CONTROLS}

    await house.change(sensitivity="low", response="notify")

    assert {one: house.state(one) for one in CONTROLS} == before


async def test_printer_that_is_added_later_has_its_buttons(house: House) -> None:
    await house.add(printer_data())
    await house.add_camera("prusa")
    house.say("idle", name="prusa")

    assert house.entry is not None
    added = ConfigSubentry(
        data=MappingProxyType(printer_data("prusa")),
        subentry_type="printer",
        title="Prusa",
        unique_id=None,
    )

    house.hass.config_entries.async_add_subentry(house.entry, added)
    await house.settle()

    assert house.state("button.prusa_pause_print").state == "unknown"
    assert house.hass.states.get("button.prusa_stop_print") is None


# -- what they do


@pytest.mark.parametrize(
    ("status", "button", "control"),
    [
        ("printing", PAUSE_BUTTON, PAUSE),
        ("paused", RESUME_BUTTON, RESUME),
        ("printing", STOP_BUTTON, STOP),
        ("paused", STOP_BUTTON, STOP),
    ],
)
async def test_order_of_a_person_is_one_press(
    house: House, status: str, button: str, control: str
) -> None:
    await house.add(with_all_controls(house))
    await house.printer_says("printing")
    await house.printer_says(status)

    await press(house, button)

    assert pressed(house) == [control]


@pytest.mark.parametrize("button", [PAUSE_BUTTON, RESUME_BUTTON, STOP_BUTTON])
async def test_where_nothing_prints_nothing_is_pressed(
    house: House, button: str
) -> None:
    await house.add(with_all_controls(house))

    with pytest.raises(ServiceValidationError) as raised:
        await press(house, button)

    assert raised.value.translation_key == "nothing_prints"
    assert pressed(house) == []


async def test_control_that_is_gone_is_told(house: House) -> None:
    await house.add(with_all_controls(house))
    await house.printer_says("printing")
    house.hass.states.async_set(STOP, "unavailable")

    with pytest.raises(HomeAssistantError):
        await press(house, STOP_BUTTON)

    assert pressed(house) == []


async def test_not_a_failure_closes_the_incident(printing: House) -> None:
    printing.pause_works = False
    await printing.checks(20, p=1.2)
    assert printing.shows()["failure"] == "on"

    await press(printing, NOT_A_FAILURE)

    assert printing.shows()["failure"] == "off"
    incident = printing.printer().last_incident
    assert incident is not None
    assert incident.ending == "not_a_failure"


async def test_not_a_failure_without_any_is_refused(printing: House) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await press(printing, NOT_A_FAILURE)

    assert raised.value.translation_key == "nothing_to_acknowledge"


async def test_power_that_nobody_cuts_need_not_be_kept_on(house: House) -> None:
    await house.add(with_all_controls(house))

    with pytest.raises(ServiceValidationError) as raised:
        await press(house, KEEP_POWER_ON)

    assert raised.value.translation_key == "no_power_off_planned"


async def test_power_is_kept_on_until_a_person_wants_it_off(house: House) -> None:
    await house.add(
        with_all_controls(
            house,
            response="pause_and_off",
            nozzle_temperature=None,
            power_off_while_hot=True,
            power_off_delay=10,
        )
    )
    await house.printer_says("printing")
    await house.checks(8, p=0.0)
    await house.checks_until(lambda: last_response(house) == "power_off_pending", p=1.2)

    await press(house, KEEP_POWER_ON)
    await house.let_pass(1200, step=20)

    assert house.power_calls == []
    assert house.state(POWER).state == "on"
    assert last_response(house) == "power_off_cancelled"


async def test_test_of_the_notification_is_shown(house: House) -> None:
    await add_with_all_enabled(house)

    await press(house, TEST_NOTIFICATION)

    assert len(house.notifications()) == 1


async def test_test_of_the_notification_without_anybody_to_tell_fails(
    house: House,
) -> None:
    await add_with_all_enabled(house, printer_data(notify_here=False))

    with pytest.raises(HomeAssistantError) as raised:
        await press(house, TEST_NOTIFICATION)

    assert raised.value.translation_key == "notification_not_sent"
