"""What every test needs."""

from collections.abc import AsyncGenerator, Generator

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import mock_storage
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from tests.support.house import House, Storage, build_house


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find this integration."""


@pytest.fixture
def hass_storage() -> Generator[Storage]:
    """Home Assistant's storage; nothing reaches the disk."""
    stored = Storage()
    with mock_storage(stored):
        yield stored


@pytest.fixture
async def house(
    hass_storage: Storage,
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: ClientSessionGenerator,
) -> AsyncGenerator[House]:
    """A house with a printer, a camera and an ML server; nothing is set up yet."""
    built = await build_house(hass, freezer, hass_storage, hass_client_no_auth)
    yield built
    await built.close()
