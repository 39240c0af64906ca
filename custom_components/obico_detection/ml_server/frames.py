"""Frames: pictures the ML server may fetch, each under a nonce, each fetch counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import secrets
import time
from typing import Final

from aiohttp import hdrs, web

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

FRAME_PATH: Final = f"/api/{DOMAIN}/frame"
FRAME_TTL_S: Final = 60.0
MAX_FRAMES: Final = 256
MAX_STORE_BYTES: Final = 64 * 1024 * 1024
NONCE_BYTES: Final = 32

# Home Assistant's own are added after our answer has left.
_HEADERS: Final = {
    hdrs.CACHE_CONTROL: "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    hdrs.SERVER: "",
}


class FrameStoreFullError(Exception):
    """More frames are on offer than memory is set aside for."""


@dataclass(slots=True, eq=False)
class Frame:
    """A picture on offer, and who came for it."""

    content: bytes = field(repr=False)
    nonce: str = field(repr=False)
    offered_at: float
    fetches: int = 0
    """GETs that were answered 200 with the whole picture."""
    first_fetch_after_s: float | None = None
    """Seconds from the offer to the arrival of the first of them."""
    fetched_from: str | None = None
    """Address the first of them came from."""

    def url(self, base_url: str) -> str:
        """Return the URL to hand to the ML server; it contains the nonce."""
        return f"{base_url.rstrip('/')}{FRAME_PATH}/{self.nonce}.jpg"

    def count_fetch(self, arrived_at: float, peer: str | None) -> None:
        """Count a GET that was answered with the whole picture."""
        if not self.fetches:
            self.first_fetch_after_s = arrived_at - self.offered_at
            self.fetched_from = peer
        self.fetches += 1


class FrameStore:
    """The frames on offer, in memory only, bounded in number, bytes and time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start empty; `clock` gives seconds."""
        self._clock = clock
        self._frames: dict[str, Frame] = {}

    def __len__(self) -> int:
        """Return how many frames are kept."""
        return len(self._frames)

    @contextmanager
    def offer(self, content: bytes) -> Iterator[Frame]:
        """Offer a JPEG until the block ends or FRAME_TTL_S have passed.

        Raises FrameStoreFullError.
        """
        frame = Frame(content, secrets.token_urlsafe(NONCE_BYTES), self._clock())
        self._make_room(len(content))
        self._frames[frame.nonce] = frame
        try:
            yield frame
        finally:
            self._frames.pop(frame.nonce, None)

    def get(self, nonce: str) -> Frame | None:
        """Return the frame if it is still on offer."""
        frame = self._frames.get(nonce)
        return None if frame is None or self._is_expired(frame) else frame

    async def answer(self, request: web.Request, nonce: str) -> web.StreamResponse:
        """Answer a GET for a frame: the whole of it, or 404."""
        arrived_at = self._clock()
        if (frame := self.get(nonce)) is None:
            # Never 401: Home Assistant would count it as a failed log-in and might
            # ban the ML server's address.
            return web.Response(status=404)
        response = web.Response(
            body=frame.content, content_type="image/jpeg", headers=_HEADERS
        )
        if await _send_whole(request, response):
            frame.count_fetch(arrived_at, request.remote)
        return response

    def _make_room(self, size: int) -> None:
        for nonce in [n for n, f in self._frames.items() if self._is_expired(f)]:
            del self._frames[nonce]
        used = sum(len(frame.content) for frame in self._frames.values())
        if len(self._frames) >= MAX_FRAMES or used + size > MAX_STORE_BYTES:
            raise FrameStoreFullError(
                f"{len(self._frames)} frames of {used} bytes are on offer"
            )

    def _is_expired(self, frame: Frame) -> bool:
        return self._clock() - frame.offered_at >= FRAME_TTL_S


class FrameView(HomeAssistantView):
    """Serves frames to whoever knows the nonce, and nothing else."""

    url = FRAME_PATH + "/{nonce}.jpg"
    name = f"api:{DOMAIN}:frame"
    requires_auth = False

    def __init__(self, store: FrameStore) -> None:
        """Serve the frames of this store."""
        self._store = store

    async def get(self, request: web.Request, nonce: str) -> web.StreamResponse:
        """Answer a GET; any other method is 405."""
        return await self._store.answer(request, nonce)


FRAMES: Final[HassKey[FrameStore]] = HassKey(f"{DOMAIN}_frames")


@callback
def async_setup_frames(hass: HomeAssistant) -> FrameStore:
    """Return the frame store; the first call registers the view that serves it."""
    if (store := hass.data.get(FRAMES)) is None:
        store = hass.data[FRAMES] = FrameStore()
        # Views cannot be unregistered: this one stays as long as Home Assistant runs.
        hass.http.register_view(FrameView(store))
    return store


async def _send_whole(request: web.Request, response: web.Response) -> bool:
    """Send the answer and say whether all of it left for the peer."""
    if (transport := request.transport) is None:
        return False
    # As it comes, asyncio takes 64 KiB for sent while none of it has left.
    transport.set_write_buffer_limits(high=0)
    try:
        await response.prepare(request)
        await response.write_eof()
    except ConnectionError:
        return False
    # A connection torn down from this side ends the wait without an exception.
    return request.transport is not None
