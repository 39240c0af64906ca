"""The printer's activity in Home Assistant: one line for each thing, in plain words."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.obico_detection.const import HappeningType
from custom_components.obico_detection.incident.incident import Progress
from homeassistant.components.logbook.const import DOMAIN as LOGBOOK
from homeassistant.components.logbook.helpers import (
    async_determine_event_types,
    async_subscribe_events,
)
from homeassistant.components.logbook.models import LogbookConfig, async_event_to_row
from homeassistant.components.logbook.processor import EventProcessor
from homeassistant.core import CALLBACK_TYPE, Event, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.translation import async_get_translations
from tests.support.house import House
from tests.support.translations import TEXTS

PRINT = "event.voron_print"
LAST_RESPONSE = "sensor.voron_last_response"

type Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
async def lines(printing: House) -> Lines:
    """The lines of the activity of the printer's device, as Home Assistant makes them."""
    hass = printing.hass
    hass.data[LOGBOOK] = LogbookConfig({})
    entity = er.async_get(hass).async_get(PRINT)
    assert entity is not None
    assert entity.device_id is not None
    assert isinstance(dr.async_get(hass).async_get(entity.device_id), dr.DeviceEntry)
    entities = [
        one.entity_id
        for one in er.async_entries_for_device(er.async_get(hass), entity.device_id)
    ]
    devices = [entity.device_id]
    types = async_determine_event_types(hass, entities, devices)
    events: list[Event[Any]] = []
    subscriptions: list[CALLBACK_TYPE] = []

    @callback
    def on_event(event: Event[Any]) -> None:
        events.append(event)

    async_subscribe_events(
        hass, subscriptions, on_event, types, None, entities, devices
    )
    processor = EventProcessor(hass, types, entities, devices)

    def made() -> list[dict[str, Any]]:
        return processor.humanify(async_event_to_row(event) for event in events)

    return made


async def words_of(house: House, line: dict[str, Any]) -> str:
    """Return what a person reads in a line about the print, as the frontend has it."""
    texts = await async_get_translations(
        house.hass, "en", "entity", ["obico_detection"]
    )
    stem = "component.obico_detection.entity.event.print.state_attributes"
    return texts[f"{stem}.event_type.state.{line['attributes']['event_type']}"]


@pytest.mark.parametrize("happening", list(HappeningType))
async def test_each_thing_is_one_line_in_plain_words(
    printing: House, lines: Lines, happening: HappeningType
) -> None:
    printing.printer().happenings.async_tell(happening, incident_id="x")
    await printing.settle()

    (line,) = lines()

    assert line["entity_id"] == PRINT
    assert len((await words_of(printing, line)).split()) >= 3


async def test_failing_print_is_told_without_saying_anything_twice(
    printing: House, lines: Lines
) -> None:
    await printing.change(warning_response="none")
    await printing.checks(20, p=1.2)

    made = lines()
    told = [await words_of(printing, one) for one in made if one["entity_id"] == PRINT]
    done = [one["state"] for one in made if one["entity_id"] == LAST_RESPONSE]

    assert told == [
        "The print may be failing",
        "The print is failing",
        "Something was done (see Last response)",
    ]
    assert done[-2:] == ["pause_pending", "pause_confirmed"]
    # Each line is about an entity: nothing else tells the same once more.
    assert all("message" not in one for one in made)


def test_whatever_was_done_is_told_in_plain_words() -> None:
    words = TEXTS["entity"]["sensor"]["last_response"]["state"]
    assert len(set(words.values())) == len(words)
    # Nobody may take for done what is not confirmed.
    for progress in Progress:
        claims = words[progress].endswith("confirms it")
        denies = "does not confirm" in words[progress]
        assert (claims and not denies) == (
            progress.endswith("_confirmed")
            and progress is not Progress.CUSTOM_CONFIRMED
        )
        assert denies == progress.endswith("_unconfirmed")
