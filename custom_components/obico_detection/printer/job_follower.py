"""Follows the entities that tell about a print job."""

from collections.abc import Callable
import logging

from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_track_state_change_event

from ..timers import Timers, epoch_s
from .print_job import JobChange, JobTracker

_LOGGER = logging.getLogger(__name__)

MAX_WORD_CHARS = 80


class JobFollower:
    """Hands a printer's states to its job tracker when they change, or when it is time."""

    def __init__(
        self,
        hass: HomeAssistant,
        timers: Timers,
        *,
        tracker: Callable[[], JobTracker],
        on_change: Callable[[JobChange], None],
        on_update: Callable[[], None],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            timers: where the tracker's deadlines run.
            tracker: gives the tracker that is used now.
            on_change: called for each change of the job, in order.
            on_update: called after each look at the printer.

        """
        self._hass = hass
        self._timers = timers
        self._tracker = tracker
        self._on_change = on_change
        self._on_update = on_update
        self._sources: tuple[str, str | None] | None = None
        self._stop_listening: CALLBACK_TYPE | None = None
        self._unlisted_told: str | None = None

    @callback
    def async_follow(self, status: str, marker: str | None) -> None:
        """Follow these entities from now on."""
        self.async_stop()
        self._sources = (status, marker)
        entities = [status] if marker is None else [status, marker]
        self._stop_listening = async_track_state_change_event(
            self._hass, entities, self._on_state
        )

    @callback
    def async_stop(self) -> None:
        """Follow nothing any more."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        self._sources = None
        self._timers.async_stop("job")

    @callback
    def async_look(self) -> None:
        """Look at the printer now."""
        if self._sources is None:
            return
        status, marker = (self._state_of(entity_id) for entity_id in self._sources)
        now = epoch_s()
        tracker = self._tracker()
        for change in tracker.update(status, marker, now):
            self._on_change(change)
        self._tell_of_unlisted(tracker, status)
        self._timers.async_stop("job")
        if (deadline := tracker.next_deadline) is not None:
            self._timers.async_start("job", deadline - now, self.async_look)
        self._on_update()

    def _tell_of_unlisted(self, tracker: JobTracker, status: str | None) -> None:
        """Log a state that nobody has explained, once."""
        if tracker.is_unlisted and status != self._unlisted_told:
            self._unlisted_told = status
            _LOGGER.warning(
                "%s says %r, which is in none of the lists of its states: taken for idle",
                self._sources[0] if self._sources else "",
                (status or "")[:MAX_WORD_CHARS],
            )

    @callback
    def _on_state(self, _event: Event[EventStateChangedData]) -> None:
        """Look when one of the entities has changed."""
        self.async_look()

    def _state_of(self, entity_id: str | None) -> str | None:
        """Return an entity's state; None where there is none."""
        if entity_id is None or (state := self._hass.states.get(entity_id)) is None:
            return None
        return state.state
