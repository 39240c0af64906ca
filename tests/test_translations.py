"""Every text that can be asked for is there, and no other."""

from collections.abc import Iterator
from enum import StrEnum
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.obico_detection import (
    binary_sensor,
    config_flow,
    sensor,
    subentry_flow,
    switch,
)
from custom_components.obico_detection.const import MissReason, Response, WatchState
from custom_components.obico_detection.detection.rules import (
    FailureClass,
    RuleName,
    Sensitivity,
)
from custom_components.obico_detection.ml_server import client, urls

FOLDER = Path(config_flow.__file__).parent
TEXTS: dict[str, Any] = json.loads((FOLDER / "translations/en.json").read_text())
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
PRINTER = TEXTS["config_subentries"]["printer"]
RESPONSE_STEP = PRINTER["step"]["response"]

# Asked about a frame, which no form does.
ONLY_IN_CHECKS = {client.FrameRefusedError, client.TokenRefusedError}


def keys(schema: Any) -> set[str]:
    return {str(key) for key in schema.schema}


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text with the path to it."""
    if isinstance(node, str):
        yield path, node
        return
    for key, child in node.items():
        yield from texts(child, f"{path}.{key}")


def placeholders(node: Any) -> set[str]:
    return {name for _, text in texts(node) for name in re.findall(r"{(\w+)}", text)}


STEPS = {
    "user": (TEXTS["config"]["step"]["user"], keys(config_flow.SERVER_SCHEMA)),
    "reconfigure": (
        TEXTS["config"]["step"]["reconfigure"],
        keys(config_flow.SERVER_SCHEMA),
    ),
    "reauth": (
        TEXTS["config"]["step"]["reauth_confirm"],
        keys(config_flow.REAUTH_SCHEMA),
    ),
    "printer": (PRINTER["step"]["user"], keys(subentry_flow.PRINTER_SCHEMA)),
    "printer again": (
        PRINTER["step"]["reconfigure"],
        keys(subentry_flow.PRINTER_SCHEMA),
    ),
    "controls": (
        PRINTER["step"]["controls"],
        {
            "printing_states",
            "paused_states",
            "pause_control",
            "power_switch",
            "job_marker",
        },
    ),
    "response": (RESPONSE_STEP, {"response", "power_off_while_hot"}),
    "fine tuning": (
        RESPONSE_STEP["sections"]["fine_tuning"],
        keys(subentry_flow.FINE_TUNING_SCHEMA),
    ),
}


@pytest.mark.parametrize(("step", "fields"), STEPS.values(), ids=STEPS)
def test_each_field_has_a_name_and_a_description(
    step: dict[str, Any], fields: set[str]
) -> None:
    assert set(step["data"]) == fields
    assert set(step["data_description"]) == fields


def test_each_step_has_its_texts() -> None:
    assert set(TEXTS["config"]["step"]) == {"user", "reconfigure", "reauth_confirm"}
    assert set(PRINTER["step"]) == {"user", "reconfigure", "controls", "response"}
    assert set(RESPONSE_STEP["sections"]) == {subentry_flow.SECTION_FINE_TUNING}
    assert set(PRINTER["initiate_flow"]) == {"user", "reconfigure"}


def test_each_error_of_the_server_form_has_its_text() -> None:
    source = Path(urls.__file__).read_text()
    addresses = set(re.findall(r'"(url_\w+)"', source))
    servers = {
        error.reason.value
        for error in client.MlServerError.__subclasses__()
        if error not in ONLY_IN_CHECKS
    }
    tokens = {"token_needed", "token_refused"}
    assert set(TEXTS["config"]["error"]) == addresses | servers | tokens


def test_each_error_of_the_printer_forms_has_its_text() -> None:
    assert set(PRINTER["error"]) == {
        "already_watched",
        "both_printing_and_paused",
        "no_paused_state",
        "no_printing_state",
        "power_off_needs_consent",
    }


def test_each_way_to_break_off_has_its_text() -> None:
    # The successes are told by Home Assistant itself.
    assert set(TEXTS["config"]["abort"]) == {"already_configured"}
    assert set(PRINTER["abort"]) == {"already_watched"}


def test_placeholders_are_those_that_are_given() -> None:
    assert placeholders(TEXTS["config"]["error"]) == {"suggestion", "detail"}
    assert placeholders(TEXTS["config"]["step"]["user"]) == {"example"}
    assert placeholders(TEXTS["config"]["step"]["reconfigure"]) == {"example"}
    assert placeholders(TEXTS["config"]["step"]["reauth_confirm"]) == {"title"}
    assert placeholders(PRINTER["step"]) == {"status"}
    assert placeholders(PRINTER["step"]["controls"]) == {"status"}
    assert placeholders(PRINTER["error"]) == set()


@pytest.mark.parametrize(
    ("selector", "options"),
    [("response", Response), ("rule", RuleName), ("sensitivity", Sensitivity)],
)
def test_each_choice_has_its_text(selector: str, options: type[StrEnum]) -> None:
    assert set(TEXTS["selector"][selector]["options"]) == set(options)


def test_no_unknown_choices() -> None:
    assert set(TEXTS["selector"]) == {"response", "rule", "sensitivity"}


def test_each_entity_has_its_name_and_icon() -> None:
    expected = {
        "binary_sensor": {binary_sensor.FAILURE.translation_key},
        "sensor": {one.translation_key for one in sensor.SENSORS},
        "switch": {switch.WATCHING.translation_key},
    }
    assert {platform: set(keys) for platform, keys in TEXTS["entity"].items()} == (
        expected
    )
    assert {platform: set(keys) for platform, keys in ICONS["entity"].items()} == (
        expected
    )


def test_each_state_has_its_text() -> None:
    sensors = TEXTS["entity"]["sensor"]
    assert set(sensors["class"]["state"]) == set(FailureClass)
    assert set(sensors["watch_state"]["state"]) == set(WatchState)
    reasons = sensors["watch_state"]["state_attributes"]["reason"]["state"]
    assert set(reasons) == set(MissReason)


def test_top_level_is_what_home_assistant_knows() -> None:
    assert set(TEXTS) == {"config", "config_subentries", "entity", "selector"}


@pytest.mark.parametrize(("path", "text"), list(texts(TEXTS)))
def test_text_is_in_the_form_home_assistant_wants(path: str, text: str) -> None:
    assert text.strip() == text != ""
    assert not re.search(r"<[a-z/]", text)
    assert not re.search(r"'{\w+}'", text)
    assert "[%key" not in text
    assert "://" not in text
