"""The printer behind the entities: what it says, and what its camera shows."""

from collections.abc import Callable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import callback

_COMMENT_MARKER = b"\xff\xfe"


class AnyPrinter:
    """Idle, then printing."""

    def __init__(
        self, entry: ConfigEntry, described: dict[str, Any], picture: bytes
    ) -> None:
        """Be what is described; names in its unique ids are this entry's."""
        number = str(entry.data["serial"]).removeprefix("SN00")
        ids = {
            "entry_id": entry.entry_id,
            "unique": entry.unique_id,
            "host": entry.data["host"],
            "number": number,
        }
        self.identifier = str(described["identifier"]).format(**ids)
        ids["identifier"] = self.identifier
        self.name: str = entry.title
        self.rows: list[dict[str, Any]] = [
            {**row, "unique_id": str(row["unique_id"]).format(**ids)}
            for row in described["entities"]
        ]
        self.states: dict[str, list[str]] = described["states"]
        self.is_printing = False
        self._picture = picture
        self._pictures_taken = 0
        self._listeners: list[Callable[[], None]] = []

    @callback
    def add_listener(self, listener: Callable[[], None]) -> None:
        """Call the listener when the printer says something else."""
        self._listeners.append(listener)

    @callback
    def begin_to_print(self) -> None:
        """Print from now on."""
        self.is_printing = True
        for listener in self._listeners:
            listener()

    @property
    def status(self) -> str:
        """What it says."""
        if self.is_printing:
            return self.states["printing"][0]
        return (self.states["idle"] or self.states["finished"])[0]

    def picture(self) -> bytes:
        """Return a picture; no two are the same, as with any camera that works."""
        self._pictures_taken += 1
        comment = str(self._pictures_taken).encode()
        length = (len(comment) + 2).to_bytes(2)
        # Behind the first two bytes, which say that a JPEG begins.
        head, tail = self._picture[:2], self._picture[2:]
        return head + _COMMENT_MARKER + length + comment + tail
