"""Every name and state of an entity has its text, and there is no other."""

from enum import StrEnum
import json
from typing import Any

import pytest

from custom_components.obico_detection import (
    binary_sensor,
    button,
    event,
    number,
    select,
    sensor,
    switch,
)
from custom_components.obico_detection.const import (
    WARNING_RESPONSES,
    FaultReason,
    HappeningType,
    Response,
    WatchState,
)
from custom_components.obico_detection.detection.rules import (
    FailureClass,
    RuleName,
    Sensitivity,
)
from custom_components.obico_detection.incident.incident import (
    Ending,
    Outcome,
    Progress,
    Reason,
)
from tests.support.translations import FOLDER, TEXTS

ENTITIES: dict[str, dict[str, Any]] = TEXTS["entity"]
ICONS: dict[str, dict[str, Any]] = json.loads((FOLDER / "icons.json").read_text())[
    "entity"
]
DESCRIPTIONS: dict[str, tuple[Any, ...]] = {
    "binary_sensor": (binary_sensor.CONNECTIVITY, binary_sensor.FAILURE),
    "button": (*button.BUTTONS, button.TEST_SERVER),
    "event": (event.PRINT,),
    "number": (number.INTERVAL,),
    "select": (*select.RESPONSE_SELECTS, *select.DETECTION_SELECTS),
    "sensor": (*sensor.SENSORS, *sensor.CHECK_SENSORS, *sensor.SERVER_SENSORS),
    "switch": (switch.MUTED, switch.WATCHING),
}

PRINT = ENTITIES["event"]["print"]["state_attributes"]
LAST_RESPONSE = ENTITIES["sensor"]["last_response"]
DONE = LAST_RESPONSE["state_attributes"]
SELECTS = ENTITIES["select"]
WATCH_STATE = ENTITIES["sensor"]["watch_state"]

type Choices = type[StrEnum] | tuple[StrEnum, ...] | list[StrEnum]

STATES: dict[str, tuple[dict[str, str], Choices]] = {
    "class": (ENTITIES["sensor"]["class"]["state"], FailureClass),
    "watch state": (WATCH_STATE["state"], WatchState),
    "fault": (WATCH_STATE["state_attributes"]["reason"]["state"], FaultReason),
    "progress": (LAST_RESPONSE["state"], Progress),
    "outcome": (DONE["outcome"]["state"], Outcome),
    "reason": (DONE["reason"]["state"], Reason),
    "response done": (DONE["response"]["state"], Response),
    "class responded to": (DONE["class"]["state"], FailureClass),
    "happening": (PRINT["event_type"]["state"], HappeningType),
    "progress told": (PRINT["progress"]["state"], Progress),
    "outcome told": (PRINT["outcome"]["state"], Outcome),
    "reason told": (PRINT["reason"]["state"], [*Reason, *FaultReason]),
    "response told": (PRINT["response"]["state"], Response),
    "class told": (PRINT["class"]["state"], FailureClass),
    "ending told": (PRINT["by"]["state"], Ending),
    "response": (SELECTS["response"]["state"], Response),
    "warning response": (SELECTS["warning_response"]["state"], WARNING_RESPONSES),
    "rule": (SELECTS["rule"]["state"], RuleName),
    "sensitivity": (SELECTS["sensitivity"]["state"], Sensitivity),
}


@pytest.mark.parametrize("platform", sorted(ENTITIES | DESCRIPTIONS))
def test_each_entity_has_its_name_and_icon(platform: str) -> None:
    expected = {one.translation_key for one in DESCRIPTIONS[platform]}
    assert set(ENTITIES[platform]) == expected
    assert set(ICONS[platform]) == expected
    assert all(text["name"] for text in ENTITIES[platform].values())


@pytest.mark.parametrize(("texts", "states"), STATES.values(), ids=STATES)
def test_each_state_has_its_text(texts: dict[str, str], states: Choices) -> None:
    assert set(texts) == set(states)
    # Else nobody could tell which of them it is.
    assert len(set(texts.values())) == len(texts)


def test_icons_are_those_of_states_that_there_are() -> None:
    assert set(ICONS["sensor"]["last_response"]["state"]) <= set(Progress)
    event_types = ICONS["event"]["print"]["state_attributes"]["event_type"]["state"]
    assert set(event_types) == set(HappeningType)


@pytest.mark.parametrize("shared", ["outcome", "response", "class"])
def test_same_thing_has_the_same_words_everywhere(shared: str) -> None:
    assert PRINT[shared] == DONE[shared]
    assert SELECTS["response"]["state"] == DONE["response"]["state"]
    assert PRINT["progress"]["state"] == LAST_RESPONSE["state"]
    assert DONE["reason"]["state"].items() <= PRINT["reason"]["state"].items()
    faults = WATCH_STATE["state_attributes"]["reason"]["state"]
    assert faults.items() <= PRINT["reason"]["state"].items()


@pytest.mark.parametrize("select", ["response", "warning_response"])
def test_same_choice_has_the_same_words_in_the_settings(select: str) -> None:
    assert SELECTS[select]["state"] == TEXTS["selector"][select]["options"]
