"""The whole line in a real `hass` process, with the demo's printers and ML API."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from demo.dashboard import dashboard
from demo.hass_process import free_port
from demo.launcher import PASSWORD, USER, DemoHouse, DemoOptions, Progress, open_house
from demo.printers import PRINTERS, WatchSettings
from tests.e2e.waiting import States, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

GOOD, FAILING = PRINTERS
# As fast as it goes, so that the test takes seconds.
QUICK = WatchSettings(sensitivity="high", warm_up_s=5, confirmations=1)


@pytest.fixture
async def house(tmp_path: Path, socket_enabled: None) -> AsyncIterator[DemoHouse]:
    """A real Home Assistant in which both printers have begun to print."""
    options = DemoOptions(
        port=free_port(), folder=tmp_path / "config", watch=QUICK, fails_after_s=5.0
    )
    async with open_house(options, Progress()) as built:
        await built.start_prints()
        yield built


async def start_again(house: DemoHouse) -> None:
    """Start Home Assistant after it was killed."""
    await house.hass.start()
    await house.hass.log_in(USER, PASSWORD)
    await house.hass.wait_until_running()


def presses(states: States) -> int:
    """Return how often the failing printer's pause was pressed, over all restarts."""
    count: int = states[FAILING.status]["attributes"]["pause_presses"]
    return count


def log_of(house: DemoHouse) -> str:
    """Return what Home Assistant wrote about this integration."""
    lines = house.hass.log.read_text().splitlines()
    return "\n".join(line for line in lines if "obico_detection" in line)


def named_entities(card: object) -> Iterator[str]:
    """Return what the cards of a dashboard name."""
    if isinstance(card, list):
        for one in card:
            yield from named_entities(one)
    elif isinstance(card, dict):
        for key, value in card.items():
            if key in ("entity", "entity_id"):
                yield value
            else:
                yield from named_entities(value)


async def test_failing_printer_is_paused_and_the_other_is_not(house: DemoHouse) -> None:
    states = await wait_for(
        house,
        lambda now: (
            now[FAILING.status]["state"] == "paused"
            and now[FAILING.failure]["state"] == "on"
        ),
    )
    assert presses(states) == 1
    assert states[GOOD.status]["state"] == "printing"
    assert states[GOOD.class_]["state"] == "safe"
    assert states[GOOD.failure]["state"] == "off"
    assert house.ml.detections_served() > 0
    assert "Traceback" not in log_of(house)


@pytest.mark.parametrize("moment", ["pausing", "paused"])
async def test_killed_while_pausing_it_does_not_pause_again(
    house: DemoHouse, moment: str
) -> None:
    await wait_for(house, lambda now: now[FAILING.status]["state"] == moment)
    house.hass.kill()
    await start_again(house)
    states = await wait_for(
        house,
        lambda now: (
            now[FAILING.status]["state"] == "paused"
            and now[FAILING.failure]["state"] == "on"
            and now[GOOD.watch_state]["state"] == "watching"
        ),
    )
    assert presses(states) == 1
    # The good printer's job goes on where it was: no second warm-up.
    assert states[GOOD.class_]["state"] == "safe"
    async with await house.hass.socket() as socket:
        notifications = await socket.call("persistent_notification/get")
    assert any("the printer confirms it" in one["message"] for one in notifications)


async def test_answer_to_a_notification_from_before_a_restart_counts(
    house: DemoHouse,
) -> None:
    await wait_for(
        house, lambda now: now[FAILING.last_response]["state"] == "pause_confirmed"
    )
    [told] = house.phone.shade.shown
    house.hass.kill()
    await start_again(house)
    await wait_for(house, lambda now: now[FAILING.failure]["state"] == "on")
    resume = told.action("Resume")
    assert resume is not None
    await house.phone.press(told, resume)
    states = await wait_for(house, lambda now: now[FAILING.failure]["state"] == "off")
    assert states[FAILING.status]["state"] == "printing"
    assert states[FAILING.status]["attributes"]["resume_presses"] == 1
    assert presses(states) == 1


async def test_dashboard_shows_nothing_that_is_not_there(house: DemoHouse) -> None:
    shown = dashboard(
        PRINTERS, story="", settings="", detector="", phone="", phone_at=1
    )
    entities = set(named_entities(shown))
    assert FAILING.response in entities
    assert entities - set(await house.hass.states()) == set()


async def test_killed_in_mid_print_it_goes_on_watching_the_same_job(
    house: DemoHouse,
) -> None:
    await wait_for(house, lambda now: now[FAILING.class_]["state"] == "warning")
    house.hass.kill()
    await start_again(house)
    states = await wait_for(house, lambda now: now[FAILING.status]["state"] == "paused")
    assert presses(states) == 1
    await asyncio.to_thread(house.hass.stop)
    assert house.hass.process is not None
    assert house.hass.process.returncode == 0
