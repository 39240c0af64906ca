"""What every story needs."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from inspect import signature
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant, ServiceRegistry
from tests.stories.stage import Stage
from tests.support.house import build_house
from tests.support.simulated_printer import Traits
from tests.support.storage import Storage

type Build = Callable[[Traits], Awaitable[Stage]]


@pytest.fixture
async def build(
    hass_storage: Storage,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: ClientSessionGenerator,
) -> AsyncGenerator[Build]:
    """Build a house with a simulated printer in it."""
    house = await build_house(hass, freezer, hass_storage, hass_client_no_auth)
    stages: list[Stage] = []
    call = ServiceRegistry.async_call

    # Not by the event that tells of it: that one may come after the press.
    async def noted_call(registry: ServiceRegistry, *args: Any, **kwargs: Any) -> Any:
        noted = signature(call).bind(registry, *args, **kwargs).arguments
        for stage in stages:
            stage.note_action(
                noted["service"],
                noted.get("service_data") or {},
                noted.get("target") or {},
            )
        return await call(registry, *args, **kwargs)

    async def build_stage(traits: Traits) -> Stage:
        stage = Stage.in_house(house, traits)
        stages.append(stage)
        await stage.build()
        return stage

    with patch.object(ServiceRegistry, "async_call", noted_call):
        yield build_stage
    for stage in stages:
        stage.on_look = lambda: None
        stage.store_waits = False
        stage.end_waiting()
        await stage.close()
