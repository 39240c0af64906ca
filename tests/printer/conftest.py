"""A house with a printer's camera, an image entity, a light, or a printer to press."""

from collections.abc import AsyncGenerator

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.components.camera.const import DATA_COMPONENT as CAMERA_COMPONENT
from homeassistant.components.image.const import DATA_COMPONENT as IMAGE_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.printer.cameras import PrinterCamera, PrinterImage
from tests.printer.workbench import Workbench
from tests.support.lights import DarkChamber


@pytest.fixture
async def printer_camera(hass: HomeAssistant) -> PrinterCamera:
    entity = PrinterCamera()
    assert await async_setup_component(hass, "camera", {})
    await hass.data[CAMERA_COMPONENT].async_add_entities([entity])
    return entity


@pytest.fixture
async def printer_image(hass: HomeAssistant) -> PrinterImage:
    entity = PrinterImage(hass)
    entity._attr_image_last_updated = dt_util.utcnow()
    assert await async_setup_component(hass, "image", {})
    await hass.data[IMAGE_COMPONENT].async_add_entities([entity])
    return entity


@pytest.fixture
def chamber(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> DarkChamber:
    return DarkChamber(hass, freezer)


@pytest.fixture
async def bench(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[Workbench]:
    """A printer that prints, with a control that may be pressed once."""
    bench = Workbench(hass, freezer)
    yield bench
    await bench.close()
