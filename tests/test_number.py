"""The number "Check interval": how often a printer is looked at, changed at once."""

from typing import Any

import pytest

from homeassistant.exceptions import ServiceValidationError
from tests.support.entities import add_with_all_enabled
from tests.support.house import House

INTERVAL = "number.voron_check_interval"


async def set_to(house: House, value: float) -> None:
    """Set it as a person does."""
    data: dict[str, Any] = {"entity_id": INTERVAL, "value": value}
    await house.hass.services.async_call("number", "set_value", data, blocking=True)
    await house.settle()


@pytest.fixture
async def shown(house: House) -> House:
    """A printer that prints, with the number enabled."""
    await add_with_all_enabled(house)
    await house.printer_says("printing")
    await house.checks(8, p=0.0)
    return house


async def test_shows_what_is_set(shown: House) -> None:
    state = shown.state(INTERVAL)

    assert float(state.state) == 10
    assert (state.attributes["min"], state.attributes["max"]) == (5, 120)
    assert state.attributes["unit_of_measurement"] == "s"
    assert state.attributes["mode"] == "box"


async def test_new_interval_is_kept_and_shown(shown: House) -> None:
    await set_to(shown, 30)

    assert shown.subentry().data["interval"] == 30
    assert float(shown.state(INTERVAL).state) == 30


async def test_new_interval_is_the_pace_at_once(shown: House) -> None:
    await set_to(shown, 30)
    await shown.let_pass(30)
    shots = shown.camera.shots

    await shown.let_pass(120, step=5)

    assert shown.camera.shots - shots == 4


async def test_print_goes_on_as_if_nothing_had_been(shown: House) -> None:
    learnt = shown.printer().memory.rule.job_weight

    await set_to(shown, 20)

    assert shown.printer().memory.rule.job_weight == learnt
    assert shown.watch_state == "watching"


@pytest.mark.parametrize("value", [4, 121])
async def test_what_is_too_short_or_too_long_is_refused(
    shown: House, value: float
) -> None:
    with pytest.raises(ServiceValidationError):
        await set_to(shown, value)

    assert shown.subentry().data["interval"] == 10


async def test_change_in_the_settings_is_shown(shown: House) -> None:
    await shown.change(interval=60)

    assert float(shown.state(INTERVAL).state) == 60
