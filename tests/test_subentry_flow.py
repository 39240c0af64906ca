"""Adding a printer by hand."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from tests.printer.registry import Registries
from tests.support.devices import put_on_device
from tests.support.flows import (
    BY_HAND,
    CONTROLS,
    FINE_TUNING,
    NO_LIGHT,
    USUAL,
    answer,
    fields,
    go,
    offered,
    printer_form,
    start_printer,
    suggested,
    told,
    unfolded,
)
from tests.support.house import CAMERA, MARKER, STATUS, House

REGISTRY_ID = "c0ffee00c0ffee00c0ffee00c0ffee00"


async def test_printer_is_added_and_watched(
    house: House, server: MockConfigEntry
) -> None:
    form = await start_printer(house)
    assert form["step_id"] == "by_hand"
    assert told(form, "hint") == "No printer was found that is not watched yet."

    form = await go(house, form, BY_HAND)
    assert form["step_id"] == "printer"
    assert fields(form) == {"camera", "controls", "states", "light"}
    assert told(form, "printer") == "voron status"

    form = await go(house, form, printer_form(CONTROLS, job_marker=MARKER))
    assert form["step_id"] == "response"
    assert form["last_step"] is True

    result = await go(house, form, answer())
    await house.settle()

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert house.subentry().title == "voron status"
    assert house.subentry().data == {
        **CONTROLS,
        **NO_LIGHT,
        "job_marker": MARKER,
        "response": "pause",
        **USUAL,
    }
    tests = len(house.ml.frames)
    await house.printer_says("printing")
    assert len(house.ml.frames) == tests + 1


async def test_everything_that_a_printer_has_is_kept(
    house: House, server: MockConfigEntry
) -> None:
    has = {
        **CONTROLS,
        "pausing_states": ["pausing"],
        "resume_control": "button.voron_resume",
        "stop_control": "button.voron_stop",
        "power_switch": "switch.voron_power",
        "nozzle_temperature": "sensor.voron_nozzle",
        "job_marker": MARKER,
        "job_name": "sensor.voron_file",
        "light": "switch.voron_light",
        "light_mode": "each_picture",
        "light_settle": 5.0,
    }

    await go(
        house,
        await start_printer(house),
        BY_HAND,
        printer_form(has),
        answer(power={"nozzle_limit": 50}),
    )

    data = house.subentry().data
    assert {key: data[key] for key in has} == has
    assert isinstance(data["light_settle"], int)


async def test_printer_is_named_after_its_device(
    house: House, server: MockConfigEntry
) -> None:
    put_on_device(house.hass, STATUS, "Voron 2.4")

    form = await go(house, await start_printer(house), BY_HAND)
    assert told(form, "printer") == "Voron 2.4"

    await go(house, form, printer_form(CONTROLS), answer())
    assert house.subentry().title == "Voron 2.4"


async def test_printer_is_named_after_its_status_entity(
    house: House, server: MockConfigEntry
) -> None:
    house.hass.states.async_set(STATUS, "idle", {"friendly_name": "Old Ender status"})

    await go(
        house, await start_printer(house), BY_HAND, printer_form(CONTROLS), answer()
    )

    assert house.subentry().title == "Old Ender status"


async def test_device_without_a_name_is_no_name(
    house: House, server: MockConfigEntry
) -> None:
    put_on_device(house.hass, STATUS, "")

    await go(
        house, await start_printer(house), BY_HAND, printer_form(CONTROLS), answer()
    )

    assert house.subentry().title == "voron status"


async def test_printer_without_a_state_is_named_after_its_id(
    house: House, server: MockConfigEntry
) -> None:
    gone = {"status": "sensor.gone"}

    await go(
        house,
        await start_printer(house),
        gone,
        printer_form(CONTROLS, **gone),
        answer(),
    )

    assert house.subentry().title == "sensor.gone"


async def test_printer_is_not_watched_twice(house: House) -> None:
    await house.add()

    form = await go(house, await start_printer(house), BY_HAND)

    assert form["errors"] == {"status": "already_watched"}
    assert suggested(form) == BY_HAND


async def test_nor_is_it_by_another_ml_server(house: House) -> None:
    await house.add()
    other = MockConfigEntry(
        domain=DOMAIN, data=house.server_data(url=f"{house.ml.url}/other")
    )
    other.add_to_hass(house.hass)
    assert await house.hass.config_entries.async_setup(other.entry_id)

    form = await house.hass.config_entries.subentries.async_init(
        (other.entry_id, "printer"), context={"source": SOURCE_USER}
    )
    form = await go(house, form, BY_HAND)

    assert form["errors"] == {"status": "already_watched"}


async def test_another_printer_can_be_chosen_then(house: House) -> None:
    await house.add()
    form = await go(house, await start_printer(house), BY_HAND)

    form = await go(house, form, {"status": "sensor.prusa_status"})

    assert form["step_id"] == "printer"


async def test_nor_is_it_by_a_status_chosen_later(house: House) -> None:
    await house.add()
    form = await go(house, await start_printer(house), {"status": "sensor.prusa"})

    form = await go(house, form, printer_form(CONTROLS))

    assert form["errors"] == {"states": "already_watched"}
    assert suggested(form)["states"]["status"] == STATUS


async def test_printer_added_twice_at_once_is_added_once(
    house: House, server: MockConfigEntry
) -> None:
    inputs = (BY_HAND, printer_form(CONTROLS))
    first = await go(house, await start_printer(house), *inputs)
    second = await go(house, await start_printer(house), *inputs)
    await go(house, first, answer())

    result = await go(house, second, answer())

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_watched"
    assert len(server.subentries) == 1


async def test_camera_is_asked_for(
    house: House, server: MockConfigEntry, registries: Registries
) -> None:
    yard = registries.add_camera("yard", None)
    form = await go(house, await start_printer(house), BY_HAND)
    # Nobody knows which of them sees the printer.
    assert offered(form, "camera") == [yard, CAMERA]
    assert "camera" not in suggested(form)

    form = await go(house, form, printer_form(CONTROLS, camera=None))

    assert form["step_id"] == "printer"
    assert form["errors"] == {"camera": "no_camera"}
    assert house.ml.frames == []
    assert suggested(form) == printer_form({**CONTROLS, **NO_LIGHT}, camera=None)


async def test_a_light_is_needed_to_switch_it(
    house: House, server: MockConfigEntry
) -> None:
    form = await go(
        house,
        await start_printer(house),
        BY_HAND,
        printer_form(CONTROLS, light_mode="while_printing"),
    )

    assert form["errors"] == {"light": "no_light"}
    assert "light" in unfolded(form)


@pytest.mark.parametrize("control", ["light.lamp", "lock.door", "sensor.x", "cover.y"])
@pytest.mark.parametrize("field", ["pause_control", "resume_control", "stop_control"])
async def test_control_that_cannot_be_pressed_is_refused(
    house: House, server: MockConfigEntry, control: str, field: str
) -> None:
    form = await go(house, await start_printer(house), BY_HAND)

    with pytest.raises(InvalidData):
        await go(house, form, printer_form(CONTROLS, **{field: control}))


@pytest.mark.parametrize(
    "control",
    ["button.p", "input_button.p", "script.p", "switch.p", "input_boolean.p"],
)
async def test_control_that_can_be_pressed_is_taken(
    house: House, server: MockConfigEntry, control: str
) -> None:
    form = await go(
        house,
        await start_printer(house),
        BY_HAND,
        printer_form(CONTROLS, pause_control=control),
    )

    assert form["step_id"] == "response"


async def test_entity_is_not_taken_by_its_id_in_the_registry(
    house: House, server: MockConfigEntry
) -> None:
    form = await start_printer(house)
    with pytest.raises(InvalidData):
        await go(house, form, {"status": REGISTRY_ID})

    form = await go(house, form, BY_HAND)
    with pytest.raises(InvalidData):
        await go(house, form, printer_form(CONTROLS, pause_control=REGISTRY_ID))

    form = await go(house, form, printer_form(CONTROLS))
    assert form["step_id"] == "response"


async def test_form_goes_on_after_a_number_that_is_none(
    house: House, server: MockConfigEntry
) -> None:
    form = await go(house, await start_printer(house), BY_HAND)
    with pytest.raises(InvalidData):
        await go(house, form, printer_form(CONTROLS, light_settle="nan"))

    form = await go(house, form, printer_form(CONTROLS))
    with pytest.raises(InvalidData):
        await go(house, form, answer(fine_tuning={**FINE_TUNING, "interval": "nan"}))

    result = await go(house, form, answer())
    assert result["type"] is FlowResultType.CREATE_ENTRY
