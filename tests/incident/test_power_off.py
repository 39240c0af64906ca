"""The power is cut only on a printer that is paused for certain, and only once."""

from typing import Any

import pytest

from homeassistant.exceptions import HomeAssistantError
from tests.incident.conftest import Fail
from tests.support.house import POWER, House

OFF = {
    "response": "pause_and_off",
    "power_switch": POWER,
    "power_off_while_hot": True,
}
MINUTES = 60.0
LEFT_ON = "Its power was left on:"


def told(house: House) -> str:
    return house.notifications()["Voron: the print is failing"]


@pytest.fixture
async def paused(house: House, fail: Fail) -> House:
    """A house whose failing print has just been paused."""
    await fail(**OFF)
    assert house.watch_state == "paused"
    return house


async def test_power_is_cut_ten_minutes_after_the_pause(paused: House) -> None:
    assert told(paused).endswith(
        "Its power will be switched off 10 minutes after the pause."
    )
    await paused.let_pass(9.9 * MINUTES, step=60)
    assert paused.power_calls == []

    await paused.let_pass(0.2 * MINUTES)

    (call,) = paused.power_calls
    assert (call.domain, call.service) == ("switch", "turn_off")
    assert call.data == {"entity_id": POWER}
    assert told(paused).endswith("Its power was switched off.")


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
    assert told(paused).endswith(f"{LEFT_ON} the printer was not paused any more.")


async def test_printer_that_moves_for_a_moment_keeps_its_power(paused: House) -> None:
    paused.say("heating")
    await paused.printer_says("paused")

    await paused.let_pass(20 * MINUTES, step=60)

    assert paused.power_calls == []
    assert told(paused).endswith(f"{LEFT_ON} the printer was not paused any more.")


async def test_power_stays_where_the_pause_was_not_confirmed(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail(**OFF)

    await house.let_pass(20 * MINUTES, step=30)

    assert house.power_calls == []
    assert told(house).endswith(f"{LEFT_ON} the pause was not confirmed.")


async def test_power_stays_where_the_pause_failed(house: House, fail: Fail) -> None:
    house.control_error = HomeAssistantError("no")
    await fail(**OFF)

    await house.let_pass(20 * MINUTES, step=30)

    assert house.power_calls == []
    assert told(house).endswith(f"{LEFT_ON} the pause was not confirmed.")


async def test_silent_printer_is_waited_for(paused: House) -> None:
    await paused.let_pass(9 * MINUTES, step=60)
    await paused.printer_says("unavailable", None)
    await paused.let_pass(5 * MINUTES, step=60)
    assert paused.power_calls == []

    await paused.printer_says("paused")

    assert len(paused.power_calls) == 1


async def test_printer_that_stays_silent_keeps_its_power(paused: House) -> None:
    await paused.let_pass(9 * MINUTES, step=60)
    await paused.printer_says("unavailable", None)

    await paused.let_pass(20 * MINUTES, step=60)

    assert paused.power_calls == []
    why = "the printer did not say whether it is still paused"
    assert told(paused).endswith(f"{LEFT_ON} {why}.")


async def test_switch_that_does_not_say_off_is_told(paused: House) -> None:
    paused.power_works = False
    await paused.let_pass(10.1 * MINUTES, step=60)

    await paused.let_pass(20)

    assert told(paused).endswith("but the switch does not say that it is off.")
    assert paused.watch_state == "paused"
    assert len(paused.power_calls) == 1


@pytest.mark.parametrize(
    ("state", "why"),
    [("unavailable", "is unavailable"), (None, "does not exist")],
)
async def test_switch_that_cannot_be_used_is_told(
    paused: House, state: str | None, why: str
) -> None:
    if state is None:
        paused.hass.states.async_remove(POWER)
    else:
        paused.hass.states.async_set(POWER, state)

    await paused.let_pass(10.1 * MINUTES, step=60)

    assert paused.power_calls == []
    assert told(paused).endswith(f"Its power could NOT be switched off: {POWER} {why}.")
    assert paused.watch_state == "paused"


async def test_switch_that_raises_is_told(paused: House) -> None:
    paused.control_error = HomeAssistantError("The plug is jammed")

    await paused.let_pass(10.1 * MINUTES, step=60)

    assert "could NOT be switched off: The plug is jammed." in told(paused)


@pytest.mark.parametrize(
    "changes", [{"power_off_while_hot": None}, {"power_switch": None}]
)
async def test_power_is_never_cut_without_consent(
    house: House, fail: Fail, changes: dict[str, Any]
) -> None:
    await fail(**(OFF | changes))

    await house.let_pass(20 * MINUTES, step=60)

    assert house.power_calls == []
    assert "the settings do not allow to cut it." in told(house)


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
    assert told(paused).endswith("Its power was switched off.")


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
    assert told(paused).endswith(f"{LEFT_ON} the print ended meanwhile.")


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

    assert told(paused).endswith("Its power was switched off.")
    assert paused.watch_state == "idle"


async def test_switch_that_was_unset_meanwhile_is_told_truthfully(
    paused: House,
) -> None:
    paused.power_works = False
    await paused.let_pass(10.05 * MINUTES, step=60)
    await paused.change(power_switch=None)

    await paused.restart()

    assert told(paused).endswith("but the switch does not say that it is off.")
