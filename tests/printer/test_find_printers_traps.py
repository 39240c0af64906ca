"""Printers that look alike, and registries that are not as they should be."""

from typing import Any

import attr
import pytest

from custom_components.obico_detection.printer.find_printers import (
    async_find_printers,
    async_match_device,
)
from custom_components.obico_detection.printer.found import FoundPrinter
from custom_components.obico_detection.printer.profiles import Role
from homeassistant.core import HomeAssistant
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Registries, Row


def found(printer: FoundPrinter | None) -> dict[Role, str]:
    assert printer is not None
    return {role: entity for role, entity in printer.entities.items() if entity}


# -- integrations that share a platform, and unique ids that look alike


async def test_a_status_by_its_ending_alone_is_none(
    hass: HomeAssistant, registries: Registries
) -> None:
    """Several end alike; the whole unique id counts."""
    for platform, unique_id in (
        ("moonraker", "{entry_id}_state"),
        ("moonraker", "{entry_id}_idle_timeout_state"),
        ("moonraker", "other_print_state"),
        ("flashforge", "{unique}_print_status"),
        ("mqtt", "{identifier}_printing_s"),
        ("ha_creality_ws", "10.0.0.9-print_status"),
        ("creality_control", "{host}_STATE"),
        ("creality_k1", "{entry_id}_sensor"),
    ):
        registries.add(platform, [Row("sensor", unique_id)])

    assert async_find_printers(hass) == []


async def test_a_printer_at_a_new_address_is_listed_once(
    hass: HomeAssistant, registries: Registries
) -> None:
    """The device of the old address stays behind in the registry."""
    known = KNOWN_PRINTERS["ha_creality_ws"]
    old, _ = known.add_to(registries)
    hass.config_entries.async_update_entry(old.entry, data={"host": "192.168.7.2"})
    new, _ = known.add_to(registries, 2, old.entry)

    assert [printer.device_id for printer in async_find_printers(hass)] == [
        new.device.id
    ]


