"""Faults in a whole house: what a person gets to see, from the first miss to the end."""

from typing import Any

import pytest

from custom_components.obico_detection.const import DOMAIN, FaultKind
from homeassistant.components.repairs import RepairsFlowManager, repairs_flow_manager
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from tests.support.camera import giving
from tests.support.devices import put_on_device
from tests.support.fault_desk import open_repairs
from tests.support.house import CAMERA, STATUS, House
from tests.support.storage import Storage

NOT_WATCHED = "Not being watched: Voron"
WATCHED_AGAIN = "Being watched again: Voron"
ENDED_UNWATCHED = "Not watched until the print ended: Voron"


def kinds(house: House) -> set[str]:
    """Return what the open repairs are about."""
    return set(open_repairs(house.hass))


def titles(house: House) -> set[str]:
    """Return the titles of the notifications that are shown."""
    return set(house.notifications())


async def break_camera(house: House) -> None:
    """Let the camera give nothing until that is a fault."""
    house.camera.give = giving(None)
    await house.checks(4)
    assert house.watch_state == "fault"


async def mend_camera(house: House) -> None:
    """Let the camera give pictures again until the fault is over."""
    house.camera.give = None
    await house.let_pass(60, step=5)
    assert house.watch_state != "fault"


def put_status_on_device(house: House) -> dr.DeviceEntry:
    """Put the printer's status on a device, as most integrations do."""
    return put_on_device(house.hass, STATUS, "Voron")


# -- checks


async def test_a_camera_that_falls_asleep_and_wakes_up(printing: House) -> None:
    assert kinds(printing) == set()
    await break_camera(printing)
    assert kinds(printing) == {FaultKind.CAMERA}
    assert titles(printing) == {NOT_WATCHED}

    await mend_camera(printing)
    assert kinds(printing) == set()
    assert titles(printing) == {WATCHED_AGAIN}


async def test_an_ml_server_that_dies_is_one_outage_for_all(
    both_printing: House,
) -> None:
    await both_printing.ml.stop()
    await both_printing.checks(4)

    assert open_repairs(both_printing.hass)[FaultKind.ML_SERVER]["printers"] == (
        "Prusa, Voron"
    )
    assert titles(both_printing) == {"Not being watched: Prusa, Voron"}

    await both_printing.ml.start()
    await both_printing.let_pass(60, step=5)
    assert kinds(both_printing) == set()
    assert titles(both_printing) == {"Being watched again: Prusa, Voron"}


async def test_a_refused_token_is_told_and_asked_for(printing: House) -> None:
    printing.ml.token = "secret"
    await printing.checks(4)

    assert kinds(printing) == set()
    assert titles(printing) == {NOT_WATCHED}
    (flow,) = printing.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_who_slept_learns_that_the_print_ended_unwatched(printing: House) -> None:
    await break_camera(printing)
    await printing.printer_says("idle")

    assert kinds(printing) == set()
    assert titles(printing) == {ENDED_UNWATCHED}


async def test_nobody_is_told_while_nothing_prints(house: House) -> None:
    await house.add()
    house.camera.give = giving(None)
    await house.ml.stop()
    await house.let_pass(300, step=10)

    assert kinds(house) == set()
    assert titles(house) == set()


# -- restarts and reloads


async def test_an_outage_goes_on_after_a_restart(printing: House) -> None:
    await break_camera(printing)
    (before,) = printing.notifications().values()
    await printing.restart(away_s=120)

    assert kinds(printing) == {FaultKind.CAMERA}
    (after,) = printing.notifications().values()
    # Since when nobody has looked is told as well.
    assert before == after


async def test_an_outage_mended_during_a_restart_is_over_after_it(
    printing: House,
) -> None:
    await break_camera(printing)
    printing.camera.give = None
    await printing.restart()
    await printing.let_pass(60, step=5)

    assert kinds(printing) == set()
    assert titles(printing) == {WATCHED_AGAIN}


async def test_unloading_takes_the_repairs_away(printing: House) -> None:
    await break_camera(printing)
    await printing.unload()

    assert kinds(printing) == set()
    assert titles(printing) == set()


async def test_removing_the_ml_server_takes_everything_away(printing: House) -> None:
    await break_camera(printing)
    await printing.printer_says("idle")
    assert titles(printing) == {ENDED_UNWATCHED}
    assert printing.entry is not None
    await printing.hass.config_entries.async_remove(printing.entry.entry_id)
    printing.entry = None

    assert kinds(printing) == set()
    assert titles(printing) == set()


async def test_removing_a_printer_takes_its_outage_away(printing: House) -> None:
    await break_camera(printing)
    await printing.remove_printer()

    assert kinds(printing) == set()
    assert titles(printing) == set()


async def test_switching_watching_off_ends_the_outage_without_a_word(
    printing: House,
) -> None:
    await break_camera(printing)
    await printing.change(watching=False)

    assert kinds(printing) == set()
    assert titles(printing) == set()


# -- entities


