"""Time on Home Assistant's clock, and work in the background."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .const import DOMAIN


def epoch_s() -> float:
    """Return the seconds since the epoch, on Home Assistant's clock."""
    return dt_util.utcnow().timestamp()


async def async_wait(
    hass: HomeAssistant, seconds: float, *others: asyncio.Future[Any]
) -> None:
    """Wait so long on Home Assistant's clock, or until one of the others is done."""
    over = hass.loop.create_future()

    @callback
    def end(_now: datetime) -> None:
        over.set_result(None)

    stop = async_call_later(hass, seconds, end)
    try:
        await asyncio.wait([over, *others], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop()
        over.cancel()


class Timers:
    """Timers of which each name runs at most once at a time."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with none."""
        self._hass = hass
        self._running: dict[str, CALLBACK_TYPE] = {}

    @callback
    def async_start(
        self, name: str, delay_s: float, action: Callable[[], None]
    ) -> None:
        """Start a timer in the place of the one of this name."""
        self.async_stop(name)

        @callback
        def run(_now: datetime) -> None:
            self._running.pop(name, None)
            action()

        # While Home Assistant stops, nothing begins any more.
        job = HassJob(run, f"{DOMAIN} {name}", cancel_on_shutdown=True)
        self._running[name] = async_call_later(self._hass, max(0.0, delay_s), job)

    def is_running(self, name: str) -> bool:
        """Whether a timer of this name runs."""
        return name in self._running

    @callback
    def async_stop(self, *names: str) -> None:
        """Stop the timers of these names that run."""
        for name in names:
            if (stop := self._running.pop(name, None)) is not None:
                stop()

    @callback
    def async_stop_all(self) -> None:
        """Stop them all."""
        self.async_stop(*list(self._running))


class Tasks:
    """Work in the background that ends with its printer."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, name: str) -> None:
        """Start with none."""
        self._hass = hass
        self._entry = entry
        self._name = name
        self._running: set[asyncio.Task[None]] = set()

    @callback
    def async_run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something until it ends or the printer is let go."""
        task = self._entry.async_create_background_task(self._hass, work, self._name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def async_wait_for(self, task: asyncio.Task[None]) -> None:
        """Wait until it is done; it goes on if whoever waits is broken off."""
        await asyncio.wait([task])

    @callback
    def async_cancel_all(self) -> None:
        """Break them all off."""
        for task in self._running:
            task.cancel()
