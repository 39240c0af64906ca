"""Every text that can be asked for is there, and no other."""

import json
import re
from typing import Any

import pytest

from custom_components.obico_detection import (
    commands,
    const,
    detection_test,
    repairs,
    select,
    services,
    targets,
)
from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.fault import notice as fault_notice
from custom_components.obico_detection.incident import notification, orders
from custom_components.obico_detection.printer.drive import Command
from homeassistant.util.yaml import load_yaml_dict
from tests.support.translations import FOLDER, TEXTS, given, placeholders, texts

ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())

# What becomes a message, or one of something that was not sure.
ENDINGS = {"fault_until_end", "recovered"}
# What is said of an outage, and what is put into it.
NOTICES: dict[str, set[str]] = {
    "fault_mend": set(),
    "fault_mend_token": set(),
    "fault_message": {"printers", "cause"},
    "fault_printer": {"printer", "since"},
    "fault_title": {"printers"},
    "fault_unsure_message": {"printers", "cause"},
    "fault_unsure_title": {"printers"},
    "fault_until_end_message": {"printer", "since", "until"},
    "fault_until_end_title": {"printers"},
    "fault_until_end_unsure_message": {"printer", "since", "until"},
    "recovered_message": {"printer", "until", "duration"},
    "recovered_title": {"printers"},
    "recovered_unsure_message": {"printer", "until", "duration"},
}


def test_no_unknown_choices() -> None:
    assert set(TEXTS["selector"]) == {
        "light_mode",
        "printer",
        "response",
        "rule",
        "sensitivity",
        "warning_response",
    }


def test_each_action_has_its_texts_and_icon() -> None:
    actions = set(load_yaml_dict(str(FOLDER / "services.yaml")))

    assert actions == given(services, r'ACTION_\w+ = "(\w+)"')
    assert set(TEXTS["services"]) == set(ICONS["services"]) == actions
    for name, texts_of_action in TEXTS["services"].items():
        fields = load_yaml_dict(str(FOLDER / "services.yaml"))[name].get("fields", {})
        assert set(texts_of_action.get("fields", {})) == set(fields)
        assert set(texts_of_action) - {"fields"} == {"name", "description"}


def test_each_exception_has_its_text() -> None:
    raised = given(services, r'translation_key="(\w+)"')
    raised |= given(targets, r'translation_key="(\w+)"')
    raised |= given(notification, r'translation_key="(\w+)"')
    raised |= given(commands, r'_refused\("(\w+)"\)')
    raised |= given(orders, r'(?:key = |_refused\()"(\w+)"')
    raised |= {f"{command}_failed" for command in Command}
    raised |= set(select.REFUSALS.values())
    assert set(TEXTS["exceptions"]) == set(FaultReason) | raised
    assert placeholders(TEXTS["exceptions"]["entry_not_loaded"]) == {"name"}
    assert placeholders(TEXTS["exceptions"]["no_target"]) == set()


def test_report_of_a_test_has_its_texts() -> None:
    used = given(detection_test, r'"(test_report_\w+)"')
    assert {one for one in TEXTS["common"] if one.startswith("test_report_")} == used
    assert placeholders(TEXTS["common"]["test_report_title"]) == {"name"}


REPAIRS = sorted(set(const.FaultKind) - {const.FaultKind.TOKEN})
ABORTS: dict[str, str] = TEXTS["issues"][const.FaultKind.CAMERA]["fix_flow"]["abort"]


def test_each_fault_has_its_repair() -> None:
    assert set(TEXTS["issues"]) == set(REPAIRS)


@pytest.mark.parametrize("kind", REPAIRS)
def test_repair_names_the_printer_and_the_cause(kind: str) -> None:
    repair = TEXTS["issues"][kind]
    assert placeholders(repair["title"]) == {"name"}
    # In the dialog a name may be Markdown: the title does without.
    assert placeholders(repair["fix_flow"]) == {"cause", "printers"}
    confirm = repair["fix_flow"]["step"]["confirm"]
    assert placeholders(confirm["title"]) == set()
    assert set(repair["fix_flow"]["step"]) == given(repairs, r'step_id="(\w+)"')


def test_each_way_out_of_a_repair_has_its_text() -> None:
    reasons = given(repairs, r'async_abort\(\s*reason="(\w+)"')
    assert set(ABORTS) == reasons


@pytest.mark.parametrize("kind", REPAIRS)
def test_all_repairs_say_the_same_at_the_end(kind: str) -> None:
    # The device is enabled at once, without another form.
    unused = {"go_on"} if kind == const.FaultKind.DEVICE else set()
    assert TEXTS["issues"][kind]["fix_flow"]["abort"] == {
        key: text for key, text in ABORTS.items() if key not in unused
    }


def test_each_notice_of_a_fault_has_its_text() -> None:
    used = given(fault_notice, r'"(fault_\w+|recovered_\w+)"') - ENDINGS
    used |= {
        f"{stem}{end}" for stem in ENDINGS for end in ("_message", "_unsure_message")
    }
    assert used == set(NOTICES)

    told = {
        key: placeholders(text)
        for key, text in TEXTS["common"].items()
        if key.startswith(("fault_", "recovered_"))
    }
    assert told == NOTICES


def test_top_level_is_what_home_assistant_knows() -> None:
    assert set(TEXTS) == {
        "common",
        "conditions",
        "config",
        "config_subentries",
        "entity",
        "exceptions",
        "issues",
        "selector",
        "services",
        "system_health",
        "triggers",
    }


@pytest.mark.parametrize(("path", "text"), list(texts(TEXTS)))
def test_text_is_in_the_form_home_assistant_wants(path: str, text: str) -> None:
    assert text.strip() == text != ""
    assert not re.search(r"<[a-z/]", text)
    assert not re.search(r"'{\w+}'", text)
    assert "[%key" not in text
    assert "://" not in text
