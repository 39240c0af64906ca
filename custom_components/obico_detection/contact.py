"""What is known of an ML server from the last requests, whoever made them."""

from collections.abc import Callable
import time
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from .const import KINDS, SERVER_KINDS, FaultReason
from .timers import Timers, epoch_s

# Each check changes what is known; the recorder keeps every write.
TELL_INTERVAL_S: Final = 60.0


class ServerContact:
    """Does the ML server answer, since when, and how fast? Times are since the epoch."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing known."""
        self.reachable: bool | None = None
        """Whether it answered the last request at all; None before the first."""
        self.last_contact_at: float | None = None
        """When a request to it last ended, well or not."""
        self.last_success_at: float | None = None
        """When it last looked at a frame."""
        self.latency_s: float | None = None
        """Seconds from the last request about a frame to its answer."""
        self._timers = Timers(hass)
        self._listeners: list[Callable[[], None]] = []
        self._told_at = 0.0

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call this when something has changed, until the returned function is called.

        At once when `reachable` has changed, for all else once a minute at most.
        """
        self._listeners.append(listener)

        @callback
        def remove() -> None:
            self._listeners.remove(listener)
            if not self._listeners:
                self._timers.async_stop_all()

        return remove

    @callback
    def succeeded(self, latency_s: float) -> None:
        """The server fetched a frame and answered about it."""
        self.last_success_at = epoch_s()
        self.latency_s = latency_s
        self._learn(reachable=True)

    @callback
    def answered(self) -> None:
        """The server answered another question than one about a frame."""
        self._learn(reachable=True)

    @callback
    def failed(self, reason: FaultReason) -> None:
        """A request failed for this reason; what is not about the server is passed over."""
        if KINDS[reason] in SERVER_KINDS:
            # A refusal is an answer too, and so is a futile attempt to fetch the frame.
            self._learn(reachable=reason is not FaultReason.ML_SERVER_UNREACHABLE)

    @callback
    def _learn(self, *, reachable: bool) -> None:
        """Note whether it answered; tell now, or when the minute is over."""
        changed = reachable is not self.reachable
        self.reachable = reachable
        self.last_contact_at = epoch_s()
        wait_s = self._told_at + TELL_INTERVAL_S - time.monotonic()
        if changed or wait_s <= 0:
            self._tell()
        elif self._listeners and not self._timers.is_running("tell"):
            # The last check of a print has no other after it that would tell of it.
            self._timers.async_start("tell", wait_s, self._tell)

    @callback
    def _tell(self) -> None:
        """Call the listeners."""
        self._timers.async_stop("tell")
        self._told_at = time.monotonic()
        for listener in list(self._listeners):
            listener()
