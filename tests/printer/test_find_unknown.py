"""Printers of integrations that are not known, found by what they say."""

import pytest

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.printer.find_printers import async_find_printers
from custom_components.obico_detection.printer.found import FoundPrinter
from custom_components.obico_detection.printer.profiles import Role
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Added, Registries, Row

PRINTS = ["Idle", "Printing", "Paused"]
RUNS = ["idle", "running", "pause"]


def add(
    registries: Registries,
    options: list[str],
    *,
    platform: str = "newcomer",
    number: int = 1,
    name: str = "Newcomer",
) -> Added:
    """Add a device with a status of these states."""
    added = registries.add(platform, number=number, name=name)
    registries.put(
        added, Row("sensor", "{unique}_state"), capabilities={"options": options}
    )
    return added


def unknown(hass: HomeAssistant) -> list[FoundPrinter]:
    return [one for one in async_find_printers(hass) if one.profile is None]


def found(hass: HomeAssistant) -> list[str]:
    return [printer.status for printer in unknown(hass)]


async def test_what_prints_and_pauses_is_a_printer(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = add(registries, PRINTS)
    pause = registries.put(added, Row("button", "{unique}_pause"))

    [printer] = unknown(hass)

    assert printer.name == "Newcomer"
    assert printer.platform == "newcomer"
    assert printer.profile is None
    assert printer.status == added.entity_ids[0]
    assert printer.entities[Role.PAUSE] == pause


@pytest.mark.parametrize(
    "options",
    [
        ["idle", "printing"],
        ["idle", "paused"],
        ["idle", "run", "paused"],
        RUNS,
        [],
    ],
)
async def test_what_does_not_is_none(
    hass: HomeAssistant, registries: Registries, options: list[str]
) -> None:
    add(registries, options)

    assert found(hass) == []


async def test_what_runs_is_a_printer_if_it_has_a_nozzle(
    hass: HomeAssistant, registries: Registries
) -> None:
    washer = add(registries, RUNS, name="Washing machine")
    water = Row("sensor", "{unique}_water")
    registries.put(washer, water, original_device_class="temperature")
    printer = add(registries, RUNS, number=2)
    nozzle = Row("sensor", "{unique}_nozzle_temp")
    registries.put(printer, nozzle, original_device_class="temperature")

    assert found(hass) == [printer.entity_ids[0]]


@pytest.mark.parametrize("platform", [DOMAIN, "obico_ml", "ipp", "template"])
async def test_these_are_no_3d_printers(
    hass: HomeAssistant, registries: Registries, platform: str
) -> None:
    add(registries, PRINTS, platform=platform)

    assert found(hass) == []


async def test_known_printers_and_what_hangs_on_them_are_not_among_them(
    hass: HomeAssistant, registries: Registries
) -> None:
    known, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    hanging = registries.add(
        "bambu_lab",
        identifier="AMS1",
        entry=known.entry,
        via_device_id=known.device.id,
    )
    for added in (known, hanging):
        registries.put(
            added,
            Row("sensor", f"{added.device.id}_x"),
            capabilities={"options": PRINTS},
        )

    assert found(hass) == []


async def test_what_is_disabled_is_not_found(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = add(registries, PRINTS)
    registries.disable(added.entity_ids[0])
    other = add(registries, PRINTS, number=2)
    registries.devices.async_update_device(
        other.device.id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await hass.async_block_till_done()

    assert found(hass) == []


async def test_of_several_the_one_called_status_is_taken(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = registries.add("newcomer")
    _, status, _ = (
        registries.put(
            added, Row("sensor", f"{{unique}}_{end}"), capabilities={"options": PRINTS}
        )
        for end in ("job_state", "print_status", "stage")
    )

    assert found(hass) == [status]


async def test_a_paper_printer_on_the_same_device_hides_nothing(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = add(registries, PRINTS, platform="zebra")
    registries.put(
        added,
        Row("sensor", "{unique}_state"),
        platform="ipp",
        capabilities={"options": PRINTS},
    )

    assert found(hass) == [added.entity_ids[0]]


async def test_they_come_by_name(hass: HomeAssistant, registries: Registries) -> None:
    for number, name in enumerate(["dora", "Anna", "Emil"]):
        add(registries, PRINTS, number=number, name=name)

    names = [printer.name for printer in unknown(hass)]
    assert names == ["Anna", "dora", "Emil"]
