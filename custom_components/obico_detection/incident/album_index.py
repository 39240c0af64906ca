"""What the album holds, in memory, so that nobody sums up files at every write. Pure."""

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Where an incident is in the album."""

    printer_id: str
    incident_id: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What decides whether an incident stays."""

    is_open: bool
    opened_at: float
    size_bytes: int


class AlbumIndex:
    """All incidents of the album, and which of them have to go."""

    def __init__(self, per_printer: int, total_bytes: int) -> None:
        """Start empty, with the limits of the album."""
        self._per_printer = per_printer
        self._total_bytes = total_bytes
        self._kept: dict[Place, Kept] = {}
        self._bytes = 0

    def __contains__(self, place: Place) -> bool:
        """Whether there is such an incident."""
        return place in self._kept

    def put(self, place: Place, kept: Kept) -> None:
        """Note what an incident is like now."""
        self.drop(place)
        self._kept[place] = kept
        self._bytes += kept.size_bytes

    def drop(self, place: Place) -> None:
        """Forget an incident that is gone."""
        if kept := self._kept.pop(place, None):
            self._bytes -= kept.size_bytes

    def surplus(self, stored: Place) -> list[Place]:
        """Return what has to go after this one was stored: the oldest, of open ones last.

        The one that was just stored stays in any case.
        """
        others = sorted(self._kept.keys() - {stored}, key=self._rank)
        own = [one for one in others if one.printer_id == stored.printer_id]
        # With this one there are len(own) + 1.
        going = dict.fromkeys(own[: max(0, len(own) + 1 - self._per_printer)])
        excess = self._bytes - self._total_bytes
        excess -= sum(self._kept[place].size_bytes for place in going)
        for place in others:
            if excess <= 0:
                break
            if place not in going:
                going[place] = None
                excess -= self._kept[place].size_bytes
        return list(going)

    def _rank(self, place: Place) -> tuple[bool, float, Place]:
        kept = self._kept[place]
        return kept.is_open, kept.opened_at, place
