"""Entities that may be renamed while a form about them is open."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..settings import entities_of, with_names


def registry_ids(hass: HomeAssistant, settings: Mapping[str, Any]) -> dict[str, str]:
    """Return by what the entities of a printer's settings are known under any name."""
    registry = er.async_get(hass)
    return {
        entity_id: row.id
        for entity_id in entities_of(settings)
        if (row := registry.async_get(entity_id)) is not None
    }


def with_names_of_now(
    hass: HomeAssistant, settings: Mapping[str, Any], known: Mapping[str, str]
) -> dict[str, Any]:
    """Return a printer's settings with the entities that are `known` as they are called."""
    rows = er.async_get(hass).entities

    def name_of_now(entity_id: str) -> str:
        row = rows.get_entry(known.get(entity_id, ""))
        return entity_id if row is None else row.entity_id

    return with_names(settings, name_of_now)
