"""A paused printer on a plug, whose power is to be cut; the test moves the clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.obico_detection.incident.incident import Step
from custom_components.obico_detection.incident.options import PowerSettings
from custom_components.obico_detection.incident.power import PowerOff
from custom_components.obico_detection.printer.drive import Machine
from custom_components.obico_detection.printer.status import StatusStates
from homeassistant.core import Context, HomeAssistant, ServiceCall

STATUS = "sensor.printer"
PLUG = "switch.plug"
NOZZLE = "sensor.nozzle"

WITH_SENSOR = PowerSettings(
    switch=PLUG,
    nozzle_temperature=NOZZLE,
    nozzle_limit_c=50.0,
    delay_s=600.0,
    may_be_hot=False,
)
WITHOUT_SENSOR = replace(WITH_SENSOR, nozzle_temperature=None, may_be_hot=True)


@dataclass
class PausedPrinter:
    """A paused printer on a plug, and what was done to it."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    power: PowerSettings = WITH_SENSOR
    is_wanted: bool = True
    plug_works: bool = True
    error: Exception | None = None
    cuts: list[ServiceCall] = field(default_factory=list)
    kept: list[Step] = field(default_factory=list)
    told: int = 0
    on_keep: Callable[[], None] = field(default=lambda: None)
    _running: asyncio.Task[Step] | None = None

    def __post_init__(self) -> None:
        """Put it up."""
        self.hass.services.async_register("switch", "turn_off", self._turn_off)
        self.says("paused")
        self.nozzle_is("210")
        self.hass.states.async_set(PLUG, "on")

    def says(self, status: str) -> None:
        """Let the printer say this."""
        self.hass.states.async_set(STATUS, status)

    def nozzle_is(self, degrees: str, unit: str = "°C") -> None:
        """Let the sensor show this."""
        self.hass.states.async_set(NOZZLE, degrees, {"unit_of_measurement": unit})

    async def _turn_off(self, call: ServiceCall) -> None:
        self.cuts.append(call)
        if self.error is not None:
            raise self.error
        if self.plug_works:
            self.hass.states.async_set(PLUG, "off")

    async def _keep(self, step: Step) -> None:
        self.kept.append(step)
        if step.presses:
            self.on_keep()

    def _tell(self) -> None:
        self.told += 1

    def power_off(self, power: Callable[[], PowerSettings] | None = None) -> PowerOff:
        """Return what cuts its power."""
        return PowerOff(
            self.hass,
            machine=lambda: Machine(
                status=STATUS,
                states=StatusStates.by_hand(["printing"], ["paused"]),
                settle_s=60.0,
                levers={},
            ),
            power=power or (lambda: self.power),
            is_wanted=lambda: self.is_wanted,
            keep=self._keep,
            tell=self._tell,
            context=Context(),
        )

    def begin(
        self,
        step: Step | None = None,
        power: Callable[[], PowerSettings] | None = None,
    ) -> None:
        """Begin to wait."""
        power_off = self.power_off(power)
        step = step or power_off.plan(is_paused=True)
        self._running = self.hass.async_create_background_task(
            power_off.async_run(step), "power off"
        )

    async def after(self, seconds: float, stride: float = 5.0) -> Step | None:
        """Let so much time pass; return how it ended, if it did."""
        assert self._running is not None
        await self._settle()
        while seconds > 0:
            step = min(stride, seconds)
            seconds -= step
            self.freezer.tick(timedelta(seconds=step))
            async_fire_time_changed(self.hass)
            await self._settle()
        return self._running.result() if self._running.done() else None

    async def _settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Break off what is under way."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
