"""Whether a print that seems to go on was resumed."""

from collections.abc import Callable, Sequence
from typing import Final

from homeassistant.core import callback

from ..timers import Timers
from .incident import Incident, StepKind

RESUMED: Final = "resumed"
# A printer that shows for a moment that it prints, right after pause was pressed, has not
# been resumed.
FLICKER_S: Final = 10.0


class ResumeWatch:
    """Waits, where that is needed, for a resume to last."""

    def __init__(self, timers: Timers, on_resumed: Callable[[], None]) -> None:
        """Prepare; `on_resumed` is called when it is certain."""
        self._timers = timers
        self._on_resumed = on_resumed
        self.is_awaited = False
        """Whether the printer shows that it goes on, and may not mean it."""

    @callback
    def async_seen(self, open_ones: Sequence[Incident], *, is_fresh: bool) -> None:
        """The printer shows that the print goes on.

        Args:
            open_ones: what is neither acknowledged nor over.
            is_fresh: pause was pressed so lately that it may still show.

        """
        steps = [step for one in open_ones for step in one.steps]
        is_ordered = any(step.kind is StepKind.RESUME for step in steps)
        if steps and is_fresh and not is_ordered:
            self.async_await()
        else:
            self._on_resumed()

    @callback
    def async_await(self) -> None:
        """See whether it lasts."""
        self.is_awaited = True
        self._timers.async_start(RESUMED, FLICKER_S, self._on_resumed)

    @callback
    def async_stop(self) -> None:
        """It has not lasted, or it is certain, or over."""
        self.is_awaited = False
        self._timers.async_stop(RESUMED)
