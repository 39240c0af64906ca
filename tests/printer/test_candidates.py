"""The cameras and nozzle temperatures that are offered for a printer."""

import pytest

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.printer.find_printers import async_find_printers
from custom_components.obico_detection.printer.profiles import Role
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Added, Registries, Row


@pytest.fixture
def workshop(area_registry: ar.AreaRegistry) -> str:
    """An area."""
    return area_registry.async_create("Workshop").id


# -- cameras


async def test_own_camera_first_then_those_around(
    hass: HomeAssistant, registries: Registries, workshop: str
) -> None:
    added, entity_ids = KNOWN_PRINTERS["moonraker"].add_to(registries)
    registries.devices.async_update_device(added.device.id, area_id=workshop)
    second = registries.put(added, Row("camera", "{entry_id}_nozzle_1"))
    ceiling = registries.add_camera("ceiling", workshop)
    registries.add_camera("hall", None)
    registries.disable(registries.add_camera("off", workshop))
    other, other_ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries, 2, name="Z")
    registries.devices.async_update_device(other.device.id, area_id=workshop)
    door = registries.add_camera("door", workshop)

    klipper = next(
        printer
        for printer in async_find_printers(hass)
        if printer.profile == "moonraker"
    )

    # Its own in the order of their numbers, and another printer's last.
    own = (second, entity_ids[Role.CAMERA])
    assert klipper.entities[Role.CAMERA] == second
    assert klipper.cameras == (*own, ceiling, door, other_ids[Role.CAMERA])


async def test_a_printer_without_a_camera_is_offered_those_of_its_area(
    hass: HomeAssistant, registries: Registries, workshop: str
) -> None:
    added, _ = KNOWN_PRINTERS["anycubic_cloud"].add_to(registries)
    registries.devices.async_update_device(added.device.id, area_id=workshop)
    camera = registries.add_camera("ceiling", workshop)

    [printer] = async_find_printers(hass)

    assert printer.entities[Role.CAMERA] is None
    assert printer.cameras == (camera,)


@pytest.mark.parametrize("profile", ["prusalink", "moonraker", "duet3d"])
async def test_thumbnails_of_any_printer_are_no_cameras(
    hass: HomeAssistant, registries: Registries, workshop: str, profile: str
) -> None:
    added, entity_ids = KNOWN_PRINTERS[profile].add_to(registries)
    registries.devices.async_update_device(added.device.id, area_id=workshop)
    own = tuple(entity for role, entity in entity_ids.items() if role is Role.CAMERA)
    neighbour, _ = KNOWN_PRINTERS["prusa_connect"].add_to(registries, 2)
    registries.devices.async_update_device(neighbour.device.id, area_id=workshop)
    registries.disable(
        neighbour.entity_ids[len(KNOWN_PRINTERS["prusa_connect"].others)]
    )

    printer = next(p for p in async_find_printers(hass) if p.profile == profile)

    assert printer.cameras == own


async def test_pictures_of_ours_and_of_the_like_are_no_cameras(
    hass: HomeAssistant, registries: Registries, workshop: str
) -> None:
    added, entity_ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    registries.devices.async_update_device(added.device.id, area_id=workshop)
    for platform in (DOMAIN, "obico_ml"):
        registries.add_camera(platform, workshop, platform=platform)
        registries.put(added, Row("camera", "detection"), platform=platform)
    registries.add_camera("voron_thumbnail", workshop, platform="other_printer")

    [printer] = async_find_printers(hass)

    assert printer.cameras == (entity_ids[Role.CAMERA],)


async def test_another_camera_on_the_device(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["prusalink"].add_to(registries)
    camera = registries.put(added, Row("camera", "buddy_cam"))

    [printer] = async_find_printers(hass)

    assert printer.entities[Role.CAMERA] is None
    assert printer.cameras == (camera,)


# -- nozzle temperatures


def add_temperatures(
    registries: Registries, added: Added, *unique_ids: str
) -> list[str]:
    return [
        registries.put(
            added,
            Row("sensor", unique_id),
            original_device_class="temperature",
            original_name="Bedroom printer",
        )
        for unique_id in unique_ids
    ]


async def test_what_is_called_a_nozzle_is_one(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["octoprint"].add_to(registries)
    _, nozzle, *_ = add_temperatures(
        registries,
        added,
        "actual bed temp-{unique}",
        "actual tool0 temp-{unique}",
        "target tool0 temp-{unique}",
        "cpu-{unique}",
        "maxNozzleTemp-{unique}",
    )

    [printer] = async_find_printers(hass)

    assert printer.nozzles == (nozzle,)


async def test_an_id_with_a_word_in_it_says_nothing(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    hass.config_entries.async_update_entry(added.entry, unique_id="01bed57")
    _, nozzle = add_temperatures(
        registries, added, "01bed57_temp", "01bed57_nozzle_temp"
    )

    [printer] = async_find_printers(hass)

    assert printer.nozzles == (nozzle,)


async def test_a_name_tells_if_nothing_else_does(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    _, _, hotend = (
        registries.put(
            added,
            Row("sensor", f"{{unique}}_t{number}"),
            original_name=name,
            unit_of_measurement="°C",
        )
        for number, name in enumerate(["Heated bed", "Inside", "Hotend"])
    )

    [printer] = async_find_printers(hass)

    assert printer.nozzles == (hotend,)


async def test_temperatures_of_what_hangs_on_the_printer(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    rack = registries.add(
        "bambu_lab",
        identifier="rack",
        entry=added.entry,
        via_device_id=added.device.id,
    )
    child = registries.devices.async_get_or_create_child(
        config_entry_id=added.entry.entry_id,
        identifiers={("bambu_lab", "child")},
        parent_device_id=added.device.id,
    )
    add_temperatures(registries, added, "{unique}_temp")
    [on_rack] = add_temperatures(registries, rack, "rack_nozzle_temp")
    [on_child] = add_temperatures(registries, added, "child_nozzle_temp")
    registries.entities.async_update_entity(on_child, device_id=child.id)
    [off] = add_temperatures(registries, added, "{unique}_tool_temp")
    registries.disable(off)

    [printer] = async_find_printers(hass)

    assert set(printer.nozzles) == {on_rack, on_child}


async def test_a_short_id_is_no_part_of_a_word(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    hass.config_entries.async_update_entry(added.entry, unique_id="too")
    _, nozzle = add_temperatures(registries, added, "too_cpu", "too_tool")

    [printer] = async_find_printers(hass)

    assert printer.nozzles == (nozzle,)


async def test_an_id_that_begins_like_another_is_taken_out_whole(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = registries.add(
        "bambu_lab",
        [Row("sensor", "{unique}_print_status", "print_status")],
        identifier="{unique}_bedford",
    )
    _, nozzle = add_temperatures(
        registries, added, "{identifier}_box", "{identifier}_nozzle"
    )

    [printer] = async_find_printers(hass)

    assert printer.nozzles == (nozzle,)
