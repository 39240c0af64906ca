"""The blueprint that tells once a day what was watched."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.obico_detection.const import DOMAIN, HappeningType
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
from tests.support.automations import entity_of
from tests.support.blueprints import BLUEPRINTS, summary, turn_off_automations
from tests.support.house import House, printer_data


@pytest.fixture
async def house(house: House) -> AsyncIterator[House]:
    """A house in which no automation waits for its time of day at the end."""
    yield house
    await turn_off_automations(house.hass)


async def fail(house: House, number: int = 0) -> None:
    """Let a failure be found."""
    house.printer(number).happenings.async_tell(HappeningType.FAILURE)
    await house.settle()


def recorder_with(
    hass: HomeAssistant, **statistics: list[dict[str, Any]]
) -> list[ServiceCall]:
    """Put up a recorder that has recorded this; return what it is asked."""
    recorded = {key.replace("__", "."): rows for key, rows in statistics.items()}
    asked: list[ServiceCall] = async_mock_service(
        hass, "recorder", "get_statistics", response={"statistics": recorded}
    )
    return asked


@pytest.fixture
async def evening(house: House) -> House:
    """A house with two printers of which one has printed today."""
    await house.add_camera("prusa")
    house.say("idle", name="prusa")
    await house.add(printer_data(), printer_data("prusa"))
    return house


async def test_day_is_told_printer_by_printer(evening: House) -> None:
    asked = recorder_with(
        evening.hass, sensor__voron_failure_risk=[{"max": 12.25}, {"max": 41.4}]
    )
    told = await summary(evening)

    await evening.let_pass(60)

    (call,) = told
    assert call.data["title"] == "What was watched in the last 24 hours"
    assert call.data["message"].split("\n\n") == [
        "Voron – highest risk 41 %; now: Idle.",
        "Prusa – no risk was shown; now: Idle.",
    ]
    (question,) = asked
    assert question.data["statistic_ids"] == [
        "sensor.voron_failure_risk",
        "sensor.prusa_failure_risk",
    ]


async def test_pictures_are_counted_where_that_is_enabled(house: House) -> None:
    await house.add()
    frames = entity_of(house, "sensor", "frames_checked")
    er.async_get(house.hass).async_update_entity(frames, disabled_by=None)
    await house.unload()
    await house.load()
    recorder_with(
        house.hass,
        sensor__voron_failure_risk=[{"max": 5.0}],
        sensor__voron_frames_checked=[{"change": 100.0}, {"change": 29.0}],
    )
    told = await summary(house)

    await house.let_pass(60)

    assert told[0].data["message"] == (
        "Voron – highest risk 5 %; pictures looked at: 129; now: Idle."
    )


@pytest.mark.parametrize(("hours_ago", "is_told"), [(2, True), (30, False)])
async def test_last_response_is_told_if_it_is_of_today(
    house: House, hours_ago: int, is_told: bool
) -> None:
    await house.add()
    recorder_with(house.hass)
    told = await summary(house)
    last = entity_of(house, "sensor", "last_response")
    began = dt_util.utcnow() - timedelta(hours=hours_ago)
    shown = {**house.state(last).attributes, "started_at": began}
    house.hass.states.async_set(last, "pause_confirmed", shown)

    await house.let_pass(60)

    at = dt_util.as_local(began).strftime("%H:%M")
    assert (f"last response, at {at}: " in told[0].data["message"]) is is_told
    assert ("last response" in told[0].data["message"]) is is_told


async def test_failures_and_interruptions_are_counted_until_they_are_told(
    evening: House,
) -> None:
    recorder_with(evening.hass)
    counters = {"counter": {"failures": None, "stops": None}}
    assert await async_setup_component(evening.hass, "counter", counters)
    told = await summary(
        evening, failures=["counter.failures"], stops=["counter.stops"]
    )
    watch_state = entity_of(evening, "sensor", "watch_state")

    await fail(evening, 0)
    await fail(evening, 1)
    for shown in ("watching", "fault", "watching", "paused", "idle"):
        evening.hass.states.async_set(watch_state, shown)
    await evening.settle()
    assert evening.state("counter.failures").state == "2"
    assert evening.state("counter.stops").state == "1"
    assert told == []

    await evening.let_pass(60)

    assert told[0].data["message"].split("\n\n")[2:] == [
        "Failures found since the last summary: 2.",
        "Watching stopped since the last summary: 1.",
    ]
    assert evening.state("counter.failures").state == "0"
    assert evening.state("counter.stops").state == "0"


async def test_count_goes_on_where_it_could_not_be_told(house: House) -> None:
    await house.add()
    recorder_with(house.hass)
    assert await async_setup_component(house.hass, "counter", {"counter": {"n": None}})
    await summary(house, failures=["counter.n"])
    async_mock_service(
        house.hass, "test", "told", raise_exception=OSError("no network")
    )

    await fail(house)
    await house.let_pass(60)

    assert house.state("counter.n").state == "1"


async def test_without_counters_nothing_is_counted_and_nothing_told(
    house: House,
) -> None:
    await house.add()
    recorder_with(house.hass)
    told = await summary(house)

    await fail(house)
    assert told == []

    await house.let_pass(60)
    assert len(told) == 1
    assert "since" not in told[0].data["message"]


async def test_as_it_is_it_tells_here(house: House) -> None:
    await house.add()
    recorder_with(house.hass)
    await summary(
        house,
        tell=load_yaml_dict(str(BLUEPRINTS / DOMAIN / "daily_summary.yaml"))[
            "blueprint"
        ]["input"]["tell"]["default"],
    )

    await house.let_pass(60)

    assert house.notifications() == {
        "What was watched in the last 24 hours": (
            "Voron – no risk was shown; now: Idle."
        )
    }
