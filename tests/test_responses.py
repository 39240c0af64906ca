"""Which responses a printer can have."""

from typing import Any

import pytest

from custom_components.obico_detection.responses import (
    may_cut_power,
    possible_responses,
    possible_warning_responses,
    responses_with_controls,
)

PAUSE = {"pause_control": "button.pause"}
STOP = {"stop_control": "button.stop"}
POWER = {"power_switch": "switch.power"}
NOZZLE = {"nozzle_temperature": "sensor.nozzle"}
CONSENT = {"power_off_while_hot": True}
ACTIONS = {"custom_actions": [{"event": "alarm"}]}


@pytest.mark.parametrize(
    ("data", "responses"),
    [
        ({}, []),
        (PAUSE, ["pause"]),
        (STOP, ["stop"]),
        (POWER | NOZZLE, []),
        (PAUSE | POWER, ["pause"]),
        (PAUSE | POWER | NOZZLE, ["pause", "pause_and_off"]),
        (PAUSE | POWER | CONSENT, ["pause", "pause_and_off"]),
        (PAUSE | POWER | {"power_off_while_hot": False}, ["pause"]),
        (PAUSE | STOP | ACTIONS, ["pause", "stop", "custom"]),
        ({"pause_control": None, "custom_actions": []}, []),
    ],
)
def test_a_response_is_offered_if_it_would_do_what_it_says(
    data: dict[str, Any], responses: list[str]
) -> None:
    assert possible_responses(data) == ["none", "notify", *responses]


def test_what_cannot_be_undone_is_no_response_to_a_warning() -> None:
    everything = PAUSE | STOP | POWER | NOZZLE | ACTIONS

    assert possible_warning_responses(everything) == [
        "none",
        "notify",
        "pause",
        "custom",
    ]
    assert possible_warning_responses(STOP) == ["none", "notify"]


@pytest.mark.parametrize(
    ("data", "responses"),
    [
        ({}, []),
        (PAUSE | POWER, ["pause", "pause_and_off"]),
        (STOP | POWER, ["stop"]),
    ],
)
def test_a_form_offers_what_has_its_controls(
    data: dict[str, Any], responses: list[str]
) -> None:
    """What else it needs is asked in the same form."""
    assert responses_with_controls(data) == ["none", "notify", *responses, "custom"]
    assert may_cut_power(data) is ("pause_and_off" in responses)
