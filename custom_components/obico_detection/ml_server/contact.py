"""What is known of an ML server from the last requests, whoever made them."""

from collections.abc import Callable

from homeassistant.core import CALLBACK_TYPE, callback

from ..const import KINDS, SERVER_KINDS, FaultReason
from ..timers import epoch_s
from .connection_test import ConnectionReport, FailedLeg, Leg


class ServerContact:
    """Does the ML server answer, since when, and how fast? Times are since the epoch."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.reachable: bool | None = None
        """Whether it answered the last request at all; None before the first."""
        self.last_contact_at: float | None = None
        """When a request to it last ended, well or not."""
        self.last_success_at: float | None = None
        """When it last looked at a frame."""
        self.latency_s: float | None = None
        """Seconds from the last request about a frame to its answer."""
        self._listeners: list[Callable[[], None]] = []

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call this after each request, until the returned function is called."""
        self._listeners.append(listener)

        @callback
        def remove() -> None:
            self._listeners.remove(listener)

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
    def tested(self, report: ConnectionReport) -> None:
        """The whole way was tried; take in what that has told about the server."""
        for one in report.legs:
            if isinstance(one, FailedLeg):
                self.failed(one.reason)
            elif one.passed and one.leg is Leg.ML_SERVER:
                self.answered()
            elif one.passed and one.leg is Leg.ANSWER and one.seconds is not None:
                self.succeeded(one.seconds)

    @callback
    def _learn(self, *, reachable: bool) -> None:
        """Note whether it answered."""
        self.reachable = reachable
        self.last_contact_at = epoch_s()
        for listener in list(self._listeners):
            listener()
