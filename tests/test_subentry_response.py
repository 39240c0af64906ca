"""Choosing what is done about a failing print, who is told, and the fine tuning."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.data_entry_flow import InvalidData
from tests.support.flows import (
    BY_HAND,
    CONTROLS,
    ENTITIES,
    FINE_TUNING,
    POWERED,
    TOLD_HERE,
    answer,
    fields,
    go,
    offered,
    printer_form,
    start_printer,
    suggested,
    unfolded,
)
from tests.support.house import POWER, House

REGISTRY_ID = "c0ffee00c0ffee00c0ffee00c0ffee00"
STOP = "button.voron_stop"


async def response_form(house: House, has: dict[str, Any]) -> SubentryFlowResult:
    """Open the last form of a printer that has this."""
    return await go(house, await start_printer(house), BY_HAND, printer_form(has))


async def test_fine_tuning_is_kept_as_whole_numbers(
    house: House, server: MockConfigEntry
) -> None:
    typed = {**FINE_TUNING, "interval": 20.0, "warm_up": 120.0, "confirmations": 3.0}

    await go(house, await response_form(house, CONTROLS), answer(fine_tuning=typed))

    data = house.subentry().data
    assert [data[key] for key in ("interval", "warm_up", "confirmations")] == [
        20,
        120,
        3,
    ]
    assert all(isinstance(data[key], int) for key in ("interval", "warm_up"))


@pytest.mark.parametrize(
    ("controls", "responses", "preselected"),
    [
        (ENTITIES, [], "notify"),
        ({**ENTITIES, "power_switch": POWER}, [], "notify"),
        (CONTROLS, ["pause"], "pause"),
        (POWERED, ["pause", "pause_and_off"], "pause"),
        ({**ENTITIES, "stop_control": STOP}, ["stop"], "notify"),
        ({**CONTROLS, "stop_control": STOP}, ["pause", "stop"], "pause"),
    ],
)
async def test_responses_are_those_that_the_controls_allow(
    house: House,
    server: MockConfigEntry,
    controls: dict[str, Any],
    responses: list[str],
    preselected: str,
) -> None:
    form = await response_form(house, controls)

    assert offered(form, "response") == ["none", "notify", *responses, "custom"]
    assert suggested(form)["response"] == preselected
    # Nothing that cannot be undone is done about a mere warning.
    lighter = [one for one in responses if one == "pause"]
    assert offered(form, "warning_response") == ["none", "notify", *lighter, "custom"]
    assert suggested(form)["warning_response"] == "notify"
    assert ("power" in fields(form)) is ("pause_and_off" in responses)


@pytest.mark.parametrize(
    ("sensor", "shown"),
    [
        (None, {"power_off_delay": 10, "power_off_while_hot": False}),
        ("sensor.voron_nozzle", {"nozzle_limit": 50}),
    ],
)
async def test_only_that_is_asked_about_the_power_which_decides(
    house: House, server: MockConfigEntry, sensor: str | None, shown: dict[str, Any]
) -> None:
    has = {**POWERED, "nozzle_temperature": sensor} if sensor else POWERED

    form = await response_form(house, has)

    assert suggested(form)["power"] == shown


async def test_response_without_its_control_is_refused(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(house, ENTITIES)

    with pytest.raises(InvalidData):
        await go(house, form, answer("pause"))


async def test_power_off_needs_consent_where_nothing_tells_how_hot_it_is(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(house, POWERED)
    assert "power" not in unfolded(form)
    typed = answer(
        "pause_and_off",
        power={"power_off_delay": 20, "power_off_while_hot": False},
        fine_tuning={**FINE_TUNING, "interval": 30},
    )

    form = await go(house, form, typed)
    assert form["errors"] == {
        "power": "power_off_needs_consent",
        "base": "power_off_needs_consent",
    }
    assert "power" in unfolded(form)
    assert suggested(form) == typed

    typed["power"]["power_off_while_hot"] = True
    await go(house, form, typed)
    data = house.subentry().data
    assert data["response"] == "pause_and_off"
    assert data["power_off_while_hot"] is True
    assert data["power_off_delay"] == 20
    assert isinstance(data["power_off_delay"], int)


async def test_power_off_needs_no_consent_where_a_sensor_tells(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(
        house, {**POWERED, "nozzle_temperature": "sensor.voron_nozzle"}
    )

    await go(house, form, answer("pause_and_off", power={"nozzle_limit": 60.0}))

    data = house.subentry().data
    assert data["response"] == "pause_and_off"
    assert data["nozzle_limit"] == 60
    assert "power_off_while_hot" not in data


@pytest.mark.parametrize(
    ("sensor", "typed"),
    [
        ("sensor.voron_nozzle", {"nozzle_limit": 29}),
        ("sensor.voron_nozzle", {"nozzle_limit": 121}),
        (None, {"power_off_delay": 0, "power_off_while_hot": True}),
        (None, {"power_off_delay": 61, "power_off_while_hot": True}),
    ],
)
async def test_what_is_set_about_the_power_has_limits(
    house: House, server: MockConfigEntry, sensor: str | None, typed: dict[str, Any]
) -> None:
    has = {**POWERED, "nozzle_temperature": sensor} if sensor else POWERED
    form = await response_form(house, has)

    with pytest.raises(InvalidData):
        await go(house, form, answer("pause_and_off", power=typed))


async def test_stop_is_no_response_to_a_warning(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(house, {**CONTROLS, "stop_control": STOP})

    with pytest.raises(InvalidData):
        await go(house, form, answer("pause", warning_response="stop"))


async def test_both_responses_are_kept(house: House, server: MockConfigEntry) -> None:
    form = await response_form(house, {**CONTROLS, "stop_control": STOP})

    await go(house, form, answer("stop", warning_response="pause"))

    data = house.subentry().data
    assert (data["response"], data["warning_response"]) == ("stop", "pause")


# -- who is told


async def test_notifications_are_in_sight_while_a_printer_is_added(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(house, POWERED)

    assert unfolded(form) == {"notifications"}
    assert suggested(form)["notifications"] == TOLD_HERE


async def test_whom_to_tell_is_kept(house: House, server: MockConfigEntry) -> None:
    targets = {
        "notify_here": False,
        # One that is gone, and one of a platform that is not loaded: they may come back.
        "notify_devices": ["0123456789abcdef0123456789abcdef"],
        "notify_entities": ["notify.family", "notify.gone"],
        "notify_critical": True,
    }
    form = await response_form(house, CONTROLS)

    await go(house, form, answer(notifications=targets))

    data = house.subentry().data
    assert {key: data[key] for key in targets} == targets


async def test_empty_lists_are_left_out(house: House, server: MockConfigEntry) -> None:
    form = await response_form(house, CONTROLS)
    empty: dict[str, Any] = {"notify_devices": [], "notify_entities": []}

    await go(
        house,
        form,
        answer(notifications={**TOLD_HERE, **empty}, actions={"custom_actions": []}),
    )

    assert not {"notify_devices", "notify_entities", "custom_actions"} & set(
        house.subentry().data
    )


@pytest.mark.parametrize(
    "wrong",
    [{"notify_entities": ["light.lamp"]}, {"notify_entities": [REGISTRY_ID]}],
)
async def test_only_a_notify_entity_is_one(
    house: House, server: MockConfigEntry, wrong: dict[str, Any]
) -> None:
    form = await response_form(house, CONTROLS)

    with pytest.raises(InvalidData):
        await go(house, form, answer(notifications={**TOLD_HERE, **wrong}))


async def test_notify_needs_somebody_to_notify(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(house, CONTROLS)
    nobody = {"notify_here": False, "notify_critical": False}

    form = await go(house, form, answer("notify", notifications=nobody))
    assert form["errors"] == {
        "notifications": "nobody_is_told",
        "base": "nobody_is_told",
    }
    assert "notifications" in unfolded(form)

    family = {**nobody, "notify_entities": ["notify.family"]}
    await go(house, form, answer("notify", notifications=family))
    assert house.subentry().data["response"] == "notify"


async def test_a_pause_may_be_a_silent_one(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(house, CONTROLS)
    nobody = {"notify_here": False, "notify_critical": False}

    await go(house, form, answer("pause", notifications=nobody))

    assert house.subentry().data["notify_here"] is False


# -- the fine tuning


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("interval", 4),
        ("interval", 121),
        ("warm_up", -1),
        ("warm_up", 3601),
        ("confirmations", 0),
        ("confirmations", 11),
        ("rule", "guess"),
        ("sensitivity", "extreme"),
    ],
)
async def test_fine_tuning_has_limits(
    house: House, server: MockConfigEntry, key: str, value: Any
) -> None:
    form = await response_form(house, CONTROLS)

    with pytest.raises(InvalidData):
        await go(house, form, answer(fine_tuning={**FINE_TUNING, key: value}))
