"""A light, on as long as a picture needs it: switched by us, and by whom else?"""

import asyncio
from dataclasses import dataclass
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
    Context,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_call_later, async_track_state_change_event
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

LAMP_DOMAINS: Final = frozenset({"light", "switch", "input_boolean"})
SWITCH_TIMEOUT_S: Final = 10.0
# A light that is polled shows what we told it only so much later.
ANSWER_S: Final = 30.0
_MAX_ERROR_CHARS: Final = 200

_ACTIONS: Final = {STATE_ON: SERVICE_TURN_ON, STATE_OFF: SERVICE_TURN_OFF}


class LampError(Exception):
    """A light could not be switched; the text says why."""


class LampFollower(Protocol):
    """Whoever wants to know what happens to a light."""

    def on_hand(self) -> None:
        """Somebody else has switched it."""

    def on_trouble(self, error: LampError) -> None:
        """It could not be switched off again."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What we told the light and what has not been seen of it yet."""

    state: str
    until: float


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
        # One at a time: an off must not overtake the on.
        self._lock = asyncio.Lock()
        self._call: asyncio.Task[Any] | None = None
        self._asked: dict[str, _Asked] = {}
        self._asked_last: str | None = None
        self._own_contexts: dict[str, str] = {}

    # -- who needs it

    @callback
    def async_follow(self, follower: LampFollower) -> None:
        """Tell this one what happens to the light."""
        self._followers.append(follower)
        if self._stop_listening is None:
            self._stop_listening = async_track_state_change_event(
                self._hass, self.entity_id, self._on_state
            )

    @callback
    def async_unfollow(self, follower: LampFollower) -> None:
        """Tell it nothing any more."""
        self._followers.remove(follower)
        if not self._followers and self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
            self._hass.data[_LAMPS].pop(self.entity_id, None)

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

    def is_same_as(self, other: Lamp) -> bool:
        """Tell whether it is the same light under another name."""
        own_id = self._registry_id
        return own_id is not None and own_id == other._registry_id

    def bright_since_s(self) -> float | None:
        """Return how long ago we switched it on; None where we have not."""
        if not self.is_lit or self._lit_at is None:
            return None
        return time.monotonic() - self._lit_at

    # -- switching

    async def _async_put_out(self) -> None:
        """Switch it off, if we switched it on and nobody needs it any more."""
        async with self._lock:
            if self._holders or not self.is_lit:
                return
            try:
                await self._async_switch(STATE_OFF)
            except LampError as err:
                # It is still to be switched off: at the next opportunity.
                for follower in self._followers:
                    follower.on_trouble(err)
            else:
                self.is_lit = False

    def _presumed_state(self) -> str:
        """Return whether it is on: what we told it last, until it shows that.

        Raises:
            LampError: nobody knows.

        """
        state = self._state()
        if state.state not in _ACTIONS:
            raise LampError(f"{self.entity_id} is {state.state}")
        asked = self._asked.get(self._asked_last or "")
        if asked is not None and time.monotonic() < asked.until:
            return asked.state
        return state.state

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
            self._asked.pop(wanted, None)
            raise LampError(_plain_words(err)) from err

    def _start_call(self, wanted: str) -> asyncio.Task[Any]:
        """Start the action, and take note of what it will change."""
        context = Context()
        self._asked[wanted] = _Asked(wanted, time.monotonic() + ANSWER_S)
        self._asked_last = wanted
        self._own_contexts[wanted] = context.id
        call = self._hass.async_create_background_task(
            self._hass.services.async_call(
                self.entity_id.partition(".")[0],
                _ACTIONS[wanted],
                {ATTR_ENTITY_ID: self.entity_id},
                blocking=True,
                context=context,
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
        if before == after or after not in _ACTIONS:
            return
        if before not in _ACTIONS:
            # It is back. That it came or went is nobody's doing.
            if after == STATE_ON and self.is_lit and not self._holders:
                self.async_release()
            return
        if not self._is_our_doing(after, event.context):
            self.is_lit = False
            self._asked.clear()
            for follower in self._followers:
                follower.on_hand()

    def _is_our_doing(self, state: str, context: Context) -> bool:
        """Tell whether a change to this state is what we asked for."""
        asked = self._asked.pop(state, None)
        own = self._own_contexts.get(state)
        if own is not None and own in (context.id, context.parent_id):
            return True
        # An integration that polls reports the change without our context; what a
        # person does in Home Assistant has the person in it.
        return (
            asked is not None
            and time.monotonic() < asked.until
            and context.user_id is None
        )


_LAMPS: HassKey[dict[str, Lamp]] = HassKey(f"{DOMAIN}_lamps")


@callback
def async_lamp(hass: HomeAssistant, entity_id: str) -> Lamp:
    """Return the lamp of an entity, the same for all who follow it."""
    lamps = hass.data.setdefault(_LAMPS, {})
    if (lamp := lamps.get(entity_id)) is None:
        lamp = lamps[entity_id] = Lamp(hass, entity_id)
    return lamp


async def async_wait(
    hass: HomeAssistant, seconds: float, *others: asyncio.Future[Any]
) -> None:
    """Wait so long on Home Assistant's clock, or until one of the others is done."""
    over = hass.loop.create_future()

    @callback
    def end(_now: object) -> None:
        over.set_result(None)

    stop = async_call_later(hass, seconds, end)
    try:
        await asyncio.wait([over, *others], return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop()
        over.cancel()


def _plain_words(err: BaseException) -> str:
    """Return an error's text as a short part of a sentence."""
    printable = "".join(one if one.isprintable() else " " for one in str(err))
    text = " ".join(printable.split())[:_MAX_ERROR_CHARS].rstrip(". ")
    return text or type(err).__name__
