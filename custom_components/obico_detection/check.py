"""One check: capture, hand over, detect. What the frame means is decided elsewhere."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
import time

from homeassistant.core import HomeAssistant

from .const import FaultReason
from .detection.detections import (
    Detection,
    MalformedReplyError,
    frame_score,
    read_detections,
)
from .ml_server.errors import FrameRefusedError, MlServerError
from .ml_server.hand_over import HandedOver, hand_over
from .printer.camera import CameraError, Picture, capture, look_into
from .printer.light import PictureLight
from .shared import MlServer
from .words import one_line

# How often a picture of a running print is decoded, to see that it shows something.
LOOK_INTERVAL_S = 60.0


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


@dataclass(frozen=True, slots=True)
class _Captured:
    """A picture, and how long the camera took."""

    picture: Picture
    capture_s: float


class Miss(Exception):
    """A check that ended without an inspected frame."""

    def __init__(self, reason: FaultReason, detail: str) -> None:
        """Keep the reason and a sentence for a person."""
        # Foreign text may be in it. What cannot be printed could not be stored either.
        self.detail = one_line(detail)
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

    async def async_check(
        self, camera: str, interval_s: float, *, counts: bool = True
    ) -> Inspection | None:
        """Run one check; None where the camera gave the same picture as last time.

        One that does not count leaves no trace: it takes any picture, and the next check
        takes the same one again.

        Raises:
            Miss: no frame was inspected.

        """
        async with AsyncExitStack() as lit:
            await lit.enter_async_context(self._light.for_picture())
            if (captured := await self._async_capture(camera, counts)) is None:
                return None
            began_waiting_at = time.monotonic()
            async with self._server.queue.turn():
                waited_s = time.monotonic() - began_waiting_at
                if time.monotonic() - captured.picture.captured_at > interval_s / 2:
                    # It waited for its turn; what the printer looks like now counts.
                    if (captured := await self._async_capture(camera, counts)) is None:
                        return None
                await lit.aclose()
                await self._async_look(captured.picture)
                inspection = await self._async_inspect(captured, waited_s)
        if counts:
            self._inspected_digest = inspection.picture.digest
        return inspection

    async def _async_capture(self, camera: str, is_new: bool) -> _Captured | None:
        """Capture a picture; None where a new one is wanted and it was inspected."""
        began_at = time.monotonic()
        try:
            picture = await capture(self._hass, camera, clock=time.monotonic)
        except CameraError as err:
            raise Miss(err.reason, str(err)) from err
        if is_new and picture.digest == self._inspected_digest:
            return None
        return _Captured(picture, picture.captured_at - began_at)

    async def _async_look(self, picture: Picture) -> None:
        """Decode the picture if it is time to, to see that it shows something."""
        if time.monotonic() < self._look_due_at:
            return
        try:
            await look_into(self._hass, picture)
        except CameraError as err:
            raise Miss(err.reason, str(err)) from err
        self._look_due_at = time.monotonic() + LOOK_INTERVAL_S

    async def _async_inspect(self, captured: _Captured, waited_s: float) -> Inspection:
        """Hand the picture to the ML server and read its answer."""
        picture, server = captured.picture, self._server
        client = server.client
        try:
            handed_over = await self._async_hand_over(picture)
            reply = handed_over.reply
            found = read_reply(reply.payload)
        except Miss as miss:
            # Of a server that was given up meanwhile nobody wants to know.
            if server.client is client:
                server.contact.failed(miss.reason)
            raise
        if server.client is client:
            server.contact.succeeded(reply.seconds)
        return Inspection(
            detections=server.box_heights.correct(found, picture.width, picture.height),
            frame_score=frame_score(found),
            picture=picture,
            captured_at=picture.captured_at,
            capture_s=captured.capture_s,
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
            if isinstance(err, FrameRefusedError):
                await self._async_suspect(picture)
            raise Miss(err.reason, str(err)) from err

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