async def test_a_renamed_status_entity_changes_nothing_in_mid_print(
    house: House,
) -> None:
    put_status_on_device(house)
    await house.add()
    await house.printer_says("printing")
    await house.checks(8, p=0.0)
    job_id = house.printer().job_id
    frames = len(house.ml.frames)

    er.async_get(house.hass).async_update_entity(STATUS, new_entity_id="sensor.new")
    house.hass.states.async_remove(STATUS)
    house.hass.states.async_set("sensor.new", "printing")
    await house.settle()
    await house.checks(2)

    assert house.subentry().data["status"] == "sensor.new"
    assert house.printer().job_id == job_id
    assert house.shows()["class"] == "safe"
    assert len(house.ml.frames) == frames + 2
    # And it is the new one that counts.
    house.hass.states.async_set("sensor.new", "idle")
    await house.settle()
    assert house.watch_state == "idle"


async def test_a_renamed_camera_is_no_new_camera(printing: House) -> None:
    learnt = printing.printer().memory.state()
    er.async_get(printing.hass).async_update_entity(CAMERA, new_entity_id="camera.new")
    await printing.settle()

    assert printing.subentry().data["camera"] == "camera.new"
    assert printing.printer().settings.camera == "camera.new"
    assert printing.printer().memory.state()["rule"] == learnt["rule"]
    assert printing.shows()["class"] == "safe"


async def test_a_status_entity_that_moves_takes_our_entities_along(
    house: House,
) -> None:
    device = put_status_on_device(house)
    await house.add()
    other = dr.async_get(house.hass).async_get_or_create(
        config_entry_id=device.config_entry_id, identifiers={("moonraker", "new")}
    )
    registry = er.async_get(house.hass)
    registry.async_update_entity(STATUS, device_id=other.id)
    await house.settle()

    ours = registry.async_get("sensor.voron_watch_state")
    assert ours is not None
    assert ours.device_id == other.id


async def test_a_removed_status_entity_is_a_fault_while_idle_too(house: House) -> None:
    await house.add()
    house.hass.states.async_remove(STATUS)
    await house.let_pass(65, step=5)

    assert kinds(house) == {FaultKind.STATUS}
    assert titles(house) == set()
    assert house.watch_state == "fault"
    assert house.state("sensor.voron_watch_state").attributes["reason"] == "status_gone"

    house.say("idle")
    await house.settle()
    assert kinds(house) == set()
    assert house.watch_state == "idle"


async def test_a_removed_camera_is_a_repair_before_anything_prints(
    house: House,
) -> None:
    await house.add()
    er.async_get(house.hass).async_remove(CAMERA)
    await house.let_pass(65, step=5)
    assert kinds(house) == {FaultKind.CAMERA}
    assert titles(house) == set()

    await house.add_camera("other")
    await house.change(camera="camera.other")
    assert kinds(house) == set()


@pytest.fixture
async def repairs(hass_storage: Storage, hass: HomeAssistant) -> RepairsFlowManager:
    """Home Assistant's repairs, set up before its web server starts."""
    assert await async_setup_component(hass, "http", {})
    assert await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager is not None
    return manager


async def test_a_disabled_device_is_enabled_by_its_repair(
    repairs: RepairsFlowManager, house: House
) -> None:
    device = put_status_on_device(house)
    await house.add()
    dr.async_get(house.hass).async_update_device(
        device.id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await house.let_pass(65, step=5)
    assert kinds(house) == {FaultKind.DEVICE}

    form = await repairs.async_init(
        DOMAIN,
        context={"issue_id": f"{house.subentry().subentry_id}_device"},
    )
    await repairs.async_configure(form["flow_id"], {})
    await house.settle()

    assert kinds(house) == set()


async def test_who_slept_learns_of_a_print_that_ended_during_a_restart(
    printing: House,
) -> None:
    await break_camera(printing)
    await printing.unload()
    printing.say("idle")
    await printing.load()

    assert kinds(printing) == set()
    assert titles(printing) == {ENDED_UNWATCHED}


async def test_a_status_that_goes_in_mid_print_is_no_blind_camera(
    printing: House,
) -> None:
    printing.hass.states.async_remove(STATUS)
    await printing.let_pass(65, step=5)

    assert kinds(printing) == {FaultKind.STATUS}
    assert titles(printing) == {"Not watched properly: Voron"}
    # Checks get through all the same.
    assert printing.watch_state == "watching"

    await printing.printer_says("printing")
    assert kinds(printing) == set()
    assert titles(printing) == {WATCHED_AGAIN}


async def test_a_camera_that_is_back_is_looked_through_at_once(
    printing: House, entity_registry: er.EntityRegistry
) -> None:
    entity_registry.async_remove(CAMERA)
    await printing.let_pass(75, step=5)
    assert kinds(printing) == {FaultKind.CAMERA}
    assert printing.watch_state == "fault"

    await printing.add_camera("voron")
    await printing.settle()

    assert printing.watch_state == "watching"
    assert kinds(printing) == set()


@pytest.mark.parametrize("key", ["resume_control", "nozzle_temperature"])
async def test_a_repair_for_what_is_only_named_closes_when_it_is_named_anew(
    printing: House, key: str
) -> None:
    sold: dict[str, Any] = {key: "sensor.sold"}
    await printing.change(**sold)
    await printing.let_pass(65, step=5)
    assert kinds(printing) == {FaultKind.ENTITY}

    none: dict[str, Any] = dict.fromkeys(sold)
    await printing.change(**none)

    assert kinds(printing) == set()
