"""The simulated printer does what it is told to do, or a story would prove nothing."""

from dataclasses import replace

import pytest

from custom_components.obico_detection.printer.status import Activity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
from tests.stories.conftest import Build
from tests.stories.printer_entities import NOZZLE, PLUG, STATUS
from tests.stories.printers import (
    BAMBU,
    BY_HAND,
    FLASHFORGE,
    HAND_MADE_CONTROL,
    LOST_ONCE,
    OCTOPRINT,
    TOGGLE,
    pausing,
    slow,
)
from tests.stories.stage import Stage
from tests.support.simulated_printer import ControlTraits, Traits

PAUSE = "button.voron_pause_print"


async def press(hass: HomeAssistant, entity_id: str = PAUSE) -> None:
    await hass.services.async_call(
        "button", "press", {"entity_id": entity_id}, blocking=True
    )


def truth_of(stage: Stage) -> Activity:
    return stage.machine.truth


async def printing(build: Build, traits: Traits) -> Stage:
    stage = await build(traits)
    await stage.it_does(Activity.PRINTING)
    await stage.let_pass(traits.asked_every_s)
    return stage


async def test_printer_that_tells_by_itself_shows_a_pause_at_once(build: Build) -> None:
    stage = await printing(build, BAMBU)

    await press(stage.hass)

    assert stage.state(STATUS).state == "pause"
    assert [one.role for one in stage.presses] == ["pause"]


async def test_printer_that_is_asked_shows_what_was_until_then(build: Build) -> None:
    stage = await printing(build, OCTOPRINT)

    await press(stage.hass)
    assert truth_of(stage) is Activity.PAUSED
    assert stage.state(STATUS).state == "printing"
    await stage.let_pass(30)

    assert stage.state(STATUS).state == "paused"


@pytest.mark.parametrize(("answers", "shows"), [(True, "paused"), (False, "printing")])
async def test_printer_can_be_asked_at_once(
    build: Build, answers: bool, shows: str
) -> None:
    stage = await printing(build, replace(OCTOPRINT, answers_refresh=answers))
    await press(stage.hass)

    await async_update_entity(stage.hass, STATUS)

    assert stage.state(STATUS).state == shows


async def test_first_press_is_lost(build: Build) -> None:
    stage = await printing(build, pausing(BAMBU, LOST_ONCE))

    await press(stage.hass)
    assert truth_of(stage) is Activity.PRINTING
    await press(stage.hass)

    assert truth_of(stage) is Activity.PAUSED


async def test_press_takes_its_time(build: Build) -> None:
    stage = await printing(build, pausing(BAMBU, slow(20)))

    await press(stage.hass)
    await stage.let_pass(19)
    assert truth_of(stage) is Activity.PRINTING
    await stage.let_pass(1)

    assert truth_of(stage) is Activity.PAUSED


@pytest.mark.parametrize(
    ("raises", "truth"),
    [("undone", Activity.PRINTING), ("done", Activity.PAUSED)],
)
async def test_press_raises(build: Build, raises: str, truth: Activity) -> None:
    control = ControlTraits(raises="done" if raises == "done" else "undone")
    stage = await printing(build, pausing(BAMBU, control))

    with pytest.raises(HomeAssistantError):
        await press(stage.hass)

    assert truth_of(stage) is truth


async def test_toggle_resumes_what_is_paused(build: Build) -> None:
    stage = await printing(build, TOGGLE)

    await press(stage.hass)
    await press(stage.hass)

    assert truth_of(stage) is Activity.PRINTING


async def test_control_is_there_only_while_it_would_be_accepted(build: Build) -> None:
    control = ControlTraits(only_where_accepted=True)
    stage = await printing(build, pausing(BAMBU, control))
    assert stage.state(PAUSE).state == "unknown"

    await stage.it_does(Activity.PAUSED)

    assert stage.state(PAUSE).state == "unavailable"


async def test_blind_press_is_taken_down(build: Build) -> None:
    stage = await printing(build, BAMBU)
    stage.machine.locked = {"pause"}
    stage.entities.write()

    await press(stage.hass)

    (one,) = stage.presses
    assert not one.is_available
    assert truth_of(stage) is Activity.PRINTING


async def test_pause_takes_a_way(build: Build) -> None:
    stage = await printing(build, replace(FLASHFORGE, pausing_s=25))

    await press(stage.hass)
    await stage.let_pass(10)
    assert stage.state(STATUS).state == "pausing"
    await stage.let_pass(25)

    assert stage.state(STATUS).state == "paused"


async def test_pause_flickers(build: Build) -> None:
    stage = await printing(build, replace(BAMBU, flickers=True))
    seen = []

    await press(stage.hass)
    for _ in range(7):
        seen.append(stage.state(STATUS).state)
        await stage.let_pass(1)

    assert seen == ["pause", "pause", "running", "running", "running", "pause", "pause"]


async def test_nozzle_cools_only_where_it_is_not_held(build: Build) -> None:
    stage = await printing(build, BAMBU)
    await stage.let_pass(5)
    assert float(stage.state(NOZZLE).state) == pytest.approx(210)

    await stage.it_does(Activity.PAUSED)
    await stage.let_pass(60)

    assert float(stage.state(NOZZLE).state) == pytest.approx(150, abs=2)


async def test_nozzle_is_held(build: Build) -> None:
    stage = await printing(build, replace(BAMBU, holds_temperature=True))
    await stage.let_pass(5)

    await stage.it_does(Activity.PAUSED)
    await stage.let_pass(60)

    assert float(stage.state(NOZZLE).state) == pytest.approx(210)


@pytest.mark.parametrize(
    ("traits", "shows"),
    [
        (BAMBU, "off"),
        (replace(BAMBU, plug="lost"), "on"),
        (replace(BAMBU, plug="slow"), "on"),
    ],
)
async def test_plug(build: Build, traits: Traits, shows: str) -> None:
    stage = await printing(build, traits)

    await stage.hass.services.async_call(
        "switch", "turn_off", {"entity_id": PLUG}, blocking=True
    )
    assert stage.state(PLUG).state == shows
    await stage.let_pass(9)

    assert len(stage.cuts) == 1
    assert stage.machine.is_powered is (traits.plug == "lost")


async def test_dropout_hides_all_of_it(build: Build) -> None:
    stage = await printing(build, BAMBU)

    stage.machine.is_connected = False
    stage.entities.write()

    assert stage.state(STATUS).state == "unavailable"
    assert stage.state(PAUSE).state == "unavailable"
    assert stage.machine.shown is Activity.HELD


@pytest.mark.parametrize(
    ("traits", "status", "control"),
    [
        (OCTOPRINT, "octoprint", "octoprint"),
        (HAND_MADE_CONTROL, "moonraker", "template"),
        (BY_HAND, "template", "template"),
    ],
)
async def test_entities_come_from_the_integration_they_stand_for(
    build: Build, traits: Traits, status: str, control: str
) -> None:
    stage = await build(traits)
    registry = er.async_get(stage.hass)

    entities = [registry.async_get(entity_id) for entity_id in (STATUS, PAUSE)]

    assert [one and one.platform for one in entities] == [status, control]
