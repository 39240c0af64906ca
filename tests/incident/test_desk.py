"""Warnings and failures side by side, and what else happens while they are open."""

import pytest

from custom_components.obico_detection.const import HappeningType
from custom_components.obico_detection.incident.incident import Ending
from tests.incident.conftest import Fail
from tests.support.house import PAUSE, House, printer_data

CONFIRMED = "The print was paused, and the printer confirms it."


@pytest.fixture
async def warned(house: House) -> House:
    """A house whose print was warned of a moment ago; its printer follows nothing."""
    house.pause_works = False
    await house.add(printer_data(rule="fixed", warm_up=0, confirmations=1))
    house.ml.p = 0.5
    await house.printer_says("printing")
    assert house.shows()["class"] == "warning"
    return house


def happenings(house: House) -> list[HappeningType]:
    """Return what happens from now on, as it happens."""
    happened: list[HappeningType] = []
    house.printer().happenings.async_add_listener(
        lambda happening: happened.append(happening.type)
    )
    return happened


async def test_warning_is_told_and_is_no_incident(warned: House) -> None:
    assert warned.words().startswith("Voron: the print may be failing")
    assert warned.printer().incident is None
    assert warned.shows()["failure"] == "off"
    assert warned.pauses == []


async def test_warning_that_calms_is_taken_away(warned: House) -> None:
    happened = happenings(warned)

    await warned.checks(33, p=0.0)

    record = warned.printer().last_incident
    assert record is not None
    assert record.ending is Ending.CALMED
    assert happened == [HappeningType.CLEARED]
    assert warned.told() == ""


async def test_warning_that_becomes_a_failure_is_no_acknowledgement(
    warned: House,
) -> None:
    happened = happenings(warned)

    await warned.checks(2, p=2.0)

    book = warned.printer()._desk.book
    assert book.warning is not None
    assert book.warning.ending is Ending.BECAME_FAILURE
    assert happened == [HappeningType.FAILURE]
    assert warned.words().startswith("Voron: the print is failing")
    assert len(warned.pauses) == 1


async def test_pause_pressed_for_a_warning_is_not_pressed_for_its_failure_too(
    warned: House,
) -> None:
    await warned.change(warning_response="pause")
    await warned.checks(33, p=0.0)
    await warned.checks_until(lambda: bool(warned.pauses), p=0.5)

    await warned.checks(2, p=2.0)
    assert warned.shows()["failure"] == "on"
    await warned.printer_says("paused")

    assert len(warned.pauses) == 1
    assert warned.words().endswith(CONFIRMED)


async def test_resume_closes_no_warning_that_nothing_was_done_about(
    warned: House,
) -> None:
    await warned.printer_says("paused")

    await warned.printer_says("printing")

    record = warned.printer().last_incident
    assert record is not None
    assert record.is_open


async def test_control_that_is_renamed_while_it_is_waited_for_is_not_pressed_again(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail()
    house.hass.states.async_set("input_button.new", "unknown")

    house.printer().on_rename(PAUSE, "input_button.new")
    await house.let_pass(30, step=5)
    await house.printer_says("paused")

    assert house.subentry().data["pause_control"] == "input_button.new"
    assert len(house.pauses) == 1
    assert house.words().endswith(CONFIRMED)


async def test_rename_after_the_response_repeats_nothing(
    house: House, fail: Fail
) -> None:
    await fail()
    before = house.printer().incident

    house.printer().on_rename(PAUSE, "input_button.new")
    await house.let_pass(70, step=5)

    assert house.printer().incident == before
    assert len(house.pauses) == 1


async def test_incident_of_a_job_that_nobody_knows_any_more_is_over(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail()
    await house.unload()
    house.stored()["jobs"] = "garbage"
    house.ml.p = 0.0

    await house.load()
    await house.let_pass(70, step=5)

    record = house.printer().last_incident
    assert record is not None
    assert record.ending is Ending.JOB_ENDED
    assert all(step.outcome is not None for step in record.steps)
    assert len(house.pauses) == 1
