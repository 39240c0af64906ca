"""What a printer's entities are, where they sit, what they show and how often."""

from itertools import cycle

import pytest

from custom_components.obico_detection import check
from custom_components.obico_detection.const import DOMAIN
from homeassistant.const import EntityCategory
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.support.controls import with_all_controls
from tests.support.devices import put_on_device
from tests.support.entities import count_writes, turn
from tests.support.house import STATUS, House
from tests.support.ml_server import saying

SWITCH = "switch.voron_watching"
# The entity, its key, its name, and where it is filed.
ENTITIES = (
    ("binary_sensor.voron_print_failure", "failure", "Print failure", None),
    ("button.voron_not_a_failure", "not_a_failure", "Not a failure", None),
    ("event.voron_print", "print", "Print", None),
    (
        "select.voron_response_to_a_failure",
        "response",
        "Response to a failure",
        EntityCategory.CONFIG,
    ),
    ("sensor.voron_failure_class", "class", "Failure class", None),
    ("sensor.voron_failure_risk", "risk", "Failure risk", None),
    ("sensor.voron_failure_score", "score", "Failure score", None),
    ("sensor.voron_last_response", "last_response", "Last response", None),
    ("sensor.voron_watch_state", "watch_state", "Watch state", None),
    ("switch.voron_mute_this_print", "muted", "Mute this print", None),
    (SWITCH, "watching", "Watching", EntityCategory.CONFIG),
)
# Only where the settings name what they press.
CONTROLS = (
    ("button.voron_keep_power_on", "keep_power_on", "Keep power on", None),
    ("button.voron_pause_print", "pause", "Pause print", None),
    ("button.voron_resume_print", "resume", "Resume print", None),
    ("button.voron_stop_print", "stop", "Stop print", None),
)
SHOWN = {entity_id for entity_id, *_ in ENTITIES}
# Disabled unless a person wants them.
DISABLED = (
    *(
        (entity_id, key, name, EntityCategory.CONFIG)
        for entity_id, key, name in (
            ("number.voron_check_interval", "interval", "Check interval"),
            ("select.voron_detection_rule", "rule", "Detection rule"),
            (
                "select.voron_detection_sensitivity",
                "sensitivity",
                "Detection sensitivity",
            ),
            (
                "select.voron_response_to_a_warning",
                "warning_response",
                "Response to a warning",
            ),
        )
    ),
    *(
        (entity_id, key, name, EntityCategory.DIAGNOSTIC)
        for entity_id, key, name in (
            ("button.voron_test_detection", "test_detection", "Test detection"),
            (
                "button.voron_test_notification",
                "test_notification",
                "Test notification",
            ),
            ("sensor.voron_frames_checked", "frames_checked", "Frames checked"),
            ("sensor.voron_last_check", "last_check", "Last check"),
            ("sensor.voron_misses_in_a_row", "misses", "Misses in a row"),
        )
    ),
)
# The images that show a person what was seen come on top.
IMAGES = 3


def shown(
    watch_state: str,
    score: str = "unknown",
    risk: str = "unknown",
    class_: str = "unknown",
    failure: str = "off",
) -> dict[str, str]:
    return {
        "watch_state": watch_state,
        "score": score,
        "risk": risk,
        "class": class_,
        "failure": failure,
    }


def of_printer(
    house: House, entity_registry: er.EntityRegistry
) -> list[er.RegistryEntry]:
    """Return the printer's entities, and not those of the ML server."""
    assert house.entry is not None
    found = er.async_entries_for_config_entry(entity_registry, house.entry.entry_id)
    printer_id = house.subentry().subentry_id
    return [one for one in found if one.config_subentry_id == printer_id]


async def test_each_printer_has_its_entities(
    house: House, entity_registry: er.EntityRegistry
) -> None:
    await house.add(with_all_controls(house))

    found = of_printer(house, entity_registry)

    printer_id = house.subentry().subentry_id
    assert sorted(
        (one.entity_id, one.unique_id, one.original_name, one.entity_category)
        for one in found
    ) == sorted(
        (entity_id, f"{printer_id}_{key}", name, category)
        for entity_id, key, name, category in ENTITIES + CONTROLS + DISABLED
    )


async def test_printer_has_only_those_enabled_that_it_needs(
    house: House, entity_registry: er.EntityRegistry
) -> None:
    await house.add(with_all_controls(house))

    found = of_printer(house, entity_registry)

    enabled = {one.entity_id for one in found if one.disabled_by is None}
    assert enabled == {entity_id for entity_id, *_ in ENTITIES + CONTROLS}
    # Home Assistant drops what an entry has beyond 10,000 entities.
    assert len(enabled) + IMAGES <= 18


async def test_printer_without_a_device_gets_one_of_ours(
    house: House, device_registry: dr.DeviceRegistry, entity_registry: er.EntityRegistry
) -> None:
    entry = await house.add()

    entity = entity_registry.async_get("sensor.voron_watch_state")
    assert entity is not None
    assert entity.device_id is not None
    device = device_registry.async_get(entity.device_id)
    server = device_registry.async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    assert isinstance(device, dr.DeviceEntry)
    assert server is not None
    assert device.name == "Voron"
    assert device.config_subentry_id == house.subentry().subentry_id
    assert device.via_device_id == server.id


async def test_entities_sit_on_the_printers_own_device(
    house: House, entity_registry: er.EntityRegistry
) -> None:
    device = put_on_device(house.hass, STATUS, "Voron 2.4")

    await house.add()

    found = of_printer(house, entity_registry)
    assert {one.device_id for one in found} == {device.id}
    assert house.state("sensor.voron_2_4_watch_state").state == "idle"
    assert house.state("sensor.voron_2_4_watch_state").name == "Voron 2.4 Watch state"


