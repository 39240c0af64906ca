"""What diagnostics tell: everything that helps."""

import json

import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico_detection.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from tests.support.devices import put_on_device
from tests.support.diagnostics import told_of, told_of_printer
from tests.support.house import STATUS, House, printer_data
from tests.support.storage import Storage


@pytest.fixture(autouse=True)
async def diagnostics(hass_storage: Storage, hass: HomeAssistant) -> None:
    """Views can only be added before the server starts."""
    assert await async_setup_component(hass, "diagnostics", {})


# -- what is told


async def test_file_can_be_downloaded(
    printing: House, hass_client: ClientSessionGenerator
) -> None:
    assert printing.entry is not None

    told = await get_diagnostics_for_config_entry(
        printing.hass, hass_client, printing.entry
    )

    assert told == await told_of(printing)


async def test_ml_server_is_told(printing: House) -> None:
    told = (await told_of(printing))["server"]

    assert told["title"] == "ML"
    assert told["settings"]["url"] == printing.ml.url
    assert told["contact"]["reachable"] is True
    assert told["contact"]["last_success_at"].startswith("20")
    assert told["queue"] == {"limit": 1, "running": 0, "waiting": 0}
    assert told["frames_on_offer"] == 0
    assert told["box_heights_are_wrong"] is False


async def test_frames_are_only_counted(printing: House) -> None:
    printing.ml.answer = printing.ml.wait
    await printing.checks(1)

    told = (await told_of(printing))["server"]

    assert told["frames_on_offer"] == 1
    assert told["queue"]["running"] == 1
    printing.ml.go_on()


async def test_printer_that_is_watched_is_told(printing: House) -> None:
    told = await told_of_printer(printing)

    assert told["title"] == "Voron"
    assert told["settings"]["camera"] == "camera.voron"
    assert told["shown"]["watch_state"] == "watching"
    assert told["job"]["activity"] == "printing"
    assert told["job"]["states"]["printing"] == ["printing"]
    assert told["verdict"]["class_"] == "safe"
    assert told["health"]["misses"] == 0
    assert told["incident"] is None
    assert told["interval_s"] == 10


async def test_last_checks_are_told_with_their_times(printing: House) -> None:
    told = await told_of_printer(printing)

    assert told["frames_checked"] == len(told["checks"]) > 8
    last = told["checks"][-1]
    assert (last["outcome"], last["class"]) == ("inspected", "safe")
    assert (last["width"], last["height"]) == (160, 120)
    assert last["at"] == told["last_inspected_at"]
    assert {"capture_s", "waited_s", "ml_s"} <= set(last)


async def test_fifty_checks_are_told_at_most(printing: House) -> None:
    await printing.checks(60)

    assert len((await told_of_printer(printing))["checks"]) == 50


async def test_misses_are_told_with_their_reason(printing: House) -> None:
    await printing.ml.stop()
    await printing.checks(3)

    told = await told_of_printer(printing)
    await printing.ml.start()

    assert told["health"]["in_fault"] is True
    assert told["health"]["reason"] == "ml_server_unreachable"
    assert told["shown"]["watch_state"] == "fault"
    assert {one["reason"] for one in told["checks"][-3:]} == {"ml_server_unreachable"}


async def test_incident_is_told_with_what_was_done(printing: House) -> None:
    await printing.checks_until(lambda: bool(printing.pauses), p=1.5)

    told = await told_of_printer(printing)

    assert told["incident"]["response"] == "pause"
    (step,) = told["incident"]["steps"]
    assert (step["kind"], step["outcome"]) == ("pause", "confirmed")


@pytest.mark.parametrize("rule", ["adaptive", "obico", "fixed"])
async def test_what_a_rule_has_learnt_is_told_in_short(house: House, rule: str) -> None:
    await house.add(printer_data(rule=rule))
    await house.printer_says("printing")
    await house.checks(30, p=0.1)

    told = (await told_of_printer(house))["memory"]

    assert told["rule"]["rule"] == rule
    assert told["rule"]["job_weight"] > 20
    assert told["baseline"]["weight"] > 0
    assert len(json.dumps(told)) < 500
    assert ("characters" in json.dumps(told)) is (rule == "fixed")


async def test_entities_of_the_settings_are_told(printing: House) -> None:
    hass = printing.hass
    put_on_device(hass, STATUS, "voron")
    hass.states.async_remove("input_button.voron_pause")
    er.async_get(hass).async_get_or_create(
        "input_button",
        "input_button",
        "1",
        suggested_object_id="voron_pause",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    hass.states.async_remove("camera.voron")
    er.async_get(hass).async_remove("camera.voron")

    told = (await told_of_printer(printing))["entities"]

    assert told["status"] == {
        "entity_id": STATUS,
        "exists": True,
        "platform": "moonraker",
        "disabled_by": None,
        "state": "printing",
    }
    assert told["pause_control"]["exists"] is True
    assert told["pause_control"]["disabled_by"] == "user"
    assert told["pause_control"]["state"] is None
    # One from YAML may have no more than a state.
    assert told["job_marker"]["exists"] is True
    assert told["job_marker"]["platform"] is None
    assert told["camera"]["exists"] is False
    assert "power_switch" not in told


async def test_server_that_is_not_loaded_is_told_as_far_as_it_goes(
    printing: House,
) -> None:
    await printing.unload()

    told = await told_of(printing)

    assert told["server"]["state"] == "not_loaded"
    printer = told["printers"][printing.subentry().subentry_id]
    assert printer["settings"]["camera"] == "camera.voron"
    assert "checks" not in printer


async def test_printer_that_could_not_be_added_is_told_as_far_as_it_goes(
    printing: House,
) -> None:
    printing.runtime.printers.clear()

    told = await told_of_printer(printing)

    assert "checks" not in told
    assert told["entities"]["camera"]["exists"] is True


# -- devices of ours


async def test_device_of_the_ml_server_tells_of_the_server_alone(
    printing: House, hass_client: ClientSessionGenerator
) -> None:
    entry = printing.entry
    assert entry is not None
    device = dr.async_get(printing.hass).async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    assert device is not None

    told = await get_diagnostics_for_device(printing.hass, hass_client, entry, device)

    assert told == {"server": (await told_of(printing))["server"]}


async def test_device_of_a_printer_tells_of_that_printer_alone(
    both_printing: House, hass_client: ClientSessionGenerator
) -> None:
    entry, printer_id = both_printing.entry, both_printing.subentry(1).subentry_id
    assert entry is not None
    device = dr.async_get(both_printing.hass).async_get_device_by_identifier(
        (DOMAIN, printer_id), entry.entry_id
    )
    assert device is not None

    told = await get_diagnostics_for_device(
        both_printing.hass, hass_client, entry, device
    )

    assert told == {
        "printers": {printer_id: (await told_of(both_printing))["printers"][printer_id]}
    }
