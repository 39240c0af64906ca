"""System information: how many ML servers and printers there are, and how they do."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from custom_components.obico_detection import system_health
from custom_components.obico_detection.const import DOMAIN
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
from tests.support.house import House
from tests.support.ml_server import saying


async def info_of(house: House) -> dict[str, Any]:
    """Return what somebody sees who looks now."""
    assert await async_setup_component(house.hass, "system_health", {})
    await house.hass.async_block_till_done()
    info: dict[str, Any] = await get_system_health_info(house.hass, DOMAIN)
    info["ml_servers_reachable"] = await info["ml_servers_reachable"]
    return info


async def test_all_is_well(both_printing: House) -> None:
    assert await info_of(both_printing) == {
        "ml_servers": 1,
        "ml_servers_reachable": 1,
        "printers": 2,
        "printers_watched": 2,
        "printers_in_fault": 0,
    }


async def test_idle_printers_are_not_watched(house: House) -> None:
    await house.add()

    info = await info_of(house)

    assert (info["printers"], info["printers_watched"]) == (1, 0)


async def test_printer_in_its_warm_up_is_watched(house: House) -> None:
    await house.add()
    await house.printer_says("printing")
    assert house.watch_state == "warming_up"

    assert (await info_of(house))["printers_watched"] == 1


async def test_server_that_is_down_is_not_reachable(printing: House) -> None:
    await printing.ml.stop()
    await printing.checks(3)

    info = await info_of(printing)
    await printing.ml.start()

    assert info["ml_servers_reachable"] == 0
    assert (info["printers_watched"], info["printers_in_fault"]) == (0, 1)


async def test_server_that_is_not_well_does_not_count(
    server: MockConfigEntry, house: House
) -> None:
    house.ml.health = saying("error")

    assert (await info_of(house))["ml_servers_reachable"] == 0


async def test_nobody_waits_long_for_a_server(
    server: MockConfigEntry, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_health, "PROBE_TIMEOUT_S", 0.0)

    assert (await info_of(house))["ml_servers_reachable"] == 0


async def test_server_that_is_not_loaded_counts_as_set_up_only(printing: House) -> None:
    await printing.unload()

    info = await info_of(printing)

    assert (info["ml_servers"], info["ml_servers_reachable"]) == (1, 0)
    assert info["printers"] == 0


async def test_server_that_was_disabled_does_not_count(printing: House) -> None:
    other = MockConfigEntry(
        domain=DOMAIN, disabled_by=ConfigEntryDisabler.USER, data={"url": "x"}
    )
    other.add_to_hass(printing.hass)

    assert (await info_of(printing))["ml_servers"] == 1


async def test_each_line_has_its_text(server: MockConfigEntry, house: House) -> None:
    texts = await async_get_translations(house.hass, "en", "system_health", {DOMAIN})

    assert set(texts) == {
        f"component.{DOMAIN}.system_health.info.{key}" for key in await info_of(house)
    }


async def test_server_that_looks_at_a_picture_just_now_is_not_disturbed(
    printing: House,
) -> None:
    printing.ml.answer = printing.ml.wait
    await printing.checks(1)
    assert printing.ml.kept_waiting == 1
    # Its only worker would not answer before it is done.
    printing.ml.health = printing.ml.wait

    assert (await info_of(printing))["ml_servers_reachable"] == 1
