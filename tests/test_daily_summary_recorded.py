"""The daily summary takes its numbers from a recorder that really records."""

from collections.abc import AsyncIterator

import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from homeassistant.components.recorder import Recorder
from homeassistant.util import dt as dt_util
from tests.support.blueprints import summary, turn_off_automations
from tests.support.house import House


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find this integration; the recorder has to be there first."""


@pytest.fixture
async def house(house: House) -> AsyncIterator[House]:
    """A house in which no automation waits for its time of day at the end."""
    yield house
    await turn_off_automations(house.hass)


async def test_risk_of_the_day_comes_from_the_recorder(printing: House) -> None:
    # The recorder sums up by five minutes of the clock.
    start = dt_util.utc_from_timestamp((dt_util.utcnow().timestamp() // 300 + 1) * 300)
    await printing.let_pass((start - dt_util.utcnow()).total_seconds() + 1, step=5)
    await printing.checks(2, p=0.6)
    risk = printing.shows()["risk"]
    assert float(risk) > 1
    await printing.checks(2, p=0.0)
    assert float(printing.shows()["risk"]) < float(risk)
    await async_wait_recording_done(printing.hass)
    do_adhoc_statistics(printing.hass, start=start)
    await async_wait_recording_done(printing.hass)
    told = await summary(printing)

    await printing.let_pass(60)
    await async_wait_recording_done(printing.hass)
    await printing.settle()

    assert told[0].data["message"] == (
        f"Voron – highest risk {float(risk):.0f} %; now: Watching."
    )
