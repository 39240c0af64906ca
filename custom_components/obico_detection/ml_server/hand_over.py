"""Handing a frame over to the ML server, with proof that it was fetched."""

from dataclasses import dataclass
from typing import Final

from ..const import FaultReason
from .client import MlServerClient, Reply
from .errors import FrameNotFetchedError, FrameRefusedError, MlServerDroppedError
from .frames import Frame, FrameStore, FrameStoreFullError
from .reach import fetch_trouble

# Whoever drops a connection sooner has another reason than a frame that does not come.
GAVE_UP_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A frame that the ML server has fetched and answered about."""

    reply: Reply
    fetched_after_s: float
    """Seconds from the request to the arrival of the ML server's GET."""
    fetched_from: str | None
    """Address it came from."""


async def hand_over(
    client: MlServerClient, frames: FrameStore, base_url: str, content: bytes
) -> HandedOver:
    """Offer a JPEG, let the ML server look at it, and see that it really came for it.

    Raises:
        MlServerError: no answer that counts.

    """
    try:
        with frames.offer(content) as frame:
            reply = await _fetched_and_answered(client, frame, base_url)
    except FrameStoreFullError as err:
        # Ours, not the server's: too many frames wait at once.
        raise FrameNotFetchedError(FaultReason.CHECKS_LATE, str(err)) from err
    return HandedOver(reply, frame.first_fetch_after_s or 0.0, frame.fetched_from)


async def _fetched_and_answered(
    client: MlServerClient, frame: Frame, base_url: str
) -> Reply:
    """Return the answer about a frame that the ML server came for."""
    try:
        reply = await client.detect(frame.url(base_url))
    except FrameRefusedError as err:
        if frame.fetches:
            raise
        reason = fetch_trouble(base_url, err.said)
        raise FrameNotFetchedError(reason, str(err)) from err
    except MlServerDroppedError as err:
        if frame.fetches or err.after_s < GAVE_UP_S:
            raise
        # What the stock server does with a fetch that takes 30 s.
        raise FrameNotFetchedError(
            FaultReason.ADDRESS_TOO_SLOW, f"{err} and without the picture"
        ) from err
    if not frame.fetches:
        raise FrameNotFetchedError(
            fetch_trouble(base_url, ""),
            f"The ML server answered, but it never fetched the picture from {base_url}",
        )
    return reply
