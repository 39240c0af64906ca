"""Changing a printer that is there."""

import pytest

from custom_components.obico_detection.printer.profiles import PROFILES, Role
from homeassistant.config_entries import SubentryFlowResult
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Registries
from tests.support.camera import giving
from tests.support.flows import (
    CONTROLS,
    ENTITIES,
    go,
    offered,
    printer_form,
    suggested,
    told,
    unfolded,
)
from tests.support.house import CAMERA, MARKER, POWER, STATUS, House, printer_data


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
            pausing_states=["pausing"],
            resume_control="button.voron_resume",
            stop_control="button.voron_stop",
            power_switch=POWER,
            nozzle_temperature="sensor.voron_nozzle",
            nozzle_limit=60,
            job_name="sensor.voron_file",
            light="light.voron",
            light_mode="each_picture",
            light_settle=7,
            power_off_while_hot=True,
            response="pause_and_off",
            warning_response="custom",
            custom_actions=[{"event": "alarm"}],
            notify_here=False,
            notify_devices=["gone"],
            notify_entities=["notify.family"],
            notify_critical=True,
            sensitivity="high",
            rule="obico",
            watching=False,
        )
    )
    return house


async def test_forms_come_filled_in(watched: House) -> None:
    data = watched.subentry().data

    form = await start(watched)
    assert form["step_id"] == "printer"
    assert told(form, "printer") == "voron status"
    assert unfolded(form) == set()
    shown = suggested(form)
    settings = {
        "camera": shown["camera"],
        **shown["controls"],
        **shown["states"],
        **shown["light"],
    }
    assert len(settings) == 15
    assert settings == {key: data[key] for key in settings}

    form = await go(watched, form, shown)
    assert unfolded(form) == {"power", "actions"}
    response = suggested(form)
    assert response["response"] == "pause_and_off"
    assert response["warning_response"] == "custom"
    for section, count in (
        ("notifications", 4),
        ("power", 1),
        ("actions", 1),
        ("fine_tuning", 5),
    ):
        shown = response[section]
        assert shown == {key: data[key] for key in shown}
        assert len(shown) == count


async def test_sent_back_as_they_came_they_change_nothing(watched: House) -> None:
    before = dict(watched.subentry().data)

    result = await start(watched)
    for _ in range(2):
        result = await go(watched, result, suggested(result))

    assert result["reason"] == "reconfigure_successful"
    assert dict(watched.subentry().data) == before


async def test_what_was_never_set_is_not_set_by_looking_at_it(
    house: House,
) -> None:
    await house.add()
    before = dict(house.subentry().data)

    result = await start(house)
    for _ in range(2):
        result = await go(house, result, suggested(result))

    assert dict(house.subentry().data) == before


async def test_what_is_left_out_is_removed(watched: House) -> None:
    form = await go(
        watched,
        await start(watched),
        printer_form(ENTITIES, paused_states=None),
    )
    # What can no longer be done is no longer chosen.
    assert suggested(form)["response"] == "notify"
    await go(watched, form, suggested(form))

    data = watched.subentry().data
    for key in (
        "paused_states",
        "pausing_states",
        "pause_control",
        "resume_control",
        "stop_control",
        "power_switch",
        "nozzle_temperature",
        "job_marker",
        "job_name",
        "light",
        "power_off_while_hot",
    ):
        assert key not in data
    assert data["response"] == "notify"
    assert data["watching"] is False


async def test_consent_goes_with_the_power_switch(watched: House) -> None:
    form = await go(watched, await start(watched), printer_form(CONTROLS))
    assert suggested(form)["response"] == "pause"

    await go(watched, form, suggested(form))

    assert "power_off_while_hot" not in watched.subentry().data


