"""What the states of a printer mean: guessed, shown, and refused where it cannot be."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.helpers import entity_registry as er
from tests.support.flows import (
    BY_HAND,
    CONTROLS,
    ENTITIES,
    NO_LIGHT,
    fields,
    go,
    offered,
    printer_form,
    start_printer,
    suggested,
    told,
    unfolded,
)
from tests.support.house import CAMERA, PAUSE, STATUS, House


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"printing_states": []}, "no_printing_state"),
        ({"printing_states": [" "]}, "no_printing_state"),
        ({"printing_states": ["printing", "Paused "]}, "both_printing_and_paused"),
        (
            {"printing_states": ["printing", "Pausing"], "pausing_states": ["pausing"]},
            "both_printing_and_paused",
        ),
        ({"paused_states": None}, "no_paused_state"),
        ({"paused_states": [""]}, "no_paused_state"),
    ],
)
async def test_states_that_cannot_be_are_refused(
    house: House, server: MockConfigEntry, changes: dict[str, Any], error: str
) -> None:
    form = await go(
        house,
        await start_printer(house),
        BY_HAND,
        printer_form({**CONTROLS, **NO_LIGHT}, **changes),
    )

    assert form["step_id"] == "printer"
    assert form["errors"] == {"states": error}
    assert "states" in unfolded(form)
    assert suggested(form) == printer_form({**CONTROLS, **NO_LIGHT}, **changes)

    form = await go(house, form, printer_form(CONTROLS))
    assert form["step_id"] == "response"


async def test_no_pause_needs_no_paused_states(
    house: House, server: MockConfigEntry
) -> None:
    form = await go(
        house,
        await start_printer(house),
        BY_HAND,
        printer_form(ENTITIES, paused_states=None),
    )

    assert form["step_id"] == "response"


async def test_states_of_the_registry_are_offered(
    house: House, server: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    options = ["idle", "RUNNING", "pause", "finish"]
    entity = entity_registry.async_get_or_create(
        "sensor", "bambu", "1", capabilities={"options": options}
    )

    form = await go(house, await start_printer(house), {"status": entity.entity_id})

    assert offered(form, "printing_states") == options
    states = suggested(form)["states"]
    assert states["printing_states"] == ["RUNNING"]
    assert states["paused_states"] == ["pause"]


async def test_states_of_the_entity_are_offered(
    house: House, server: MockConfigEntry
) -> None:
    house.hass.states.async_set(STATUS, "idle", {"options": ["idle", "Printing"]})

    form = await go(house, await start_printer(house), BY_HAND)

    assert suggested(form)["states"]["printing_states"] == ["Printing"]


async def test_states_are_guessed_where_none_are_told(
    house: House, server: MockConfigEntry
) -> None:
    form = await go(house, await start_printer(house), BY_HAND)

    assert offered(form, "printing_states") == ["printing", "paused"]
    assert suggested(form)["states"] == {
        "status": STATUS,
        "printing_states": ["printing"],
        "paused_states": ["paused"],
        "pausing_states": [],
    }
    assert unfolded(form) == {"controls", "states"}


async def test_binary_sensor_prints_while_it_is_on(
    house: House, server: MockConfigEntry
) -> None:
    given = {"status": "binary_sensor.printing"}

    form = await go(house, await start_printer(house), given)

    assert suggested(form)["states"]["printing_states"] == ["on"]
    assert suggested(form)["states"]["paused_states"] == []


async def test_states_of_another_status_are_shown_before_they_count(
    house: House, server: MockConfigEntry
) -> None:
    house.hass.states.async_set(
        "select.other", "RUNNING", {"options": ["RUNNING", "PAUSE"]}
    )
    form = await go(house, await start_printer(house), BY_HAND)

    form = await go(house, form, printer_form(CONTROLS, status="select.other"))

    assert form["errors"] == {"states": "states_are_others"}
    assert "states" in unfolded(form)
    assert house.ml.frames == []
    proposed = suggested(form)
    assert proposed["camera"] == CAMERA
    assert proposed["controls"] == {"pause_control": PAUSE}
    assert proposed["states"] == {
        "status": "select.other",
        "printing_states": ["RUNNING"],
        "paused_states": ["PAUSE"],
        "pausing_states": [],
    }

    form = await go(house, form, proposed)
    assert form["step_id"] == "response"


async def test_what_the_printer_says_must_mean_something(
    house: House, server: MockConfigEntry
) -> None:
    # The wrong entity: a temperature.
    house.hass.states.async_set(STATUS, "215")
    form = await go(house, await start_printer(house), BY_HAND)
    assert "save_anyway" not in fields(form)

    form = await go(house, form, printer_form(CONTROLS))

    assert form["errors"] == {"states": "state_is_not_listed"}
    assert told(form, "said") == "215"
    assert "states" in unfolded(form)
    assert house.ml.frames == []

    form = await go(house, form, {**printer_form(CONTROLS), "save_anyway": True})
    assert form["step_id"] == "response"


@pytest.mark.parametrize("said", ["idle", "printing", "unavailable", "Offline"])
async def test_what_it_says_may_be_any_state_that_is_known(
    house: House, server: MockConfigEntry, said: str
) -> None:
    house.hass.states.async_set(STATUS, said)
    form = await go(house, await start_printer(house), BY_HAND)

    form = await go(house, form, printer_form(CONTROLS))

    assert form["step_id"] == "response"


async def test_state_that_is_added_means_something(
    house: House, server: MockConfigEntry
) -> None:
    house.hass.states.async_set(STATUS, "extruding")
    form = await go(house, await start_printer(house), BY_HAND)
    form = await go(house, form, printer_form(CONTROLS))
    assert form["errors"] == {"states": "state_is_not_listed"}

    given = printer_form(CONTROLS, printing_states=["printing", "extruding"])
    form = await go(house, form, {**given, "save_anyway": False})

    assert form["step_id"] == "response"


async def test_accepting_what_the_printer_says_is_no_way_around_the_test(
    house: House, server: MockConfigEntry
) -> None:
    house.hass.states.async_set(STATUS, "cooling")
    house.camera.give = house.camera.black
    form = await go(house, await start_printer(house), BY_HAND)
    form = await go(house, form, printer_form(CONTROLS))
    assert form["errors"] == {"states": "state_is_not_listed"}

    form = await go(house, form, {**printer_form(CONTROLS), "save_anyway": True})
    assert form["errors"] == {"camera": "test_failed"}

    form = await go(house, form, {**printer_form(CONTROLS), "save_anyway": True})
    assert form["step_id"] == "response"
