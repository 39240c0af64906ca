"""The printer behind the entities: keeps time, remembers, and tells who listens."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import CONF_AUTOSTART, CONF_FAILURE_AFTER, CONF_STORY, DOMAIN, Status, Story
from .pictures.moment import Moment, PictureSource
from .simulation import Readings, Simulation, State

STORAGE_VERSION = 1
TICK = timedelta(seconds=1)
AUTOSTART_AFTER_S = 3.0

type SimulatedPrinterConfigEntry = ConfigEntry[SimulatedPrinter]


def store_of(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    """Return where a printer's state is kept."""
    return Store(hass, STORAGE_VERSION, f"{DOMAIN}.{entry_id}", atomic_writes=True)


def _now() -> float:
    return dt_util.utcnow().timestamp()


class SimulatedPrinter:
    """One simulated printer in Home Assistant."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: SimulatedPrinterConfigEntry,
        state: State | None,
        pictures: PictureSource,
    ) -> None:
        """Go on from the state; nothing runs until it is asked to."""
        self._hass = hass
        self._autostart: bool = entry.data[CONF_AUTOSTART]
        self._store = store_of(hass, entry.entry_id)
        self._pictures = pictures
        self._simulation = Simulation(
            Story(entry.data[CONF_STORY]), entry.data[CONF_FAILURE_AFTER], state
        )
        self._listeners: list[CALLBACK_TYPE] = []
        self._changing = asyncio.Lock()
        self._start_at: float | None = None
        self.readings: Readings = self._simulation.readings(_now())

    @callback
    def async_run(self, entry: SimulatedPrinterConfigEntry) -> None:
        """Keep time for as long as the entry is loaded."""
        entry.async_on_unload(
            async_track_time_interval(
                self._hass, self._async_tick, TICK, cancel_on_shutdown=True
            )
        )
        if self._autostart:
            entry.async_on_unload(async_at_started(self._hass, self._async_started))

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call the listener whenever the readings change; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def async_picture(self) -> bytes:
        """Return what the camera sees now."""
        moment: Moment = self._simulation.moment(dt_util.now())
        return await self._hass.async_add_executor_job(self._pictures.render, moment)

    async def async_start(self) -> None:
        """Start a new print."""
        await self._async_change(self._simulation.start)

    async def async_pause(self) -> None:
        """Press pause."""
        await self._async_change(self._simulation.pause)

    async def async_resume(self) -> None:
        """Go on printing."""
        await self._async_change(self._simulation.resume)

    async def async_stop(self) -> None:
        """Give the print up."""
        await self._async_change(self._simulation.stop)

    async def async_set_power(self, powered: bool) -> None:
        """Switch the power."""

        def switch(now: float) -> None:
            self._simulation.set_power(powered, now)

        await self._async_change(switch)

    async def async_connect_camera(self, connected: bool) -> None:
        """Plug the camera in, or pull its plug."""

        def connect(_now: float) -> None:
            self._simulation.connect_camera(connected)

        await self._async_change(connect)

    async def _async_change(self, change: Callable[[float], object]) -> None:
        """Make a transition. It is on disk before anyone can see it."""
        async with self._changing:
            change(_now())
            await self._store.async_save(self._simulation.state.as_dict())
        self._async_publish()

    async def _async_started(self, _hass: HomeAssistant) -> None:
        self._start_at = _now() + AUTOSTART_AFTER_S

    async def _async_tick(self, _at: datetime) -> None:
        """Publish what changed by itself."""
        if self._changing.locked():
            return
        if self._start_at is not None and _now() >= self._start_at:
            self._start_at = None
            # A print that ran or was paused when Home Assistant went down is not over.
            if self.readings.status in (Status.IDLE, Status.FINISHED):
                await self.async_start()
        self._async_publish()

    @callback
    def _async_publish(self) -> None:
        readings = self._simulation.readings(_now())
        if readings == self.readings:
            return
        self.readings = readings
        for listener in list(self._listeners):
            listener()
