"""What one printer was told through us, and whether that may still be on its way."""

import asyncio
from collections.abc import Mapping
import time
from typing import Any

from ..detection.stored import read_field, read_number
from ..printer.drive import Command


class Console:
    """Remembers presses, whoever wanted them, so that none is made against another.

    Times are seconds on the clock of time.monotonic.
    """

    def __init__(self) -> None:
        """Start with nothing pressed."""
        self._presses: dict[Command, int] = {}
        self._last_at: dict[Command, float] = {}
        self.turns = {command: asyncio.Lock() for command in Command}
        """Who holds one is the only one who has that control pressed."""
        self.orders = 0
        """How often a person has told the printer something; the latest one counts."""

    def note(self, command: Command) -> None:
        """A control is being pressed."""
        self._presses[command] = self._presses.get(command, 0) + 1
        self._last_at[command] = time.monotonic()

    def order(self) -> int:
        """A person tells the printer something; return which order it is."""
        self.orders += 1
        return self.orders

    def is_on_its_way(self, command: Command, settle_s: float) -> bool:
        """Whether a press was made so lately that it may still show."""
        last_at = self._last_at.get(command)
        return last_at is not None and time.monotonic() - last_at < settle_s

    def renew(self, command: Command) -> None:
        """What was pressed may show from now on."""
        self._last_at[command] = time.monotonic()

    def count(self, command: Command, settle_s: float, *, by_person: bool) -> int:
        """Return how many presses count as made already for whoever comes now.

        Those of another response that were lost, and for a person only what is on its way.
        """
        on_its_way = int(self.is_on_its_way(command, settle_s))
        if by_person:
            return on_its_way
        return max(self._presses.get(command, 0), on_its_way)

    def settle(self, *commands: Command) -> None:
        """The printer shows that these were followed, or do not matter any more."""
        for command in commands:
            self._presses.pop(command, None)
            self._last_at.pop(command, None)

    def begin_anew(self) -> None:
        """What was lost is no reason to press less for what comes next."""
        self._presses.clear()

    def state(self) -> dict[str, Any]:
        """Return it as JSON types."""
        now = time.monotonic()
        return {
            command.value: {
                "presses": self._presses.get(command, 0),
                "ago_s": max(now - last_at, 0.0),
            }
            for command, last_at in self._last_at.items()
        }

    def restore(self, saved: object, now: float, away_s: float) -> None:
        """Take over what `state` gave, so long ago.

        Raises:
            ValueError: it is damaged.

        """
        if not isinstance(saved, Mapping):
            raise ValueError("not the state of a console")  # noqa: TRY004
        for name in saved:
            part = read_field(saved, name)
            command = Command(name)
            self._presses[command] = int(read_number(part, "presses"))
            self._last_at[command] = now - away_s - read_number(part, "ago_s")
