"""Taking a picture of a printer with whatever camera Home Assistant has of it."""

import asyncio
from collections.abc import Callable
import time
from typing import Final

from homeassistant.components import camera, image
from homeassistant.components.image.const import DATA_COMPONENT as IMAGE_COMPONENT
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, FaultReason
from ..words import plain_words
from .image_header import CameraError, read_header, unusable
from .picture import (
    Picture,
    can_pass,
    looks_black,
    normalise,
    pass_through,
    verify_content,
)

__all__ = ["CameraError", "Picture", "capture", "look_into", "looks_black"]

CAPTURE_TIMEOUT_S: Final = 20
# Home Assistant gives up in time; this is for a camera that does not let it, and leaves
# time to make a large picture smaller.
GIVE_UP_LATER_S = 5.0


class _Flight:
    """A capture in flight, and how many wait for it."""

    def __init__(self, task: asyncio.Task[Picture]) -> None:
        self.task = task
        self.waiting = 0


_FLIGHTS: HassKey[dict[str, _Flight]] = HassKey(f"{DOMAIN}_captures")


async def capture(
    hass: HomeAssistant,
    entity_id: str,
    timeout: int = CAPTURE_TIMEOUT_S,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Picture:
    """Capture, verify and normalise one picture of a camera or image entity.

    A camera is asked once at a time: who comes while it is being asked gets the same
    picture. The clock says when it was captured.

    Raises:
        CameraError: the camera gave none, or none that anybody could look at.

    """
    try:
        async with asyncio.timeout(timeout + GIVE_UP_LATER_S):
            return await _join_flight(hass, entity_id, timeout, clock)
    except TimeoutError as err:
        raise _too_late(timeout) from err


async def look_into(hass: HomeAssistant, picture: Picture) -> None:
    """Decode a picture, much reduced, to see that it shows something.

    Raises:
        CameraError: it cannot be decoded, or is black.

    """
    await hass.async_add_executor_job(verify_content, picture)


async def _join_flight(
    hass: HomeAssistant, entity_id: str, timeout: int, clock: Callable[[], float]
) -> Picture:
    """Wait for the capture that is in flight, or for one of our own."""
    flights = hass.data.setdefault(_FLIGHTS, {})
    while (flight := flights.get(entity_id)) and not flight.waiting:
        # Nobody wanted it any more. The camera has to let go of it first.
        await asyncio.wait([flight.task])
    if flight is None:
        flight = _take_off(hass, entity_id, timeout, clock)
    flight.waiting += 1
    try:
        await asyncio.wait([flight.task])
        if flight.task.cancelled():
            raise _unavailable("The camera broke off")
        return flight.task.result()
    finally:
        flight.waiting -= 1
        if not flight.waiting:
            flight.task.cancel()


def _take_off(
    hass: HomeAssistant, entity_id: str, timeout: int, clock: Callable[[], float]
) -> _Flight:
    """Start a capture.

    In a task of its own, as Home Assistant swallows the cancellation of whoever waits
    for a camera; and who goes on waiting must not lose it to one who does not.
    """
    flights = hass.data[_FLIGHTS]
    flight = flights[entity_id] = _Flight(
        hass.async_create_background_task(
            _capture(hass, entity_id, timeout, clock),
            f"{DOMAIN} capture {entity_id}",
            eager_start=False,
        )
    )

    def land(task: asyncio.Task[Picture]) -> None:
        del flights[entity_id]
        if not task.cancelled():
            task.exception()  # Seen, in case that nobody waits any more.

    flight.task.add_done_callback(land)
    return flight


async def _capture(
    hass: HomeAssistant, entity_id: str, timeout: int, clock: Callable[[], float]
) -> Picture:
    content = await _get_image(hass, entity_id, timeout)
    captured_at = clock()
    header = read_header(content)
    if can_pass(header):
        return pass_through(content, header, captured_at)
    return await hass.async_add_executor_job(normalise, content, header, captured_at)


async def _get_image(hass: HomeAssistant, entity_id: str, timeout: int) -> bytes:
    """Get what the camera gives, whatever that is."""
    started = hass.loop.time()
    try:
        content: object = await _ask(hass, entity_id, timeout)
    except CameraError:
        raise
    except HomeAssistantError as err:
        if why := _why_gone(hass, entity_id):
            raise CameraError(FaultReason.CAMERA_GONE, f"{entity_id} {why}") from err
        if str(err) != "Unable to get image":
            raise _unavailable(plain_words(err)) from err
        # Home Assistant says this of a camera that is too slow and of one that has none.
        if hass.loop.time() - started > timeout - 0.1:
            raise _too_late(timeout) from err
        raise _unavailable("The camera gave no picture") from err
    except Exception as err:
        # Home Assistant lets through whatever error the camera's integration raises.
        raise _unavailable(plain_words(err)) from err
    if not isinstance(content, bytes | bytearray | memoryview):
        raise unusable(f"This is not a picture ({type(content).__name__})")
    return bytes(content)


def _why_gone(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return why an entity cannot come back by itself; one not loaded yet may."""
    row = er.async_get(hass).async_get(entity_id)
    if row is not None:
        return "is disabled" if row.disabled else None
    return "does not exist any more" if hass.states.get(entity_id) is None else None


async def _ask(hass: HomeAssistant, entity_id: str, timeout: int) -> bytes:
    domain = entity_id.partition(".")[0]
    if domain == Platform.CAMERA:
        return (await camera.async_get_image(hass, entity_id, timeout)).content
    if domain != Platform.IMAGE:
        raise _unavailable(f"{entity_id} is neither a camera nor an image")
    if IMAGE_COMPONENT not in hass.data:
        raise _unavailable("The image integration is not set up")
    return (await image.async_get_image(hass, entity_id, timeout)).content


def _unavailable(message: str) -> CameraError:
    return CameraError(FaultReason.CAMERA_UNAVAILABLE, message)


def _too_late(timeout: int) -> CameraError:
    return _unavailable(f"The camera gave no picture within {timeout} s")
