"""The triggers: what makes an automation run, and what does not."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import HappeningType, WatchState
from custom_components.obico_detection.trigger import TRIGGERS
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.trigger import async_get_all_descriptions
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
from tests.support.automations import ICONS, device_of, entity_of, names_in, run_on
from tests.support.house import House, printer_data
from tests.support.ml_server import saying
from tests.support.translations import FOLDER, TEXTS

HAPPENING_TRIGGERS = {
    HappeningType.FAILURE: "failure_detected",
    HappeningType.WARNING: "warning_detected",
}
LOOKED_AT = {WatchState.WARMING_UP, WatchState.WATCHING, WatchState.PAUSED}
NOBODY_LOOKS = {WatchState.FAULT, WatchState.OFF}


@pytest.fixture
async def watch_state(house: House) -> str:
    """The watch state of a printer that is set up, to be set by hand."""
    await house.add()
    return entity_of(house, "sensor", "watch_state")


@pytest.fixture
async def print_event(house: House) -> str:
    """The event entity of a printer that is set up."""
    await house.add()
    return entity_of(house, "event", "print")


async def tell(house: House, type_: HappeningType, number: int = 0) -> None:
    """Let this happen to a printer's print."""
    house.printer(number).happenings.async_tell(type_, incident_id="i-1", risk=87.0)
    await house.settle()


# -- a failure, a warning


@pytest.mark.parametrize("happening", list(HappeningType))
@pytest.mark.parametrize("awaited", list(HAPPENING_TRIGGERS))
async def test_what_is_waited_for_and_nothing_else(
    house: House, print_event: str, awaited: HappeningType, happening: HappeningType
) -> None:
    runs = await run_on(
        house.hass, HAPPENING_TRIGGERS[awaited], {"entity_id": print_event}
    )

    await tell(house, happening)

    assert names_in(runs) == ([print_event] if happening is awaited else [])


async def test_each_failure_counts_once_whatever_else_happens(
    house: House, print_event: str
) -> None:
    runs = await run_on(house.hass, "failure_detected", {"entity_id": print_event})

    for happening in (
        HappeningType.WARNING,
        HappeningType.FAILURE,
        HappeningType.RESPONSE,
        HappeningType.ACKNOWLEDGED,
        HappeningType.FAILURE,
    ):
        house.printer().happenings.async_tell(happening)
    await house.settle()

    assert names_in(runs) == [print_event] * 2


@pytest.mark.parametrize("trigger", list(HAPPENING_TRIGGERS.values()))
async def test_what_was_told_before_a_reload_is_no_news(
    house: House, print_event: str, trigger: str
) -> None:
    runs = await run_on(house.hass, trigger, {"entity_id": print_event})
    for happening in HAPPENING_TRIGGERS:
        await tell(house, happening)
        await house.unload()
        assert house.state(print_event).state == "unavailable"
        await house.load()
        assert house.state(print_event).attributes["event_type"] == happening
    assert len(runs) == 1

    for happening in HAPPENING_TRIGGERS:
        await tell(house, happening)

    assert len(runs) == 2


async def test_change_of_a_name_is_no_failure(house: House, print_event: str) -> None:
    runs = await run_on(house.hass, "failure_detected", {"entity_id": print_event})
    await tell(house, HappeningType.FAILURE)

    er.async_get(house.hass).async_update_entity(print_event, name="Prints")
    await house.settle()

    assert house.state(print_event).name.endswith("Prints")
    assert len(runs) == 1


@pytest.mark.parametrize("kind", ["device_id", "area_id"])
async def test_device_or_area_stands_for_the_printers_in_it(
    house: House, area_registry: ar.AreaRegistry, kind: str
) -> None:
    await house.add_camera("prusa")
    await house.add(printer_data(), printer_data("prusa"))
    voron = entity_of(house, "event", "print")
    device_id = device_of(house, voron)
    cellar = area_registry.async_create("Cellar").id
    dr.async_get(house.hass).async_update_device(device_id, area_id=cellar)
    target = {"device_id": device_id, "area_id": cellar}
    runs = await run_on(house.hass, "failure_detected", {kind: target[kind]})

    await tell(house, HappeningType.FAILURE, 1)
    await tell(house, HappeningType.FAILURE, 0)

    assert names_in(runs) == [voron]


async def test_events_of_others_do_not_count(house: House) -> None:
    entry = MockConfigEntry(
        domain="other",
        subentries_data=[
            ConfigSubentryData(data={}, subentry_type="bell", title="", unique_id=None)
        ],
    )
    entry.add_to_hass(house.hass)
    (subentry_id,) = entry.subentries
    bell = er.async_get(house.hass).async_get_or_create(
        "event",
        "other",
        f"{subentry_id}_print",
        config_entry=entry,
        config_subentry_id=subentry_id,
    )
    house.hass.states.async_set(bell.entity_id, "unknown")
    runs = await run_on(house.hass, "failure_detected", {"entity_id": bell.entity_id})

    house.hass.states.async_set(
        bell.entity_id, "2026-11-24T10:00:00.000+00:00", {"event_type": "failure"}
    )
    await house.hass.async_block_till_done()

    assert runs == []


async def test_print_that_fails_runs_it_once(printing: House) -> None:
    event = entity_of(printing, "event", "print")
    runs = await run_on(printing.hass, "failure_detected", {"entity_id": event})

    await printing.checks_until(lambda: printing.printer().incident is not None, p=1.5)
    await printing.let_pass(60)
    assert printing.printer().incident is not None
    assert len(runs) == 1

    await printing.restart()
    await printing.let_pass(60)
    assert printing.shows()["failure"] == "on"
    assert len(runs) == 1


