"""A failing print is paused, and what is told about it is what happened."""

import asyncio

import pytest

from homeassistant.exceptions import HomeAssistantError
from tests.incident.conftest import Fail
from tests.support.house import PAUSE, PRESSES, House

CONFIRMED = "The print was paused, and the printer confirms it."
WAITING = "Pause was pressed. Waiting for the printer to say that it is paused."
UNCONFIRMED = "Pause was pressed. The printer does not say that it is paused."
RUNNING = "The print is probably still running."
NO_CONTROL = (
    "The print could NOT be paused. Pause was not pressed. No control is set for it. "
    f"{RUNNING}"
)


async def test_pause_that_works_is_confirmed(house: House, fail: Fail) -> None:
    await fail()

    assert house.words().endswith(CONFIRMED)


async def test_person_is_told_before_the_printer_answers(
    house: House, fail: Fail
) -> None:
    house.pause_works = False

    await fail()

    assert house.words().endswith(WAITING)


async def test_printer_may_take_its_time_to_pause(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()
    await house.let_pass(20, step=10)
    await house.printer_says("pausing")
    await house.let_pass(35, step=5)

    await house.printer_says("paused")

    assert house.words().endswith(CONFIRMED)


async def test_pause_is_told_to_have_failed_after_a_minute(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail()
    await house.let_pass(59)
    assert house.words().endswith(WAITING)

    await house.let_pass(2)

    assert house.words().endswith(f"{UNCONFIRMED} {RUNNING}")
    assert len(house.pauses) == 1


async def test_pause_that_shows_late_is_told(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()
    await house.let_pass(120, step=10)
    assert UNCONFIRMED in house.words()

    await house.printer_says("paused")

    late = "The printer confirmed it later than expected."
    assert house.words().endswith(f"{CONFIRMED} {late}")
    assert len(house.pauses) == 1


async def test_pause_reached_for_a_moment_is_reached(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()

    house.say("paused")
    house.say("unavailable", None)
    await house.settle()

    assert house.words().endswith(CONFIRMED)


async def test_dropout_while_waiting_changes_nothing(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()
    await house.printer_says("unavailable", None)
    await house.let_pass(30, step=10)
    assert house.words().endswith(WAITING)

    await house.printer_says("paused")

    assert house.words().endswith(CONFIRMED)


async def test_print_that_ends_while_waiting_was_not_paused_for_certain(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail()

    await house.printer_says("finished")

    assert house.words().endswith(f"{UNCONFIRMED} The print ended meanwhile.")


@pytest.mark.parametrize(
    ("err", "why"),
    [
        (HomeAssistantError("The printer is busy"), "The printer is busy"),
        (HomeAssistantError("HTTP 409:\n  Not now."), "HTTP 409: Not now"),
        (HomeAssistantError("x" * 1000), "x" * 200),
        (ValueError(), "ValueError"),
        (asyncio.CancelledError(), None),
    ],
)
async def test_control_that_raises_is_told(
    house: House, fail: Fail, err: BaseException, why: str | None
) -> None:
    house.control_error = err
    await fail()
    # It may have been pressed all the same: the printer has its time to show it.
    assert house.words().endswith(WAITING)

    await house.let_pass(61)

    answer = "" if why is None else f" The answer was: {why}."
    assert house.words().endswith(
        "The print could NOT be paused. Pause was pressed. The control for it answered "
        f"with an error.{answer} {RUNNING}"
    )
    assert len(house.pauses) == 1
    assert house.shows()["failure"] == "on"


async def test_press_that_raises_and_pauses_is_confirmed(
    house: House, fail: Fail
) -> None:
    house.control_error = HomeAssistantError("The printer is busy")
    await fail()

    await house.printer_says("paused")

    assert house.words().endswith(CONFIRMED)


async def test_control_that_is_unavailable_is_waited_for(
    house: House, fail: Fail
) -> None:
    house.hass.states.async_set(PAUSE, "unavailable")
    await fail()
    await house.let_pass(50, step=5)
    assert house.pauses == []

    house.hass.states.async_set(PAUSE, "unknown")
    await house.settle()

    assert len(house.pauses) == 1
    assert house.words().endswith(CONFIRMED)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("unavailable", "The control for it was not available."),
        (None, "The control for it does not exist any more."),
    ],
)
async def test_control_that_stays_away_is_told(
    house: House, fail: Fail, state: str | None, why: str
) -> None:
    if state is None:
        house.hass.states.async_remove(PAUSE)
    else:
        house.hass.states.async_set(PAUSE, state)
    await fail()

    await house.let_pass(61)

    assert house.words().endswith(
        f"The print could NOT be paused. Pause was not pressed. {why} {RUNNING}"
    )
    assert house.pauses == []


@pytest.mark.parametrize("control", ["lock.door", "c0ffee00c0ffee00c0ffee00c0ffee00"])
async def test_control_that_nobody_knows_how_to_press_is_told(
    house: House, fail: Fail, control: str
) -> None:
    house.hass.states.async_set("lock.door", "locked")
    await fail(pause_control=control)

    assert house.words().endswith(NO_CONTROL)
    assert house.pauses == []
    assert house.shows()["failure"] == "on"


async def test_missing_control_is_told_at_once(house: House, fail: Fail) -> None:
    await fail(pause_control=None)

    assert house.words().endswith(NO_CONTROL)


async def test_control_that_takes_its_time_leaves_it_to_the_printers_state(
    house: House, fail: Fail
) -> None:
    house.control_waits = asyncio.Event()
    await fail()
    await house.let_pass(11)
    assert house.words().endswith(WAITING)

    # It was not broken off: it pauses the printer now.
    house.control_waits.set()
    await house.settle()

    assert house.watch_state == "paused"
    assert house.words().endswith(CONFIRMED)


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

    assert house.words().endswith(CONFIRMED)


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


async def test_failure_is_told_with_its_risk(house: House, fail: Fail) -> None:
    await fail(response="notify")

    title, _, message = house.words().partition(": At ")
    assert title == "Voron: the print is failing"
    assert message.partition(" ")[2] == (
        "the camera of Voron showed a failing print: job-1 (risk 75 %). Nothing was "
        "done about it: the response is to notify only. Look at it now; the print goes on."
    )


async def test_printer_is_told_by_its_name_of_now(house: House, fail: Fail) -> None:
    house.pause_works = False
    await fail()
    assert house.entry is not None
    house.hass.config_entries.async_update_subentry(
        house.entry, house.subentry(), title="Ender"
    )

    await house.printer_says("paused")

    assert house.told().startswith("Ender: ")
    assert "the camera of Ender " in house.told()
