"""Adding and changing a printer."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
from tests.support.devices import put_on_device
from tests.support.flows import (
    CONTROLS,
    FINE_TUNING,
    PRINTER,
    STATES,
    answer,
    fields,
    go,
    offered,
    start_printer,
    suggested,
)
from tests.support.house import CAMERA, MARKER, PAUSE, STATUS, House


async def test_printer_is_added_and_watched(
    house: House, server: MockConfigEntry
) -> None:
    form = await start_printer(house)
    assert form["step_id"] == "user"
    assert fields(form) == {"status", "camera"}

    form = await go(house, form, PRINTER)
    assert form["step_id"] == "controls"
    assert form["description_placeholders"] == {"status": STATUS}

    form = await go(house, form, {**CONTROLS, "job_marker": MARKER})
    assert form["step_id"] == "response"
    assert form["last_step"] is True

    result = await go(house, form, answer())
    await house.settle()

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert house.subentry().title == "voron status"
    assert house.subentry().data == {
        **PRINTER,
        **CONTROLS,
        "job_marker": MARKER,
        "response": "pause",
        **FINE_TUNING,
    }
    await house.printer_says("printing")
    assert len(house.ml.frames) == 1


async def test_printer_is_named_after_its_device(
    house: House, server: MockConfigEntry
) -> None:
    put_on_device(house.hass, STATUS, "Voron 2.4")

    await go(house, await start_printer(house), PRINTER, CONTROLS, answer())

    assert house.subentry().title == "Voron 2.4"


async def test_printer_is_named_after_its_status_entity(
    house: House, server: MockConfigEntry
) -> None:
    house.hass.states.async_set(STATUS, "idle", {"friendly_name": "Old Ender status"})

    await go(house, await start_printer(house), PRINTER, CONTROLS, answer())

    assert house.subentry().title == "Old Ender status"


async def test_device_without_a_name_is_no_name(
    house: House, server: MockConfigEntry
) -> None:
    put_on_device(house.hass, STATUS, "")

    await go(house, await start_printer(house), PRINTER, CONTROLS, answer())

    assert house.subentry().title == "voron status"


async def test_printer_without_a_state_is_named_after_its_id(
    house: House, server: MockConfigEntry
) -> None:
    given = {"status": "sensor.gone", "camera": CAMERA}

    await go(house, await start_printer(house), given, CONTROLS, answer())

    assert house.subentry().title == "sensor.gone"


@pytest.mark.parametrize("entry_number", [0, 1])
async def test_printer_is_not_watched_twice(house: House, entry_number: int) -> None:
    await house.add()
    if entry_number:
        other = MockConfigEntry(
            domain=DOMAIN,
            data={"url": "http://x:1", "base_url": "http://y", "verify_ssl": True},
        )
        other.add_to_hass(house.hass)
        assert await house.hass.config_entries.async_setup(other.entry_id)
        form = await house.hass.config_entries.subentries.async_init(
            (other.entry_id, "printer"), context={"source": SOURCE_USER}
        )
    else:
        form = await start_printer(house)

    form = await go(house, form, PRINTER)

    assert form["errors"] == {"status": "already_watched"}
    assert suggested(form) == PRINTER


async def test_another_printer_can_be_chosen_then(house: House) -> None:
    await house.add()
    form = await go(house, await start_printer(house), PRINTER)

    form = await go(house, form, {"status": "sensor.prusa_status", "camera": CAMERA})

    assert form["step_id"] == "controls"


async def test_printer_added_twice_at_once_is_added_once(
    house: House, server: MockConfigEntry
) -> None:
    first = await go(house, await start_printer(house), PRINTER, CONTROLS)
    second = await go(house, await start_printer(house), PRINTER, CONTROLS)
    await go(house, first, answer())

    result = await go(house, second, answer())

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_watched"
    assert len(server.subentries) == 1


@pytest.mark.parametrize(
    ("states", "errors"),
    [
        ({"printing_states": []}, {"printing_states": "no_printing_state"}),
        ({"printing_states": [" "]}, {"printing_states": "no_printing_state"}),
        (
            {"printing_states": ["printing", "Paused "], "paused_states": ["paused"]},
            {"paused_states": "both_printing_and_paused"},
        ),
        (
            {"printing_states": ["printing"], "pause_control": PAUSE},
            {"paused_states": "no_paused_state"},
        ),
        (
            {
                "printing_states": ["printing"],
                "paused_states": [""],
                "pause_control": PAUSE,
            },
            {"paused_states": "no_paused_state"},
        ),
    ],
)
async def test_states_that_cannot_be_are_refused(
    house: House,
    server: MockConfigEntry,
    states: dict[str, Any],
    errors: dict[str, str],
) -> None:
    form = await go(house, await start_printer(house), PRINTER, states)

    assert form["step_id"] == "controls"
    assert form["errors"] == errors
    assert {key: suggested(form)[key] for key in states} == states

    form = await go(house, form, CONTROLS)
    assert form["step_id"] == "response"


@pytest.mark.parametrize("control", ["light.lamp", "lock.door", "sensor.x", "cover.y"])
async def test_control_that_cannot_be_pressed_is_refused(
    house: House, server: MockConfigEntry, control: str
) -> None:
    form = await go(house, await start_printer(house), PRINTER)

    with pytest.raises(InvalidData) as refused:
        await go(house, form, {**STATES, "pause_control": control})

    assert "pause_control" in refused.value.schema_errors


@pytest.mark.parametrize(
    "control",
    ["button.p", "input_button.p", "script.p", "switch.p", "input_boolean.p"],
)
async def test_control_that_can_be_pressed_is_taken(
    house: House, server: MockConfigEntry, control: str
) -> None:
    form = await go(
        house, await start_printer(house), PRINTER, {**STATES, "pause_control": control}
    )

    assert form["step_id"] == "response"


async def test_states_of_the_registry_are_offered(
    house: House, server: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    options = ["idle", "RUNNING", "pause", "finish"]
    entity = entity_registry.async_get_or_create(
        "sensor", "bambu", "1", capabilities={"options": options}
    )

    form = await go(
        house,
        await start_printer(house),
        {"status": entity.entity_id, "camera": CAMERA},
    )

    assert offered(form, "printing_states") == options
    assert suggested(form)["printing_states"] == ["RUNNING"]
    assert suggested(form)["paused_states"] == ["pause"]


async def test_states_of_the_entity_are_offered(
    house: House, server: MockConfigEntry
) -> None:
    house.hass.states.async_set(STATUS, "idle", {"options": ["idle", "Printing"]})

    form = await go(house, await start_printer(house), PRINTER)

    assert suggested(form)["printing_states"] == ["Printing"]


async def test_states_are_guessed_where_none_are_told(
    house: House, server: MockConfigEntry
) -> None:
    form = await go(house, await start_printer(house), PRINTER)

    assert offered(form, "printing_states") == ["printing", "paused"]
    assert suggested(form) == STATES


async def test_binary_sensor_prints_while_it_is_on(
    house: House, server: MockConfigEntry
) -> None:
    given = {"status": "binary_sensor.printing", "camera": CAMERA}

    form = await go(house, await start_printer(house), given)

    assert suggested(form)["printing_states"] == ["on"]
    assert suggested(form)["paused_states"] == []
