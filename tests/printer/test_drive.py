"""A control is pressed until the printer says that it worked, and never once too often."""

import pytest

from custom_components.obico_detection.printer.controls import (
    ControlError,
    ControlFault,
    async_press,
)
from custom_components.obico_detection.printer.drive import Command, Driven, settle_s
from custom_components.obico_detection.printer.status import Activity
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.printer.workbench import Workbench

UNKNOWN = settle_s(None)


@pytest.mark.parametrize(
    ("poll_s", "expected"), [(None, 60.0), (0.0, 30.0), (15.0, 30.0), (45.0, 90.0)]
)
def test_press_has_thirty_seconds_and_two_polls_to_show(
    poll_s: float | None, expected: float
) -> None:
    assert settle_s(poll_s) == expected


# -- a control that may be pressed once


async def test_pause_that_works_is_pressed_once(bench: Workbench) -> None:
    bench.on_press = lambda: bench.says("paused")

    driven = await bench.drive()

    assert driven == Driven(presses=1, reached=Activity.PAUSED)
    assert (len(bench.presses), bench.stored, bench.told) == (1, [1], [1])


@pytest.mark.parametrize(
    ("command", "status", "reached"),
    [
        (Command.PAUSE, "paused", Activity.PAUSED),
        (Command.PAUSE, "idle", Activity.IDLE),
        (Command.PAUSE, "finished", Activity.FINISHED),
        (Command.PAUSE, "error", Activity.ERROR),
        (Command.RESUME, "printing", Activity.PRINTING),
        (Command.RESUME, "preparing", Activity.PREPARING),
        (Command.RESUME, "idle", Activity.IDLE),
        (Command.STOP, "finished", Activity.FINISHED),
    ],
)
async def test_printer_that_does_it_already_is_not_pressed(
    bench: Workbench, command: Command, status: str, reached: Activity
) -> None:
    bench.says(status)

    driven = await bench.drive(command)

    assert driven == Driven(presses=0, reached=reached)
    assert (bench.presses, bench.stored) == ([], [])


@pytest.mark.parametrize("status", ["paused", "pausing", "printing"])
async def test_stop_is_over_only_when_the_print_is(
    bench: Workbench, status: str
) -> None:
    bench.on_press = lambda: bench.says(status)
    assert await bench.drive(Command.STOP) is None

    bench.says("idle")

    assert await bench.settle() == Driven(presses=1, reached=Activity.IDLE)


async def test_lost_press_is_waited_for_and_not_repeated(bench: Workbench) -> None:
    await bench.drive()
    assert await bench.after(UNKNOWN - 1) is None

    driven = await bench.after(2)

    assert driven == Driven(presses=1)
    assert len(bench.presses) == 1


async def test_state_reached_for_a_moment_is_reached(bench: Workbench) -> None:
    await bench.drive()

    bench.says("paused")
    bench.says("unavailable")

    assert await bench.settle() == Driven(presses=1, reached=Activity.PAUSED)


async def test_print_that_ends_meanwhile_is_over(bench: Workbench) -> None:
    await bench.drive()

    bench.says("finished")

    assert await bench.settle() == Driven(presses=1, reached=Activity.FINISHED)


async def test_first_press_may_go_to_a_printer_that_says_nothing(
    bench: Workbench,
) -> None:
    bench.has_lever(most_presses=3)
    bench.says("unavailable")

    await bench.drive()

    assert len(bench.presses) == 1


async def test_control_that_may_toggle_waits_for_the_printers_word(
    bench: Workbench,
) -> None:
    bench.says("unavailable")
    await bench.drive()
    await bench.after(300)
    assert bench.presses == []

    bench.says("paused")

    assert await bench.settle() == Driven(presses=0, reached=Activity.PAUSED)


async def test_printer_that_stays_silent_is_not_pressed_by_a_toggle(
    bench: Workbench,
) -> None:
    bench.says("unavailable")
    await bench.drive()

    await bench.after(610)

    assert await bench.settle() == Driven(presses=0, fault=ControlFault.NOT_SETTLED)


