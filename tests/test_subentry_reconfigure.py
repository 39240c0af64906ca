"""Changing a printer that is there."""

import pytest

from custom_components.obico_detection.printer.profiles import Role
from custom_components.obico_detection.proposal import propose_controls
from homeassistant.config_entries import SubentryFlowResult
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Registries
from tests.support.flows import PRINTER, STATES, go, suggested
from tests.support.house import CAMERA, PAUSE, POWER, House, printer_data


async def start(house: House) -> SubentryFlowResult:
    """Open the form of the first printer."""
    assert house.entry is not None
    form: SubentryFlowResult = await house.entry.start_subentry_reconfigure_flow(
        house.hass, house.subentry().subentry_id
    )
    return form


@pytest.fixture
async def watched(house: House) -> House:
    """A house with a printer that has all that can be set."""
    await house.add(
        printer_data(
            power_switch=POWER,
            power_off_while_hot=True,
            response="pause_and_off",
            sensitivity="high",
            rule="obico",
            watching=False,
        )
    )
    return house


async def test_forms_come_filled_in(watched: House) -> None:
    data = watched.subentry().data

    form = await start(watched)
    assert form["step_id"] == "reconfigure"
    assert suggested(form) == PRINTER

    form = await go(watched, form, PRINTER)
    controls = suggested(form)
    assert controls == {key: data[key] for key in controls}
    assert controls["power_switch"] == POWER

    form = await go(watched, form, controls)
    response = suggested(form)
    assert response["response"] == "pause_and_off"
    assert response["power_off_while_hot"] is True
    tuning = response["fine_tuning"]
    assert tuning == {key: data[key] for key in tuning}
    assert len(tuning) == 5


async def test_sent_back_as_they_came_they_change_nothing(watched: House) -> None:
    before = dict(watched.subentry().data)

    result = await start(watched)
    for _ in range(3):
        result = await go(watched, result, suggested(result))

    assert result["reason"] == "reconfigure_successful"
    assert dict(watched.subentry().data) == before


async def test_what_is_left_out_is_removed(watched: House) -> None:
    form = await go(watched, await start(watched), PRINTER)

    form = await go(watched, form, {"printing_states": ["printing"]})
    # What can no longer be done is no longer chosen.
    assert suggested(form)["response"] == "notify"
    await go(watched, form, suggested(form))

    data = watched.subentry().data
    for key in ("paused_states", "pause_control", "power_switch", "job_marker"):
        assert key not in data
    assert "power_off_while_hot" not in data
    assert data["response"] == "notify"
    assert data["watching"] is False


async def test_consent_goes_with_the_power_switch(watched: House) -> None:
    form = await go(
        watched, await start(watched), PRINTER, {**STATES, "pause_control": PAUSE}
    )
    assert suggested(form)["response"] == "pause"

    await go(watched, form, suggested(form))

    assert "power_off_while_hot" not in watched.subentry().data


async def test_states_of_another_entity_are_guessed_anew(watched: House) -> None:
    given = {"status": "binary_sensor.printing", "camera": CAMERA}

    form = await go(watched, await start(watched), given)

    assert suggested(form)["printing_states"] == ["on"]
    assert suggested(form)["pause_control"] == PAUSE


async def test_status_of_another_printer_is_refused(house: House) -> None:
    await house.add(printer_data(), printer_data("prusa"))

    form = await go(
        house, await start(house), {**PRINTER, "status": "sensor.prusa_status"}
    )

    assert form["errors"] == {"status": "already_watched"}
    assert form["step_id"] == "reconfigure"


async def test_change_does_not_reload(watched: House) -> None:
    runtime, printer = watched.runtime, watched.printer()

    result = await start(watched)
    for _ in range(2):
        result = await go(watched, result, suggested(result))
    tuning = {**suggested(result)["fine_tuning"], "interval": 30}
    await go(watched, result, suggested(result) | {"fine_tuning": tuning})
    await watched.settle()

    assert watched.runtime is runtime
    assert watched.printer() is printer
    assert printer.settings.interval_s == 30


async def test_what_was_left_empty_is_not_proposed_again(house: House) -> None:
    _, ids = KNOWN_PRINTERS["bambu_lab"].add_to(Registries(house.hass))
    status = ids[Role.STATUS]
    await house.add(printer_data(status=status, pause_control=None, response="notify"))
    assert propose_controls(house.hass, status, [])["pause_control"]

    form = await go(house, await start(house), {**PRINTER, "status": status})

    assert "pause_control" not in suggested(form)
