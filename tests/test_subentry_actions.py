"""The user's own actions as a response."""

from datetime import date
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.data_entry_flow import FlowResultType
from tests.support.flows import (
    BY_HAND,
    CONTROLS,
    answer,
    go,
    printer_form,
    start_printer,
    suggested,
    told,
    unfolded,
)
from tests.support.house import House, printer_data

LIGHTS = {
    "action": "light.turn_on",
    "target": {"area_id": "workshop"},
    "data": {"flash": "{{ 'long' if risk > 90 else 'short' }}"},
}
IF_SURE = {
    "if": "{{ score > 0.5 }}",
    "then": [LIGHTS, {"delay": {"seconds": 5}}],
}


@pytest.fixture
async def form(house: House, server: MockConfigEntry) -> SubentryFlowResult:
    """The last form of a printer that is being added."""
    return await go(house, await start_printer(house), BY_HAND, printer_form(CONTROLS))


def own(actions: Any, response: str = "custom", **changes: Any) -> dict[str, Any]:
    """Return the last form filled in with actions."""
    return answer(response, actions={"custom_actions": actions}, **changes)


async def test_actions_are_kept_as_the_editor_sent_them(
    house: House, form: SubentryFlowResult
) -> None:
    await go(house, form, own([LIGHTS, IF_SURE]))

    data = house.subentry().data
    assert data["response"] == "custom"
    assert data["custom_actions"] == [LIGHTS, IF_SURE]


async def test_a_single_action_is_kept_as_a_list(
    house: House, form: SubentryFlowResult
) -> None:
    await go(house, form, own(LIGHTS))

    assert house.subentry().data["custom_actions"] == [LIGHTS]


@pytest.mark.parametrize("responses", [("custom", "notify"), ("pause", "custom")])
@pytest.mark.parametrize("actions", [{}, {"custom_actions": []}])
async def test_a_response_of_ones_own_needs_actions(
    house: House,
    form: SubentryFlowResult,
    responses: tuple[str, str],
    actions: dict[str, Any],
) -> None:
    response, warning_response = responses
    assert "actions" not in unfolded(form)

    form = await go(
        house,
        form,
        answer(response, warning_response=warning_response, actions=actions),
    )
    assert form["errors"] == {"actions": "no_actions", "base": "no_actions"}
    assert "actions" in unfolded(form)
    assert suggested(form)["warning_response"] == warning_response

    await go(house, form, own([LIGHTS], response, warning_response=warning_response))
    assert house.subentry().data["custom_actions"] == [LIGHTS]


@pytest.mark.parametrize(
    ("actions", "cause"),
    [
        ([{"no_action": 1}], "Unable to determine action"),
        ([{"action": "light"}], "light"),
        ([{"delay": "soon"}], "soon"),
        (
            [{"event": "alarm", "event_data": {"risk": "{{ risk"}}],
            "TemplateSyntaxError",
        ),
        ([{"device_id": "gone", "domain": "light", "type": "turn_on"}], "gone"),
        (["light.turn_on"], "mapping"),
        ("light.turn_on", "mapping"),
    ],
)
@pytest.mark.parametrize("response", ["custom", "pause"])
async def test_actions_that_cannot_be_run_are_refused(
    house: House, form: SubentryFlowResult, actions: Any, cause: str, response: str
) -> None:
    typed = own(actions, response)

    form = await go(house, form, typed)

    assert form["errors"] == {
        "actions": "actions_not_understood",
        "base": "actions_not_understood",
    }
    assert cause in told(form, "cause")
    assert suggested(form) == typed
    assert "actions" in unfolded(form)


@pytest.mark.parametrize(
    "value",
    [date(2026, 11, 24), {1: "one"}, float("nan"), {"a set"}],
    ids=["date", "number as a key", "nan", "set"],
)
async def test_what_cannot_be_stored_is_refused(
    house: House, form: SubentryFlowResult, value: Any
) -> None:
    actions = [{"event": "alarm", "event_data": {"value": value}}]

    form = await go(house, form, own(actions))

    assert form["errors"] == {
        "actions": "actions_not_stored",
        "base": "actions_not_stored",
    }


async def test_an_example_says_how_a_template_is_written(
    form: SubentryFlowResult,
) -> None:
    assert "{{ printer }}" in told(form, "example")


# -- changing a printer that has some


async def change(house: House, **settings: Any) -> SubentryFlowResult:
    """Open the last form of a printer that is there, with these settings."""
    entry = await house.add(printer_data(**settings))
    form: SubentryFlowResult = await entry.start_subentry_reconfigure_flow(
        house.hass, house.subentry().subentry_id
    )
    return await go(house, form, suggested(form))


BROKEN = [{"device_id": "gone", "domain": "light", "type": "turn_on"}]


async def test_what_broke_since_and_is_not_used_keeps_nobody_from_a_change(
    house: House,
) -> None:
    form = await change(house, custom_actions=BROKEN)

    result = await go(house, form, suggested(form) | {"response": "notify"})

    assert result["type"] is FlowResultType.ABORT
    data = house.subentry().data
    assert data["response"] == "notify"
    assert data["custom_actions"] == BROKEN


async def test_what_broke_since_and_is_used_has_to_be_mended(house: House) -> None:
    form = await change(house, custom_actions=BROKEN, response="custom")
    assert unfolded(form) == {"actions"}

    form = await go(house, form, suggested(form))

    assert form["errors"] == {
        "actions": "actions_not_understood",
        "base": "actions_not_understood",
    }


async def test_actions_can_be_taken_away(house: House) -> None:
    form = await change(house, custom_actions=[LIGHTS], response="custom")

    await go(house, form, answer("pause"))

    data = house.subentry().data
    assert "custom_actions" not in data
    assert data["response"] == "pause"
