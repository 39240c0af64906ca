"""Which printers, ML servers and entities of ours a target stands for."""

from collections.abc import Iterable, Iterator

from homeassistant.const import ATTR_ENTITY_ID, ENTITY_MATCH_ALL
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .runtime import ObicoConfigEntry, ObicoRuntimeData, loaded


@callback
def filter_printer_entities(
    hass: HomeAssistant, entity_ids: Iterable[str], key: str
) -> set[str]:
    """Return which of these are the one entity with this key of a printer of ours."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if (entity := registry.async_get(entity_id)) is not None
        and entity.platform == DOMAIN
        and entity.unique_id == f"{entity.config_subentry_id}_{key}"
    }


@callback
def targeted(
    call: ServiceCall,
) -> Iterator[tuple[ObicoConfigEntry, ObicoRuntimeData, set[str | None]]]:
    """Yield the entries of which something is targeted, in their own order.

    With each comes what is wanted of it: None is the ML server, else a printer's id.

    Raises:
        ServiceValidationError: what is targeted is not loaded.

    """
    wanted: dict[str | None, set[str | None]] = {}
    for entity in _targeted_entities(call):
        ids = wanted.setdefault(entity.config_entry_id, set())
        ids.add(entity.config_subentry_id)
    for entry in call.hass.config_entries.async_entries(DOMAIN):
        if entry.entry_id not in wanted:
            continue
        if (runtime := loaded(entry)) is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="entry_not_loaded",
                translation_placeholders={"name": entry.title},
            )
        yield entry, runtime, wanted[entry.entry_id]


@callback
def targeted_printers(call: ServiceCall) -> list[PrinterCoordinator]:
    """Return the printers that are targeted, each once.

    Raises:
        ServiceValidationError: there is none, or it is not loaded.

    """
    printers = [
        printer
        for _, runtime, wanted in targeted(call)
        for printer_id, printer in runtime.printers.items()
        if printer_id in wanted
    ]
    if not printers:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_printer_target"
        )
    return printers


@callback
def _targeted_entities(call: ServiceCall) -> list[er.RegistryEntry]:
    """Return those of our entities that stand for what is targeted.

    A device may have none of ours but disabled ones; its printer is watched even so.
    """
    registry = er.async_get(call.hass)
    if call.data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        found = list(registry.entities.values())
    else:
        chosen = async_extract_referenced_entity_ids(
            call.hass, TargetSelection(call.data)
        )
        named = map(
            registry.async_get, chosen.referenced | chosen.indirectly_referenced
        )
        found = [entity for entity in named if entity is not None]
        for device_id in chosen.referenced_devices:
            found += er.async_entries_for_device(
                registry, device_id, include_disabled_entities=True
            )
    return [entity for entity in found if entity.platform == DOMAIN]
