"""Serving frames in plain http on a port of their own, where Home Assistant speaks https."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from aiohttp import hdrs, web

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .frames import FRAME_PATH, FrameStore, async_setup_frames

# What the ML server sends is small, and it sends no body at all.
MAX_BODY_BYTES: Final = 1024
MAX_LINE_BYTES: Final = 4096
IDLE_TIMEOUT_S: Final = 10.0
# Whoever still fetches a frame when the port is closed has so long to finish.
SHUTDOWN_TIMEOUT_S: Final = 2.0


class FramePortInUseError(Exception):
    """The port cannot be had; the text says which and why."""


@dataclass
class _OpenPort:
    """One open port, and how many want it open."""

    runner: web.AppRunner | None = None
    wanted: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


_PORTS: HassKey[dict[int, _OpenPort]] = HassKey(f"{DOMAIN}_frame_ports")


@asynccontextmanager
async def frame_listener(hass: HomeAssistant, port: int) -> AsyncIterator[None]:
    """Serve frames, and nothing else, on this port until the block ends.

    Several may want the same port; it is open until the last one ends.

    Raises:
        FramePortInUseError: somebody else has the port.

    """
    shared = hass.data.setdefault(_PORTS, {}).setdefault(port, _OpenPort())
    shared.wanted += 1
    try:
        async with shared.lock:
            if shared.runner is None:
                shared.runner = await _open(async_setup_frames(hass), port)
        yield
    finally:
        shared.wanted -= 1
        async with shared.lock:
            if not shared.wanted and (runner := shared.runner) is not None:
                shared.runner = None
                await runner.cleanup()


async def _open(frames: FrameStore, port: int) -> web.AppRunner:
    """Listen on all interfaces."""
    runner = web.AppRunner(
        frames_app(frames),
        access_log=None,
        # As Home Assistant does: nobody answers a peer that has hung up.
        handler_cancellation=True,
        keepalive_timeout=IDLE_TIMEOUT_S,
        max_line_size=MAX_LINE_BYTES,
        shutdown_timeout=SHUTDOWN_TIMEOUT_S,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
    except (OSError, OverflowError) as err:
        await runner.cleanup()
        raise FramePortInUseError(f"Port {port} cannot be used: {err}") from err
    return runner


def frames_app(frames: FrameStore) -> web.Application:
    """Return an application that has frames and nothing else."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return await frames.answer(request, request.match_info["nonce"])

    async def no_server_header(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.popall(hdrs.SERVER, None)

    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app.router.add_get(FRAME_PATH + "/{nonce}.jpg", answer, allow_head=False)
    app.on_response_prepare.append(no_server_header)
    return app
