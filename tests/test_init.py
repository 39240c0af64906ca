"""Several printers at one ML server: what concerns one leaves the others alone."""

import asyncio
import logging
from types import MappingProxyType
from typing import Any
from unittest.mock import AsyncMock

import pytest

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.coordinator import PrinterCoordinator
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.support.devices import put_on_device
from tests.support.house import House, printer_data
from tests.support.lights import LIGHT, FakeLight

PRUSA = "prusa"
PRUSA_STATUS = "sensor.prusa_status"
ENDER = "ender"


class Undisturbed:
    """Proves that a printer's watch went on as if nothing had happened."""

    def __init__(self, house: House, name: str, number: int) -> None:
        """Note where it is."""
        self.house, self.name, self.number = house, name, number
        self.printer: PrinterCoordinator = house.printer(number)
        self.rule = self.printer.memory.rule
        self.learnt = self.rule.state()
        self.timers = dict(self.printer._parts.timers._running)
        self.shots = house.cameras[name].shots
        self.shown = house.shows(name)

    async def prove(self) -> None:
        """Compare, and let it go on."""
        printers = self.house.runtime.printers.values()
        assert self.printer in printers
        assert self.printer.memory.rule is self.rule
        assert self.rule.state() == self.learnt
        assert self.printer._parts.timers._running == self.timers
        assert self.house.cameras[self.name].shots == self.shots
        assert self.house.shows(self.name) == self.shown
        await self.house.let_pass(10)
        assert self.house.cameras[self.name].shots == self.shots + 1


async def test_both_printers_are_checked_in_turn(both_printing: House) -> None:
    before = len(both_printing.ml.frames)

    await both_printing.let_pass(60)

    assert len(both_printing.ml.frames) - before == 12
    assert both_printing.ml.most_busy == 1


async def test_only_the_failing_printer_is_paused(both_printing: House) -> None:
    both_printing.cameras[PRUSA].give = both_printing.cameras[PRUSA].never

    await both_printing.checks(15, p=1.2)

    (call,) = both_printing.pauses
    assert call.data["entity_id"] == "input_button.voron_pause"


async def test_adding_a_printer_leaves_the_others_alone(both_printing: House) -> None:
    voron = Undisturbed(both_printing, "voron", 0)
    assert both_printing.entry is not None
    added = ConfigSubentry(
        data=MappingProxyType(printer_data(ENDER)),
        subentry_type="printer",
        title="Ender",
        unique_id=None,
    )

    both_printing.hass.config_entries.async_add_subentry(both_printing.entry, added)
    await both_printing.settle()

    assert both_printing.shows(ENDER)["watch_state"] == "idle"
    await voron.prove()
    await both_printing.printer_says("printing", name=ENDER)
    assert both_printing.shows(ENDER)["watch_state"] == "warming_up"


@pytest.mark.parametrize(
    "changes",
    [
        {"sensitivity": "high"},
        {"interval": 60},
        {"rule": "fixed"},
        {"camera": "camera.ender"},
        {"status": "sensor.ender_status", "job_marker": "sensor.ender_job"},
        {"response": "notify"},
        {"watching": False},
    ],
)
async def test_changing_a_printer_leaves_the_others_alone(
    both_printing: House, changes: dict[str, Any]
) -> None:
    voron = Undisturbed(both_printing, "voron", 0)

    await both_printing.change(1, **changes)

    await voron.prove()


async def test_renaming_a_printer_leaves_the_others_alone(both_printing: House) -> None:
    voron = Undisturbed(both_printing, "voron", 0)
    prusa = Undisturbed(both_printing, PRUSA, 1)
    assert both_printing.entry is not None

    both_printing.hass.config_entries.async_update_subentry(
        both_printing.entry, both_printing.subentry(1), title="Prusa MK4"
    )
    await both_printing.settle()

    assert prusa.printer.memory.rule.state() == prusa.learnt
    await voron.prove()


async def test_device_of_ours_follows_the_printers_name(
    both_printing: House, device_registry: dr.DeviceRegistry
) -> None:
    assert both_printing.entry is not None
    subentry = both_printing.subentry(1)

    both_printing.hass.config_entries.async_update_subentry(
        both_printing.entry, subentry, title="Prusa MK4"
    )
    await both_printing.settle()

    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, subentry.subentry_id), both_printing.entry.entry_id
    )
    assert device is not None
    assert device.name == "Prusa MK4"


async def test_removing_a_printer_leaves_the_others_alone(both_printing: House) -> None:
    voron = Undisturbed(both_printing, "voron", 0)

    await both_printing.remove_printer(1)

    assert list(both_printing.runtime.printers.values()) == [voron.printer]
    await voron.prove()


async def test_removed_printer_leaves_nothing_behind(
    both_printing: House, entity_registry: er.EntityRegistry
) -> None:
    await both_printing.checks(15, p=1.2)
    assert both_printing.entry is not None
    removed, printer = both_printing.subentry(1).subentry_id, both_printing.printer(1)
    assert "Prusa: failing print paused" in both_printing.notifications()
    shots = both_printing.cameras[PRUSA].shots

    await both_printing.remove_printer(1)
    await both_printing.printer_says("printing", name=PRUSA)
    await both_printing.let_pass(60, step=10)

    assert list(both_printing.notifications()) == ["Voron: failing print paused"]
    assert removed not in both_printing.storage[both_printing.storage_key]["data"]
    assert printer._parts.timers._running == {}
    assert both_printing.cameras[PRUSA].shots == shots
    found = er.async_entries_for_config_entry(
        entity_registry, both_printing.entry.entry_id
    )
    assert removed not in {one.config_subentry_id for one in found}


