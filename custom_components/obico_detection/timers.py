"""Named timers on Home Assistant's clock."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Timers:
    """Timers of which each name runs at most once at a time."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with none."""
        self._hass = hass
        self._running: dict[str, CALLBACK_TYPE] = {}

    @callback
    def async_start(
        self, name: str, delay_s: float, action: Callable[[], None]
    ) -> None:
        """Start a timer in the place of the one of this name."""
        self.async_stop(name)

        @callback
        def run(_now: datetime) -> None:
            self._running.pop(name, None)
            action()

        self._running[name] = async_call_later(self._hass, max(0.0, delay_s), run)

    @callback
    def async_stop(self, *names: str) -> None:
        """Stop the timers of these names that run."""
        for name in names:
            if (stop := self._running.pop(name, None)) is not None:
                stop()

    @callback
    def async_stop_all(self) -> None:
        """Stop them all."""
        self.async_stop(*list(self._running))
