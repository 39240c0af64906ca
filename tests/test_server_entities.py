"""What is shown of an ML server, and how often it is written."""

import asyncio
from datetime import UTC, datetime

from aiohttp import web
import pytest

from custom_components.obico_detection.const import DOMAIN, FaultReason
from custom_components.obico_detection.sensor import ServerSensor
from homeassistant.const import EntityCategory
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity_component import EntityComponent
from tests.support.entities import add_with_all_enabled, count_writes
from tests.support.house import House, printer_data
from tests.support.ml_server import saying

CONNECTIVITY = "binary_sensor.ml_connectivity"
LAST_SUCCESS = "sensor.ml_last_success"
LATENCY = "sensor.ml_latency"
QUEUE_LENGTH = "sensor.ml_queue_length"
# The entity, its key, its name, and whether it is enabled.
ENTITIES = (
    (CONNECTIVITY, "connectivity", "Connectivity", True),
    ("button.ml_test_detection", "test_detection", "Test detection", True),
    (LAST_SUCCESS, "last_success", "Last success", False),
    (LATENCY, "latency", "Latency", False),
    (QUEUE_LENGTH, "queue_length", "Queue length", False),
)
SERVER = {entity_id for entity_id, *_ in ENTITIES}


@pytest.fixture
async def all_shown(house: House) -> House:
    """A house whose printer prints, with all that is disabled by default shown."""
    await add_with_all_enabled(house)
    await house.printer_says("printing")
    await house.checks(2)
    return house


async def test_server_has_its_own_entities(
    house: House, entity_registry: er.EntityRegistry
) -> None:
    entry = await house.add()

    found = [
        one
        for one in er.async_entries_for_config_entry(entity_registry, entry.entry_id)
        if one.config_subentry_id is None
    ]

    assert sorted(
        (one.entity_id, one.unique_id, one.original_name, one.disabled_by is None)
        for one in found
    ) == sorted(
        (entity_id, f"{entry.entry_id}_{key}", name, enabled)
        for entity_id, key, name, enabled in ENTITIES
    )
    assert {one.entity_category for one in found} == {EntityCategory.DIAGNOSTIC}


async def test_they_sit_on_the_servers_device(
    house: House, device_registry: dr.DeviceRegistry, entity_registry: er.EntityRegistry
) -> None:
    entry = await house.add()

    server = device_registry.async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )

    assert server is not None
    found = er.async_entries_for_device(
        entity_registry, server.id, include_disabled_entities=True
    )
    assert {one.entity_id for one in found} == SERVER


async def test_server_is_asked_at_once_whether_it_answers(house: House) -> None:
    await add_with_all_enabled(house)
    await house.hass.async_block_till_done(wait_background_tasks=True)

    assert house.state(CONNECTIVITY).state == "on"
    assert house.state(LAST_SUCCESS).state == "unknown"
    assert house.state(LATENCY).state == "unknown"
    assert house.state(QUEUE_LENGTH).state == "0"


async def test_server_that_answers_is_connected(printing: House) -> None:
    assert printing.state(CONNECTIVITY).state == "on"
    # Of the first check; it is not written at each one.
    last_contact = printing.state(CONNECTIVITY).attributes["last_contact"]
    assert 0 <= (datetime.now(UTC) - last_contact).total_seconds() <= 60


async def test_server_that_goes_and_comes_back_is_shown_at_once(
    printing: House,
) -> None:
    await printing.ml.stop()
    await printing.checks(1)
    shown = [printing.state(CONNECTIVITY).state]

    await printing.ml.start()
    await printing.checks(1)
    shown.append(printing.state(CONNECTIVITY).state)

    assert shown == ["off", "on"]


async def test_server_that_refuses_is_connected_all_the_same(printing: House) -> None:
    printing.ml.token = "another"

    await printing.checks(3)

    assert printing.watch_state == "fault"
    assert printing.state(CONNECTIVITY).state == "on"


async def test_camera_in_trouble_tells_nothing_about_the_server(
    house: House,
) -> None:
    await house.ml.stop()
    await house.add()
    await house.hass.async_block_till_done(wait_background_tasks=True)
    await house.ml.start()
    house.camera.give = house.camera.black
    await house.printer_says("printing")

    await house.checks(3)

    assert house.watch_state == "fault"
    assert house.state(CONNECTIVITY).state == "off"


