"""Waiting for what a real Home Assistant shows."""

from collections.abc import Callable
from typing import Any

from demo.launcher import DemoHouse

type States = dict[str, dict[str, Any]]


async def wait_for(house: DemoHouse, what: Callable[[States], bool]) -> States:
    """Ask for the states until something is so; the test's own timeout ends it."""
    async with await house.hass.socket() as socket:
        await socket.call("subscribe_events", event_type="state_changed")
        while not what(states := await house.hass.states()):
            await socket.next_event()
    return states
