"""What happens elsewhere while a printer's form is open."""

from types import MappingProxyType
from typing import Any

import pytest

from homeassistant.config_entries import ConfigSubentry, SubentryFlowResult
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from tests.support.camera import giving, picture
from tests.support.flows import (
    BY_HAND,
    CONTROLS,
    FINE_TUNING,
    answer,
    fields,
    go,
    printer_form,
    start_printer,
    suggested,
)
from tests.support.house import STATUS, House, printer_data
from tests.support.lights import LIGHT, FakeLight


async def change(house: House) -> SubentryFlowResult:
    """Open the form of the first printer."""
    assert house.entry is not None
    form: SubentryFlowResult = await house.entry.start_subentry_reconfigure_flow(
        house.hass, house.subentry().subentry_id
    )
    return form


def register(house: House, entity_id: str, state: str = "unknown") -> str:
    """Give an entity a row in the registry, without which it cannot be renamed."""
    domain, name = entity_id.split(".")
    house.hass.states.async_remove(entity_id)
    row = er.async_get(house.hass).async_get_or_create(
        domain, "test", name, suggested_object_id=name
    )
    house.hass.states.async_set(row.entity_id, state)
    return row.entity_id


def rename(house: House, old: str, new: str) -> None:
    """Rename an entity, as a person does in its dialog."""
    state = house.state(old).state
    er.async_get(house.hass).async_update_entity(old, new_entity_id=new)
    house.hass.states.async_remove(old)
    house.hass.states.async_set(new, state)


def anyway(form: SubentryFlowResult) -> dict[str, Any]:
    """Return what is ticked to go on without a test that passed."""
    return {"save_anyway": True} if "save_anyway" in fields(form) else {}


# -- an entity is renamed


@pytest.fixture
async def pausable(house: House) -> House:
    """A house with a printer whose pause button and status can be renamed."""
    pause = register(house, "button.voron_pause")
    register(house, STATUS, "idle")
    await house.add(printer_data(pause_control=pause))
    return house


@pytest.mark.parametrize("forms_before", [0, 1])
async def test_a_form_does_not_bring_the_old_name_back(
    pausable: House, forms_before: int
) -> None:
    form = await change(pausable)
    for _ in range(forms_before):
        form = await go(pausable, form, suggested(form))

    rename(pausable, "button.voron_pause", "button.halt")
    result = form
    while result["type"] is FlowResultType.FORM:
        result = await go(pausable, result, suggested(result))

    assert result["reason"] == "reconfigure_successful"
    assert pausable.subentry().data["pause_control"] == "button.halt"


async def test_a_form_brings_the_new_name_where_nobody_else_does(
    pausable: House,
) -> None:
    await pausable.unload()
    form = await change(pausable)

    rename(pausable, "button.voron_pause", "button.halt")
    form = await go(pausable, form, suggested(form))
    await go(pausable, form, suggested(form))

    assert pausable.subentry().data["pause_control"] == "button.halt"


async def test_a_renamed_status_is_no_other_status(pausable: House) -> None:
    form = await change(pausable)

    rename(pausable, STATUS, "sensor.anna")
    form = await go(pausable, form, suggested(form))

    assert form["step_id"] == "response"
    await go(pausable, form, suggested(form))
    assert pausable.subentry().data["status"] == "sensor.anna"


async def test_a_form_that_comes_again_has_the_new_name(pausable: House) -> None:
    form = await change(pausable)
    typed = suggested(form)
    typed["states"]["printing_states"] = []

    rename(pausable, "button.voron_pause", "button.halt")
    form = await go(pausable, form, typed)

    assert form["errors"] == {"states": "no_printing_state"}
    assert suggested(form)["controls"] == {"pause_control": "button.halt"}


async def test_a_name_that_another_entity_has_now_is_that_entity(
    pausable: House,
) -> None:
    form = await change(pausable)
    typed = suggested(form)
    typed["states"]["printing_states"] = []
    rename(pausable, "button.voron_pause", "button.halt")
    form = await go(pausable, form, typed)

    register(pausable, "button.other")
    rename(pausable, "button.other", "button.voron_pause")
    typed = suggested(form)
    typed["states"]["printing_states"] = ["printing"]
    typed["controls"]["pause_control"] = "button.voron_pause"
    form = await go(pausable, form, typed)
    await go(pausable, form, suggested(form))

    assert pausable.subentry().data["pause_control"] == "button.voron_pause"


async def test_a_new_printer_is_added_under_the_new_name(house: House) -> None:
    await house.add()
    await house.add_camera("prusa")
    prusa = {
        "status": register(house, "sensor.prusa_status", "idle"),
        "camera": "camera.prusa",
    }
    status = prusa["status"]
    form = await go(house, await start_printer(house), {"status": status})
    form = await go(house, form, printer_form(CONTROLS, **prusa))
    assert form["step_id"] == "response"

    rename(house, status, "sensor.anna")
    result = await go(house, form, answer())

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert house.subentry(1).data["status"] == "sensor.anna"


