"""Finding printers in Home Assistant's registries."""

import pytest

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.printer.find_printers import (
    async_find_printers,
    async_match_device,
)
from custom_components.obico_detection.printer.found import FoundPrinter
from custom_components.obico_detection.printer.profiles import PROFILES, Role
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from tests.printer.known_printers import KNOWN_PRINTERS, KnownPrinter
from tests.printer.registry import Registries, Row

each_known = pytest.mark.parametrize(
    "known", KNOWN_PRINTERS.values(), ids=list(KNOWN_PRINTERS)
)


def found(printer: FoundPrinter | None) -> dict[Role, str]:
    assert printer is not None
    assert printer.entities.keys() == set(Role)
    return {role: entity for role, entity in printer.entities.items() if entity}


def test_every_profile_is_known() -> None:
    assert KNOWN_PRINTERS.keys() == PROFILES.keys()


@each_known
async def test_every_entity_is_found(
    hass: HomeAssistant, registries: Registries, known: KnownPrinter
) -> None:
    added, expected = known.add_to(registries)

    printers = async_find_printers(hass)

    assert [printer.profile for printer in printers] == [known.profile]
    assert found(printers[0]) == expected
    assert printers[0].device_id == added.device.id
    assert printers[0].name == "Printer"
    assert not printers[0].disabled
    assert printers[0].cameras == tuple(
        entity for role, entity in expected.items() if role is Role.CAMERA
    )
    assert async_match_device(hass, added.device.id) == printers[0]


@each_known
async def test_a_renamed_printer_is_found(
    hass: HomeAssistant, registries: Registries, known: KnownPrinter
) -> None:
    added, entity_ids = known.add_to(registries)
    registries.devices.async_update_device(added.device.id, name_by_user="Bert")
    renamed = {
        role: registries.entities.async_update_entity(
            entity_id,
            new_entity_id=f"{entity_id.split('.')[0]}.bert_{number}",
            name=f"Bert {number}",
        ).entity_id
        for number, (role, entity_id) in enumerate(entity_ids.items())
    }

    [printer] = async_find_printers(hass)

    assert printer.name == "Bert"
    assert found(printer) == renamed


@each_known
async def test_a_disabled_entity_is_not_used(
    hass: HomeAssistant, registries: Registries, known: KnownPrinter
) -> None:
    added, entity_ids = known.add_to(registries)
    for role, entity_id in entity_ids.items():
        registries.disable(entity_id)

        printer = async_match_device(hass, added.device.id)

        assert printer is not None
        assert printer.profile == known.profile
        assert printer.disabled == {role: entity_id}
        assert entity_id not in printer.cameras
        assert found(printer) == {
            other: other_id for other, other_id in entity_ids.items() if other != role
        }
        registries.enable(entity_id)


@each_known
async def test_two_printers_of_a_kind_are_two(
    hass: HomeAssistant, registries: Registries, known: KnownPrinter
) -> None:
    first, first_ids = known.add_to(registries)
    entry = first.entry if known.account else None
    second, second_ids = known.add_to(registries, 2, entry, name="Another")
    assert first.device.id != second.device.id
    assert not set(first_ids.values()) & set(second_ids.values())

    another, printer = async_find_printers(hass)

    assert (found(printer), found(another)) == (first_ids, second_ids)
    assert (printer.device_id, another.device_id) == (first.device.id, second.device.id)


async def test_common_printers_come_first_then_by_name(
    hass: HomeAssistant, registries: Registries
) -> None:
    for number, (key, name) in enumerate(
        [
            ("snapmaker", "Anna"),
            ("dremel_3d_printer", "Berta"),
            ("moonraker", "dora"),
            ("bambu_lab", "Emil"),
            ("octoprint", "Cäsar"),
        ]
    ):
        KNOWN_PRINTERS[key].add_to(registries, number, name=name)

    names = [printer.name for printer in async_find_printers(hass)]

    assert names == ["Cäsar", "dora", "Emil", "Berta", "Anna"]


async def test_a_disabled_printer_is_left_out(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, entity_ids = KNOWN_PRINTERS["prusalink"].add_to(registries)
    registries.devices.async_update_device(
        added.device.id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await hass.async_block_till_done()

    assert async_find_printers(hass) == []
    printer = async_match_device(hass, added.device.id)
    assert printer is not None
    assert printer.disabled == entity_ids


async def test_a_device_without_a_name_has_that_of_its_integration(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    registries.devices.async_update_device(added.device.id, name=None)

    assert [printer.name for printer in async_find_printers(hass)] == ["Bambu Lab"]


# -- devices that are not the printer


async def test_a_feeder_belongs_to_its_printer(
    hass: HomeAssistant, registries: Registries
) -> None:
    printer, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    feeder = registries.add(
        "bambu_lab",
        [
            Row("sensor", "AMS1_tray_1", "tray_1"),
            Row("button", "AMS1_pause", "refresh"),
        ],
        identifier="AMS1",
        entry=printer.entry,
        via_device_id=printer.device.id,
    )

    assert async_match_device(hass, feeder.device.id) == async_match_device(
        hass, printer.device.id
    )
    assert len(async_find_printers(hass)) == 1


async def test_a_child_device_belongs_to_its_printer(
    hass: HomeAssistant, registries: Registries
) -> None:
    printer, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    child = registries.devices.async_get_or_create_child(
        config_entry_id=printer.entry.entry_id,
        identifiers={("bambu_lab", "SN001_ExternalSpool")},
        parent_device_id=printer.device.id,
    )

    belongs_to = async_match_device(hass, child.id)

    assert belongs_to is not None
    assert belongs_to.device_id == printer.device.id


async def test_devices_that_hang_on_each_other(
    hass: HomeAssistant, registries: Registries
) -> None:
    one = registries.add("bambu_lab", [], identifier="AMS1")
    other = registries.add(
        "bambu_lab",
        [],
        identifier="AMS2",
        entry=one.entry,
        via_device_id=one.device.id,
    )
    registries.devices.async_update_device(one.device.id, via_device_id=other.device.id)

    assert async_match_device(hass, one.device.id) is None


async def test_an_account_is_no_printer(
    hass: HomeAssistant, registries: Registries
) -> None:
    account = registries.add(
        "simplyprint", [Row("sensor", "simplyprint_1_printers")], identifier="account_1"
    )
    KNOWN_PRINTERS["simplyprint"].add_to(
        registries,
        entry=account.entry,
        via_device_id=account.device.id,
    )

    assert async_match_device(hass, account.device.id) is None
    assert len(async_find_printers(hass)) == 1


async def test_nothing_matches(hass: HomeAssistant, registries: Registries) -> None:
    plug = registries.add("hue", [Row("switch", "plug"), Row("sensor", "print_status")])
    # Of a printer's integration, but without the status entity.
    half = registries.add(
        "bambu_lab", [Row("button", "SN002_pause", "pause")], number=2
    )

    assert async_match_device(hass, plug.device.id) is None
    assert async_match_device(hass, half.device.id) is None
    assert async_match_device(hass, "gone") is None
    assert async_find_printers(hass) == []


async def test_entities_of_others_on_the_device_are_not_the_printers(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, entity_ids = KNOWN_PRINTERS["prusalink"].add_to(registries)
    for row in (
        # Before the printer's own in any order.
        Row("sensor", "1_watch", "printer_state"),
        Row("button", "1_test", "pause_job"),
        Row("camera", "1_watched", "camera"),
    ):
        registries.put(added, row, platform=DOMAIN)

    [printer] = async_find_printers(hass)

    assert found(printer) == entity_ids
    assert printer.cameras == ()
