"""Every text that can be asked for is there, and no other."""

from collections.abc import Callable, Iterator
from enum import StrEnum
import inspect
import json
from pathlib import Path
import re
from types import ModuleType
from typing import Any

import pytest

from custom_components.obico_detection import (
    binary_sensor,
    config_flow,
    const,
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


def given(module: ModuleType, pattern: str) -> set[str]:
    """Return what the pattern finds in a module's source; never nothing at all."""
    found = set(re.findall(pattern, inspect.getsource(module)))
    assert found, pattern
    return found


def fields(step: Callable[..., object]) -> set[str]:
    """Return the fields of a form that is put together in its step."""
    names = re.findall(
        r"vol\.(?:Required|Optional)\(\s*(CONF_\w+)", inspect.getsource(step)
    )
    return {getattr(const, name) for name in names}


FLOW = subentry_flow.PrinterSubentryFlow

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
    "controls": (PRINTER["step"]["controls"], fields(FLOW.async_step_controls)),
    "response": (RESPONSE_STEP, fields(FLOW.async_step_response)),
    "fine tuning": (
        RESPONSE_STEP["sections"]["fine_tuning"],
        keys(subentry_flow.FINE_TUNING_SCHEMA),
    ),
}


@pytest.mark.parametrize(("step", "names"), STEPS.values(), ids=STEPS)
def test_each_field_has_a_name_and_a_description(
    step: dict[str, Any], names: set[str]
) -> None:
    assert set(step["data"]) == names
    assert set(step["data_description"]) == names


def test_each_step_has_its_texts() -> None:
    assert set(TEXTS["config"]["step"]) == {"user", "reconfigure", "reauth_confirm"}
    assert set(PRINTER["step"]) == {"user", "reconfigure", "controls", "response"}
    assert set(RESPONSE_STEP["sections"]) == {subentry_flow.SECTION_FINE_TUNING}
    assert set(PRINTER["initiate_flow"]) == {"user", "reconfigure"}


def test_each_error_of_the_server_form_has_its_text() -> None:
    addresses = given(urls, r'"(url_\w+)"')
    servers = {
        error.reason.value
        for error in client.MlServerError.__subclasses__()
        if error not in ONLY_IN_CHECKS
    }
    tokens = given(config_flow, r'"(token_\w+)"')
    assert set(TEXTS["config"]["error"]) == addresses | servers | tokens


def test_each_error_of_the_printer_forms_has_its_text() -> None:
    # As `errors[CONF_X] = "key"` and as `{CONF_X: "key"}`.
    errors = given(subentry_flow, r'CONF_\w+(?:\] =|:)\s+\(?\s*"(\w+)"')
    assert set(PRINTER["error"]) == errors


def test_each_way_to_break_off_has_its_text() -> None:
    # The successes are told by Home Assistant itself, and it breaks off by itself too.
    matches = {"_async_abort_entries_match": "already_configured"}
    breaks = given(config_flow, r"self\.(_?async_abort\w*)\(")
    assert set(TEXTS["config"]["abort"]) == {matches[name] for name in breaks}
    reasons = given(subentry_flow, r'async_abort\(\s*reason="(\w+)"')
    assert set(PRINTER["abort"]) == reasons


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