async def test_print_that_looks_bad_is_told_before_it_fails(printing: House) -> None:
    event = entity_of(printing, "event", "print")
    runs = await run_on(printing.hass, "warning_detected", {"entity_id": event})

    await printing.checks_until(
        lambda: printing.shows()["class"] == "warning" and bool(runs), p=0.7
    )

    assert printing.shows()["failure"] == "off"
    assert len(runs) == 1


# -- nobody looks any more


@pytest.mark.parametrize("before", list(WatchState))
@pytest.mark.parametrize("after", list(WatchState))
async def test_watching_stops_where_somebody_looked_and_nobody_does(
    house: House, watch_state: str, before: WatchState, after: WatchState
) -> None:
    house.hass.states.async_set(watch_state, before)
    runs = await run_on(house.hass, "watching_stopped", {"entity_id": watch_state})

    house.hass.states.async_set(watch_state, after)
    await house.settle()

    stops = before in LOOKED_AT and after in NOBODY_LOOKS
    assert names_in(runs) == ([watch_state] if stops else [])


@pytest.mark.parametrize("gone", ["unavailable", "unknown", None])
@pytest.mark.parametrize("after", list(WatchState))
async def test_watch_state_that_was_gone_stops_nothing(
    house: House, watch_state: str, gone: str | None, after: WatchState
) -> None:
    house.hass.states.async_set(watch_state, "watching")
    runs = await run_on(house.hass, "watching_stopped", {"entity_id": watch_state})

    if gone is None:
        house.hass.states.async_remove(watch_state)
    else:
        house.hass.states.async_set(watch_state, gone)
    house.hass.states.async_set(watch_state, after)
    await house.settle()

    assert runs == []


async def test_only_the_watch_state_counts(house: House, watch_state: str) -> None:
    risk = entity_of(house, "sensor", "risk")
    target = {"entity_id": [risk, watch_state]}
    runs = await run_on(house.hass, "watching_stopped", target)

    for entity_id in (risk, watch_state):
        house.hass.states.async_set(entity_id, "watching")
        house.hass.states.async_set(entity_id, "fault")
    await house.settle()

    assert names_in(runs) == [watch_state]


async def test_short_fault_may_be_let_pass(house: House, watch_state: str) -> None:
    house.hass.states.async_set(watch_state, "watching")
    runs = await run_on(
        house.hass, "watching_stopped", {"entity_id": watch_state}, **{"for": 60}
    )

    house.hass.states.async_set(watch_state, "fault")
    await house.let_pass(59)
    house.hass.states.async_set(watch_state, "watching")
    await house.let_pass(60)
    assert runs == []

    house.hass.states.async_set(watch_state, "fault")
    await house.let_pass(61)
    assert len(runs) == 1


async def test_fault_in_mid_print_is_told_once(printing: House) -> None:
    watch_state = entity_of(printing, "sensor", "watch_state")
    runs = await run_on(printing.hass, "watching_stopped", {"entity_id": watch_state})

    printing.ml.answer = saying("", 500)
    await printing.checks(12)

    assert printing.watch_state == "fault"
    assert len(runs) == 1


async def test_pause_and_end_of_a_print_are_no_stop(printing: House) -> None:
    watch_state = entity_of(printing, "sensor", "watch_state")
    runs = await run_on(printing.hass, "watching_stopped", {"entity_id": watch_state})

    seen = []
    for status in ("paused", "printing", "idle"):
        await printing.printer_says(status)
        seen.append(printing.watch_state)

    assert seen == ["paused", "watching", "idle"]
    assert runs == []


async def test_watching_that_is_switched_off_stops(printing: House) -> None:
    watch_state = entity_of(printing, "sensor", "watch_state")
    runs = await run_on(printing.hass, "watching_stopped", {"entity_id": watch_state})

    await printing.change(watching=False)
    assert len(runs) == 1

    await printing.printer_says("idle")
    await printing.change(watching=True)
    await printing.change(watching=False)
    assert printing.watch_state == "off"
    assert len(runs) == 1


async def test_reload_in_mid_print_is_no_stop(printing: House) -> None:
    watch_state = entity_of(printing, "sensor", "watch_state")
    runs = await run_on(printing.hass, "watching_stopped", {"entity_id": watch_state})

    await printing.unload()
    await printing.load()
    assert printing.watch_state == "watching"
    assert runs == []

    printing.ml.answer = saying("", 500)
    await printing.checks(12)
    assert len(runs) == 1


async def test_reload_in_a_fault_is_no_stop(printing: House) -> None:
    printing.ml.answer = saying("", 500)
    await printing.checks(12)
    watch_state = entity_of(printing, "sensor", "watch_state")
    runs = await run_on(printing.hass, "watching_stopped", {"entity_id": watch_state})

    await printing.unload()
    await printing.load()

    assert runs == []


# -- how they are described


async def test_each_trigger_is_described(house: House) -> None:
    assert await async_setup_component(house.hass, "automation", {})
    described: dict[str, Any] = {
        key: one
        for key, one in (await async_get_all_descriptions(house.hass)).items()
        if key.startswith("obico_detection.")
    }

    assert set(described) == {f"obico_detection.{key}" for key in TRIGGERS}
    for key, description in described.items():
        words = TEXTS["triggers"][key.partition(".")[2]]
        assert words["name"] and words["description"]
        assert set(words.get("fields", {})) == set(description["fields"])
        assert description["target"]["entity"][0]["integration"] == "obico_detection"


def test_triggers_texts_and_icons_are_the_same_set() -> None:
    described = load_yaml_dict(str(FOLDER / "triggers.yaml"))
    assert (
        set(TRIGGERS)
        == set(TEXTS["triggers"])
        == set(ICONS["triggers"])
        == {*described}
    )
