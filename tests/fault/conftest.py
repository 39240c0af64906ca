"""The entities of one printer, to be followed."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from tests.support.followed import Followed, follow_on_device


@pytest.fixture
def followed(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Followed:
    """A printer whose entities come from YAML; nothing is followed yet."""
    return Followed(hass, freezer)


@pytest.fixture
def device(followed: Followed) -> dr.DeviceEntry:
    """The printer's device, with its status and its camera on it; they are followed."""
    return follow_on_device(followed)
