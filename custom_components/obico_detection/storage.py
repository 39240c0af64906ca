"""State that must survive a restart: one file per ML server, one part per printer."""

from collections.abc import Callable, Mapping
import logging
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from .const import DOMAIN
from .timers import Timers

_LOGGER = logging.getLogger(__name__)

STORAGE_VERSION = 1
SAVE_DELAY_S = 60.0
# After a restart a job without a marker is the same one only if it was seen within an
# hour; in a long pause or fault nothing else would be stored.
KEEP_FRESH_S = 600.0

type State = dict[str, Any]


class EntryStorage:
    """Keeps what the printers of one ML server remember.

    The parts hand in a function that gives their state; it is asked when the file is
    written. A part that is not loaded keeps what was read.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare; nothing is read yet."""
        self._hass = hass
        self._store = Store[State](
            hass, STORAGE_VERSION, f"{DOMAIN}.{entry_id}", atomic_writes=True
        )
        self._saved: State = {}
        self._sources: dict[str, Callable[[], State]] = {}
        self._write_pending = False

    async def async_load(self) -> None:
        """Read the file; what cannot be read is as if it had never been."""
        try:
            saved = await self._store.async_load()
        except Exception as err:  # noqa: BLE001
            # Whatever is wrong with the file, the print must be watched.
            _LOGGER.warning(
                "Starting without the stored state: %s", str(err) or repr(err)
            )
            saved = None
        if not isinstance(saved, dict):
            saved = {}
        self._saved = {
            key: part for key, part in saved.items() if isinstance(part, dict)
        }

    def saved(self, key: str) -> Mapping[str, Any]:
        """Return what was read for this part; empty if there is nothing."""
        part: State = self._saved.get(key, {})
        return part

    @callback
    def async_attach(self, key: str, source: Callable[[], State]) -> None:
        """Let this function give the state of a part from now on."""
        self._sources[key] = source

    @callback
    def async_detach(self, key: str) -> None:
        """Take the part's last state and let go of it."""
        if source := self._sources.pop(key, None):
            self._saved[key] = source()

    @callback
    def async_keep_only(self, keys: set[str]) -> None:
        """Forget every part that is not among these."""
        for key in self._saved.keys() - keys:
            del self._saved[key]
        for key in self._sources.keys() - keys:
            del self._sources[key]

    @callback
    def async_save_soon(self) -> None:
        """Write within a minute.

        Asked again before that write it does nothing: `Store.async_delay_save` would
        move the write into the future, and a check every 10 s would never let it happen.
        """
        if not self._write_pending:
            self._write_pending = True
            self._store.async_delay_save(self._state, SAVE_DELAY_S)

    @callback
    def async_save_now(self) -> None:
        """Write now, without waiting for it."""
        self._hass.async_create_task(
            self.async_save(), f"{DOMAIN} save", eager_start=True
        )

    async def async_save(self) -> None:
        """Write now."""
        await self._store.async_save(self._state())

    async def async_remove(self) -> None:
        """Delete the file."""
        await self._store.async_remove()

    @callback
    def _state(self) -> State:
        """Gather the state of all parts."""
        self._write_pending = False
        return self._saved | {key: source() for key, source in self._sources.items()}


class PrinterStorage:
    """What one printer sees of the storage."""

    def __init__(self, storage: EntryStorage, printer_id: str, timers: Timers) -> None:
        """Prepare; nothing of the printer is stored yet."""
        self._storage = storage
        self._printer_id = printer_id
        self._timers = timers
        self.saved = storage.saved(printer_id)

    @callback
    def async_save_soon(self) -> None:
        """Write within a minute."""
        self._storage.async_save_soon()

    @callback
    def async_save_now(self) -> None:
        """Write now, without waiting for it."""
        self._storage.async_save_now()

    async def async_save(self) -> None:
        """Write now."""
        await self._storage.async_save()

    @callback
    def async_attach(self, source: Callable[[], State]) -> None:
        """Let this function give the printer's state from now on."""
        self._storage.async_attach(self._printer_id, source)

    @callback
    def async_detach(self) -> None:
        """Take the printer's last state and let go of it."""
        self._storage.async_detach(self._printer_id)

    @callback
    def async_keep_fresh(self, *, has_job: bool) -> None:
        """Store now and then that there is a job, should no check do it."""
        if not has_job:
            self._timers.async_stop("keep")
        elif not self._timers.is_running("keep"):
            self._timers.async_start("keep", KEEP_FRESH_S, self._keep)

    @callback
    def _keep(self) -> None:
        self.async_save_soon()
        self.async_keep_fresh(has_job=True)
