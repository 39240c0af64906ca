"""Every text of an ML server's forms and of the test of the whole way is there."""

from typing import Any

import pytest

from custom_components.obico_detection import config_flow, connection_words
from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.forms import server as server_form
from custom_components.obico_detection.ml_server import urls
from custom_components.obico_detection.ml_server.connection_test import Leg
from custom_components.obico_detection.texts import cause_placeholders
from tests.support.translations import TEXTS, given, keys, placeholders

CONFIG = TEXTS["config"]
STEPS = CONFIG["step"]
SERVER_STEPS = ["user", "reconfigure", "hassio_confirm"]
SCHEMA = server_form.server_schema([], {}, may_save_anyway=True)
FIGURES = {
    Leg.ML_SERVER: {"milliseconds"},
    Leg.TOKEN: {"milliseconds"},
    Leg.CAMERA: {"size", "kilobytes", "milliseconds"},
    Leg.FETCH: {"fetched_from", "milliseconds"},
    Leg.ANSWER: {"detections", "score", "milliseconds"},
}


def assert_described(texts: dict[str, Any], names: set[str]) -> None:
    assert set(texts["data"]) == names
    assert set(texts["data_description"]) == names


@pytest.mark.parametrize("step", SERVER_STEPS)
def test_each_field_of_a_server_has_a_name_and_a_description(step: str) -> None:
    assert_described(STEPS[step], keys(SCHEMA) - {server_form.SECTION_ADVANCED})
    assert set(STEPS[step]["sections"]) == {server_form.SECTION_ADVANCED}
    advanced = STEPS[step]["sections"][server_form.SECTION_ADVANCED]
    assert_described(advanced, keys(server_form.ADVANCED_SCHEMA))


@pytest.mark.parametrize("step", SERVER_STEPS)
def test_a_field_has_the_same_texts_in_each_form(step: str) -> None:
    for part in ("data", "data_description", "sections"):
        assert STEPS[step][part] == STEPS["user"][part]


def test_field_for_another_token_has_a_name_and_a_description() -> None:
    assert_described(STEPS["reauth_confirm"], keys(server_form.REAUTH_SCHEMA))


def test_each_step_has_its_texts() -> None:
    assert set(STEPS) == {*SERVER_STEPS, "reauth_confirm"}


def test_each_error_has_its_text() -> None:
    addresses = given(urls, r'"(url_\w+)"')
    # As `errors[...] = "key"`.
    errors = given(config_flow, r'_errors\[[^=]+\] = (?:\(\s*)?"(\w+)"')
    assert errors >= {"test_failed", "test_failed_other_works"}
    assert set(CONFIG["error"]) == addresses | errors


def test_each_way_to_break_off_has_its_text() -> None:
    # The other successes are told by Home Assistant itself.
    reasons = given(config_flow, r'async_abort\(\s*reason="(\w+)"')
    assert set(CONFIG["abort"]) == {"already_configured", *reasons}


def test_placeholders_are_those_that_are_given() -> None:
    assert placeholders(CONFIG["error"]) == {"suggestion", "cause", "port"}
    assert placeholders(STEPS["user"]) == {"example", "report"}
    assert placeholders(STEPS["reconfigure"]) == {"example", "report"}
    assert placeholders(STEPS["hassio_confirm"]) == {"app", "example", "report"}
    assert placeholders(STEPS["reauth_confirm"]) == {"title"}
    assert placeholders(CONFIG["flow_title"]) == {"name"}


@pytest.mark.parametrize("reason", FaultReason)
def test_each_reason_has_its_sentence(reason: FaultReason) -> None:
    sentence = TEXTS["exceptions"][reason]["message"]

    assert placeholders(sentence) <= set(cause_placeholders("", ""))
    # What was found, in English, stands behind the sentence; but a name is a name.
    if reason is not FaultReason.DEVICE_DISABLED:
        assert "{detail}" not in sentence.removesuffix(" {detail}")
    assert sentence.removesuffix(" {detail}").endswith(".")


@pytest.mark.parametrize(
    "reason", [one for one in FaultReason if one.startswith("address_")]
)
def test_sentence_about_an_address_names_it(reason: FaultReason) -> None:
    assert "{address}" in TEXTS["exceptions"][reason]["message"]


@pytest.mark.parametrize("leg", Leg)
def test_each_leg_has_its_texts(leg: Leg) -> None:
    assert placeholders(TEXTS["common"][f"test_{leg}"]) == set()
    assert placeholders(TEXTS["common"][f"test_{leg}_figures"]) == FIGURES[leg]


def test_each_outcome_of_a_leg_has_its_text() -> None:
    outcomes = given(connection_words, r"""["'](test_\w+)["']""")
    legs = {f"test_{leg}{end}" for leg in Leg for end in ("", "_figures")}
    told = {key for key in TEXTS["common"] if key.startswith("test_")}
    assert {
        key for key in told if not key.startswith("test_report_")
    } == legs | outcomes