async def test_printer_on_its_way_somewhere_is_waited_for(bench: Workbench) -> None:
    bench.says("pausing")
    assert await bench.drive() is None

    bench.says("paused")

    assert await bench.settle() == Driven(presses=0, reached=Activity.PAUSED)


async def test_printer_that_stays_on_its_way_is_not_pressed(bench: Workbench) -> None:
    bench.says("pausing")
    await bench.drive()

    driven = await bench.after(UNKNOWN + 1)

    assert driven == Driven(presses=0, fault=ControlFault.NOT_SETTLED)
    assert bench.presses == []


# -- a control that cannot be pressed


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("unavailable", ControlFault.CONTROL_UNAVAILABLE),
        (None, ControlFault.CONTROL_GONE),
    ],
)
async def test_control_that_stays_away_is_not_pressed(
    bench: Workbench, state: str | None, fault: ControlFault
) -> None:
    bench.control_is(state)
    await bench.drive()
    assert await bench.after(UNKNOWN - 1) is None

    assert await bench.after(2) == Driven(presses=0, fault=fault)
    assert (bench.presses, bench.stored) == ([], [])


async def test_control_that_comes_back_is_pressed(bench: Workbench) -> None:
    bench.control_is("unavailable")
    await bench.drive()
    await bench.after(30)

    bench.control_is("unknown")
    await bench.settle()

    assert len(bench.presses) == 1


async def test_missing_control_is_not_waited_for(bench: Workbench) -> None:
    bench.has_lever(entity_id=None)

    assert await bench.drive() == Driven(presses=0, fault=ControlFault.NO_CONTROL)


async def test_control_that_is_chosen_meanwhile_is_pressed(bench: Workbench) -> None:
    bench.control_is("unavailable")
    await bench.drive()
    bench.hass.states.async_set("button.other", "unknown")

    bench.has_lever(entity_id="button.other")
    bench.says("printing ")
    await bench.settle()

    (press,) = bench.presses
    assert press.data["entity_id"] == "button.other"


@pytest.mark.parametrize("control", [None, "lock.door"])
async def test_what_is_no_control_is_refused(
    hass: HomeAssistant, control: str | None
) -> None:
    with pytest.raises(ControlError) as raised:
        await async_press(hass, control, Context())

    assert raised.value.fault is ControlFault.NO_CONTROL


# -- a press that is not wanted any more


async def test_press_that_is_not_wanted_any_more_is_not_made(bench: Workbench) -> None:
    bench.is_wanted = False

    assert await bench.drive() == Driven(presses=0, given_up=True)
    assert bench.presses == []


async def test_printer_paused_while_the_press_is_stored_is_not_pressed(
    bench: Workbench,
) -> None:
    bench.on_store = lambda: bench.says("paused")

    assert await bench.drive() == Driven(presses=0, reached=Activity.PAUSED)
    assert bench.presses == []


async def test_control_that_goes_while_the_press_is_stored_is_waited_for(
    bench: Workbench,
) -> None:
    bench.on_store = lambda: bench.control_is("unavailable")
    await bench.drive()
    assert bench.presses == []
    bench.on_store = lambda: None

    bench.control_is("unknown")
    await bench.settle()

    assert len(bench.presses) == 1
    assert bench.stored == [1, 1]


# -- a press that raises


async def test_press_that_raises_counts_and_is_waited_for(bench: Workbench) -> None:
    bench.error = HomeAssistantError("busy")
    assert await bench.drive() is None
    await bench.after(30)

    bench.says("paused")

    driven = await bench.settle()
    assert driven == Driven(presses=1, reached=Activity.PAUSED, said="busy")


async def test_press_that_raises_and_shows_nothing_has_failed(
    bench: Workbench,
) -> None:
    bench.error = HomeAssistantError("busy")
    await bench.drive()

    driven = await bench.after(UNKNOWN + 1)

    assert driven == Driven(presses=1, fault=ControlFault.CONTROL_REFUSED, said="busy")
