"""Every text of the forms for a printer is there, and no other."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import pytest

from custom_components.obico_detection import connection_words, subentry_flow
from custom_components.obico_detection.const import (
    WARNING_RESPONSES,
    LightMode,
    Response,
)
from custom_components.obico_detection.detection.rules import RuleName, Sensitivity
from custom_components.obico_detection.forms import (
    custom_actions,
    doubts,
    printer as printer_form,
    printer_test,
    printer_texts,
    response as response_form,
)
from custom_components.obico_detection.printer.profiles import Role
from tests.support.translations import TEXTS, given, keys, placeholders

PRINTER = TEXTS["config_subentries"]["printer"]
STEPS = PRINTER["step"]
EVERYTHING = {
    "power_switch": "switch.x",
    "pause_control": "button.x",
}
FORM = printer_form.printer_schema([], [], unfolded=(), may_save_anyway=True)
RESPONSE_FORM = response_form.response_schema(EVERYTHING)
SECTIONS = set(printer_form.SECTIONS)
RESPONSE_SECTIONS = {
    "notifications": keys(response_form.NOTIFICATIONS_SCHEMA),
    # With a sensor that tells how hot the nozzle is, and without one.
    "power": keys(response_form.COOLING_SCHEMA) | keys(response_form.CONSENT_SCHEMA),
    "actions": keys(response_form.ACTIONS_SCHEMA),
    "fine_tuning": keys(response_form.FINE_TUNING_SCHEMA),
}

FORMS = {
    "user": (STEPS["user"], {subentry_flow.CONF_PRINTER}),
    "by hand": (STEPS["by_hand"], {"status"}),
    "printer": (STEPS["printer"], keys(FORM) - SECTIONS),
    "response": (STEPS["response"], keys(RESPONSE_FORM) - RESPONSE_SECTIONS.keys()),
    **{
        name: (STEPS["response"]["sections"][name], names)
        for name, names in RESPONSE_SECTIONS.items()
    },
    "controls": (
        STEPS["printer"]["sections"]["controls"],
        keys(printer_form.CONTROLS_SCHEMA),
    ),
    "states": (
        STEPS["printer"]["sections"]["states"],
        keys(printer_form.states_schema([])),
    ),
    "light": (
        STEPS["printer"]["sections"]["light"],
        keys(printer_form.LIGHT_SCHEMA),
    ),
}


@pytest.mark.parametrize(("step", "names"), FORMS.values(), ids=FORMS)
def test_each_field_has_a_name_and_a_description(
    step: dict[str, Any], names: set[str]
) -> None:
    assert set(step["data"]) == names
    assert set(step["data_description"]) == names


def test_each_step_has_its_texts() -> None:
    # A reconfiguration shows the same forms.
    assert set(STEPS) == {"user", "by_hand", "printer", "response"}
    assert set(STEPS["printer"]["sections"]) == SECTIONS
    assert set(STEPS["response"]["sections"]) == RESPONSE_SECTIONS.keys()
    assert set(response_form.SECTIONS) == RESPONSE_SECTIONS.keys()
    assert set(PRINTER["initiate_flow"]) == {"user", "reconfigure"}


@pytest.mark.parametrize(
    ("step", "section"),
    [
        *(("printer", section) for section in sorted(SECTIONS)),
        *(("response", section) for section in sorted(RESPONSE_SECTIONS)),
    ],
)
def test_each_section_says_what_it_is(step: str, section: str) -> None:
    texts = STEPS[step]["sections"][section]
    assert set(texts) == {"name", "description", "data", "data_description"}


def test_each_error_has_its_text() -> None:
    # As `errors[CONF_X] = "key"`, as `{CONF_X: "key"}` and as `return "key"`.
    pattern = r'(?:(?:CONF|SECTION)_\w+(?:\] =|:)\s+\(?\s*|return |"base": )"(\w+)"'
    errors = (
        given(subentry_flow, pattern)
        | given(printer_form, pattern)
        | given(response_form, pattern)
        | given(doubts, pattern)
        | given(printer_test, r'"(test_failed)"')
        | given(custom_actions, r'WrongActions\(\s*"(\w+)"')
    )
    assert set(PRINTER["error"]) == errors


def test_each_way_to_break_off_has_its_text() -> None:
    assert set(PRINTER["abort"]) == given(
        subentry_flow, r'async_abort\(\s*reason="(\w+)"'
    )


def test_placeholders_are_those_that_are_given() -> None:
    assert placeholders(STEPS["user"]) == set()
    assert placeholders(STEPS["by_hand"]) == {"hint"}
    assert placeholders(STEPS["printer"]) == {"printer", "about", "report"}
    assert placeholders(STEPS["response"]) == {"report", "example"}
    # Each is given with the form that shows the error.
    assert placeholders(PRINTER["error"]) == {"cause", "other", "said"}
    assert PRINTER["error"]["test_failed"] == "{cause}"


def test_what_is_told_about_a_printer_has_its_texts() -> None:
    told = given(printer_texts, r'"(printer_\w+)"')
    told |= given(subentry_flow, r'"(printer_none\w*)"')
    told |= given(printer_test, r'"(printer_(?:not|tested)\w*)"')
    told |= given(connection_words, r'"?\'(printer_\w+)\'')
    told |= {f"printer_disabled_{role}" for role in Role}
    common = TEXTS["common"]
    assert {key for key in common if key.startswith("printer_")} == told
    for role in Role:
        assert placeholders(common[f"printer_disabled_{role}"]) == {"entity"}
    assert placeholders(common["printer_known"]) == {"integration"}


@pytest.mark.parametrize(
    ("selector", "options"),
    [
        ("light_mode", LightMode),
        ("response", Response),
        ("warning_response", WARNING_RESPONSES),
        ("rule", RuleName),
        ("sensitivity", Sensitivity),
    ],
)
def test_each_choice_has_its_text(selector: str, options: Iterable[StrEnum]) -> None:
    assert set(TEXTS["selector"][selector]["options"]) == set(options)


def test_the_way_without_the_list_has_its_text() -> None:
    choices = TEXTS["selector"][subentry_flow.CONF_PRINTER]["options"]
    assert set(choices) == {subentry_flow.BY_HAND}