@pytest.mark.parametrize("works", [True, False])
async def test_a_name_that_changes_during_the_test_is_not_missed(
    pausable: House, works: bool
) -> None:
    async def rename_and_give() -> bytes | None:
        pausable.camera.give = None if works else giving(None)
        rename(pausable, "button.voron_pause", "button.halt")
        return picture(1) if works else None

    pausable.camera.give = rename_and_give
    form = await change(pausable)
    form = await go(pausable, form, suggested(form))
    if works:
        assert form["step_id"] == "response"
    else:
        assert suggested(form)["controls"] == {"pause_control": "button.halt"}

    while form["type"] is FlowResultType.FORM:
        form = await go(pausable, form, {**suggested(form), **anyway(form)})
    await pausable.settle()

    assert pausable.subentry().data["pause_control"] == "button.halt"


# -- settings are changed


async def change_meanwhile(
    house: House, *, forms_before: int, meanwhile: dict[str, Any], typed: dict[str, Any]
) -> dict[str, Any]:
    """Change settings elsewhere while the forms are open; return what is set then.

    `typed` is typed into the last form, with everything else as it came.
    """
    form = await change(house)
    for number in range(2):
        if number == forms_before:
            await house.change(**meanwhile)
        given = suggested(form)
        if form["step_id"] == "response":
            given |= {key: typed[key] for key in typed if key not in FINE_TUNING}
            tuning = {key: typed[key] for key in typed if key in FINE_TUNING}
            given["fine_tuning"] = {**given["fine_tuning"], **tuning}
        form = await go(house, form, given)
    assert form["type"] is FlowResultType.ABORT
    assert form["reason"] == "reconfigure_successful"
    return dict(house.subentry().data)


MEANWHILE = {
    "response": "none",
    "warning_response": "pause",
    "sensitivity": "high",
    "rule": "obico",
    "interval": 60,
    "watching": False,
}


@pytest.mark.parametrize("forms_before", [0, 1])
async def test_what_entities_change_is_not_brought_back(
    house: House, forms_before: int
) -> None:
    await house.add()
    before = dict(house.subentry().data)

    data = await change_meanwhile(
        house, forms_before=forms_before, meanwhile=MEANWHILE, typed={}
    )

    assert data == {**before, **MEANWHILE}


@pytest.mark.parametrize("forms_before", [0, 1])
async def test_what_is_typed_counts_whatever_is_changed_meanwhile(
    house: House, forms_before: int
) -> None:
    await house.add()
    typed = {"response": "custom", "sensitivity": "low", "interval": 90}
    actions = {"custom_actions": [{"event": "alarm"}]}

    data = await change_meanwhile(
        house,
        forms_before=forms_before,
        meanwhile=MEANWHILE,
        typed={**typed, "actions": actions},
    )

    assert {key: data[key] for key in typed} == typed
    assert data["rule"] == "obico"
    assert data["watching"] is False


async def test_the_last_form_shows_what_was_changed_meanwhile(house: House) -> None:
    await house.add()
    form = await change(house)

    await house.change(response="none", sensitivity="high")
    form = await go(house, form, suggested(form))

    shown = suggested(form)
    assert shown["response"] == "none"
    assert shown["fine_tuning"]["sensitivity"] == "high"


async def test_a_response_whose_control_is_taken_away_meanwhile_is_not_kept(
    house: House,
) -> None:
    await house.add(printer_data(stop_control="button.voron_stop"))
    form = await change(house)
    given = suggested(form)
    del given["controls"]["stop_control"]
    form = await go(house, form, given)

    await house.change(response="stop")
    await go(house, form, suggested(form))

    data = house.subentry().data
    assert "stop_control" not in data
    assert data["response"] == "pause"


# -- what is changed is removed, or not there yet


@pytest.mark.parametrize("forms_before", [0, 1])
async def test_a_removed_printer_cannot_be_changed(
    house: House, forms_before: int
) -> None:
    await house.add()
    form = await change(house)
    for _ in range(forms_before):
        form = await go(house, form, suggested(form))

    await house.remove_printer()
    result = await go(house, form, suggested(form))

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "gone"


async def test_a_removed_ml_server_gets_no_printer(house: House) -> None:
    await house.add(printer_data("prusa"))
    assert house.entry is not None
    form = await start_printer(house)

    await house.hass.config_entries.async_remove(house.entry.entry_id)
    result = await go(house, form, BY_HAND)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "gone"


async def test_a_new_printer_can_be_changed_while_another_is_still_stopped(
    house: House, lamp: FakeLight
) -> None:
    await house.add(
        printer_data(light=LIGHT, light_mode="while_printing", light_settle=0)
    )
    assert house.entry is not None
    await house.printer_says("printing")
    lamp.slow = {"off"}
    house.hass.config_entries.async_remove_subentry(
        house.entry, house.subentry().subentry_id
    )
    house.hass.config_entries.async_add_subentry(
        house.entry,
        ConfigSubentry(
            data=MappingProxyType(printer_data(status="sensor.prusa_status")),
            subentry_type="printer",
            title="Prusa",
            unique_id=None,
        ),
    )

    form = await change(house)
    form = await go(house, form, suggested(form))

    assert form["step_id"] == "response"
    lamp.go_on.set()
    await house.settle()
