"""What Home Assistant shows of us among its system information."""

import asyncio
from typing import Any, Final

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN, WatchState
from .ml_server.errors import MlServerError
from .runtime import ObicoConfigEntry, loaded
from .shared import MlServer

# As long as Home Assistant gives others for the same.
PROBE_TIMEOUT_S: Final = 5.0
_LOOKING: Final = frozenset({WatchState.WARMING_UP, WatchState.WATCHING})


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register what is asked when somebody looks."""
    register.async_register_info(async_info)


async def async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return how many are set up, and how they are."""
    entries: list[ObicoConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    runtimes = [runtime for one in entries if (runtime := loaded(one)) is not None]
    states = [
        printer.data.watch_state
        for runtime in runtimes
        for printer in runtime.printers.values()
    ]
    servers = [runtime.server for runtime in runtimes]
    return {
        "ml_servers": len(entries),
        "ml_servers_reachable": _async_count_reachable(servers),
        "printers": len(states),
        "printers_watched": sum(state in _LOOKING for state in states),
        "printers_in_fault": states.count(WatchState.FAULT),
    }


async def _async_count_reachable(servers: list[MlServer]) -> int:
    """Ask all ML servers at once how they are."""
    return sum(await asyncio.gather(*map(_async_is_reachable, servers)))


async def _async_is_reachable(server: MlServer) -> bool:
    """Ask one whether it is well; one that looks at a picture just now is."""
    if server.queue.running and server.contact.reachable:
        # Its only worker would answer when it is done, and that may take a while.
        return True
    try:
        async with asyncio.timeout(PROBE_TIMEOUT_S):
            await server.client.check_health()
    except MlServerError, TimeoutError:
        return False
    return True
