"""Printers in Home Assistant's registries, as their integrations would put them there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er


class Row(NamedTuple):
    """One entity.

    In its unique id `{entry_id}`, `{unique}`, `{host}`, `{identifier}` and `{number}` get
    filled in.
    """

    domain: str
    unique_id: str
    translation_key: str | None = None
    disabled: bool = False


@dataclass(frozen=True)
class Added:
    """A device that was put into the registries."""

    device: dr.DeviceEntry
    entry: MockConfigEntry
    ids: dict[str, Any]
    entity_ids: list[str]


class Registries:
    """Home Assistant's registries, to put printers into."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.entities = er.async_get(hass)
        self.devices = dr.async_get(hass)

    def add(
        self,
        platform: str,
        rows: Iterable[Row] = (),
        *,
        number: int = 1,
        identifier: str = "{unique}",
        entry: MockConfigEntry | None = None,
        name: str = "Printer",
        **device: Any,
    ) -> Added:
        """Put a device and its entities into the registries."""
        ids = {
            "number": number,
            "unique": f"SN00{number}",
            "host": f"192.168.7.{number}",
        }
        if entry is None:
            entry = MockConfigEntry(
                domain=platform,
                entry_id=f"{platform}-{number}",
                unique_id=ids["unique"],
                data={"host": ids["host"]},
            )
            entry.add_to_hass(self.hass)
        ids["entry_id"] = entry.entry_id
        ids["identifier"] = identifier.format(**ids)
        created = self.devices.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={(platform, str(ids["identifier"]))},
            name=name,
            **device,
        )
        added = Added(created, entry, ids, [])
        for row in rows:
            self.put(added, row)
        return added

    def put(
        self,
        added: Added,
        row: Row,
        *,
        platform: str | None = None,
        **details: Any,
    ) -> str:
        """Put one more entity on a device; return its entity id."""
        entity = self.entities.async_get_or_create(
            row.domain,
            platform or added.entry.domain,
            row.unique_id.format(**added.ids),
            config_entry=added.entry,
            device_id=added.device.id,
            # Named so that nothing can be told from it.
            suggested_object_id=f"thing_{len(self.entities.entities)}",
            translation_key=row.translation_key,
            disabled_by=er.RegistryEntryDisabler.USER if row.disabled else None,
            **details,
        )
        added.entity_ids.append(entity.entity_id)
        return entity.entity_id

    def add_camera(
        self, name: str, area_id: str | None, *, platform: str = "generic"
    ) -> str:
        """Put a camera without a device into an area."""
        camera = self.entities.async_get_or_create(
            "camera", platform, name, suggested_object_id=name
        )
        self.entities.async_update_entity(camera.entity_id, area_id=area_id)
        return camera.entity_id

    def disable(self, entity_id: str) -> None:
        self.entities.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )

    def enable(self, entity_id: str) -> None:
        self.entities.async_update_entity(entity_id, disabled_by=None)
