"""Automations made from the blueprints."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.obico_detection.const import DOMAIN
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint, DomainBlueprints
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict

from .automations import device_of, entity_of
from .house import House

ROOT = Path(__file__).parent.parent.parent
BLUEPRINTS = ROOT / "blueprints/automation"
TOLD = [
    {
        "action": "test.told",
        "data": {"title": "{{ title }}", "message": "{{ message }}"},
    }
]


@contextmanager
def blueprints_installed() -> Iterator[None]:
    """Let the blueprints lie where Home Assistant looks for them."""

    def load(domain: DomainBlueprints, path: str) -> Blueprint:
        return Blueprint(
            load_yaml_dict(str(BLUEPRINTS / path)),
            expected_domain=domain.domain,
            path=path,
            schema=AUTOMATION_BLUEPRINT_SCHEMA,
        )

    with patch.object(DomainBlueprints, "_load_blueprint", load):
        yield


async def make(hass: HomeAssistant, blueprint: str, **inputs: Any) -> None:
    """Make an automation from a blueprint."""
    automation = {
        "id": blueprint,
        "alias": blueprint,
        "use_blueprint": {"path": f"{DOMAIN}/{blueprint}.yaml", "input": inputs},
    }
    with blueprints_installed():
        assert await async_setup_component(
            hass, "automation", {"automation": automation}
        )
        await hass.async_block_till_done()
    (state,) = hass.states.async_all("automation")
    assert state.state == "on"


async def summary(house: House, **inputs: Any) -> list[ServiceCall]:
    """Make the daily summary of all printers; return what it will tell."""
    told: list[ServiceCall] = async_mock_service(house.hass, "test", "told")
    devices = [
        device_of(house, entity_of(house, "event", "print", number))
        for number in range(len(house.runtime.printers))
    ]
    at = (dt_util.now() + timedelta(minutes=1)).strftime("%H:%M:%S")
    await make(
        house.hass,
        "daily_summary",
        **{"printers": devices, "at": at, "tell": TOLD, **inputs},
    )
    return told


async def turn_off_automations(hass: HomeAssistant) -> None:
    """Let no automation wait for its time of day any more."""
    for automation in hass.states.async_entity_ids("automation"):
        await hass.services.async_call(
            "automation", "turn_off", {"entity_id": automation}, blocking=True
        )
