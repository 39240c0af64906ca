"""How long we take from the verdict that opens an incident to the first press of pause.

Only our own time counts, on the real clock, with Home Assistant's real storage on a real
disk: the intent is stored before each press, so the disk is most of it. Each incident is
one print that fails with its first picture. Run it with

    .venv/bin/python -m bench.verdict_to_press [incidents]

`TMPDIR` chooses the disk; on a memory card it takes longer than on most.
"""

import asyncio
from collections.abc import Callable
import contextlib
from functools import partial
import logging
from pathlib import Path
import statistics
import sys
import tempfile
import time
from typing import Any, Final, cast
from unittest.mock import patch

from aiohttp.test_utils import TestClient, TestServer
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.obico_detection.incident.desk import IncidentDesk
from custom_components.obico_detection.incident.gate import Alarm
from homeassistant import loader
from homeassistant.core import HomeAssistant, ServiceCall
from tests.support.house import PAUSE, House, build_house, printer_data
from tests.support.storage import Storage

INCIDENTS: Final = 100
LIMIT_MS: Final = 50.0
PATIENCE_S: Final = 30.0


class Stopwatch:
    """Takes the time of each incident."""

    def __init__(self) -> None:
        """Start without any."""
        self.times_ms: list[float] = []
        self.is_pressed = asyncio.Event()
        self._verdict_at: float | None = None

    def watch(
        self, take_in: Callable[..., Alarm | None]
    ) -> Callable[..., Alarm | None]:
        """Take note of when a verdict comes in that opens an incident."""

        def timed(*args: Any, **kwargs: Any) -> Alarm | None:
            at = time.perf_counter()
            # The press may be out before the desk is back.
            before, self._verdict_at = self._verdict_at, at
            alarm = take_in(*args, **kwargs)
            if alarm is not Alarm.FAILURE:
                self._verdict_at = before
            return alarm

        return timed

    async def press(self, house: House, _call: ServiceCall) -> None:
        """Take the time, and pause."""
        assert self._verdict_at is not None
        self.times_ms.append(1000.0 * (time.perf_counter() - self._verdict_at))
        house.say("paused", None)
        self.is_pressed.set()


async def fail_once(house: House, stopwatch: Stopwatch, number: int) -> None:
    """Let one print fail, and be over."""
    stopwatch.is_pressed.clear()
    house.say("printing", f"job-{number}")
    async with asyncio.timeout(PATIENCE_S):
        await stopwatch.is_pressed.wait()
    await house.settle()
    house.say("idle", None)
    await house.settle()


async def measure(hass: HomeAssistant, incidents: int) -> list[float]:
    """Let so many prints fail; return how long each first press took, in ms."""
    # Found on the path, as in any installation.
    hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)

    async def serve() -> TestClient[Any, Any]:
        server = TestServer(hass.http.app, host="127.0.0.1")
        client = TestClient(server)
        clients.append(client)
        await client.start_server()
        return client

    clients: list[TestClient[Any, Any]] = []
    stopwatch = Stopwatch()
    house = await build_house(hass, cast(Any, None), Storage(), serve)
    house.ml.p = 5.0
    timed = stopwatch.watch(IncidentDesk.async_take_in)
    with patch.object(IncidentDesk, "async_take_in", timed):
        await house.add(printer_data(warm_up=0, confirmations=1))
        hass.services.async_register(
            PAUSE.partition(".")[0], "press", partial(stopwatch.press, house)
        )
        for number in range(incidents):
            await fail_once(house, stopwatch, number)
    is_stored = Path(hass.config.path(".storage", house.storage_key)).is_file()
    assert is_stored, "nothing was stored: that would be no measurement"
    await house.close()
    for client in clients:
        await client.close()
    return stopwatch.times_ms


async def run(incidents: int) -> list[float]:
    """Measure with a Home Assistant of its own, in a directory that is removed again."""
    with tempfile.TemporaryDirectory() as folder:
        async with async_test_home_assistant(config_dir=folder) as hass:
            try:
                return await measure(hass, incidents)
            finally:
                await hass.async_stop(force=True)


def report(times_ms: list[float]) -> str:
    """Return what was measured, in two lines."""
    p95 = statistics.quantiles(times_ms, n=20)[-1]
    slow = sum(one > LIMIT_MS for one in times_ms)
    return (
        f"{len(times_ms)} incidents, from the verdict to the first press: median "
        f"{statistics.median(times_ms):.1f} ms, 95 % below {p95:.1f} ms, "
        f"at most {max(times_ms):.1f} ms\n"
        f"The limit is {LIMIT_MS:.0f} ms: {slow} took longer"
    )


def main() -> None:
    """Measure, and print it."""
    incidents = int(sys.argv[1]) if len(sys.argv) > 1 else INCIDENTS
    logging.disable(logging.WARNING)
    with contextlib.suppress(KeyboardInterrupt):
        print(report(asyncio.run(run(max(2, incidents)))))


if __name__ == "__main__":
    main()