async def test_printer_that_is_renamed_and_moved_while_it_is_removed_stays_away(
    both_printing: House,
    entity_registry: er.EntityRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hass, entry = both_printing.hass, both_printing.entry
    assert entry is not None
    device = put_on_device(hass, PRUSA_STATUS, "Prusa")
    other = dr.async_get(hass).async_get_or_create(
        config_entry_id=device.config_entry_id, identifiers={("moonraker", "new")}
    )
    removed = both_printing.subentry(1).subentry_id

    hass.config_entries.async_remove_subentry(entry, removed)
    entity_registry.async_update_entity(PRUSA_STATUS, device_id=other.id)
    entity_registry.async_update_entity(PRUSA_STATUS, new_entity_id="sensor.new")
    await both_printing.settle()

    assert removed not in entry.subentries
    assert len(both_printing.runtime.printers) == 1
    found = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    assert removed not in {one.config_subentry_id for one in found}
    devices = dr.async_get(hass)
    assert not devices.async_get_device_by_identifier((DOMAIN, removed), entry.entry_id)
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


async def test_printers_that_cannot_be_unloaded_are_watched_on(
    both_printing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    voron = Undisturbed(both_printing, "voron", 0)
    assert both_printing.entry is not None
    entries = both_printing.hass.config_entries
    with monkeypatch.context() as stuck:
        stuck.setattr(entries, "async_unload_platforms", AsyncMock(return_value=False))
        assert not await entries.async_unload(both_printing.entry.entry_id)
    # Home Assistant gives such an entry up; the house must know that it still runs.
    both_printing.entry.mock_state(both_printing.hass, ConfigEntryState.LOADED)

    await voron.prove()


async def test_unloading_stops_everything(both_printing: House) -> None:
    printers = list(both_printing.runtime.printers.values())

    await both_printing.unload()
    shots, requests = both_printing.camera.shots, both_printing.ml.requests
    both_printing.say("idle")
    both_printing.say("printing", "job-2")
    await both_printing.let_pass(120, step=10)

    assert (both_printing.camera.shots, both_printing.ml.requests) == (shots, requests)
    assert all(one._parts.timers._running == {} for one in printers)


async def test_unloading_breaks_off_a_check(both_printing: House) -> None:
    both_printing.ml.answer = both_printing.ml.wait
    await both_printing.let_pass(10)
    printers = list(both_printing.runtime.printers.values())
    frames = both_printing.runtime.server.frames
    assert any(one._loop.is_checking for one in printers)
    assert len(frames) == 1

    await both_printing.unload()

    assert not any(one._loop.is_checking for one in printers)
    assert len(frames) == 0


async def test_removing_the_server_removes_what_was_stored_and_told(
    both_printing: House,
) -> None:
    await both_printing.checks(15, p=1.2)
    assert both_printing.entry is not None
    assert both_printing.notifications()

    await both_printing.hass.config_entries.async_remove(both_printing.entry.entry_id)

    assert both_printing.notifications() == {}
    assert both_printing.storage_key not in both_printing.storage
    both_printing.entry = None


async def test_server_that_is_down_at_the_start_is_set_up(house: House) -> None:
    await house.ml.stop()
    house.say("printing")

    entry = await house.add()
    await house.let_pass(40)

    assert entry.state is ConfigEntryState.LOADED
    assert house.watch_state == "fault"
    reason = house.state("sensor.voron_watch_state").attributes["reason"]
    assert reason == "ml_server_unreachable"


async def test_first_checks_are_spread_over_an_interval(house: House) -> None:
    await house.add_camera(PRUSA)
    house.say("printing")
    house.say("printing", name=PRUSA)

    await house.add(printer_data(), printer_data(PRUSA))
    assert (house.camera.shots, house.cameras[PRUSA].shots) == (1, 0)
    await house.let_pass(6)

    assert (house.camera.shots, house.cameras[PRUSA].shots) == (1, 1)


async def test_printer_removed_while_another_one_stops_stays_away(
    house: House,
) -> None:
    lamp = FakeLight(house.hass)
    await house.add_camera("prusa")
    await house.add(
        printer_data(light=LIGHT, light_mode="while_printing", light_settle=0),
        printer_data("prusa"),
    )
    await house.printer_says("printing")
    await house.printer_says("printing", name="prusa")
    lamp.slow = {"off"}
    assert house.entry is not None
    for subentry in list(house.entry.subentries.values()):
        house.hass.config_entries.async_remove_subentry(
            house.entry, subentry.subentry_id
        )
        await asyncio.sleep(0)
    lamp.go_on.set()
    await house.settle()

    assert house.runtime.printers == {}
    before = house.ml.requests
    await house.let_pass(60, step=10)
    assert house.ml.requests == before


async def test_entry_unloaded_while_a_removed_printer_stops_starts_nothing_again(
    house: House,
) -> None:
    lamp = FakeLight(house.hass)
    await house.add_camera("prusa")
    entry = await house.add(
        printer_data(light=LIGHT, light_mode="while_printing", light_settle=0),
        printer_data("prusa"),
    )
    await house.printer_says("printing")
    lamp.slow = {"off"}
    house.hass.config_entries.async_remove_subentry(entry, house.subentry().subentry_id)
    await asyncio.sleep(0)

    await house.unload()
    lamp.go_on.set()
    await house.hass.async_block_till_done(wait_background_tasks=True)

    before = house.ml.requests
    await house.printer_says("printing", name="prusa")
    await house.let_pass(60, step=10)
    assert house.ml.requests == before