async def test_what_another_integration_calls_the_device_does_not_count(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["octoprint_mqtt"].add_to(registries)
    assert len(async_find_printers(hass)) == 1

    registries.devices.async_update_device(
        added.device.id, new_identifiers={("zigbee", added.ids["identifier"])}
    )

    assert async_find_printers(hass) == []


async def test_anything_on_mqtt_may_be_printing(
    hass: HomeAssistant, registries: Registries
) -> None:
    registries.add(
        "mqtt",
        [
            Row("binary_sensor", "{identifier}_printing"),
            Row("sensor", "{identifier}_printer_status"),
            Row("switch", "{identifier}_light"),
        ],
        identifier="laser",
    )

    assert async_find_printers(hass) == []


async def test_the_kind_with_most_of_its_entities_wins(
    hass: HomeAssistant, registries: Registries
) -> None:
    """To the other kind belong only those that both make."""
    known = KNOWN_PRINTERS["flashforge_joseffallman"]
    added, entity_ids = known.add_to(registries)
    registries.entities.async_remove(entity_ids[Role.STATUS])
    registries.put(added, Row("sensor", "{unique}_status", "status"))

    [printer] = async_find_printers(hass)

    assert printer.profile == "flashforge_joseffallman"


async def test_of_two_that_fit_alike_the_translation_key_decides(
    hass: HomeAssistant, registries: Registries
) -> None:
    registries.add("flashforge", [Row("sensor", "{unique}_status", "status")])

    [printer] = async_find_printers(hass)

    assert printer.profile == "flashforge_pcartwright81"


async def test_moonraker_of_another_author(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = registries.add(
        "moonraker",
        [
            Row("sensor", "{unique}_print_state", "current_print_state"),
            Row("button", "{unique}_pause_print", "pause_print"),
            Row("camera", "{unique}_webcam_0"),
            Row("camera", "{unique}_thumbnail"),
        ],
        identifier="{entry_id}",
    )

    [printer] = async_find_printers(hass)

    assert found(printer) == dict(
        zip([Role.STATUS, Role.PAUSE, Role.CAMERA], added.entity_ids[:3], strict=True)
    )
    assert printer.cameras == (added.entity_ids[2],)


async def test_a_camera_of_another_entry_is_not_the_printers(
    hass: HomeAssistant, registries: Registries
) -> None:
    registries.add(
        "moonraker",
        [
            Row("sensor", "{entry_id}_print_state"),
            Row("camera", "moonraker-9_webcam_0"),
        ],
    )

    [printer] = async_find_printers(hass)

    assert printer.entities[Role.CAMERA] is None


@pytest.mark.parametrize(
    ("rows", "role", "chosen"),
    [
        # What its owner calls the thing decides.
        (["light neopixel chamber", "light neopixel hotend"], Role.LIGHT, 0),
        (["light neopixel hotend", "light neopixel sb_leds"], Role.LIGHT, 1),
        (["light led my_led", "switch output_pin CaseLight"], Role.LIGHT, 1),
        (["light neopixel sled", "switch output_pin sled"], Role.LIGHT, None),
        (["switch output_pin fan", "light neopixel toolhead"], Role.LIGHT, None),
        (["switch power", "switch Printer"], Role.POWER, 1),
        (["switch PSU", "switch enclosure"], Role.POWER, 0),
        (["switch power_strip"], Role.POWER, 0),
        (["switch led_power", "switch power_fan"], Role.POWER, None),
        (["switch output_pin power", "switch heater"], Role.POWER, None),
        # The number of a webcam; 100 is the address that the user gave.
        (["camera webcam_0", "camera nozzle_10", "camera nozzle_2"], Role.CAMERA, 2),
        (["camera webcam_0", "camera webcam_100"], Role.CAMERA, 1),
        (["camera thumbnail"], Role.CAMERA, None),
    ],
)
async def test_what_a_klipper_owner_named(
    hass: HomeAssistant,
    registries: Registries,
    rows: list[str],
    role: Role,
    chosen: int | None,
) -> None:
    added = registries.add(
        "moonraker",
        [
            Row("sensor", "{entry_id}_print_state"),
            *(
                Row(domain, f"{{entry_id}}_{name}")
                for domain, _, name in (row.partition(" ") for row in rows)
            ),
        ],
    )

    [printer] = async_find_printers(hass)

    expected = None if chosen is None else added.entity_ids[1 + chosen]
    assert printer.entities[role] == expected


# -- other ways to have a camera or a power switch


async def test_bambu_image_instead_of_a_camera(
    hass: HomeAssistant, registries: Registries
) -> None:
    """It takes the camera's place, and the cover does not."""
    added = registries.add(
        "bambu_lab",
        [
            Row("sensor", "{unique}_print_status", "print_status"),
            Row("image", "{unique}_cover_image", "cover_image"),
            Row("image", "{unique}_p1p_camera", "p1p_camera"),
            Row("switch", "{unique}_camera", "camera"),
            Row("light", "{unique}_camera_light", "camera_light"),
        ],
    )

    [printer] = async_find_printers(hass)

    assert printer.entities[Role.CAMERA] == added.entity_ids[2]
    assert printer.cameras == (added.entity_ids[2],)
    assert printer.entities[Role.LIGHT] == added.entity_ids[4]


async def test_the_second_choice_is_taken_if_the_first_is_disabled(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, entity_ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    registries.disable(entity_ids[Role.CAMERA])
    image = registries.put(added, Row("image", "{unique}_p1p_camera", "p1p_camera"))

    [printer] = async_find_printers(hass)

    assert printer.entities[Role.CAMERA] == image
    assert not printer.disabled


@pytest.mark.parametrize(
    ("options", "power"),
    [
        ({"power_switch": "switch.plug", "power_switch_enabled": True}, "switch.plug"),
        ({"power_switch": "switch.yaml", "power_switch_enabled": True}, "switch.yaml"),
        ({"power_switch": "switch.plug", "power_switch_enabled": False}, None),
        ({"power_switch": "switch.plug"}, None),
        ({"power_switch": "switch.gone", "power_switch_enabled": True}, None),
        ({"power_switch": "light.lamp", "power_switch_enabled": True}, None),
        ({"power_switch": "no entity", "power_switch_enabled": True}, None),
        ({"power_switch": ["switch.plug"], "power_switch_enabled": True}, None),
        ({"power_switch_enabled": True}, None),
        ({}, None),
    ],
)
async def test_a_power_switch_that_another_integration_was_told(
    hass: HomeAssistant,
    registries: Registries,
    options: dict[str, object],
    power: str | None,
) -> None:
    for domain, name in (("switch", "plug"), ("light", "lamp")):
        registries.entities.async_get_or_create(
            domain, "hue", name, suggested_object_id=name
        )
    hass.states.async_set("switch.yaml", "on")
    added, _ = KNOWN_PRINTERS["ha_creality_ws"].add_to(registries)
    hass.config_entries.async_update_entry(added.entry, options=options)

    [printer] = async_find_printers(hass)

    assert printer.entities[Role.POWER] == power


async def test_a_power_switch_that_is_disabled(
    hass: HomeAssistant, registries: Registries
) -> None:
    plug = registries.entities.async_get_or_create("switch", "hue", "plug").entity_id
    registries.disable(plug)
    added, _ = KNOWN_PRINTERS["ha_creality_ws"].add_to(registries)
    hass.config_entries.async_update_entry(
        added.entry, options={"power_switch": plug, "power_switch_enabled": True}
    )

    [printer] = async_find_printers(hass)

    assert printer.disabled == {Role.POWER: plug}


# -- registries that are not as they should be


async def test_malformed_rows_are_survived(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, entity_ids = KNOWN_PRINTERS["moonraker"].add_to(registries)
    rows = registries.entities.entities

    def spoil(entity_id: str, **changes: Any) -> None:
        rows[entity_id] = attr.evolve(rows[entity_id], **changes)

    spoil(added.entity_ids[0], unique_id=7)
    spoil(added.entity_ids[1], unique_id=None, translation_key=["print_state"])
    spoil(added.entity_ids[2], device_id="gone", config_entry_id="gone")
    spoil(added.entity_ids[3], capabilities="none", original_name=5)
    spoil(added.entity_ids[4], unique_id="", config_entry_id=None)
    device = registries.devices.async_get(added.device.id)
    assert device is not None
    device.identifiers.add(("moonraker", 4))  # type: ignore[arg-type]
    device.identifiers.add(("moonraker", "a", "b"))  # type: ignore[arg-type]
    device.identifiers.add(("moonraker",))  # type: ignore[arg-type]
    hass.config_entries.async_update_entry(added.entry, data={"host": 5})

    [printer] = async_find_printers(hass)

    assert found(printer) == entity_ids


async def test_a_printer_whose_config_entry_is_gone(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, entity_ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    del hass.config_entries._entries[added.entry.entry_id]

    [printer] = async_find_printers(hass)

    assert found(printer) == entity_ids


async def test_the_device_id_from_before_devices_were_split(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, entity_ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    devices = registries.devices._devices
    devices[added.device.id] = attr.evolve(added.device, composite_device_id="old")

    printer = async_match_device(hass, "old")

    assert found(printer) == entity_ids
    assert printer is not None
    assert printer.device_id == added.device.id
