"""A printer on a workbench: its state and its control are plain, the test moves the clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.obico_detection.printer.drive import (
    Command,
    Driven,
    Driver,
    Lever,
    Machine,
)
from custom_components.obico_detection.printer.status import StatusStates
from homeassistant.core import Context, HomeAssistant, ServiceCall

STATUS = "sensor.printer"
CONTROL = "button.control"


@dataclass
class Workbench:
    """The printer, and what was done to it."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    machine: Machine = field(init=False)
    presses: list[ServiceCall] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    """When the printer's integration was asked to look anew."""
    stored: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    passed_s: float = 0.0
    is_wanted: bool = True
    on_press: Callable[[], None] = field(default=lambda: None)
    on_store: Callable[[], None] = field(default=lambda: None)
    error: Exception | None = None
    refresh_error: Exception | None = None
    _running: asyncio.Task[Driven] | None = None

    def __post_init__(self) -> None:
        """Put it up: a printer that prints, and a control for everything."""
        self.machine = Machine(
            status=STATUS,
            states=StatusStates.by_hand(["printing"], ["paused"]),
            settle_s=60.0,
            levers={command: Lever(entity_id=CONTROL) for command in Command},
        )
        self.hass.services.async_register("button", "press", self._press)
        self.hass.services.async_register(
            "homeassistant", "update_entity", self._refresh
        )
        self.says("printing")
        self.control_is("unknown")

    def has_lever(self, command: Command = Command.PAUSE, **changes: Any) -> None:
        """Give the printer another control for this."""
        lever = replace(self.machine.levers[command], **changes)
        self.machine = replace(
            self.machine, levers={**self.machine.levers, command: lever}
        )

    def says(self, status: str) -> None:
        """Let the printer say this."""
        self.hass.states.async_set(STATUS, status)

    def control_is(self, state: str | None) -> None:
        """Let the control be in this state, or gone."""
        if state is None:
            self.hass.states.async_remove(CONTROL)
        else:
            self.hass.states.async_set(CONTROL, state)

    async def _press(self, call: ServiceCall) -> None:
        self.presses.append(call)
        self.on_press()
        if self.error is not None:
            raise self.error

    async def _refresh(self, call: ServiceCall) -> None:
        assert call.data["entity_id"] == STATUS
        self.asked.append(self.passed_s)
        if self.refresh_error is not None:
            raise self.refresh_error

    async def _before_press(self, number: int) -> bool:
        self.stored.append(number)
        self.on_store()
        return self.is_wanted

    async def drive(
        self, command: Command = Command.PAUSE, presses: int = 0
    ) -> Driven | None:
        """Begin to carry a command out; return what it came to, if it is done at once."""
        driver = Driver(
            self.hass,
            command,
            lambda: self.machine,
            before_press=self._before_press,
            after_press=self.told.append,
            context=Context(),
        )
        self._running = self.hass.async_create_task(driver.async_run(presses))
        return await self.settle()

    async def settle(self) -> Driven | None:
        """Let everything happen that is due; return what it came to, if it is done."""
        assert self._running is not None
        for _ in range(20):
            await asyncio.sleep(0)
        return self._running.result() if self._running.done() else None

    async def after(self, seconds: float) -> Driven | None:
        """Let so much time pass."""
        driven = None
        for _ in range(round(seconds)):
            self.passed_s += 1.0
            self.freezer.tick(timedelta(seconds=1))
            async_fire_time_changed(self.hass)
            driven = await self.settle()
        return driven

    async def close(self) -> None:
        """Break off what is under way."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
