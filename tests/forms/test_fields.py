"""What the fields of the forms take, and what they do not."""

import math
from typing import Any

import pytest
import voluptuous as vol

from custom_components.obico_detection.forms.fields import (
    entities_field,
    entity_field,
    number_field,
)

REGISTRY_ID = "c0ffee00c0ffee00c0ffee00c0ffee00"


def test_an_entity_is_taken_by_its_id() -> None:
    assert entity_field("button")("button.pause") == "button.pause"


@pytest.mark.parametrize(
    "typed", [REGISTRY_ID, "light.pause", "pause", "", ["button.pause"], None]
)
def test_nothing_else_is_taken_for_an_entity(typed: Any) -> None:
    with pytest.raises(vol.Invalid):
        entity_field("button")(typed)


def test_entities_may_be_gone() -> None:
    assert entities_field("notify")(["notify.gone", "notify.family"]) == [
        "notify.gone",
        "notify.family",
    ]


@pytest.mark.parametrize(
    "typed", [[REGISTRY_ID], ["light.lamp"], "notify.family", [None], None]
)
def test_nothing_else_is_taken_for_a_list_of_entities(typed: Any) -> None:
    with pytest.raises(vol.Invalid):
        entities_field("notify")(typed)


@pytest.mark.parametrize("typed", [0, 7.0, "7", 60])
def test_a_number_is_taken(typed: Any) -> None:
    assert number_field(0, 60)(typed) == float(typed)


@pytest.mark.parametrize(
    "typed", ["nan", math.nan, "inf", -math.inf, -1, 61, "ten", None]
)
def test_what_is_no_number_within_the_bounds_is_not_taken(typed: Any) -> None:
    with pytest.raises(vol.Invalid):
        number_field(0, 60)(typed)
