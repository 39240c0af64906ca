"""A printer that prints on for a moment after pause was pressed has not been resumed."""

import pytest

from tests.incident.conftest import Fail
from tests.support.controls import ALL_CONTROLS
from tests.support.house import House

CONFIRMED = "The print was paused, and the printer confirms it."


@pytest.fixture
async def paused(house: House, fail: Fail) -> House:
    """A house whose failing print was paused five seconds ago."""
    await fail()
    await house.let_pass(5)
    house.ml.p = 0.0
    assert house.watch_state == "paused"
    return house


def is_open(house: House) -> bool:
    """Tell whether the incident is open."""
    return house.printer().incident is not None


async def test_resume_right_after_our_press_counts_when_it_lasts(
    paused: House,
) -> None:
    await paused.printer_says("printing")
    await paused.let_pass(9)
    assert is_open(paused)

    await paused.let_pass(2)

    incident = paused.printer().last_incident
    assert incident is not None
    assert incident.ending == "resumed"
    assert paused.told() == ""


async def test_flicker_right_after_our_press_is_no_resume(paused: House) -> None:
    await paused.printer_says("printing")
    await paused.let_pass(5)
    await paused.printer_says("paused")

    await paused.let_pass(60, step=5)

    assert is_open(paused)
    assert paused.words().endswith(CONFIRMED)
    assert len(paused.pauses) == 1


async def test_resume_long_after_our_press_counts_at_once(paused: House) -> None:
    await paused.let_pass(61, step=5)

    await paused.printer_says("printing")

    assert not is_open(paused)


async def test_resume_by_a_persons_order_counts_at_once(
    house: House, fail: Fail
) -> None:
    resume = ALL_CONTROLS["resume_control"]
    house.hass.states.async_set(resume, "unknown")
    await fail(resume_control=resume)
    house.ml.p = 0.0
    house.pause_works = False

    await house.printer().async_resume()
    await house.settle()
    await house.printer_says("printing")

    assert [call.data["entity_id"] for call in house.pauses][1:] == [resume]
    assert not is_open(house)


async def test_print_that_ends_in_the_flicker_is_over(paused: House) -> None:
    await paused.printer_says("printing")

    await paused.printer_says("finished")
    await paused.let_pass(20)

    incident = paused.printer().last_incident
    assert incident is not None
    assert incident.ending == "job_ended"


async def test_flicker_begins_the_grace_only_when_it_was_a_resume(
    paused: House,
) -> None:
    await paused.printer_says("printing")
    await paused.let_pass(2)
    before = paused.stored()["desk"]["gate"]["grace_s"]

    await paused.let_pass(10)

    assert before == 0.0
    assert paused.stored()["desk"]["gate"]["grace_s"] > 80


async def test_flicker_is_waited_for_after_a_restart_too(paused: House) -> None:
    await paused.printer_says("printing")
    await paused.let_pass(2)

    await paused.restart()
    assert is_open(paused)
    await paused.let_pass(11)

    assert not is_open(paused)
    assert len(paused.pauses) == 1


async def test_flicker_that_a_restart_falls_into_is_no_resume(paused: House) -> None:
    await paused.printer_says("printing")
    await paused.let_pass(2)

    await paused.restart()
    await paused.printer_says("paused")
    await paused.let_pass(30)

    assert is_open(paused)
    assert len(paused.pauses) == 1


async def test_flicker_after_a_restart_is_no_resume_either(paused: House) -> None:
    await paused.restart()

    await paused.printer_says("printing")
    assert is_open(paused)
    await paused.printer_says("paused")
    await paused.let_pass(30)

    assert is_open(paused)
