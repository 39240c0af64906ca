"""A press that was lost is made again where that is harmless, three times in all."""

import logging

import pytest

from custom_components.obico_detection.printer import drive
from custom_components.obico_detection.printer.controls import ControlFault
from custom_components.obico_detection.printer.drive import (
    MOST_PRESSES,
    Driven,
    async_refresh,
    settle_s,
)
from custom_components.obico_detection.printer.status import Activity
from homeassistant.exceptions import HomeAssistantError
from tests.printer.workbench import STATUS, Workbench

UNKNOWN = settle_s(None)


@pytest.fixture
def repeatable(bench: Workbench) -> Workbench:
    """A printer whose pause control may be pressed again."""
    bench.has_lever(most_presses=MOST_PRESSES)
    return bench


async def test_lost_press_is_repeated_where_that_is_harmless(
    repeatable: Workbench,
) -> None:
    await repeatable.drive()
    await repeatable.after(UNKNOWN + 1)
    assert len(repeatable.presses) == 2

    repeatable.says("paused")

    driven = await repeatable.settle()
    assert driven == Driven(presses=2, reached=Activity.PAUSED)
    assert repeatable.stored == repeatable.told == [1, 2]


async def test_there_is_no_fourth_press(repeatable: Workbench) -> None:
    await repeatable.drive()

    driven = await repeatable.after(4 * UNKNOWN)

    assert driven == Driven(presses=3)
    assert len(repeatable.presses) == 3


async def test_second_press_that_raises_nothing_is_only_lost(
    repeatable: Workbench,
) -> None:
    repeatable.error = HomeAssistantError("busy")
    await repeatable.drive()
    repeatable.error = None

    driven = await repeatable.after(4 * UNKNOWN)

    assert driven == Driven(presses=3)


async def test_second_press_needs_a_look_at_the_printer(repeatable: Workbench) -> None:
    await repeatable.drive()
    repeatable.says("unavailable")

    driven = await repeatable.after(2 * UNKNOWN + 2)

    assert driven == Driven(presses=1, fault=ControlFault.NOT_SETTLED)
    assert len(repeatable.presses) == 1


async def test_printer_that_speaks_again_is_pressed_again(
    repeatable: Workbench,
) -> None:
    await repeatable.drive()
    repeatable.says("unavailable")
    await repeatable.after(UNKNOWN + 10)

    repeatable.says("printing")
    await repeatable.settle()

    assert len(repeatable.presses) == 2


# -- after a restart


async def test_effect_of_a_stored_press_is_waited_for(bench: Workbench) -> None:
    assert await bench.drive(presses=1) is None
    await bench.after(UNKNOWN - 1)
    assert bench.presses == []

    bench.says("paused")

    driven = await bench.settle()
    assert driven == Driven(presses=1, reached=Activity.PAUSED)


async def test_stored_presses_count(repeatable: Workbench) -> None:
    await repeatable.drive(presses=2)

    driven = await repeatable.after(3 * UNKNOWN)

    assert driven == Driven(presses=3)
    assert len(repeatable.presses) == 1


# -- asking for a fresh look


async def test_printer_is_asked_to_be_looked_at_while_it_is_waited_for(
    bench: Workbench,
) -> None:
    await bench.drive()

    await bench.after(UNKNOWN + 60)

    # Before a control that may be pressed once, and while it is waited for.
    assert bench.asked == [0.0, 3.0, UNKNOWN / 2]


async def test_printer_that_has_answered_is_not_asked_any_more(
    bench: Workbench,
) -> None:
    await bench.drive()
    await bench.after(5)
    bench.says("paused")

    await bench.after(UNKNOWN)

    assert bench.asked == [0.0, 3.0]


async def test_look_that_fails_is_no_harm(bench: Workbench) -> None:
    bench.refresh_error = ValueError("no")

    await async_refresh(bench.hass, STATUS)
    await bench.drive()
    await bench.after(5)
    bench.says("paused")

    assert await bench.settle() == Driven(presses=1, reached=Activity.PAUSED)


async def test_look_that_fails_is_logged_in_plain_words(
    bench: Workbench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, drive.__name__)
    bench.refresh_error = OSError("Lost\n http://me:secret@printer/?key=abc")

    await async_refresh(bench.hass, STATUS)

    said = f"{STATUS} could not be refreshed: Lost http://printer/"
    assert [
        one.getMessage() for one in caplog.records if one.name == drive.__name__
    ] == [said]


async def test_house_in_which_nothing_can_be_asked_is_no_harm(
    bench: Workbench,
) -> None:
    bench.hass.services.async_remove("homeassistant", "update_entity")

    await async_refresh(bench.hass, STATUS)

    assert bench.asked == []
