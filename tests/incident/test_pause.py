"""A failing print is paused, and what is told about it is what happened."""

import asyncio

import pytest

from homeassistant.exceptions import HomeAssistantError
from tests.incident.conftest import Fail
from tests.support.house import PAUSE, PRESSES, House

CONFIRMED = "The print was paused, and the printer confirms it."
WAITING = "Pause was pressed; waiting for the printer to say that it is paused."
UNCONFIRMED = "Pause was pressed, but the printer does not say that it is paused. "


def told(house: House) -> str:
    return house.notifications()["Voron: the print is failing"]


async def test_pause_that_works_is_confirmed(house: House, fail: Fail) -> None:
    await fail()

    assert told(house).endswith(CONFIRMED)


async def test_person_is_told_before_the_printer_answers(
    house: House, fail: Fail
) -> None:
    house.pause_works = False

    await fail()

    assert told(house).endswith(WAITING)


async def test_printer_may_take_its_time_to_pause(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()
    await house.let_pass(20, step=10)
    await house.printer_says("pausing")
    await house.let_pass(35, step=5)

    await house.printer_says("paused")

    assert told(house).endswith(CONFIRMED)


async def test_pause_is_told_to_have_failed_after_a_minute(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail()
    await house.let_pass(59)
    assert told(house).endswith(WAITING)

    await house.let_pass(2)

    assert UNCONFIRMED in told(house)
    assert told(house).endswith("The print is probably still running.")
    assert len(house.pauses) == 1


async def test_pause_reached_for_a_moment_is_reached(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()

    house.say("paused")
    house.say("unavailable", None)
    await house.settle()

    assert told(house).endswith(CONFIRMED)


async def test_dropout_while_waiting_changes_nothing(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()
    await house.printer_says("unavailable", None)
    await house.let_pass(30, step=10)
    assert told(house).endswith(WAITING)

    await house.printer_says("paused")

    assert told(house).endswith(CONFIRMED)


async def test_print_that_ends_while_waiting_needs_no_pause(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail()

    await house.printer_says("finished")

    assert told(house).endswith("No pause was needed: the print ended meanwhile.")


@pytest.mark.parametrize(
    ("err", "why"),
    [
        (HomeAssistantError("The printer is busy"), "The printer is busy"),
        (HomeAssistantError("HTTP 409:\n  Not now."), "HTTP 409: Not now"),
        (HomeAssistantError("x" * 1000), "x" * 200),
        (ValueError(), "ValueError"),
        (asyncio.CancelledError(), "the action was broken off"),
    ],
)
async def test_control_that_raises_is_told(
    house: House, fail: Fail, err: BaseException, why: str
) -> None:
    house.control_error = err

    await fail()

    assert f"The print could NOT be paused: {why}." in told(house)
    assert told(house).endswith("It is probably still running.")
    assert house.shows()["failure"] == "on"


async def test_control_that_is_unavailable_is_told(house: House, fail: Fail) -> None:
    house.hass.states.async_set(PAUSE, "unavailable")

    await fail()

    assert f"could NOT be paused: {PAUSE} is unavailable." in told(house)
    assert house.pauses == []


async def test_control_that_is_gone_is_told(house: House, fail: Fail) -> None:
    house.hass.states.async_remove(PAUSE)

    await fail()

    assert f"could NOT be paused: {PAUSE} does not exist." in told(house)


@pytest.mark.parametrize("control", ["lock.door", "c0ffee00c0ffee00c0ffee00c0ffee00"])
async def test_control_that_nobody_knows_how_to_press_is_told(
    house: House, fail: Fail, control: str
) -> None:
    await fail(pause_control=control)

    assert f"could NOT be paused: {control} cannot be pressed." in told(house)
    assert house.shows()["failure"] == "on"


async def test_missing_control_is_told(house: House, fail: Fail) -> None:
    await fail(pause_control=None)

    assert "could NOT be paused: no pause control is set." in told(house)


async def test_control_that_takes_its_time_leaves_it_to_the_printers_state(
    house: House, fail: Fail
) -> None:
    house.control_waits = asyncio.Event()
    await fail()
    await house.let_pass(11)
    assert told(house).endswith(WAITING)

    # It was not broken off: it pauses the printer now.
    house.control_waits.set()
    await house.settle()

    assert house.watch_state == "paused"
    assert told(house).endswith(CONFIRMED)


async def test_control_that_raises_late_changes_nothing(
    house: House, fail: Fail, caplog: pytest.LogCaptureFixture
) -> None:
    house.control_waits = asyncio.Event()
    house.control_error = HomeAssistantError("too late")
    await fail()
    await house.let_pass(11)
    house.control_waits.set()
    await house.settle()
    assert "failed late: too late" in caplog.text

    await house.printer_says("paused")

    assert told(house).endswith(CONFIRMED)


@pytest.mark.parametrize(("domain", "action"), PRESSES)
async def test_control_is_pressed_by_the_action_of_its_domain(
    house: House, fail: Fail, domain: str, action: str
) -> None:
    control = f"{domain}.voron_pause"
    house.hass.states.async_set(control, "unknown")

    await fail(pause_control=control)

    (call,) = house.pauses
    assert (call.domain, call.service) == (domain, action)
    assert call.data == {"entity_id": control}


async def test_press_and_event_share_a_context(house: House, fail: Fail) -> None:
    contexts = []
    house.hass.bus.async_listen(
        "obico_detection_failure", lambda event: contexts.append(event.context)
    )

    await fail()
    await house.settle()

    (call,) = house.pauses
    assert [one.id for one in contexts] == [call.context.id]


async def test_failure_is_told_with_its_risk(house: House, fail: Fail) -> None:
    await fail(response="notify")

    assert told(house) == (
        "The camera of Voron shows a failing print (risk 75 %). Nothing was done about "
        "it: the response is to notify only."
    )


async def test_printer_is_told_by_its_name_of_now(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()
    assert house.entry is not None
    house.hass.config_entries.async_update_subentry(
        house.entry, house.subentry(), title="Ender"
    )

    await house.printer_says("paused")

    assert "Ender: the print is failing" in house.notifications()