async def test_states_of_another_entity_are_shown_before_they_count(
    watched: House,
) -> None:
    form = await start(watched)
    typed = suggested(form)
    typed["states"]["status"] = "binary_sensor.printing"

    form = await go(watched, form, typed)

    assert form["errors"] == {"states": "states_are_others"}
    proposed = suggested(form)
    assert proposed["states"] == {
        "status": "binary_sensor.printing",
        "printing_states": ["on"],
        "paused_states": [],
        "pausing_states": [],
        "job_marker": MARKER,
        "job_name": "sensor.voron_file",
    }
    assert proposed["controls"] == typed["controls"]


async def test_profile_goes_with_the_status_entity(
    house: House, registries: Registries
) -> None:
    _, ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    await house.add(printer_data(status=ids[Role.STATUS], profile="bambu_lab"))
    form = await start(house)
    # What is in the form was set, and is no proposal.
    assert told(form, "about") == PROFILES["bambu_lab"].note

    form = await go(house, form, printer_form(CONTROLS))
    assert "is a guess" in told(form, "about")
    for _ in range(2):
        form = await go(house, form, suggested(form))
    assert "profile" not in house.subentry().data

    form = await go(
        house, await start(house), printer_form(CONTROLS, status=ids[Role.STATUS])
    )
    assert suggested(form)["states"]["printing_states"] == ["running"]
    for _ in range(2):
        form = await go(house, form, suggested(form))
    assert house.subentry().data["profile"] == "bambu_lab"


async def test_status_of_another_printer_is_refused(house: House) -> None:
    await house.add(printer_data(), printer_data("prusa"))

    form = await go(
        house,
        await start(house),
        printer_form(CONTROLS, status="sensor.prusa_status"),
    )

    assert form["errors"] == {"states": "already_watched"}


async def test_change_does_not_reload(watched: House) -> None:
    runtime, printer = watched.runtime, watched.printer()

    result = await start(watched)
    result = await go(watched, result, suggested(result))
    tuning = {**suggested(result)["fine_tuning"], "interval": 30}
    await go(watched, result, suggested(result) | {"fine_tuning": tuning})
    await watched.settle()

    assert watched.runtime is runtime
    assert watched.printer() is printer
    assert printer.settings.interval_s == 30


async def test_what_was_left_empty_is_not_proposed_again(
    house: House, registries: Registries
) -> None:
    _, ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    await house.add(
        printer_data(
            status=ids[Role.STATUS],
            pause_control=None,
            job_marker=None,
            response="notify",
        )
    )

    form = await start(house)

    shown = suggested(form)
    assert shown["controls"] == {}
    assert "job_marker" not in shown["states"]
    assert "light" not in shown["light"]
    assert shown["camera"] == CAMERA
    assert offered(form, "camera")[0] == ids[Role.CAMERA]


async def test_a_camera_that_is_gone_is_still_shown(house: House) -> None:
    await house.add(printer_data(camera="camera.gone"))

    form = await start(house)

    assert suggested(form)["camera"] == "camera.gone"
    assert offered(form, "camera") == ["camera.gone", CAMERA]

    form = await go(house, form, suggested(form))
    assert form["errors"] == {"camera": "test_failed"}
    assert "no longer in Home Assistant" in told(form, "cause")


async def test_it_is_tested_as_a_new_one_is(watched: House) -> None:
    watched.camera.give = giving(None)
    form = await start(watched)
    typed = suggested(form)

    form = await go(watched, form, typed)
    assert form["errors"] == {"camera": "test_failed"}
    assert unfolded(form) == set()

    form = await go(watched, form, {**typed, "save_anyway": True})
    result = await go(watched, form, suggested(form))
    assert result["reason"] == "reconfigure_successful"


async def test_a_running_print_is_not_told_of_a_test(printing: House) -> None:
    job = printing.stored()
    checks = printing.shows()

    form = await start(printing)
    form = await go(printing, form, suggested(form))

    assert form["step_id"] == "response"
    assert printing.shows() == checks
    assert printing.stored() == job
    assert printing.state(STATUS).state == "printing"
