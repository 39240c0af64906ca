"""The entities that an integration made for a device, and finding one among them."""

from collections.abc import Callable, Collection, Iterable, Mapping
import re
from typing import Final

from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .profiles import Match
from .profiles.profile import PLACEHOLDERS

type Ids = Mapping[str, frozenset[str]]
"""What a unique id may be built from: placeholder -> values."""

# A shorter identifier could be part of any word.
SHORTEST_ID_CHARS: Final = 4

_PLACEHOLDER: Final = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


class DeviceRows:
    """The rows of the entity registry that one integration made for one device."""

    def __init__(self, rows: Iterable[er.RegistryEntry], ids: Ids) -> None:
        """Take the rows; `ids` is what their unique ids may be built from."""
        self.ids = ids
        self._rows: dict[str, list[er.RegistryEntry]] = {}
        for row in rows:
            self._rows.setdefault(row.domain, []).append(row)

    def in_domain(
        self, domain: str, test: Callable[[er.RegistryEntry], bool] | None = None
    ) -> list[er.RegistryEntry]:
        """Return the rows of a domain that pass, in the order of their unique ids."""
        # Sorted last: of hundreds of rows next to none pass.
        return sorted(filter(test, self._rows.get(domain, ())), key=_natural_order)

    def find(self, *matches: Match) -> list[er.RegistryEntry]:
        """Return the rows that match, those of the first match first, each once."""
        found = {
            row.entity_id: row
            for match in matches
            for row in self.in_domain(match.domain, _test(match, self.ids))
        }
        return list(found.values())

    def own_part(self, row: er.RegistryEntry) -> str:
        """Return a unique id without what it shares with the device's other entities."""
        part = unique_id_of(row)
        shared = frozenset[str]().union(*self.ids.values())
        for value in sorted(shared, key=len, reverse=True):
            if len(value) >= SHORTEST_ID_CHARS:
                part = part.replace(value, "")
        return part.strip(" -_")


def unique_id_of(row: er.RegistryEntry) -> str:
    """Return a row's unique id; some integrations give a number."""
    return str(row.unique_id)


def ids_of(
    hass: HomeAssistant,
    device: dr.AnyDeviceEntry,
    rows: Iterable[er.RegistryEntry],
    platform: str,
) -> Ids:
    """Return what the unique ids of a device's entities may be built from."""
    entry_ids = _texts({row.config_entry_id for row in rows})
    entries = [
        entry
        for entry_id in entry_ids
        if (entry := hass.config_entries.async_get_entry(entry_id)) is not None
    ]
    ids = {
        "entry_id": entry_ids,
        "entry_unique_id": _texts(entry.unique_id for entry in entries),
        "host": _texts(entry.data.get(CONF_HOST) for entry in entries),
        # Old integrations made identifiers of more than two parts.
        "identifier": _texts(
            identifier[1]
            for identifier in device.identifiers
            if len(identifier) == 2 and identifier[0] == platform
        ),
    }
    ids["entry"] = ids["entry_id"] | ids["entry_unique_id"]
    return ids


def is_match(row: er.RegistryEntry, match: Match) -> bool:
    """Tell whether a row matches, of whatever device it is."""
    return row.domain == match.domain and _test(match, {})(row)


def _test(match: Match, ids: Ids) -> Callable[[er.RegistryEntry], bool]:
    """Return the test of rows of the right domain that a match stands for."""
    if (key := match.translation_key) is not None:
        return lambda row: row.translation_key == key
    if match.unique_id is not None:
        head, values, tail = _split(match.unique_id, ids)
        unique_ids = {head + value + tail for value in values}
        return lambda row: unique_id_of(row) in unique_ids
    if match.pattern is not None:
        _, values, tail = _split(match.pattern, ids)
        # Compiled once for all printers: an id goes in front, and need not be quoted.
        pattern = re.compile(tail)
        return lambda row: any(
            unique_id_of(row).startswith(value)
            and pattern.fullmatch(unique_id_of(row), len(value))
            for value in values
        )
    return lambda row: True


def _split(template: str, ids: Ids) -> tuple[str, Collection[str], str]:
    """Return what is before a placeholder, what it stands for, and what is after it."""
    placeholder = _PLACEHOLDER.search(template)
    if placeholder is None:
        return "", ("",), template
    head, tail = template[: placeholder.start()], template[placeholder.end() :]
    return head, ids.get(placeholder[1], ()), tail


def _texts(values: Iterable[object]) -> frozenset[str]:
    return frozenset(value for value in values if isinstance(value, str) and value)


def _natural_order(row: er.RegistryEntry) -> list[tuple[int, str]]:
    """Return a key by which a tenth camera comes after a second."""
    return [
        (len(part) if part.isdecimal() else 0, part)
        for part in re.split(r"(\d+)", unique_id_of(row))
    ]
