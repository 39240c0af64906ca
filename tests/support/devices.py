"""Devices of printers that another integration brought along."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er


def put_on_device(hass: HomeAssistant, entity_id: str, name: str) -> dr.DeviceEntry:
    """Put an entity that has only a state on a device of another integration."""
    entry = MockConfigEntry(domain="moonraker", title=name)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("moonraker", name)}, name=name
    )
    domain, _, object_id = entity_id.partition(".")
    state = hass.states.get(entity_id)
    hass.states.async_remove(entity_id)
    entity = er.async_get(hass).async_get_or_create(
        domain,
        "moonraker",
        object_id,
        config_entry=entry,
        device_id=device.id,
        suggested_object_id=object_id,
    )
    assert entity.entity_id == entity_id
    if state is not None:
        hass.states.async_set(entity_id, state.state, state.attributes)
    return device
