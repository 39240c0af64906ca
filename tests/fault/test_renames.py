"""A print in which everything gets another name is the same print, watched on."""

from typing import Any

import pytest

from homeassistant.helpers import entity_registry as er
from tests.support.devices import put_on_device
from tests.support.house import CAMERA, PAUSE, STATUS, House, printer_data

NEW_STATUS = "sensor.vora_status"
NEW_CAMERA = "camera.vora"
NEW_PAUSE = "input_button.vora_pause"


@pytest.fixture
async def renaming(house: House) -> House:
    """A house with a print in it, long enough to have learnt; all entities can be renamed."""
    put_on_device(house.hass, STATUS, "Voron")
    put_on_device(house.hass, PAUSE, "Pause")
    await house.add(printer_data(confirmations=1))
    await house.printer_says("printing")
    await house.checks(8, p=0.1)
    assert house.watch_state == "watching"
    return house


async def rename(house: House, old: str, new: str) -> None:
    """Give an entity another name, and let its state go along."""
    state = house.state(old)
    er.async_get(house.hass).async_update_entity(old, new_entity_id=new)
    # The camera is a real entity, and does so itself.
    if old != CAMERA:
        house.hass.states.async_remove(old)
        house.hass.states.async_set(new, state.state, state.attributes)
    await house.settle()


def learnt(house: House) -> dict[str, Any]:
    """Return what a print that begins anew would lose."""
    memory = house.printer().memory
    return {
        "job": house.printer().job_id,
        "baseline": memory.baseline.state(),
        "rule": memory.rule.state(),
        "shown": house.shows(),
    }


async def test_names_change_and_nothing_else(renaming: House) -> None:
    printer, before = renaming.printer(), learnt(renaming)
    shots = renaming.camera.shots

    await rename(renaming, STATUS, NEW_STATUS)
    await rename(renaming, CAMERA, NEW_CAMERA)
    await rename(renaming, PAUSE, NEW_PAUSE)

    assert renaming.printer() is printer
    assert learnt(renaming) == before
    assert renaming.camera.shots == shots
    assert renaming.subentry().data == printer_data(
        confirmations=1, status=NEW_STATUS, camera=NEW_CAMERA, pause_control=NEW_PAUSE
    )


async def test_print_is_watched_on_under_the_new_names(renaming: House) -> None:
    await rename(renaming, STATUS, NEW_STATUS)
    await rename(renaming, CAMERA, NEW_CAMERA)
    shots, frames = renaming.camera.shots, len(renaming.ml.frames)
    weight = renaming.printer().memory.rule.job_weight

    await renaming.checks(3)

    assert renaming.camera.shots == shots + 3
    assert len(renaming.ml.frames) == frames + 3
    assert renaming.printer().memory.rule.job_weight == pytest.approx(weight + 3)
    assert renaming.watch_state == "watching"
    renaming.hass.states.async_set(NEW_STATUS, "idle")
    await renaming.settle()
    assert renaming.watch_state == "idle"


async def test_failing_print_is_paused_by_its_new_control(renaming: House) -> None:
    await rename(renaming, STATUS, NEW_STATUS)
    await rename(renaming, PAUSE, NEW_PAUSE)

    await renaming.checks_until(lambda: renaming.shows()["failure"] == "on", p=1.2)
    await renaming.settle()

    assert [call.data["entity_id"] for call in renaming.pauses] == [NEW_PAUSE]
    assert "the printer confirms it" in renaming.told()


async def test_pause_that_is_under_way_is_confirmed_by_the_renamed_status(
    renaming: House,
) -> None:
    renaming.pause_works = False
    await renaming.checks_until(lambda: bool(renaming.pauses), p=1.2)

    await rename(renaming, STATUS, NEW_STATUS)
    renaming.hass.states.async_set(NEW_STATUS, "paused")
    await renaming.settle()

    assert len(renaming.pauses) == 1
    assert "the printer confirms it" in renaming.told()
