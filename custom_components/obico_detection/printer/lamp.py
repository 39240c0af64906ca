"""A light, on as long as a picture needs it: switched by us, and by whom else?"""

import asyncio
from collections.abc import Set as AbstractSet
import time
from typing import Any, Final, Protocol

from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..timers import Timers, async_wait
from ..words import plain_words
from .lamp_orders import Orders

# What a light may be; a form offers them in this order.
LAMP_DOMAINS: Final = ("light", "switch", "input_boolean")
SWITCH_TIMEOUT_S: Final = 10.0
# A light that would not go off is told again, at first after so long.
RETRY_S: Final = 30.0
RETRY_MAX_S: Final = 600.0

_ACTIONS: Final = {STATE_ON: SERVICE_TURN_ON, STATE_OFF: SERVICE_TURN_OFF}


class LampError(Exception):
    """A light could not be switched; the text says why."""


class LampFollower(Protocol):
    """Whoever wants to know what happens to a light."""

    def on_hand(self) -> None:
        """Somebody else has switched it."""

    def on_put_out(self) -> None:
        """We have switched it off again."""

    def on_trouble(self, error: LampError) -> None:
        """It could not be switched off again."""


class Lamp:
    """One light, shared by the printers whose cameras need it.

    Times are seconds on the clock of time.monotonic.
    """

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        """Prepare; nothing is switched or listened to yet."""
        self._hass = hass
        self.entity_id = entity_id
        row = er.async_get(hass).async_get(entity_id)
        self._registry_id = None if row is None else row.id
        # We have switched it on, and so we switch it off again.
        self.is_lit = False
        self._lit_at: float | None = None
        self._holders: set[object] = set()
        self._followers: list[LampFollower] = []
        self._stop_listening: CALLBACK_TYPE | None = None
        self._timers = Timers(hass)
        self._retry_s = RETRY_S
        # One at a time: an off must not overtake the on.
        self._lock = asyncio.Lock()
        self._call: asyncio.Task[Any] | None = None
        self._orders = Orders()

    # -- who needs it

    @callback
    def async_follow(self, follower: LampFollower) -> None:
        """Tell this one what happens to the light."""
        self._followers.append(follower)
        if self._stop_listening is None:
            self._listen()

    @callback
    def async_unfollow(self, follower: LampFollower) -> None:
        """Tell it nothing any more."""
        self._followers.remove(follower)
        if not self._followers and self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
            self._timers.async_stop_all()
            self._hass.data[_LAMPS].pop(self.entity_id, None)

    def _listen(self) -> None:
        """Find out when it is switched, under its name of now."""
        if self._stop_listening is not None:
            self._stop_listening()
        self._stop_listening = async_track_state_change_event(
            self._hass, self.entity_id, self._on_state
        )

    @property
    def is_followed(self) -> bool:
        """Whether anyone sees to it that it goes off in the end."""
        return bool(self._followers)

    @callback
    def async_rename(self, entity_id: str) -> bool:
        """Go on under another name; False where that is another light."""
        lamps = self._hass.data[_LAMPS]
        row = er.async_get(self._hass).async_get(entity_id)
        if row is None or row.id != self._registry_id or entity_id in lamps:
            return False
        lamps.pop(self.entity_id, None)
        lamps[entity_id] = self
        self.entity_id = entity_id
        self._listen()
        return True

    @callback
    def async_take_up(self, holder: object) -> None:
        """It is on by our doing from before, and held by this one."""
        self.is_lit = True
        self._holders.add(holder)

    async def async_hold(self, holder: object) -> None:
        """Switch it on if it is off, and have it stay so until it is let go.

        Raises:
            LampError: it could not be switched on.

        """
        self._holders.add(holder)
        async with self._lock:
            if holder in self._holders and self._presumed_state() == STATE_OFF:
                # Even if it fails: nobody knows how far it came.
                self.is_lit, self._lit_at = True, None
                self._retry_s = RETRY_S
                await self._async_switch(STATE_ON)
                self._lit_at = time.monotonic()

    @callback
    def async_release(self, *holders: object) -> asyncio.Task[None]:
        """Let go of it; the last one who does has it switched off, if we switched it on.

        In a task of its own: whoever lets go may be cancelled, the light is not left on.
        """
        self._holders.difference_update(holders)
        return self._hass.async_create_background_task(
            self._async_put_out(), f"{DOMAIN} {self.entity_id} off"
        )

    def is_lit_for(self, holders: AbstractSet[object]) -> bool:
        """Tell whether we have switched it on, and these or nobody hold it now."""
        held_by_these = not self._holders.isdisjoint(holders)
        return self.is_lit and (held_by_these or not self._holders)

    def lit_for_s(self) -> float | None:
        """Return how long ago we switched it on; None where we have not."""
        if not self.is_lit or self._lit_at is None:
            return None
        return time.monotonic() - self._lit_at

    # -- switching

    async def _async_put_out(self) -> None:
        """Switch it off, if we switched it on and nobody needs it any more."""
        # At a start one may let go of it a moment before another takes it up.
        await asyncio.sleep(0)
        async with self._lock:
            if self._holders or not self.is_lit:
                return
            try:
                await self._async_switch(STATE_OFF)
            except LampError as err:
                self._try_again_later()
                for follower in self._followers:
                    follower.on_trouble(err)
            else:
                self.is_lit = False
                for follower in self._followers:
                    follower.on_put_out()

    def _try_again_later(self) -> None:
        """It is still to be switched off, unless somebody needs it by then."""
        if self._followers:
            self._timers.async_start("retry", self._retry_s, self._try_again)
            self._retry_s = min(2 * self._retry_s, RETRY_MAX_S)

    def _try_again(self) -> None:
        """Switch it off, unless somebody needs it."""
        self.async_release()

    def _presumed_state(self) -> str:
        """Return whether it is on: what we told it last, until it shows that.

        In doubt it is on: then nobody touches it.

        Raises:
            LampError: nobody knows.

        """
        state = self._state()
        if state.state not in _ACTIONS:
            raise LampError(f"{self.entity_id} is {state.state}")
        if self._timers.is_running("doubt"):
            return STATE_ON
        return self._orders.awaited or state.state

    def _state(self) -> State:
        """Return its state; LampError where it has none."""
        if (state := self._hass.states.get(self.entity_id)) is None:
            raise LampError(f"{self.entity_id} does not exist")
        return state

    async def _async_switch(self, wanted: str) -> None:
        """Tell it to be on or off.

        Raises:
            LampError: it is not there, or its integration refused.

        """
        if self._state().state == STATE_UNAVAILABLE:
            raise LampError(f"{self.entity_id} is unavailable")
        if self._call is not None:
            # Behind its back it would undo what we tell it now.
            self._call.cancel()
        self._call = call = self._start_call(wanted)
        await async_wait(self._hass, SWITCH_TIMEOUT_S, call)
        if not call.done() and self._state().state != wanted:
            raise LampError(f"{self.entity_id} gave no answer")
        if call.done() and not call.cancelled() and (err := call.exception()):
            self._orders.close(wanted)
            raise LampError(plain_words(err)) from err

    def _start_call(self, wanted: str) -> asyncio.Task[Any]:
        """Start the action, and take note of what it will change."""
        self._timers.async_stop("doubt")
        call = self._hass.async_create_background_task(
            self._hass.services.async_call(
                self.entity_id.partition(".")[0],
                _ACTIONS[wanted],
                {ATTR_ENTITY_ID: self.entity_id},
                blocking=True,
                context=self._orders.give(wanted),
            ),
            f"{DOMAIN} {self.entity_id} {wanted}",
        )
        call.add_done_callback(self._on_call_done)
        return call

    def _on_call_done(self, call: asyncio.Task[Any]) -> None:
        """Let go of a call; its error was seen, even if nobody waits any more."""
        if self._call is call:
            self._call = None
        if not call.cancelled():
            call.exception()

    # -- being switched

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        """Find out who has switched it."""
        old, new = event.data["old_state"], event.data["new_state"]
        before = None if old is None else old.state
        after = None if new is None else new.state
        if before == after:
            return
        self._timers.async_stop("doubt")
        if after not in _ACTIONS:
            return
        if before not in _ACTIONS:
            # It is back. That it came or went is nobody's doing.
            if after == STATE_ON and self.is_lit and not self._holders:
                self.async_release()
            return
        if self._orders.is_by_hand(after, event.context):
            self._in_other_hands()
        elif (doubt_s := self._orders.see(after)) > 0:
            # An answer from before our order, or somebody at the light itself: the
            # latter if it does not show again what we told it.
            self._timers.async_start("doubt", doubt_s, self._in_other_hands)

    def _in_other_hands(self) -> None:
        """Somebody else has switched it: it is not ours to switch off any more."""
        self.is_lit = False
        self._orders.close_all()
        for follower in self._followers:
            follower.on_hand()


_LAMPS: HassKey[dict[str, Lamp]] = HassKey(f"{DOMAIN}_lamps")


@callback
def async_lamp(hass: HomeAssistant, entity_id: str) -> Lamp:
    """Return the lamp of an entity, the same for all who follow it."""
    lamps = hass.data.setdefault(_LAMPS, {})
    if (lamp := lamps.get(entity_id)) is None:
        lamp = lamps[entity_id] = Lamp(hass, entity_id)
    return lamp
