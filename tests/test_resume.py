"""Whoever lets a print go on knows of its incident: what counts as new after that."""

from custom_components.obico_detection.const import HappeningType
from custom_components.obico_detection.happenings import Happening
from tests.support.house import House, printer_data


def told_failures(house: House) -> list[Happening]:
    """Return the failures that automations are told of from now on."""
    failures: list[Happening] = []

    def on_happening(happening: Happening) -> None:
        if happening.type is HappeningType.FAILURE:
            failures.append(happening)

    house.printer().happenings.async_add_listener(on_happening)
    return failures


async def test_resume_acknowledges_the_incident(printing: House) -> None:
    await printing.checks(15, p=1.2)
    assert printing.shows()["failure"] == "on"

    await printing.printer_says("printing")

    assert printing.shows()["failure"] == "off"
    assert printing.notifications() == {}


async def test_resume_is_followed_by_grace(printing: House) -> None:
    await printing.checks(15, p=1.2)
    await printing.printer_says("printing")

    await printing.let_pass(89)

    assert printing.shows()["class"] == "failure"
    assert printing.shows()["failure"] == "off"
    assert len(printing.pauses) == 1


async def test_print_that_looks_as_it_did_when_it_was_resumed_is_left_alone(
    printing: House,
) -> None:
    await printing.checks(15, p=1.2)
    await printing.printer_says("printing")

    await printing.checks(60, p=0.9)

    assert printing.shows()["class"] == "failure"
    assert len(printing.pauses) == 1


async def test_print_that_looks_worse_than_when_it_was_resumed_is_paused_again(
    printing: House,
) -> None:
    happened = told_failures(printing)
    await printing.checks(15, p=1.2)
    await printing.printer_says("printing")
    await printing.checks(15, p=0.9)
    assert len(printing.pauses) == 1

    await printing.checks(10, p=2.5)

    assert len(printing.pauses) == 2
    first, second = happened
    assert first.attributes["incident_id"] != second.attributes["incident_id"]


async def test_print_that_fails_anew_after_it_looked_good_is_paused_again(
    printing: House,
) -> None:
    await printing.checks(15, p=1.2)
    await printing.printer_says("printing")
    await printing.checks(30, p=0.0)
    assert printing.shows()["class"] == "safe"

    await printing.checks(30, p=1.2)

    assert len(printing.pauses) == 2


async def test_grace_ends_with_its_job(house: House) -> None:
    await house.add(printer_data(warm_up=0, confirmations=1))
    await house.printer_says("printing")
    await house.printer_says("paused")
    await house.printer_says("printing")
    await house.let_pass(20)
    await house.printer_says("idle")
    house.ml.p = 5.0

    await house.printer_says("printing", "job-2")

    assert house.shows()["class"] == "failure"
    assert len(house.pauses) == 1
