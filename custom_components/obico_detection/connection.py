"""Proving the chain: from a picture, over the ML server and back, before it matters."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    nullcontext,
    suppress,
)
from pathlib import Path
import time
from typing import Any, Final
from weakref import WeakValueDictionary

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .check import Miss, read_reply
from .const import CONF_BASE_URL, CONF_FRAME_PORT, CONF_ML_URL, DOMAIN, FaultReason
from .detection.detections import frame_score
from .ml_server.client import client_for
from .ml_server.connection_test import (
    ConnectionReport,
    LegError,
    TakenPicture,
    TakePicture,
    Turn,
    Understood,
    run_connection_test,
)
from .ml_server.frames import async_setup_frames
from .ml_server.http_listener import FramePortInUseError, frame_listener
from .printer.camera import CameraError, capture, look_into
from .runtime import loaded

# Longer than a check can take; the test is behind those that wait already.
TURN_TIMEOUT_S: Final = 60.0
PICTURE: Final = Path(__file__).parent / "ml_server" / "test_picture.jpg"
PICTURE_WIDTH: Final = 640
PICTURE_HEIGHT: Final = 360

# One test at a time for each ML server.
_LOCKS: HassKey[WeakValueDictionary[str, asyncio.Lock]] = HassKey(f"{DOMAIN}_tests")


async def async_test_server(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    entry: ConfigEntry | None = None,
) -> ConnectionReport:
    """Try the whole way with a picture of our own making; no print is told.

    Args:
        hass: Home Assistant.
        data: those of the ML server's entry, be they stored or not.
        entry: the entry itself, if there is one; running prints have their turn before.

    """

    async def take_picture() -> TakenPicture:
        return await hass.async_add_executor_job(_own_picture)

    return await _async_test(hass, data, entry, take_picture)


async def async_test_printer(
    hass: HomeAssistant,
    entry: ConfigEntry,
    camera: str,
    light: AbstractAsyncContextManager[None],
) -> ConnectionReport:
    """Try the whole way with a picture of a printer's camera; no print is told.

    The picture is taken while `light` is entered.
    """

    async def take_picture() -> TakenPicture:
        started = time.monotonic()
        try:
            async with light:
                picture = await capture(hass, camera)
            await look_into(hass, picture)
        except CameraError as err:
            raise LegError(err.reason, str(err)) from err
        return TakenPicture(
            picture.content,
            picture.width,
            picture.height,
            time.monotonic() - started,
        )

    return await _async_test(hass, entry.data, entry, take_picture)


async def _async_test(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    entry: ConfigEntry | None,
    take_picture: TakePicture,
) -> ConnectionReport:
    """Run the test, after those of the same ML server."""
    async with _one_at_a_time(hass, data[CONF_ML_URL]), _served(hass, data, entry):
        report = await run_connection_test(
            client_for(hass, data),
            async_setup_frames(hass),
            data[CONF_BASE_URL],
            take_picture,
            _read,
            turn=_turns_of(entry),
        )
    if report.passed and entry is not None:
        _check_what_failed(entry)
    return report


@callback
def _check_what_failed(entry: ConfigEntry) -> None:
    """It works again: printers nobody can look at need not wait for their next check."""
    if (runtime := loaded(entry)) is None:
        return
    for printer in runtime.printers.values():
        if printer.health.in_fault:
            printer.async_check_again()


@asynccontextmanager
async def _one_at_a_time(hass: HomeAssistant, ml_url: str) -> AsyncIterator[None]:
    """Wait until no other test of this ML server runs."""
    lock = hass.data.setdefault(_LOCKS, WeakValueDictionary()).setdefault(
        ml_url, asyncio.Lock()
    )
    async with lock:
        yield


@asynccontextmanager
async def _served(
    hass: HomeAssistant, data: Mapping[str, Any], entry: ConfigEntry | None
) -> AsyncIterator[None]:
    """Serve frames on a port of their own for so long, if the data say so."""
    port = data.get(CONF_FRAME_PORT)
    runtime = None if entry is None else loaded(entry)
    async with AsyncExitStack() as stack:
        if runtime is not None and port == runtime.server_data.get(CONF_FRAME_PORT):
            # What the checks use is what has to work.
            await runtime.frame_port.async_try()
        elif port:
            # Where somebody else has the port, the leg that leads there will tell.
            with suppress(FramePortInUseError):
                await stack.enter_async_context(frame_listener(hass, port))
        yield


def _turns_of(entry: ConfigEntry | None) -> Turn:
    """Return what waits for a turn among the checks of a loaded entry."""
    if entry is None or (runtime := loaded(entry)) is None:
        return nullcontext
    queue = runtime.server.queue

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(TURN_TIMEOUT_S):
                    await stack.enter_async_context(queue.turn())
            except TimeoutError:
                raise LegError(
                    FaultReason.CHECKS_LATE,
                    f"The ML server was busy for {TURN_TIMEOUT_S:g} s",
                ) from None
            yield

    return turn


def _own_picture() -> TakenPicture:
    """Read the picture of our own making; off the event loop."""
    started = time.monotonic()
    content = PICTURE.read_bytes()
    return TakenPicture(
        content, PICTURE_WIDTH, PICTURE_HEIGHT, time.monotonic() - started
    )


def _read(payload: object) -> Understood:
    """Read an answer as a check does."""
    try:
        found = read_reply(payload)
    except Miss as miss:
        raise LegError(miss.reason, miss.detail) from miss
    return Understood(len(found), frame_score(found))
