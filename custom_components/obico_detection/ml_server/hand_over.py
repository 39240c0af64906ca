"""Handing a frame over to the ML server, with proof that it was fetched."""

from dataclasses import dataclass

from ..const import FaultReason
from .client import (
    FrameRefusedError,
    MlServerClient,
    MlServerDroppedError,
    MlServerError,
    Reply,
)
from .frames import FrameStore
from .reach import fetch_trouble


class FrameNotFetchedError(MlServerError):
    """The ML server has not fetched the frame; `reason` says why, as far as is known."""

    def __init__(self, reason: FaultReason, message: str) -> None:
        """Keep the reason with the message."""
        super().__init__(message)
        self.reason = reason


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
        FrameStoreFullError: too many frames are on offer.

    """
    with frames.offer(content) as frame:
        try:
            reply = await client.detect(frame.url(base_url))
        except FrameRefusedError as err:
            if frame.fetches:
                raise
            reason = fetch_trouble(base_url, err.said)
            raise FrameNotFetchedError(reason, str(err)) from err
        except MlServerDroppedError as err:
            if frame.fetches:
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
    return HandedOver(reply, frame.first_fetch_after_s or 0.0, frame.fetched_from)