async def test_last_contact_is_not_recorded(printing: House) -> None:
    state_info = printing.state(CONNECTIVITY).state_info

    assert state_info is not None
    assert "last_contact" in state_info["unrecorded_attributes"]


async def test_latency_is_that_of_the_last_frame(all_shown: House) -> None:
    await all_shown.printer_says("idle")
    await all_shown.let_pass(120, step=10)

    all_shown.runtime.server.contact.succeeded(1.2468)

    assert all_shown.state(LATENCY).state == "1.25"
    assert all_shown.state(LATENCY).attributes["unit_of_measurement"] == "s"


async def test_last_success_stays_when_the_server_fails(all_shown: House) -> None:
    await all_shown.let_pass(60)
    before = all_shown.runtime.server.contact.last_success_at
    assert before is not None
    all_shown.ml.answer = saying("", 500)

    await all_shown.let_pass(300, step=10)

    assert datetime.fromisoformat(all_shown.state(LAST_SUCCESS).state) == (
        datetime.fromtimestamp(int(before), UTC)
    )


async def test_queue_length_counts_who_waits(house: House) -> None:
    for name in ("prusa", "ender"):
        await house.add_camera(name)
    names = ("voron", "prusa", "ender")
    await add_with_all_enabled(house, *map(printer_data, names))
    house.ml.answer = house.ml.wait
    for name in names:
        house.say("printing", name=name)
    await house.let_pass(8)

    house.runtime.server.contact.failed(FaultReason.ML_SERVER_UNREACHABLE)

    assert house.state(QUEUE_LENGTH).state == "2"


async def test_written_once_a_minute_at_most(all_shown: House) -> None:
    await all_shown.let_pass(60, step=5)
    writes = count_writes(all_shown, SERVER)

    await all_shown.let_pass(600, step=5)

    assert writes[CONNECTIVITY] == writes[LAST_SUCCESS] == 10
    assert writes[LATENCY] <= 10
    assert writes[QUEUE_LENGTH] == 0


async def test_last_check_of_a_print_is_shown_in_the_end(all_shown: House) -> None:
    await all_shown.let_pass(35, step=5)
    await all_shown.printer_says("idle")
    last = all_shown.runtime.server.contact.last_success_at
    assert last is not None
    writes = count_writes(all_shown, SERVER)

    await all_shown.let_pass(3600, step=60)

    assert datetime.fromisoformat(all_shown.state(LAST_SUCCESS).state) == (
        datetime.fromtimestamp(int(last), UTC)
    )
    assert writes[LAST_SUCCESS] == 1


async def test_nothing_is_left_to_write_after_an_unload(all_shown: House) -> None:
    component: EntityComponent[ServerSensor] = all_shown.hass.data["sensor"]
    sensor = component.get_entity(LATENCY)
    assert sensor is not None
    assert sensor._timers.is_running("write")

    await all_shown.unload()

    assert not sensor._timers.is_running("write")


async def test_server_in_trouble_leaves_its_entities_available(
    all_shown: House,
) -> None:
    await all_shown.ml.stop()

    await all_shown.checks(6)

    assert "unavailable" not in {all_shown.state(one).state for one in SERVER}


OTHER = "http://127.0.0.1:9"


async def move(house: House) -> None:
    """Let the ML server have another address, where nobody is."""
    assert house.entry is not None
    house.hass.config_entries.async_update_entry(
        house.entry, data={**house.entry.data, "url": OTHER}
    )
    while house.runtime.server.contact.reachable is not False:
        await asyncio.sleep(0)


@pytest.mark.parametrize("answers", [True, False])
async def test_what_the_server_before_says_counts_no_more(
    printing: House, answers: bool
) -> None:
    printing.ml.answer = printing.ml.wait
    await printing.checks(1)
    contact = printing.runtime.server.contact
    old = printing.runtime.server.client
    before = contact.last_success_at

    await move(printing)
    assert printing.runtime.server.client is not old
    assert contact.reachable is False
    if not answers:
        printing.ml.answer = saying("[]")
    printing.ml.go_on()
    await printing.settle()

    assert contact.reachable is False
    assert contact.last_success_at == before


@pytest.mark.parametrize("says", ["ok", "error"])
async def test_first_word_of_the_server_before_counts_no_more(
    house: House, says: str
) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def late(_request: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response(text=says)

    house.ml.health = late
    await house.add()
    await asked.wait()

    await move(house)
    answer.set()
    await house.hass.async_block_till_done(wait_background_tasks=True)

    assert house.runtime.server.contact.reachable is False
