"""Choosing what is done about a failing print, and the fine tuning."""

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
    answer,
    fields,
    go,
    offered,
    printer_form,
    start_printer,
    suggested,
)
from tests.support.house import POWER, House


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
        (ENTITIES, ["notify"], "notify"),
        ({**ENTITIES, "power_switch": POWER}, ["notify"], "notify"),
        (CONTROLS, ["notify", "pause"], "pause"),
        (POWERED, ["notify", "pause", "pause_and_off"], "pause"),
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

    assert offered(form, "response") == responses
    assert suggested(form)["response"] == preselected
    has_tick = "power_off_while_hot" in fields(form)
    assert has_tick is ("pause_and_off" in responses)


async def test_response_without_its_control_is_refused(
    house: House, server: MockConfigEntry
) -> None:
    form = await response_form(house, ENTITIES)

    with pytest.raises(InvalidData):
        await go(house, form, answer("pause"))


async def test_power_off_needs_consent(house: House, server: MockConfigEntry) -> None:
    form = await response_form(house, POWERED)
    typed = answer(
        "pause_and_off",
        power_off_while_hot=False,
        fine_tuning={**FINE_TUNING, "interval": 30},
    )

    form = await go(house, form, typed)
    assert form["errors"] == {"power_off_while_hot": "power_off_needs_consent"}
    assert suggested(form) == typed

    await go(house, form, typed | {"power_off_while_hot": True})
    data = house.subentry().data
    assert data["response"] == "pause_and_off"
    assert data["power_off_while_hot"] is True


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
