"""The guard sees what must not happen, or its silence would prove nothing."""

from dataclasses import replace
from typing import Final

import pytest

from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import FAILING, incidents, until
from tests.stories.conftest import Build
from tests.stories.guard import Guard
from tests.stories.printer_entities import PLUG
from tests.stories.printers import BAMBU, LOST, TOGGLE, pausing
from tests.stories.stage import Stage
from tests.stories.story import watched
from tests.support.simulated_printer import Traits

PAUSE: Final = "button.voron_pause_print"


async def act(stage: Stage, domain: str, action: str, entity_id: str) -> None:
    await stage.hass.services.async_call(
        domain, action, {"entity_id": entity_id}, blocking=True
    )
    await stage.settle()
    stage.on_look()


async def press(stage: Stage, times: int = 1, role: str = "pause") -> None:
    for _ in range(times):
        await act(stage, "button", "press", f"button.voron_{role}_print")


async def cut(stage: Stage) -> None:
    await act(stage, "switch", "turn_off", PLUG)


async def test_fourth_press_is_seen(build: Build) -> None:
    stage = await build(pausing(BAMBU, LOST))

    async with watched(stage, response="none") as guard:
        await press(stage, 3)
        assert guard.broken == []
        await press(stage)

    assert seen(guard) == ["pause was pressed a fourth time"]


@pytest.mark.parametrize(
    "traits", [TOGGLE, replace(BAMBU, own_controls=False)], ids=["toggle", "hand-made"]
)
async def test_second_press_of_what_may_be_a_toggle_is_seen(
    build: Build, traits: Traits
) -> None:
    stage = await build(pausing(traits, LOST))

    async with watched(stage, response="none") as guard:
        await press(stage, 2)

    assert seen(guard) == ["pause was pressed twice"]


async def test_press_after_a_confirmed_pause_is_seen(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        await press(stage)
        await stage.it_does(Activity.PRINTING)
        await press(stage)

    assert seen(guard) == ["pause was pressed after it was confirmed"]


async def test_press_of_a_paused_printer_is_seen(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        await stage.it_does(Activity.PAUSED)
        await press(stage)

    assert seen(guard) == ["pause was pressed where it was not needed"]


async def test_blind_press_is_seen(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        stage.machine.locked = {"pause"}
        stage.entities.write()
        await press(stage)

    assert seen(guard) == ["pause was pressed blindly"]


async def test_second_press_without_a_look_is_seen(build: Build) -> None:
    stage = await build(replace(BAMBU, pausing_s=60))

    async with watched(stage, response="none") as guard:
        await press(stage, 2)

    assert seen(guard) == ["pause was pressed again without a look"]


async def test_resume_that_nobody_wanted_is_seen(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        await stage.it_does(Activity.PAUSED)
        await press(stage, role="resume")

    assert seen(guard) == ["resume was pressed, and nobody asked for it"]


async def test_new_incident_counts_anew(build: Build) -> None:
    stage = await build(pausing(BAMBU, LOST))

    async with watched(stage, response="none") as guard:
        await press(stage, 3)
        await FAILING(stage)
        await until(incidents(1))(stage)
        await press(stage, 3)

    assert guard.broken == []


async def test_power_cut_of_a_printer_that_prints_is_seen(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="pause_and_off") as guard:
        await stage.let_pass(5)
        await cut(stage)

    assert seen(guard) == [
        "the power was cut while the printer was printing",
        "the power was cut while the printer showed printing",
        "the power was cut at 210 °C",
        "the power was cut on a printer that was resumed",
    ]


async def test_power_cut_of_a_hot_printer_is_seen(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="pause_and_off") as guard:
        await stage.let_pass(5)
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(100, step=5)
        await cut(stage)

    assert seen(guard) == ["the power was cut at 110 °C"]


async def test_power_cut_of_a_cool_and_paused_printer_is_in_order(
    build: Build,
) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="pause_and_off") as guard:
        await stage.let_pass(5)
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(200, step=5)
        await cut(stage)

    assert guard.broken == []


async def test_second_power_cut_is_seen(build: Build) -> None:
    stage = await build(replace(BAMBU, plug="lost"))

    async with watched(stage, response="pause_and_off") as guard:
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(200, step=5)
        await cut(stage)
        await cut(stage)

    assert seen(guard) == ["the plug was told twice"]


async def test_power_cut_that_nobody_chose_is_seen(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="pause") as guard:
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(200, step=5)
        await cut(stage)

    assert seen(guard) == ["the power was cut, and the response is another one"]


def seen(guard: Guard) -> list[str]:
    return [one.rpartition(" (at ")[0] for one in guard.broken]
