"""When the power of a paused printer is cut: cool for certain, or after a while."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.incident.incident import (
    Outcome,
    Reason,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.options import PowerSettings
from custom_components.obico_detection.incident.power import nozzle_c
from custom_components.obico_detection.timers import epoch_s
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.incident.paused_printer import NOZZLE, PLUG, WITHOUT_SENSOR, PausedPrinter

MINUTES = 60.0


@pytest.fixture
async def printer(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[PausedPrinter]:
    """A printer that was just paused, hot."""
    printer = PausedPrinter(hass, freezer)
    yield printer
    await printer.close()


def end_of(step: Step | None) -> tuple[Outcome | None, Reason | None]:
    """Return how it ended."""
    assert step is not None
    return step.outcome, step.reason


# -- how hot it is


@pytest.mark.parametrize(
    ("state", "unit", "expected"),
    [
        ("49.5", "°C", 49.5),
        ("122", "°F", 50.0),
        ("0", "°C", None),
        ("-15", "°C", None),
        ("nan", "°C", None),
        ("inf", "°C", None),
        ("unavailable", "°C", None),
        ("40", "bananas", None),
    ],
)
def test_nozzle_is_as_hot_as_its_sensor_says(
    printer: PausedPrinter, state: str, unit: str, expected: float | None
) -> None:
    printer.nozzle_is(state, unit)

    assert nozzle_c(printer.hass, NOZZLE) == pytest.approx(expected)


def test_nozzle_without_a_sensor_is_not_known(printer: PausedPrinter) -> None:
    assert nozzle_c(printer.hass, "sensor.none") is None


# -- with a sensor


async def test_power_is_cut_when_the_nozzle_is_cool(printer: PausedPrinter) -> None:
    printer.begin()
    assert await printer.after(20 * MINUTES) is None
    assert printer.told == 1

    printer.nozzle_is("49.9")

    assert end_of(await printer.after(0)) == (Outcome.CONFIRMED, None)
    assert len(printer.cuts) == 1


async def test_nozzle_at_the_limit_is_still_hot(printer: PausedPrinter) -> None:
    printer.nozzle_is("50")
    printer.begin()

    assert await printer.after(10 * MINUTES) is None
    assert printer.cuts == []


async def test_nozzle_that_is_cool_at_once_leaves_a_minute_to_be_sure(
    printer: PausedPrinter,
) -> None:
    printer.nozzle_is("25")
    printer.begin()

    assert await printer.after(55) is None
    assert printer.cuts == []
    assert end_of(await printer.after(10)) == (Outcome.CONFIRMED, None)


@pytest.mark.parametrize(
    ("shown", "why"),
    [("210", Reason.STILL_HOT), ("unavailable", Reason.TEMPERATURE_UNKNOWN)],
)
async def test_nozzle_that_is_not_known_to_be_cool_in_an_hour_keeps_the_power_on(
    printer: PausedPrinter, shown: str, why: Reason
) -> None:
    printer.nozzle_is(shown)
    printer.begin()
    assert await printer.after(59.5 * MINUTES, stride=30) is None

    driven = await printer.after(MINUTES)

    assert end_of(driven) == (Outcome.CANCELLED, why)
    assert printer.cuts == []


async def test_nozzle_heated_again_while_it_is_stored_keeps_the_power_on(
    printer: PausedPrinter,
) -> None:
    printer.nozzle_is("40")
    printer.on_keep = lambda: printer.nozzle_is("200")
    printer.begin()

    driven = await printer.after(2 * MINUTES)

    assert end_of(driven) == (Outcome.CANCELLED, Reason.STILL_HOT)
    assert driven is not None
    assert (driven.presses, printer.cuts) == (0, [])


# -- without one


@pytest.fixture
def blind(printer: PausedPrinter) -> PausedPrinter:
    """A printer whose nozzle nobody measures, and whose user says ten minutes will do."""
    printer.power = WITHOUT_SENSOR
    return printer


async def test_power_is_cut_when_the_delay_is_over(blind: PausedPrinter) -> None:
    blind.begin()
    assert await blind.after(9.9 * MINUTES) is None

    assert end_of(await blind.after(20)) == (Outcome.CONFIRMED, None)


async def test_power_is_never_cut_without_consent(blind: PausedPrinter) -> None:
    blind.power = replace(WITHOUT_SENSOR, may_be_hot=False)
    blind.begin()

    assert end_of(await blind.after(0)) == (Outcome.CANCELLED, Reason.NOT_ALLOWED)


async def test_clock_that_was_set_back_does_not_put_it_off_for_ever(
    blind: PausedPrinter,
) -> None:
    blind.begin(Step(StepKind.POWER_OFF, epoch_s(), due_at=epoch_s() + 1e6))
    assert await blind.after(59 * MINUTES, stride=30) is None

    assert end_of(await blind.after(2 * MINUTES)) == (Outcome.CONFIRMED, None)


async def test_step_without_a_time_is_due_now(blind: PausedPrinter) -> None:
    blind.begin(Step(StepKind.POWER_OFF, epoch_s()))

    assert end_of(await blind.after(70)) == (Outcome.CONFIRMED, None)


# -- what speaks against it


def test_unconfirmed_pause_keeps_the_power_on(printer: PausedPrinter) -> None:
    step = printer.power_off().plan(is_paused=False)

    assert end_of(step) == (Outcome.CANCELLED, Reason.PAUSE_NOT_CONFIRMED)


async def test_step_that_has_ended_stays_as_it_is(blind: PausedPrinter) -> None:
    ended = blind.power_off().plan(is_paused=False)
    blind.begin(ended)

    assert await blind.after(20 * MINUTES, stride=30) == ended
    assert (blind.kept, blind.cuts) == ([], [])


@pytest.mark.parametrize("status", ["printing", "heating", "idle", "finished"])
async def test_printer_that_moves_keeps_its_power(
    blind: PausedPrinter, status: str
) -> None:
    blind.begin()
    await blind.after(MINUTES)

    blind.says(status)
    blind.says("paused")

    driven = await blind.after(20 * MINUTES, stride=30)
    assert end_of(driven) == (Outcome.CANCELLED, Reason.NOT_PAUSED_ANY_MORE)


@pytest.mark.parametrize(
    ("status", "why"),
    [("unavailable", Reason.PRINTER_SILENT), ("printing", Reason.NOT_PAUSED_ANY_MORE)],
)
async def test_what_the_printer_says_while_it_is_stored_counts(
    blind: PausedPrinter, status: str, why: Reason
) -> None:
    blind.on_keep = lambda: blind.says(status)
    blind.begin()

    driven = await blind.after(11 * MINUTES)

    assert end_of(driven) == (Outcome.CANCELLED, why)
    assert blind.cuts == []


async def test_incident_that_is_closed_keeps_the_power_on(
    blind: PausedPrinter,
) -> None:
    blind.begin()
    await blind.after(MINUTES)

    blind.is_wanted = False

    driven = await blind.after(20)
    assert end_of(driven) == (Outcome.CANCELLED, Reason.NOT_PAUSED_ANY_MORE)


async def test_silence_begins_the_minute_anew(blind: PausedPrinter) -> None:
    blind.begin()
    await blind.after(9.5 * MINUTES)
    blind.says("unavailable")
    await blind.after(20)
    blind.says("paused")

    assert await blind.after(55) is None
    assert blind.cuts == []
    assert end_of(await blind.after(15)) == (Outcome.CONFIRMED, None)


async def test_printer_that_stays_silent_keeps_its_power(blind: PausedPrinter) -> None:
    blind.begin()
    blind.says("unavailable")
    assert await blind.after(19.5 * MINUTES, stride=30) is None

    driven = await blind.after(MINUTES)

    assert end_of(driven) == (Outcome.CANCELLED, Reason.PRINTER_SILENT)


async def test_switch_that_goes_between_two_looks_is_not_cut(
    blind: PausedPrinter,
) -> None:
    is_last: list[bool] = []

    def power() -> PowerSettings:
        # The look before it is told is the second one after it was stored.
        if any(step.presses for step in blind.kept):
            is_last.append(True)
        return replace(WITHOUT_SENSOR, switch=None) if len(is_last) > 2 else blind.power

    blind.begin(power=power)

    driven = await blind.after(11 * MINUTES)

    assert end_of(driven) == (Outcome.CANCELLED, Reason.NOT_ALLOWED)
    assert blind.cuts == []


# -- what the plug says


async def test_plug_is_waited_for(blind: PausedPrinter) -> None:
    blind.hass.states.async_set(PLUG, "unavailable")
    blind.begin()
    assert await blind.after(15 * MINUTES, stride=30) is None

    blind.hass.states.async_set(PLUG, "on")

    assert end_of(await blind.after(0)) == (Outcome.CONFIRMED, None)


async def test_plug_that_stays_away_keeps_the_power_on(blind: PausedPrinter) -> None:
    blind.hass.states.async_set(PLUG, "unavailable")
    blind.begin()

    driven = await blind.after(20.5 * MINUTES, stride=30)

    assert end_of(driven) == (Outcome.CANCELLED, Reason.CONTROL_UNAVAILABLE)


async def test_plug_that_does_not_go_off_is_unconfirmed(blind: PausedPrinter) -> None:
    blind.plug_works = False
    blind.begin()

    driven = await blind.after(10.5 * MINUTES)

    assert end_of(driven) == (Outcome.UNCONFIRMED, None)
    assert len(blind.cuts) == 1


async def test_plug_that_raises_has_failed(blind: PausedPrinter) -> None:
    blind.error = HomeAssistantError("jammed")
    blind.begin()

    driven = await blind.after(10.5 * MINUTES)

    assert end_of(driven) == (Outcome.FAILED, Reason.CONTROL_REFUSED)
    assert driven is not None
    assert driven.said == "jammed"


async def test_plug_that_raises_and_goes_off_is_confirmed(
    blind: PausedPrinter,
) -> None:
    blind.error = HomeAssistantError("jammed")
    blind.begin()
    assert await blind.after(10.05 * MINUTES) is None

    blind.hass.states.async_set(PLUG, "off")

    assert end_of(await blind.after(0)) == (Outcome.CONFIRMED, None)


@pytest.mark.parametrize(
    ("changes", "shown", "outcome"),
    [
        ({}, "off", Outcome.CONFIRMED),
        ({}, "on", Outcome.UNCONFIRMED),
        ({"switch": None}, "off", Outcome.UNCONFIRMED),
    ],
)
async def test_plug_told_before_a_restart_is_asked_only(
    blind: PausedPrinter, changes: dict[str, Any], shown: str, outcome: Outcome
) -> None:
    blind.power = replace(WITHOUT_SENSOR, **changes)
    blind.hass.states.async_set(PLUG, shown)
    blind.begin(Step(StepKind.POWER_OFF, epoch_s(), presses=1, due_at=epoch_s()))

    assert end_of(await blind.after(20)) == (outcome, None)
    assert blind.cuts == []
