"""The conditions: what an automation may ask before it goes on."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from custom_components.obico_detection.condition import CONDITIONS
from custom_components.obico_detection.const import DOMAIN, WatchState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import (
    ConditionChecker,
    async_from_config,
    async_get_all_descriptions,
    async_validate_condition_config,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
from tests.support.automations import ICONS, device_of, entity_of
from tests.support.house import House, printer_data
from tests.support.translations import FOLDER, TEXTS


async def ask(
    hass: HomeAssistant, condition: str, target: Mapping[str, Any], **options: Any
) -> ConditionChecker:
    """Return one of our conditions, ready to be asked."""
    config = await async_validate_condition_config(
        hass,
        {"condition": f"{DOMAIN}.{condition}", "target": target, "options": options},
    )
    return await async_from_config(hass, config)


async def is_true(
    hass: HomeAssistant, condition: str, target: Mapping[str, Any], **options: Any
) -> bool | None:
    """Ask one of our conditions once."""
    checker = await ask(hass, condition, target, **options)
    answer = checker.async_check()
    checker.async_unload()
    return answer


@pytest.fixture
async def two(house: House) -> House:
    """A house with two printers, whose entities are set by hand."""
    await house.add_camera("prusa")
    await house.add(printer_data(), printer_data("prusa"))
    return house


@pytest.mark.parametrize("shown", [*WatchState, "unavailable", "unknown"])
async def test_watched_is_who_is_looked_at(two: House, shown: str) -> None:
    watch_state = entity_of(two, "sensor", "watch_state")
    two.hass.states.async_set(watch_state, shown)

    answer = await is_true(two.hass, "is_watching", {"entity_id": watch_state})

    assert answer is (shown in {"warming_up", "watching"})


@pytest.mark.parametrize("shown", ["on", "off", "unavailable", "unknown"])
async def test_failing_is_what_is_known_to_fail(two: House, shown: str) -> None:
    failure = entity_of(two, "binary_sensor", "failure")
    two.hass.states.async_set(failure, shown)

    answer = await is_true(two.hass, "is_failing", {"entity_id": failure})

    assert answer is (shown == "on")


@pytest.mark.parametrize(
    ("voron", "prusa", "is_any", "are_all"),
    [
        ("watching", "warming_up", True, True),
        ("watching", "idle", True, False),
        # Nobody knows whether it is looked at: then it is not said that it is.
        ("watching", "unavailable", True, False),
        ("unavailable", "unavailable", False, False),
    ],
)
async def test_several_printers(
    two: House, voron: str, prusa: str, is_any: bool, are_all: bool
) -> None:
    entity_ids = [entity_of(two, "sensor", "watch_state", one) for one in (0, 1)]
    for entity_id, shown in zip(entity_ids, (voron, prusa), strict=True):
        two.hass.states.async_set(entity_id, shown)

    for behavior, expected in (("any", is_any), ("all", are_all)):
        answer = await is_true(
            two.hass, "is_watching", {"entity_id": entity_ids}, behavior=behavior
        )
        assert answer is expected


@pytest.mark.parametrize("behavior", ["any", "all"])
@pytest.mark.parametrize("condition", list(CONDITIONS))
@pytest.mark.parametrize(
    "target",
    [
        {"entity_id": "sensor.nowhere"},
        {"entity_id": "binary_sensor.ml_connectivity"},
        {"entity_id": "sensor.voron_failure_class"},
        {"entity_id": ["sensor.other", "binary_sensor.other"]},
        {"device_id": "nowhere"},
    ],
)
async def test_nothing_is_true_of_what_is_not_ours(
    two: House, condition: str, behavior: str, target: dict[str, Any]
) -> None:
    for domain, shown in (("sensor", "watching"), ("binary_sensor", "on")):
        other = er.async_get(two.hass).async_get_or_create(
            domain, "other", "other_watch_state", suggested_object_id="other"
        )
        two.hass.states.async_set(other.entity_id, shown)
    two.hass.states.async_set("binary_sensor.ml_connectivity", "on")
    two.hass.states.async_set("sensor.voron_failure_class", "watching")

    assert await is_true(two.hass, condition, target, behavior=behavior) is False


async def test_device_stands_for_its_printer(two: House) -> None:
    prusa = entity_of(two, "sensor", "watch_state", 1)
    two.hass.states.async_set(prusa, "watching")

    for number, expected in ((0, False), (1, True)):
        entity_id = entity_of(two, "sensor", "watch_state", number)
        target = {"device_id": device_of(two, entity_id)}
        assert await is_true(two.hass, "is_watching", target) is expected


async def test_end_of_the_warm_up_does_not_begin_the_time_anew(two: House) -> None:
    watch_state = entity_of(two, "sensor", "watch_state")
    two.hass.states.async_set(watch_state, "warming_up")
    checker = await ask(
        two.hass,
        "is_watching",
        {"entity_id": watch_state},
        **{"for": timedelta(seconds=60)},
    )

    await two.let_pass(40)
    two.hass.states.async_set(watch_state, "watching")
    await two.let_pass(19)
    assert checker.async_check() is False
    await two.let_pass(2)
    assert checker.async_check() is True

    two.hass.states.async_set(watch_state, "unavailable")
    two.hass.states.async_set(watch_state, "watching")
    await two.settle()
    assert checker.async_check() is False
    checker.async_unload()


async def test_print_that_runs_and_fails(printing: House) -> None:
    watched = {"entity_id": entity_of(printing, "sensor", "watch_state")}
    failing = {"entity_id": entity_of(printing, "binary_sensor", "failure")}
    assert await is_true(printing.hass, "is_watching", watched) is True
    assert await is_true(printing.hass, "is_failing", failing) is False

    await printing.checks_until(lambda: printing.printer().incident is not None, p=1.5)

    assert await is_true(printing.hass, "is_failing", failing) is True


async def test_each_condition_is_described(house: House) -> None:
    assert await async_setup_component(house.hass, "automation", {})
    described: dict[str, Any] = {
        key: one
        for key, one in (await async_get_all_descriptions(house.hass)).items()
        if key.startswith("obico_detection.")
    }

    assert set(described) == {f"obico_detection.{key}" for key in CONDITIONS}
    for key, description in described.items():
        words = TEXTS["conditions"][key.partition(".")[2]]
        assert words["name"] and words["description"]
        assert set(words["fields"]) == set(description["fields"]) == {"behavior", "for"}
        assert description["target"]["entity"][0]["integration"] == "obico_detection"


def test_conditions_texts_and_icons_are_the_same_set() -> None:
    described = {
        key
        for key in load_yaml_dict(str(FOLDER / "conditions.yaml"))
        if not key.startswith(".")
    }
    assert (
        set(CONDITIONS)
        == set(TEXTS["conditions"])
        == set(ICONS["conditions"])
        == described
    )
