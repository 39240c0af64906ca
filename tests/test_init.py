"""Several printers at one ML server: what concerns one leaves the others alone."""

from types import MappingProxyType
from typing import Any

import pytest

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.coordinator import PrinterCoordinator
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.support.house import House, printer_data

PRUSA = "prusa"
ENDER = "ender"


@pytest.fixture
async def printing(house: House) -> House:
    """A house with two printers, of which both print."""
    await house.add_camera(PRUSA)
    await house.add_camera(ENDER)
    house.say("idle", name=PRUSA)
    house.say("idle", name=ENDER)
    await house.add(printer_data(), printer_data(PRUSA))
    await house.printer_says("printing")
    await house.printer_says("printing", name=PRUSA)
    await house.checks(8, p=0.1)
    assert house.shows(PRUSA)["watch_state"] == "watching"
    return house


class Undisturbed:
    """Proves that a printer's watch went on as if nothing had happened."""

    def __init__(self, house: House, name: str, number: int) -> None:
        """Note where it is."""
        self.house, self.name, self.number = house, name, number
        self.printer: PrinterCoordinator = house.printer(number)
        self.rule = self.printer.memory.rule
        self.learnt = self.rule.state()
        self.timers = dict(self.printer._timers._running)
        self.shots = house.cameras[name].shots
        self.shown = house.shows(name)

    async def prove(self) -> None:
        """Compare, and let it go on."""
        printers = self.house.runtime.printers.values()
        assert self.printer in printers
        assert self.printer.memory.rule is self.rule
        assert self.rule.state() == self.learnt
        assert self.printer._timers._running == self.timers
        assert self.house.cameras[self.name].shots == self.shots
        assert self.house.shows(self.name) == self.shown
        await self.house.let_pass(10)
        assert self.house.cameras[self.name].shots == self.shots + 1


async def test_both_printers_are_checked_in_turn(printing: House) -> None:
    before = len(printing.ml.frames)

    await printing.let_pass(60)

    assert len(printing.ml.frames) - before == 12
    assert printing.ml.most_busy == 1


async def test_only_the_failing_printer_is_paused(printing: House) -> None:
    printing.cameras[PRUSA].give = printing.cameras[PRUSA].never

    await printing.checks(15, p=1.2)

    (call,) = printing.pauses
    assert call.data["entity_id"] == "input_button.voron_pause"


async def test_adding_a_printer_leaves_the_others_alone(printing: House) -> None:
    voron = Undisturbed(printing, "voron", 0)
    assert printing.entry is not None
    added = ConfigSubentry(
        data=MappingProxyType(printer_data(ENDER)),
        subentry_type="printer",
        title="Ender",
        unique_id=None,
    )

    printing.hass.config_entries.async_add_subentry(printing.entry, added)
    await printing.settle()

    assert printing.shows(ENDER)["watch_state"] == "idle"
    await voron.prove()
    await printing.printer_says("printing", name=ENDER)
    assert printing.shows(ENDER)["watch_state"] == "warming_up"


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
    printing: House, changes: dict[str, Any]
) -> None:
    voron = Undisturbed(printing, "voron", 0)

    await printing.change(1, **changes)

    await voron.prove()


async def test_renaming_a_printer_leaves_the_others_alone(printing: House) -> None:
    voron = Undisturbed(printing, "voron", 0)
    prusa = Undisturbed(printing, PRUSA, 1)
    assert printing.entry is not None

    printing.hass.config_entries.async_update_subentry(
        printing.entry, printing.subentry(1), title="Prusa MK4"
    )
    await printing.settle()

    assert prusa.printer.memory.rule.state() == prusa.learnt
    await voron.prove()


async def test_device_of_ours_follows_the_printers_name(
    printing: House, device_registry: dr.DeviceRegistry
) -> None:
    assert printing.entry is not None
    subentry = printing.subentry(1)

    printing.hass.config_entries.async_update_subentry(
        printing.entry, subentry, title="Prusa MK4"
    )
    await printing.settle()

    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, subentry.subentry_id), printing.entry.entry_id
    )
    assert device is not None
    assert device.name == "Prusa MK4"


async def test_removing_a_printer_leaves_the_others_alone(printing: House) -> None:
    voron = Undisturbed(printing, "voron", 0)
    assert printing.entry is not None

    printing.hass.config_entries.async_remove_subentry(
        printing.entry, printing.subentry(1).subentry_id
    )
    await printing.settle()

    assert list(printing.runtime.printers.values()) == [voron.printer]
    await voron.prove()


async def test_removed_printer_leaves_nothing_behind(
    printing: House, entity_registry: er.EntityRegistry
) -> None:
    await printing.checks(15, p=1.2)
    assert printing.entry is not None
    removed, printer = printing.subentry(1).subentry_id, printing.printer(1)
    assert "Prusa: the print is failing" in printing.notifications()
    shots = printing.cameras[PRUSA].shots

    printing.hass.config_entries.async_remove_subentry(printing.entry, removed)
    await printing.settle()
    await printing.printer_says("printing", name=PRUSA)
    await printing.let_pass(60, step=10)

    assert list(printing.notifications()) == ["Voron: the print is failing"]
    assert removed not in printing.storage[printing.storage_key]["data"]
    assert printer._timers._running == {}
    assert printing.cameras[PRUSA].shots == shots
    found = er.async_entries_for_config_entry(entity_registry, printing.entry.entry_id)
    assert removed not in {one.config_subentry_id for one in found}


async def test_unloading_stops_everything(printing: House) -> None:
    printers = list(printing.runtime.printers.values())

    await printing.unload()
    shots, requests = printing.camera.shots, printing.ml.requests
    printing.say("idle")
    printing.say("printing", "job-2")
    await printing.let_pass(120, step=10)

    assert (printing.camera.shots, printing.ml.requests) == (shots, requests)
    assert all(one._timers._running == {} for one in printers)


async def test_unloading_breaks_off_a_check(printing: House) -> None:
    printing.ml.answer = printing.ml.wait
    await printing.let_pass(10)
    printers = list(printing.runtime.printers.values())
    frames = printing.runtime.server.frames
    assert any(one._loop.is_checking for one in printers)
    assert len(frames) == 1

    await printing.unload()

    assert not any(one._loop.is_checking for one in printers)
    assert len(frames) == 0


async def test_removing_the_server_removes_what_was_stored_and_told(
    printing: House,
) -> None:
    await printing.checks(15, p=1.2)
    assert printing.entry is not None
    assert printing.notifications()

    await printing.hass.config_entries.async_remove(printing.entry.entry_id)

    assert printing.notifications() == {}
    assert printing.storage_key not in printing.storage
    printing.entry = None


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
