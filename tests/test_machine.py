"""Through what a printer is told something, and how often it may be pressed."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.obico_detection.machine import controls_of, job_name, machine_of
from custom_components.obico_detection.printer.drive import Command, Machine
from custom_components.obico_detection.printer.print_job import PrintJob
from custom_components.obico_detection.printer.profiles import PROFILES
from custom_components.obico_detection.settings import PrinterSettings
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from tests.support.house import POWER, printer_data

REPEATABLE = next(
    one
    for one in PROFILES.values()
    if one.pause_repeatable and not one.pause_toggles and one.poll_s is not None
)
TOGGLES = next(one for one in PROFILES.values() if one.pause_toggles)
JOB = PrintJob("job-1", "marker", 0.0)


def settings(**changes: Any) -> PrinterSettings:
    """Return a printer's settings."""
    return PrinterSettings.from_data(printer_data(**changes))


def machine(hass: HomeAssistant, **changes: Any) -> Machine:
    """Return the printer with these settings."""
    made = settings(**changes)
    return machine_of(hass, made, made.states)


def own_control(hass: HomeAssistant, platform: str) -> str:
    """Return a control that the printer's own integration made."""
    entity = er.async_get(hass).async_get_or_create("button", platform, "pause")
    return entity.entity_id


def presses(hass: HomeAssistant, command: Command, **changes: Any) -> int:
    """Return how often a control may be pressed for one purpose."""
    return machine(hass, **changes).levers[command].most_presses


def test_own_control_is_pressed_again_where_that_is_harmless(
    hass: HomeAssistant,
) -> None:
    control = own_control(hass, REPEATABLE.platform)
    data = {
        "profile": REPEATABLE.key,
        "pause_control": control,
        "stop_control": control,
        "resume_control": control,
    }

    assert presses(hass, Command.PAUSE, **data) == 3
    assert presses(hass, Command.STOP, **data) == 3
    # Pressed twice, it could pause what goes on already.
    assert presses(hass, Command.RESUME, **data) == 1


@pytest.mark.parametrize(
    "profile", [None, TOGGLES.key, "what was taken out"], ids=["none", "toggle", "gone"]
)
def test_control_of_which_that_is_not_known_is_pressed_once(
    hass: HomeAssistant, profile: str | None
) -> None:
    control = own_control(hass, TOGGLES.platform)

    assert presses(hass, Command.PAUSE, profile=profile, pause_control=control) == 1


def test_toggle_is_pressed_once_whatever_is_said_of_repeating_it(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = replace(TOGGLES, pause_repeatable=True)
    monkeypatch.setitem(PROFILES, TOGGLES.key, both)
    control = own_control(hass, TOGGLES.platform)

    assert presses(hass, Command.PAUSE, profile=TOGGLES.key, pause_control=control) == 1


@pytest.mark.parametrize("control", [None, "script.pause"])
def test_control_of_the_users_own_is_pressed_once(
    hass: HomeAssistant, control: str | None
) -> None:
    data = {"profile": REPEATABLE.key, "pause_control": control}

    assert presses(hass, Command.PAUSE, **data) == 1
    assert machine(hass, **data).levers[Command.PAUSE].entity_id == control


def test_control_of_another_integration_is_pressed_once(hass: HomeAssistant) -> None:
    control = own_control(hass, "esphome")

    assert (
        presses(hass, Command.PAUSE, profile=REPEATABLE.key, pause_control=control) == 1
    )


def test_wait_is_that_of_the_profile(hass: HomeAssistant) -> None:
    poll_s = REPEATABLE.poll_s
    assert poll_s is not None

    assert machine(hass, profile=REPEATABLE.key).settle_s == max(30.0, 2 * poll_s)
    assert machine(hass).settle_s == 60.0


@pytest.mark.parametrize(
    ("response", "switch"), [("pause", None), ("pause_and_off", POWER)]
)
def test_power_is_there_for_one_response_only(
    hass: HomeAssistant, response: str, switch: str | None
) -> None:
    made = settings(response=response, power_switch=POWER, warning_response="none")

    controls = controls_of(hass, made, made.states)

    assert controls.power.switch == switch
    assert (controls.response, controls.warning_response) == (response, "none")


@pytest.mark.parametrize(
    ("shown", "job", "expected"),
    [
        ("benchy.gcode", JOB, "benchy.gcode"),
        ("unknown", JOB, "marker"),
        (None, JOB, "marker"),
        ("unavailable", None, None),
    ],
)
def test_job_is_called_by_its_file_or_its_marker(
    hass: HomeAssistant, shown: str | None, job: PrintJob | None, expected: str | None
) -> None:
    if shown is not None:
        hass.states.async_set("sensor.file", shown)

    assert job_name(hass, settings(job_name="sensor.file"), job) == expected


def test_job_without_a_name_sensor_is_called_by_its_marker(
    hass: HomeAssistant,
) -> None:
    assert job_name(hass, settings(), JOB) == "marker"
