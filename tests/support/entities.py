"""Entities as a test wants them."""

from collections import Counter
from collections.abc import Collection
from typing import Any
from unittest.mock import patch

from homeassistant.components.button import ButtonEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_component import EntityComponent

from .house import House


async def add_with_all_enabled(house: House, *printers: dict[str, Any]) -> None:
    """Set up the integration, with those entities too that are disabled by default."""
    with patch.object(Entity, "entity_registry_enabled_default", True):
        await house.add(*printers)


async def press(house: House, entity_id: str) -> None:
    """Press a button of ours."""
    # The house has a control of its own in this domain.
    component: EntityComponent[ButtonEntity] = house.hass.data["button"]
    button = component.get_entity(entity_id)
    assert button is not None, entity_id
    await button.async_press()
    await house.settle()


async def turn(house: House, entity_id: str, to: str) -> None:
    """Turn a switch of ours on or off."""
    # The house has a plug of its own in this domain.
    component: EntityComponent[SwitchEntity] = house.hass.data["switch"]
    switch = component.get_entity(entity_id)
    assert switch is not None, entity_id
    await (switch.async_turn_on() if to == "on" else switch.async_turn_off())
    await house.settle()


def count_writes(house: House, entity_ids: Collection[str]) -> Counter[str]:
    """Count what reaches the recorder of these entities from now on."""
    writes: Counter[str] = Counter()

    @callback
    def on_state(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] in entity_ids:
            writes[event.data["entity_id"]] += 1

    house.hass.bus.async_listen(EVENT_STATE_CHANGED, on_state)
    return writes
