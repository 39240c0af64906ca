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
import io
from pathlib import Path
import time
from typing import Any, Final
from weakref import WeakValueDictionary

from PIL import Image

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.hass_dict import HassKey

from .check import Miss, read_reply
from .const import (
    CONF_BASE_URL,
    CONF_FRAME_PORT,
    CONF_ML_URL,
    CONF_TOKEN,
    CONF_VERIFY_SSL,
    DOMAIN,
    FaultReason,
)
from .detection.detections import frame_score
from .markdown import plain
from .ml_server.client import MlServerClient
from .ml_server.connection_test import (
    ConnectionReport,
    FailedLeg,
    Leg,
    LegError,
    LegResult,
    TakenPicture,
    TakePicture,
    Turn,
    Understood,
    run_connection_test,
)
from .ml_server.frames import async_setup_frames
from .ml_server.http_listener import FramePortInUseError, frame_listener
from .printer.camera import CameraError, capture, look_into
from .runtime import ObicoRuntimeData
from .texts import cause, text

# Longer than a check can take; the test is behind those that wait already.
TURN_TIMEOUT_S: Final = 60.0
PICTURE: Final = Path(__file__).parent / "ml_server" / "test_picture.jpg"

# One test at a time for each ML server.
_LOCKS: HassKey[WeakValueDictionary[str, asyncio.Lock]] = HassKey(f"{DOMAIN}_tests")


async def async_test_server(
    hass: HomeAssistant,
    target: ConfigEntry | Mapping[str, Any],
    *,
    entry: ConfigEntry | None = None,
) -> ConnectionReport:
    """Try the whole way with a picture of our own making; no print is told.

    Args:
        hass: Home Assistant.
        target: the ML server's entry, loaded or not, or the data of one.
        entry: where the data are those of a changed entry, that entry.

    """
    data: Mapping[str, Any]
    if isinstance(target, ConfigEntry):
        entry, data = target, target.data
    else:
        data = target

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
    client = MlServerClient(
        async_get_clientsession(hass, verify_ssl=data[CONF_VERIFY_SSL]),
        data[CONF_ML_URL],
        data.get(CONF_TOKEN),
    )
    async with _one_at_a_time(hass, data[CONF_ML_URL]), _frames_served(hass, data):
        return await run_connection_test(
            client,
            async_setup_frames(hass),
            data[CONF_BASE_URL],
            take_picture,
            _read,
            turn=_turns_of(entry),
        )


@asynccontextmanager
async def _one_at_a_time(hass: HomeAssistant, ml_url: str) -> AsyncIterator[None]:
    """Wait until no other test of this ML server runs."""
    lock = hass.data.setdefault(_LOCKS, WeakValueDictionary()).setdefault(
        ml_url, asyncio.Lock()
    )
    async with lock:
        yield


@asynccontextmanager
async def _frames_served(
    hass: HomeAssistant, data: Mapping[str, Any]
) -> AsyncIterator[None]:
    """Serve frames on a port of their own for so long, if the data say so."""
    async with AsyncExitStack() as stack:
        if port := data.get(CONF_FRAME_PORT):
            # Where somebody else has the port, the leg that leads there will tell.
            with suppress(FramePortInUseError):
                await stack.enter_async_context(frame_listener(hass, port))
        yield


def _turns_of(entry: ConfigEntry | None) -> Turn:
    """Return what waits for a turn among the checks of a loaded entry."""
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return nullcontext
    runtime: ObicoRuntimeData = entry.runtime_data
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
    with Image.open(io.BytesIO(content)) as image:
        width, height = image.size
    return TakenPicture(content, width, height, time.monotonic() - started)


def _read(payload: object) -> Understood:
    """Read an answer as a check does."""
    try:
        found = read_reply(payload)
    except Miss as miss:
        raise LegError(miss.reason, miss.detail) from miss
    return Understood(len(found), frame_score(found))


# -- in words


@callback
def cause_of(hass: HomeAssistant, report: ConnectionReport, failed: FailedLeg) -> str:
    """Tell why a leg failed and what to do about it; plain text."""
    told = cause(hass, failed.reason, detail=failed.detail, address=report.base_url)
    return told.strip()


@callback
def summary(
    hass: HomeAssistant, report: ConnectionReport, *, with_cause: bool = True
) -> str:
    """Return the report as Markdown, a line a leg, in the server's language.

    Without the cause of what failed, where that stands elsewhere.
    """
    lines = (_line(hass, report, one, with_cause) for one in report.legs)
    return "\n".join(lines)


def _line(
    hass: HomeAssistant, report: ConnectionReport, result: LegResult, with_cause: bool
) -> str:
    """Tell how one leg went."""
    name = text(hass, f"test_{result.leg}")
    if result.passed is None:
        return f"– {name}: {text(hass, 'test_not_reached')}"
    if result.passed:
        return f"✓ {name}: {_figures(hass, result)}"
    if isinstance(result, FailedLeg) and with_cause:
        return f"✗ {name}: {plain(cause_of(hass, report, result))}"
    return f"✗ {name}"


def _figures(hass: HomeAssistant, result: LegResult) -> str:
    """Return the figures of a leg that passed."""
    took_s = result.fetched_after_s if result.leg is Leg.FETCH else result.seconds
    if took_s is None:
        return text(hass, "test_passed")
    return text(
        hass,
        f"test_{result.leg}_figures",
        milliseconds=f"{took_s * 1000:.0f}",
        size=f"{result.width} × {result.height}",
        kilobytes=f"{(result.size_bytes or 0) / 1000:.0f}",
        fetched_from=plain(result.fetched_from or "?"),
        detections=str(result.detections),
        score=f"{result.frame_score or 0.0:.2f}",
    )
