"""What every test needs."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, mock_storage
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico_detection.const import DOMAIN
from homeassistant.core import HomeAssistant
from tests.ml_server.fake_server import FakeMlServer
from tests.printer.registry import Registries
from tests.support.fault_desk import Desk, build_desk
from tests.support.house import House, build_house, printer_data
from tests.support.lights import FakeLight
from tests.support.server_flows import live_at
from tests.support.storage import Storage


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find this integration."""


@pytest.fixture(autouse=True)
def config_folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give each test a configuration folder of its own: the album is in it."""
    hass.config.config_dir = str(tmp_path)
    return tmp_path


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


@pytest.fixture
async def printing(house: House) -> House:
    """A house whose printer has been printing well for longer than the warm-up."""
    await house.add()
    await house.printer_says("printing")
    await house.checks(8, p=0.0)
    assert house.shows()["class"] == "safe"
    return house


@pytest.fixture
async def both_printing(house: House) -> House:
    """A house with two printers, of which both print; the third camera is free."""
    for name in ("prusa", "ender"):
        await house.add_camera(name)
        house.say("idle", name=name)
        house.hass.states.async_set(f"input_button.{name}_pause", "unknown")
    await house.add(printer_data(), printer_data("prusa"))
    await house.printer_says("printing")
    await house.printer_says("printing", name="prusa")
    await house.checks(8, p=0.1)
    assert house.shows("prusa")["watch_state"] == "watching"
    return house


@pytest.fixture
async def server(house: House) -> MockConfigEntry:
    """An ML server without printers."""
    house.entry = MockConfigEntry(
        domain=DOMAIN,
        title="ML",
        data=house.server_data(),
    )
    house.entry.add_to_hass(house.hass)
    await house.load()
    return house.entry


@pytest.fixture
async def stock(house: House) -> AsyncIterator[FakeMlServer]:
    """An ML server that says what the stock one says."""
    async with FakeMlServer() as server:
        yield server


@pytest.fixture
def address(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Home Assistant knows the address at which it really is."""
    live_at(monkeypatch, house)


@pytest.fixture
def registries(hass: HomeAssistant) -> Registries:
    """Home Assistant's registries, to put printers into."""
    return Registries(hass)


@pytest.fixture
def lamp(house: House) -> FakeLight:
    """The light of the first printer."""
    return FakeLight(house.hass)


@pytest.fixture
async def desk(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[Desk]:
    """The fault desk of an ML server with the printers Voron and Prusa."""
    built = await build_desk(hass, freezer)
    yield built
    built.desk.async_stop()
