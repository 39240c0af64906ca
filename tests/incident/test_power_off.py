"""The power is cut only on a printer that is paused for certain, and only once."""

from datetime import timedelta
from typing import Any

import pytest

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
from tests.incident.conftest import Fail
from tests.support.house import POWER, House

OFF = {
    "response": "pause_and_off",
    "power_switch": POWER,
    "power_off_while_hot": True,
}
MINUTES = 60.0
LEFT_ON = "Its power was left on."
OFF_SAID = "Its power was switched off, and the switch confirms it."
NOT_CONFIRMED = (
    "Its power was told to switch off, but the switch does not say that it is off."
)


@pytest.fixture
async def paused(house: House, fail: Fail) -> House:
    """A house whose failing print has just been paused."""
    await fail(**OFF)
    assert house.watch_state == "paused"
    return house


async def test_power_is_cut_ten_minutes_after_the_pause(paused: House) -> None:
    due = dt_util.now() + timedelta(minutes=10)
    assert paused.words().endswith(
        f"Its power will be switched off at {due:%H:%M} if the printer is still paused "
        "then."
    )
    await paused.let_pass(9.9 * MINUTES, step=60)
    assert paused.power_calls == []

    await paused.let_pass(0.2 * MINUTES)

    (call,) = paused.power_calls
    assert (call.domain, call.service) == ("switch", "turn_off")
    assert call.data == {"entity_id": POWER}
    assert call.context.id == paused.pauses[0].context.id
    assert paused.words().endswith(OFF_SAID)


async def test_confirmed_power_off_ends_the_job(paused: House) -> None:
    await paused.let_pass(10.1 * MINUTES, step=60)

    assert paused.watch_state == "idle"
    assert paused.shows()["failure"] == "off"


async def test_status_that_lags_behind_starts_no_job(paused: House) -> None:
    await paused.let_pass(10.1 * MINUTES, step=60)

    await paused.printer_says("paused")

    assert paused.watch_state == "idle"


async def test_power_may_be_an_input_boolean(house: House, fail: Fail) -> None:
    house.hass.states.async_set("input_boolean.plug", "on")
    await fail(**(OFF | {"power_switch": "input_boolean.plug"}))

    await house.let_pass(10.1 * MINUTES, step=60)

    (call,) = house.power_calls
    assert (call.domain, call.service) == ("input_boolean", "turn_off")


async def test_resumed_print_keeps_its_power(paused: House) -> None:
    await paused.let_pass(5 * MINUTES, step=60)
    paused.ml.p = 0.0

    await paused.printer_says("printing")
    await paused.let_pass(10 * MINUTES, step=30)

    assert paused.power_calls == []
    assert paused.notifications() == {}


async def test_print_paused_again_by_hand_keeps_its_power(paused: House) -> None:
    await paused.let_pass(5 * MINUTES, step=60)
    paused.ml.p = 0.0
    paused.say("printing")
    await paused.printer_says("paused")

    await paused.let_pass(20 * MINUTES, step=60)

    assert paused.power_calls == []


async def test_print_that_is_over_keeps_its_power(paused: House) -> None:
    await paused.let_pass(5 * MINUTES, step=60)

    await paused.printer_says("idle")
    await paused.let_pass(10 * MINUTES, step=60)

    assert paused.power_calls == []
    assert paused.words().endswith(
        f"{LEFT_ON} The printer was not paused any more. The print has ended."
    )


async def test_printer_that_moves_for_a_moment_keeps_its_power(paused: House) -> None:
    paused.say("heating")
    await paused.printer_says("paused")

    await paused.let_pass(20 * MINUTES, step=60)

    assert paused.power_calls == []
    assert paused.words().endswith(f"{LEFT_ON} The printer was not paused any more.")


