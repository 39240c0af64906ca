"""A restart with an incident open: nothing is pressed twice, nothing is forgotten."""

import pytest

from custom_components.obico_detection.const import HappeningType
from custom_components.obico_detection.happenings import Happening
from homeassistant.components.persistent_notification import async_dismiss_all
from tests.support.house import House, printer_data

WAITING = "Pause was pressed. Waiting for the printer to say that it is paused."
CONFIRMED = "The print was paused, and the printer confirms it."
RUNNING = "The print is probably still running."


@pytest.fixture
async def printing(printing: House) -> House:
    """A house whose printer has been printing, with something to see now and then."""
    await printing.checks(2, p=0.1)
    return printing


async def test_grace_goes_on_after_a_restart(house: House) -> None:
    await house.add(printer_data(warm_up=0, confirmations=1))
    await house.printer_says("printing")
    await house.printer_says("paused")
    await house.printer_says("printing")
    house.ml.p = 5.0
    await house.let_pass(20)

    await house.restart(killed=True)
    await house.let_pass(65)
    assert house.shows()["class"] == "failure"
    assert house.pauses == []
    await house.let_pass(30)

    assert len(house.pauses) == 1


async def test_what_was_acknowledged_stays_so_after_a_restart(
    printing: House,
) -> None:
    await printing.checks(15, p=1.2)
    await printing.printer_says("printing")

    await printing.restart(killed=True)
    await printing.checks(20, p=0.9)

    assert printing.shows()["class"] == "failure"
    assert printing.shows()["failure"] == "off"
    assert len(printing.pauses) == 1


async def test_print_is_not_paused_twice(printing: House) -> None:
    printing.pause_works = False
    await printing.checks(20, p=1.2)
    assert len(printing.pauses) == 1
    before = printing.printer().incident

    await printing.restart(killed=True)
    happened: list[Happening] = []
    printing.printer().happenings.async_add_listener(happened.append)
    await printing.checks(20, p=1.2)

    assert len(printing.pauses) == 1
    assert before is not None
    assert HappeningType.FAILURE not in {one.type for one in happened}
    assert printing.shows()["failure"] == "on"


async def test_open_incident_is_shown_again(printing: House) -> None:
    await printing.checks(15, p=1.2)
    before = printing.words()

    await printing.restart(killed=True)

    assert CONFIRMED in before
    assert printing.words() == before
    assert printing.shows()["failure"] == "on"


@pytest.fixture
async def pressed(printing: House) -> House:
    """A house that stopped between the stored intent to pause and the press."""
    printing.pause_works = False
    await printing.checks_until(lambda: bool(printing.pauses), p=1.2)
    printing.pauses.clear()
    await printing.unload()
    incident = printing.stored()["desk"]["failure"]
    (step,) = incident["steps"]
    assert (step["kind"], step["presses"], step["outcome"]) == ("pause", 1, None)
    async_dismiss_all(printing.hass)
    return printing


async def test_stored_press_counts_as_made(pressed: House) -> None:
    await pressed.load()
    assert pressed.words().endswith(WAITING)

    await pressed.let_pass(62)

    assert pressed.pauses == []
    assert pressed.words().endswith(RUNNING)


async def test_stored_press_that_worked_is_confirmed(pressed: House) -> None:
    await pressed.load()

    await pressed.printer_says("paused")

    assert pressed.words().endswith(CONFIRMED)


async def test_wait_for_the_press_starts_when_the_printer_speaks(
    pressed: House,
) -> None:
    pressed.say("unavailable", None)
    await pressed.load()
    await pressed.let_pass(300, step=30)
    await pressed.printer_says("printing")
    await pressed.let_pass(55, step=5)
    assert pressed.words().endswith(WAITING)

    await pressed.printer_says("paused")

    assert pressed.words().endswith(CONFIRMED)
    assert pressed.pauses == []


async def test_print_that_ended_meanwhile_is_told(pressed: House) -> None:
    pressed.say("idle")

    await pressed.load()

    assert pressed.words().endswith("The print ended meanwhile.")
    assert pressed.shows()["failure"] == "off"
    assert pressed.pauses == []


async def test_print_resumed_meanwhile_acknowledges(printing: House) -> None:
    await printing.checks(15, p=1.2)
    await printing.unload()
    printing.say("printing")

    await printing.load()
    await printing.let_pass(11)

    assert printing.shows()["failure"] == "off"
    assert printing.told() == ""