async def test_printer_with_a_device_gets_none_of_ours(
    house: House, device_registry: dr.DeviceRegistry
) -> None:
    put_on_device(house.hass, STATUS, "Voron 2.4")

    entry = await house.add()

    (server,) = dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    assert server.identifiers == {(DOMAIN, entry.entry_id)}


async def test_idle(house: House) -> None:
    await house.add()

    assert house.shows() == shown("idle")


async def test_off(printing: House) -> None:
    await turn(printing, SWITCH, "off")

    assert printing.shows() == shown("off")


async def test_warming_up(house: House) -> None:
    await house.add()
    await house.printer_says("printing")
    await house.checks(4, p=0.5)

    shows = house.shows()

    assert float(shows["score"]) > 0.1
    assert shows == shown("warming_up", score=shows["score"])


async def test_watching_a_safe_print(printing: House) -> None:
    assert printing.shows() == shown("watching", "-0.02", "0.0", "safe")


async def test_watching_a_print_that_gets_worse(printing: House) -> None:
    await printing.checks_until(lambda: printing.shows()["class"] != "safe", p=0.6)

    shows = printing.shows()

    assert 0.38 <= float(shows["score"]) < 0.67
    assert 33.3 <= float(shows["risk"]) < 66.7
    assert shows == shown("watching", shows["score"], shows["risk"], "warning")


async def test_watching_a_failing_print(printing: House) -> None:
    printing.pause_works = False
    await printing.checks(20, p=1.2)

    shows = printing.shows()

    assert float(shows["score"]) > 0.67
    assert float(shows["risk"]) > 66.7
    assert shows == shown("watching", shows["score"], shows["risk"], "failure", "on")


async def test_paused_holds_what_was_shown(printing: House) -> None:
    await printing.checks(20, p=1.2)

    shows = printing.shows()

    assert shows == shown("paused", shows["score"], shows["risk"], "failure", "on")
    assert float(shows["score"]) > 0.67


async def test_fault(printing: House) -> None:
    printing.ml.answer = saying("", 500)

    await printing.checks(3)

    assert printing.shows() == shown("fault", failure="unknown")


async def test_error_of_our_own_in_a_check_leaves_the_entities_available(
    printing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    before = printing.shows()
    monkeypatch.setattr(check, "capture", break_down)

    await printing.checks(1)

    assert not printing.printer().last_update_success
    assert printing.shows() == before
    assert printing.state(SWITCH).state == "on"


@pytest.mark.parametrize(
    ("entity_id", "recorded", "unrecorded"),
    [
        ("sensor.voron_failure_score", {"rule"}, {"warning_from", "failure_from"}),
        ("sensor.voron_watch_state", {"reason", "printer_silent", "muted"}, {"detail"}),
    ],
)
async def test_what_moves_with_each_check_is_not_recorded(
    printing: House, entity_id: str, recorded: set[str], unrecorded: set[str]
) -> None:
    state = printing.state(entity_id)
    assert state.state_info is not None
    kept_out = state.state_info["unrecorded_attributes"]

    assert recorded | unrecorded <= set(state.attributes)
    assert unrecorded <= kept_out
    assert not recorded & kept_out


async def test_score_tells_its_limits(printing: House) -> None:
    attributes = printing.state("sensor.voron_failure_score").attributes

    assert attributes["warning_from"] == 0.38
    assert attributes["failure_from"] == pytest.approx(0.67)
    assert attributes["rule"] == "adaptive"


async def test_watching_goes_on_with_all_entities_disabled(
    house: House, entity_registry: er.EntityRegistry
) -> None:
    entry = await house.add()
    for entity in er.async_entries_for_config_entry(entity_registry, entry.entry_id):
        entity_registry.async_update_entity(
            entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    await house.restart()
    assert house.hass.states.get("sensor.voron_watch_state") is None

    await house.printer_says("printing")
    await house.checks(8, p=0.0)
    await house.checks(15, p=1.2)

    assert len(house.pauses) == 1


async def test_clean_print_is_written_once_a_minute_at_most(printing: House) -> None:
    await printing.checks(12, p=0.05)
    writes = count_writes(printing, SHOWN)
    noise = cycle((0.0, 0.1, 0.02, 0.07, 0.05))

    for _ in range(60):
        await printing.checks(1, p=next(noise))

    assert 5 <= writes["sensor.voron_failure_score"] <= 10
    assert max(writes.values()) <= 10
    assert writes["sensor.voron_watch_state"] == 0
    assert writes["sensor.voron_failure_class"] == 0


async def test_print_without_any_detection_is_written_never(printing: House) -> None:
    writes = count_writes(printing, SHOWN)

    await printing.checks(60, p=0.0)

    assert not writes


async def test_small_move_of_the_score_waits(printing: House) -> None:
    await printing.let_pass(60)
    await printing.checks(1, p=0.2)
    writes = count_writes(printing, SHOWN)

    await printing.checks(1, p=0.03)

    assert not writes


async def test_large_move_of_the_score_is_written_at_once(printing: House) -> None:
    writes = count_writes(printing, SHOWN)

    await printing.checks(1, p=0.3)

    assert writes == {"sensor.voron_failure_score": 1, "sensor.voron_failure_risk": 1}


async def test_change_of_class_is_written_at_once(printing: House) -> None:
    writes = count_writes(printing, SHOWN)

    await printing.checks_until(lambda: printing.printer().memory.is_suspicious, p=0.5)

    assert writes["sensor.voron_failure_class"] == 1
    assert printing.shows()["class"] == "warning"
