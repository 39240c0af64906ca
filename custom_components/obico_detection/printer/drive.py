"""Pressing a control until the printer's own state says that it worked.

A press that was lost is made again only where that is known to be harmless, and never
without a fresh look at the printer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
import logging
from typing import Final

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN
from ..timers import async_wait
from ..words import plain_words
from .controls import (
    ControlError,
    ControlFault,
    async_press,
    async_wait_until,
    fault_of,
)
from .status import Activity, StatusStates

_LOGGER = logging.getLogger(__name__)

OVER: Final = frozenset({Activity.IDLE, Activity.FINISHED, Activity.ERROR})
RUNNING: Final = frozenset({Activity.PRINTING, Activity.PREPARING})
PAUSED: Final = frozenset({Activity.PAUSED})
SETTLED: Final = OVER | RUNNING | PAUSED

# By these a printer says that it was stopped; one that has finished has done so by itself.
STOPPED: Final = OVER - {Activity.FINISHED}

MOST_PRESSES: Final = 3
MIN_SETTLE_S: Final = 30.0
# A printer that is asked this seldom is the slowest common one; a control chosen by hand
# tells nothing of how often its integration asks.
UNKNOWN_POLL_S: Final = 30.0
SILENT: Final = frozenset({Activity.HELD, Activity.UNLISTED})
SILENT_TIMEOUT_S: Final = 600.0
# Asked for at once, the printer would still show what was before the press.
REFRESH_AFTER_S: Final = 3.0
# A printer that does not answer must not keep its print from being paused.
REFRESH_TIMEOUT_S: Final = 60.0
LOOK_TIMEOUT_S: Final = 5.0


def settle_s(poll_s: float | None) -> float:
    """Return how long a press may take to show in the state of a printer that is polled.

    At least 30 s, and two polls.
    """
    return max(MIN_SETTLE_S, 2.0 * (UNKNOWN_POLL_S if poll_s is None else poll_s))


class Command(StrEnum):
    """What a printer can be told."""

    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


# By which of its activities a printer shows that it has followed, and which of them leave
# nothing to be pressed for.
GOALS: Final = {
    Command.PAUSE: PAUSED,
    Command.RESUME: RUNNING,
    Command.STOP: OVER,
}
ENDS: Final = {Command.PAUSE: OVER, Command.RESUME: OVER, Command.STOP: frozenset()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A control, and how often it may be pressed for one purpose."""

    entity_id: str | None
    most_presses: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """How to read what a printer does, and what it can be told by."""

    status: str
    states: StatusStates
    settle_s: float
    levers: dict[Command, Lever]

    def activity(self, hass: HomeAssistant) -> Activity:
        """Return what the printer does now, by its own word."""
        state = hass.states.get(self.status)
        return self.states.activity(None if state is None else state.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """How far a command has come."""

    presses: int
    """How often the control was pressed in all, before a restart included."""
    reached: Activity | None = None
    """What the printer says, if that settles it."""
    fault: ControlFault | None = None
    said: str | None = None
    given_up: bool = False
    """It was not wanted any more."""


class Driver:
    """Carries out one command."""

    def __init__(
        self,
        hass: HomeAssistant,
        command: Command,
        machine: Callable[[], Machine],
        *,
        before_press: Callable[[int], Awaitable[bool]],
        after_press: Callable[[int], None],
        context: Context,
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            command: what the printer is told.
            machine: gives the printer as the settings have it at that moment.
            before_press: stores that the control is pressed for the n-th time now;
                False if it must not be pressed.
            after_press: called when the n-th press is out, whatever came of it.
            context: on whose behalf.

        """
        self._hass = hass
        self._command = command
        self._read_machine = machine
        self._before_press = before_press
        self._after_press = after_press
        self._context = context

    @property
    def _machine(self) -> Machine:
        """The printer as it is set up now: settings can change while this waits."""
        return self._read_machine()

    async def async_run(self, presses: int = 0, before: int = 0) -> Driven:
        """Press, and look, until the printer has followed or nothing more can be done.

        Args:
            presses: so many were made for this purpose; their effect is waited for first.
            before: so many were made for another purpose, and may still show.

        """
        fault: ControlFault | None = None
        said: str | None = None
        while True:
            made = presses + before
            if made:
                if (reached := await self._async_effect()) is not None:
                    return Driven(presses=presses, reached=reached, said=said)
                if made >= self._lever.most_presses:
                    return Driven(presses=presses, fault=fault, said=said)
            elif self._lever.most_presses == 1:
                # What it shows may be old; a toggle would resume what is paused already.
                await async_fresh_look(self._hass, self._machine.status)
            if (hindrance := await self._async_ready(made)) is not None:
                return Driven(presses=presses, fault=hindrance, said=said)
            if (reached := self._reached()) is not None:
                return Driven(presses=presses, reached=reached, said=said)
            if not await self._before_press(presses + 1):
                return Driven(presses=presses, said=said, given_up=True)
            # Another look: storing took a while, and much may have happened.
            if self._reached() is not None or self._hindrance(made) is not None:
                continue
            presses += 1
            fault, said = await self._async_press()
            self._after_press(presses)

    @property
    def is_hindered(self) -> bool:
        """Whether something has to be waited for before a first press."""
        if self._reached() is not None:
            return False
        return self._hindrance(0) not in (None, ControlFault.NO_CONTROL)

    @property
    def _lever(self) -> Lever:
        return self._machine.levers[self._command]

    def _reached(self) -> Activity | None:
        """Return what the printer does, if that settles the matter."""
        activity = self._machine.activity(self._hass)
        wanted = GOALS[self._command] | ENDS[self._command]
        return activity if activity in wanted else None

    def _hindrance(self, presses: int) -> ControlFault | None:
        """Return why the control must not be pressed at this moment."""
        activity = self._machine.activity(self._hass)
        # On its way somewhere. The first press may go to a printer of which nothing is
        # known for now: what was, stays. A second one needs a look at it, and so does a
        # control that may be pressed once: it may be a toggle.
        is_moving = activity is Activity.PAUSING
        needs_look = presses or self._lever.most_presses == 1
        if is_moving or (needs_look and activity not in SETTLED):
            return ControlFault.NOT_SETTLED
        return fault_of(self._hass, self._lever.entity_id)

    async def _async_ready(self, presses: int) -> ControlFault | None:
        """Wait until the control can be pressed; return what is in the way if it cannot."""
        machine = self._machine

        def is_ready() -> bool:
            hindrance = self._hindrance(presses)
            # What is not there at all will not come by waiting.
            is_missing = hindrance is ControlFault.NO_CONTROL
            return self._reached() is not None or hindrance is None or is_missing

        watched = (machine.status, self._lever.entity_id)
        # A printer that has gone silent is worth waiting for: its print is failing.
        is_silent = not presses and machine.activity(self._hass) in SILENT
        timeout_s = SILENT_TIMEOUT_S if is_silent else machine.settle_s
        await async_wait_until(self._hass, watched, is_ready, timeout_s)
        return None if self._reached() is not None else self._hindrance(presses)

    async def _async_press(self) -> tuple[ControlFault | None, str | None]:
        """Press once; return what the control's integration has against it."""
        entity_id = self._lever.entity_id
        try:
            await async_press(self._hass, entity_id, self._context)
        except ControlError as err:
            _LOGGER.warning("%s: %s: %s", entity_id, self._command, err)
            return err.fault, err.said
        return None, None

    async def _async_effect(self) -> Activity | None:
        """Wait for the printer to say that it has followed, and have it asked."""
        machine = self._machine
        asking = [
            self._ask_after(delay_s)
            for delay_s in (REFRESH_AFTER_S, machine.settle_s / 2)
        ]
        reached: Activity | None = None

        def has_reached() -> bool:
            # What it does a moment later is not asked: reached is reached.
            nonlocal reached
            reached = self._reached()
            return reached is not None

        try:
            await async_wait_until(
                self._hass, [machine.status], has_reached, machine.settle_s
            )
        finally:
            for stop in asking:
                stop()
        return reached

    def _ask_after(self, delay_s: float) -> CALLBACK_TYPE:
        """Have the printer's integration look at it anew, after a while."""

        @callback
        def ask(_now: object) -> None:
            self._hass.async_create_background_task(
                async_refresh(self._hass, self._machine.status), f"{DOMAIN} refresh"
            )

        return async_call_later(self._hass, delay_s, ask)


async def async_fresh_look(hass: HomeAssistant, entity_id: str) -> None:
    """Have the printer asked, and wait for that, or for a while."""
    look = hass.async_create_background_task(
        async_refresh(hass, entity_id), f"{DOMAIN} refresh"
    )
    await async_wait(hass, LOOK_TIMEOUT_S, look)


async def async_refresh(hass: HomeAssistant, entity_id: str) -> None:
    """Have an entity's integration look anew; it is no harm if it does not."""
    if not hass.services.has_service("homeassistant", "update_entity"):
        return
    try:
        async with asyncio.timeout(REFRESH_TIMEOUT_S):
            await hass.services.async_call(
                "homeassistant",
                "update_entity",
                {ATTR_ENTITY_ID: entity_id},
                blocking=True,
            )
    except Exception as err:  # noqa: BLE001
        # Integrations let the errors of their libraries through.
        _LOGGER.debug("%s could not be refreshed: %s", entity_id, plain_words(err))
