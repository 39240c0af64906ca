"""Changed settings apply in place, and only what they concern starts anew."""

from custom_components.obico_detection.const import DOMAIN
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.support.devices import put_on_device
from tests.support.house import STATUS, House

ENDER = "ender"


async def test_changed_server_is_used_at_once(house: House) -> None:
    house.ml.token = "secret"
    entry = await house.add(url="http://127.0.0.1:1", base_url="http://127.0.0.1:2")
    await house.printer_says("printing")
    await house.let_pass(30)
    assert house.watch_state == "fault"
    printer = house.printer()

    house.hass.config_entries.async_update_entry(
        entry, data=house.server_data(verify_ssl=False, token="secret")
    )
    await house.settle()

    assert house.watch_state == "warming_up"
    assert house.printer() is printer


async def test_changed_camera_begins_its_own_background_and_warm_up(
    both_printing: House,
) -> None:
    await both_printing.change(camera="camera.ender")

    memory = both_printing.printer().memory
    assert both_printing.watch_state == "warming_up"
    assert both_printing.cameras[ENDER].shots == 1
    assert memory.rule.job_weight == 1
    assert memory.baseline.weight == 7201


async def test_check_of_the_old_camera_teaches_nothing(both_printing: House) -> None:
    both_printing.ml.answer = both_printing.ml.wait
    await both_printing.let_pass(12)
    assert both_printing.ml.kept_waiting == 1

    both_printing.ml.p = 1.0
    await both_printing.change(camera="camera.ender")
    both_printing.ml.p = 0.0
    both_printing.ml.go_on()
    await both_printing.settle()

    memory = both_printing.printer().memory
    assert memory.rule.job_weight == 1
    assert memory.baseline.mean < 0.02


async def test_changed_rule_begins_its_own_warm_up(both_printing: House) -> None:
    background = both_printing.printer().memory.baseline

    await both_printing.change(rule="obico")
    await both_printing.let_pass(10)

    assert both_printing.watch_state == "warming_up"
    assert both_printing.shows()["class"] == "unknown"
    assert both_printing.printer().memory.baseline is background
    rule = both_printing.state("sensor.voron_failure_score").attributes["rule"]
    assert rule == "obico"
    await both_printing.checks(6)
    assert both_printing.watch_state == "watching"


async def test_changed_sensitivity_applies_to_the_next_frame(
    both_printing: House,
) -> None:
    await both_printing.checks(3, p=0.5)
    before = both_printing.printer().memory

    await both_printing.change(sensitivity="high")

    assert both_printing.watch_state == "watching"
    verdict = before.verdict
    assert verdict is not None
    await both_printing.checks(1, p=0.5)
    after = both_printing.printer().memory.verdict
    assert after is not None
    assert after.score > 1.2 * verdict.score


async def test_changed_interval_applies_from_the_last_check_on(
    both_printing: House,
) -> None:
    await both_printing.change(interval=60)
    shots = both_printing.camera.shots
    await both_printing.let_pass(45)
    assert both_printing.camera.shots == shots

    await both_printing.change(interval=5)
    await both_printing.let_pass(10)

    assert both_printing.camera.shots >= shots + 2


async def test_changed_warm_up_applies_to_the_next_frame(both_printing: House) -> None:
    await both_printing.change(warm_up=3600)
    await both_printing.let_pass(10)

    assert both_printing.watch_state == "warming_up"


async def test_changed_response_applies_to_the_next_incident(
    both_printing: House,
) -> None:
    await both_printing.change(response="notify")

    await both_printing.checks(15, p=1.2)

    assert "input_button.voron_pause" not in {
        call.data["entity_id"] for call in both_printing.pauses
    }
    assert both_printing.words().endswith(
        "notify only. Look at it now; the print goes on."
    )


async def test_changed_states_are_read_at_once(both_printing: House) -> None:
    await both_printing.change(printing_states=["working"], paused_states=["printing"])

    assert both_printing.watch_state == "paused"


async def test_entities_move_to_the_device_of_another_status_entity(
    both_printing: House, entity_registry: er.EntityRegistry
) -> None:
    device = put_on_device(both_printing.hass, "sensor.ender_status", "Ender 3")

    await both_printing.change(status="sensor.ender_status")

    entity = entity_registry.async_get("sensor.voron_watch_state")
    assert entity is not None
    assert entity.device_id == device.id
    other = entity_registry.async_get("sensor.prusa_watch_state")
    assert other is not None
    assert other.device_id != device.id


async def test_device_of_ours_goes_when_it_is_empty(
    both_printing: House, device_registry: dr.DeviceRegistry
) -> None:
    assert both_printing.entry is not None
    identifier = (DOMAIN, both_printing.subentry().subentry_id)
    put_on_device(both_printing.hass, "sensor.ender_status", "Ender 3")

    await both_printing.change(status="sensor.ender_status")

    assert not device_registry.async_get_device_by_identifier(
        identifier, both_printing.entry.entry_id
    )
    assert both_printing.state("sensor.voron_watch_state").state == "idle"


async def test_entities_move_to_a_device_of_ours_when_they_lose_their_own(
    house: House,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    put_on_device(house.hass, STATUS, "Voron 2.4")
    entry = await house.add()

    await house.change(status="sensor.ender_status")

    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, house.subentry().subentry_id), entry.entry_id
    )
    assert device is not None
    found = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    of_the_printer = [one for one in found if one.config_subentry_id]
    assert {one.device_id for one in of_the_printer} == {device.id}
