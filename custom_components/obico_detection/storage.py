"""State that must survive a restart: one file per ML server, one part per printer."""

from collections.abc import Callable, Mapping
import logging
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from .const import DOMAIN

_LOGGER = logging.getLogger(__name__)

STORAGE_VERSION = 1
SAVE_DELAY_S = 60.0

type State = dict[str, Any]


class EntryStorage:
    """Keeps what the printers of one ML server remember.

    The parts hand in a function that gives their state; it is asked when the file is
    written. A part that is not loaded keeps what was read.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Prepare; nothing is read yet."""
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
            _LOGGER.warning("Starting without the stored state: %s", str(err) or repr(err))
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
