"""One check: capture, hand over, detect. What the frame means is decided elsewhere."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
import time

from homeassistant.core import HomeAssistant

from .const import FaultReason
from .contact import ServerContact
from .detection.detections import (
    BoxHeights,
    Detection,
    MalformedReplyError,
    frame_score,
    read_detections,
)
from .ml_server.check_queue import CheckQueue
from .ml_server.client import FrameRefusedError, MlServerClient, MlServerError
from .ml_server.frames import FrameStore, FrameStoreFullError
from .ml_server.hand_over import HandedOver, hand_over
from .printer.camera import CameraError, Picture, capture, look_into
from .printer.light import PictureLight

# How often a picture of a running print is decoded, to see that it shows something.
LOOK_INTERVAL_S = 60.0


@dataclass
class MlServer:
    """One ML server and what is shared by the printers that use it."""

    client: MlServerClient
    base_url: str
    queue: CheckQueue
    frames: FrameStore
    box_heights: BoxHeights
    contact: ServerContact


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A frame that the ML server fetched and looked at.

    `captured_at` is on the clock of time.monotonic.
    """

    detections: tuple[Detection, ...]
    frame_score: float
    picture: Picture
    captured_at: float
    capture_s: float
    """How long the camera took."""
    waited_s: float
    """How long the check waited for its turn."""
    ml_s: float
    """From the request to the ML server's answer."""
    fetched_from: str | None
    """Address from which the ML server came for the frame."""


class Miss(Exception):
    """A check that ended without an inspected frame."""

    def __init__(self, reason: FaultReason, detail: str) -> None:
        """Keep the reason and a sentence for a person."""
        # Foreign text may be in it. What cannot be printed could not be stored either.
        self.detail = "".join(one if one.isprintable() else " " for one in detail)
        super().__init__(self.detail)
        self.reason = reason


class Checker:
    """Runs the checks of one printer."""

    def __init__(
        self, hass: HomeAssistant, server: MlServer, light: PictureLight
    ) -> None:
        """Prepare for the first picture."""
        self._hass = hass
        self._server = server
        self._light = light
        self._inspected_digest: bytes | None = None
        self._look_due_at = 0.0
        self._capture_s = 0.0

    def state(self) -> str | None:
        """Return which picture was inspected last."""
        return None if self._inspected_digest is None else self._inspected_digest.hex()

    def restore(self, saved: object) -> None:
        """Go on behind that picture: the same one again is no new check."""
        try:
            self._inspected_digest = bytes.fromhex(saved)  # type: ignore[arg-type]
        except TypeError, ValueError:
            self._inspected_digest = None

    def begin_job(self) -> None:
        """Look closely at the first picture of a job."""
        self._look_due_at = 0.0

    async def async_check(self, camera: str, interval_s: float) -> Inspection | None:
        """Run one check; None where the camera gave the same picture as last time.

        Raises:
            Miss: no frame was inspected.

        """
        async with AsyncExitStack() as lit:
            await lit.enter_async_context(self._light.for_picture())
            if (picture := await self._async_new_picture(camera)) is None:
                return None
            began_waiting_at = time.monotonic()
            async with self._server.queue.turn():
                waited_s = time.monotonic() - began_waiting_at
                if time.monotonic() - picture.captured_at > interval_s / 2:
                    # It waited for its turn; what the printer looks like now counts.
                    if (picture := await self._async_new_picture(camera)) is None:
                        return None
                await lit.aclose()
                await self._async_look(picture)
                inspection = await self._async_inspect(picture, waited_s)
        self._inspected_digest = picture.digest
        return inspection

    async def _async_new_picture(self, camera: str) -> Picture | None:
        """Capture a picture; None where it was inspected already."""
        began_at = time.monotonic()
        try:
            picture = await capture(self._hass, camera, clock=time.monotonic)
        except CameraError as err:
            raise Miss(err.reason, str(err)) from err
        self._capture_s = picture.captured_at - began_at
        return None if picture.digest == self._inspected_digest else picture

    async def _async_look(self, picture: Picture) -> None:
        """Decode the picture if it is time to, to see that it shows something."""
        if time.monotonic() < self._look_due_at:
            return
        try:
            await look_into(self._hass, picture)
        except CameraError as err:
            raise Miss(err.reason, str(err)) from err
        self._look_due_at = time.monotonic() + LOOK_INTERVAL_S

    async def _async_inspect(self, picture: Picture, waited_s: float) -> Inspection:
        """Hand the picture to the ML server and read its answer."""
        handed_over = await self._async_hand_over(picture)
        reply = handed_over.reply
        try:
            found = read_reply(reply.payload)
        except Miss as miss:
            self._server.contact.failed(miss.reason)
            raise
        self._server.contact.succeeded(reply.seconds)
        return Inspection(
            detections=self._server.box_heights.correct(
                found, picture.width, picture.height
            ),
            frame_score=frame_score(found),
            picture=picture,
            captured_at=picture.captured_at,
            capture_s=self._capture_s,
            waited_s=waited_s,
            ml_s=reply.seconds,
            fetched_from=handed_over.fetched_from,
        )

    async def _async_hand_over(self, picture: Picture) -> HandedOver:
        """Let the ML server fetch the picture and answer about it."""
        server = self._server
        try:
            return await hand_over(
                server.client, server.frames, server.base_url, picture.content
            )
        except MlServerError as err:
            server.contact.failed(err.reason)
            if isinstance(err, FrameRefusedError):
                await self._async_suspect(picture)
            raise Miss(err.reason, str(err)) from err
        except FrameStoreFullError as err:
            # Ours, not the server's: too many frames wait at once.
            raise Miss(FaultReason.CHECKS_LATE, str(err)) from err

    async def _async_suspect(self, picture: Picture) -> None:
        """Before the server is blamed for refusing a picture: is it any good?"""
        self._look_due_at = 0.0
        await self._async_look(picture)


def read_reply(payload: object) -> tuple[Detection, ...]:
    """Return the detections of a reply that counts; Miss where it is not understood."""
    try:
        found = read_detections(payload)
    except MalformedReplyError as err:
        raise Miss(FaultReason.ANSWER_NOT_UNDERSTOOD, str(err)) from err
    if not found and _has_detections(payload):
        # Taken for "nothing found", a server gone mad would declare all prints safe.
        raise Miss(
            FaultReason.ANSWER_NOT_UNDERSTOOD,
            "None of the detections in the reply can be read",
        )
    return found


def _has_detections(payload: object) -> bool:
    """Tell whether a reply that was read lists any detection at all."""
    return isinstance(payload, dict) and bool(payload.get("detections"))
