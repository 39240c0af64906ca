"""Automations as people make them, and what they make of our entities."""

import json
from typing import Any

from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.obico_detection.const import DOMAIN
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .house import House
from .translations import FOLDER

ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())
RAN = {"action": "test.ran", "data": {"entity_id": "{{ trigger.entity_id }}"}}


def entity_of(house: House, domain: str, key: str, number: int = 0) -> str:
    """Return the entity with this key of a printer, whatever it is called."""
    entity_id = er.async_get(house.hass).async_get_entity_id(
        domain, DOMAIN, f"{house.subentry(number).subentry_id}_{key}"
    )
    assert entity_id is not None, key
    return entity_id


def device_of(house: House, entity_id: str) -> str:
    """Return the device that an entity is on."""
    entity = er.async_get(house.hass).async_get(entity_id)
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id


async def run_on(
    hass: HomeAssistant, trigger: str, target: dict[str, Any], **options: Any
) -> list[ServiceCall]:
    """Set up an automation with one of our triggers; return the list of its runs."""
    runs: list[ServiceCall] = async_mock_service(hass, "test", "ran")
    automation = {
        "id": trigger,
        "triggers": {
            "trigger": f"{DOMAIN}.{trigger}",
            "target": target,
            "options": options,
        },
        "actions": RAN,
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    (state,) = hass.states.async_all("automation")
    assert state.state == "on"
    return runs


def names_in(runs: list[ServiceCall]) -> list[str]:
    """Return the entities that made it run."""
    return [run.data["entity_id"] for run in runs]