async def test_power_stays_where_the_pause_was_not_confirmed(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail(**OFF)

    await house.let_pass(20 * MINUTES, step=30)

    assert house.power_calls == []
    assert house.words().endswith(
        f"{LEFT_ON} The pause was not confirmed. The print is probably still running."
    )


async def test_power_stays_where_the_pause_failed(house: House, fail: Fail) -> None:
    house.control_error = HomeAssistantError("no")
    await fail(**OFF)

    await house.let_pass(20 * MINUTES, step=30)

    assert house.power_calls == []
    assert house.words().endswith(
        f"{LEFT_ON} The pause was not confirmed. The print is probably still running."
    )


async def test_silent_printer_is_waited_for(paused: House) -> None:
    await paused.let_pass(9 * MINUTES, step=60)
    await paused.printer_says("unavailable", None)
    await paused.let_pass(5 * MINUTES, step=60)
    assert paused.power_calls == []

    await paused.printer_says("paused")
    # Its first word may be an old one.
    await paused.let_pass(59)
    assert paused.power_calls == []
    await paused.let_pass(12)

    assert len(paused.power_calls) == 1


async def test_printer_that_stays_silent_keeps_its_power(paused: House) -> None:
    await paused.let_pass(9 * MINUTES, step=60)
    await paused.printer_says("unavailable", None)

    await paused.let_pass(20 * MINUTES, step=60)

    assert paused.power_calls == []
    why = "The printer did not say whether it is still paused"
    assert paused.words().endswith(f"{LEFT_ON} {why}.")


async def test_switch_that_does_not_say_off_is_told(paused: House) -> None:
    paused.power_works = False
    await paused.let_pass(10.1 * MINUTES, step=60)

    await paused.let_pass(20)

    assert paused.words().endswith(NOT_CONFIRMED)
    assert paused.watch_state == "paused"
    assert len(paused.power_calls) == 1


@pytest.mark.parametrize("state", ["unavailable", None])
async def test_switch_that_stays_away_is_told(paused: House, state: str | None) -> None:
    if state is None:
        paused.hass.states.async_remove(POWER)
    else:
        paused.hass.states.async_set(POWER, state)

    await paused.let_pass(20.5 * MINUTES, step=30)

    assert paused.power_calls == []
    assert paused.words().endswith(f"{LEFT_ON} The control for it was not available.")
    assert paused.watch_state == "paused"


async def test_switch_that_is_unavailable_is_waited_for(paused: House) -> None:
    paused.hass.states.async_set(POWER, "unavailable")
    await paused.let_pass(15 * MINUTES, step=30)
    assert paused.power_calls == []

    paused.hass.states.async_set(POWER, "on")
    await paused.settle()

    assert len(paused.power_calls) == 1
    assert paused.words().endswith(OFF_SAID)


async def test_switch_that_raises_is_told(paused: House) -> None:
    paused.control_error = HomeAssistantError("The plug is jammed")

    await paused.let_pass(10.1 * MINUTES, step=60)
    await paused.let_pass(16)

    assert paused.words().endswith(
        "Its power could NOT be switched off. The control for it answered with an "
        "error. The answer was: The plug is jammed."
    )
    assert len(paused.power_calls) == 1


async def test_switch_that_raises_and_goes_off_is_confirmed(paused: House) -> None:
    paused.control_error = HomeAssistantError("The plug is jammed")
    await paused.let_pass(10.1 * MINUTES, step=60)

    paused.hass.states.async_set(POWER, "off")
    await paused.settle()

    assert paused.words().endswith(OFF_SAID)
    assert paused.watch_state == "idle"


@pytest.mark.parametrize(
    "changes", [{"power_off_while_hot": None}, {"power_switch": None}]
)
async def test_power_is_never_cut_without_consent(
    house: House, fail: Fail, changes: dict[str, Any]
) -> None:
    await fail(**(OFF | changes))
    assert house.watch_state == "paused"

    await house.let_pass(20 * MINUTES, step=60)

    assert house.power_calls == []
    assert house.words().endswith(f"{LEFT_ON} The settings do not allow it.")


# -- after a restart


async def test_power_is_cut_when_it_is_due_after_a_restart(paused: House) -> None:
    await paused.let_pass(5 * MINUTES, step=60)
    await paused.restart(killed=True)
    await paused.let_pass(4.9 * MINUTES, step=60)
    assert paused.power_calls == []

    await paused.let_pass(0.2 * MINUTES)

    assert len(paused.power_calls) == 1
    assert len(paused.pauses) == 1


async def test_power_that_became_due_meanwhile_is_cut(paused: House) -> None:
    await paused.restart(killed=True, away_s=20 * MINUTES)
    # The first word after a restart may be an old one.
    await paused.let_pass(0.9 * MINUTES)
    assert paused.power_calls == []

    await paused.let_pass(0.2 * MINUTES)

    assert len(paused.power_calls) == 1
    assert paused.words().endswith(OFF_SAID)


async def test_power_that_became_due_is_not_cut_on_a_printer_that_prints(
    paused: House,
) -> None:
    await paused.unload()
    paused.say("printing")
    paused.ml.p = 0.0
    await paused.load()

    await paused.let_pass(20 * MINUTES, step=60)

    assert paused.power_calls == []


async def test_power_is_not_cut_on_another_job(paused: House) -> None:
    await paused.let_pass(MINUTES, step=10)
    await paused.unload()
    paused.say("paused", "job-2")
    await paused.load()

    await paused.let_pass(20 * MINUTES, step=60)

    assert paused.power_calls == []
    assert LEFT_ON in paused.words()
    assert paused.words().endswith("The print has ended.")


async def test_switch_pressed_before_a_restart_is_not_pressed_again(
    paused: House,
) -> None:
    paused.power_works = False
    await paused.let_pass(10.05 * MINUTES, step=60)
    assert len(paused.power_calls) == 1
    await paused.restart(killed=True)
    assert len(paused.power_calls) == 1

    paused.hass.states.async_set(POWER, "off")
    await paused.settle()

    assert paused.words().endswith(OFF_SAID)
    assert paused.watch_state == "idle"


async def test_switch_that_was_unset_meanwhile_is_told_truthfully(
    paused: House,
) -> None:
    paused.power_works = False
    await paused.let_pass(10.05 * MINUTES, step=60)
    await paused.change(power_switch=None)

    await paused.restart()

    assert paused.words().endswith(NOT_CONFIRMED)
