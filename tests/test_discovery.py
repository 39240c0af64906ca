"""An ML server that runs as an app of this Home Assistant; only what the app tells is real."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.forms import address as address_module
from homeassistant.config_entries import SOURCE_HASSIO, SOURCE_IGNORE, ConfigFlowResult
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from tests.ml_server.fake_server import FakeMlServer
from tests.support.flows import offered, suggested, told
from tests.support.house import House
from tests.support.server_flows import live_at, server_form, submit

UUID = "c0ffee00c0ffee00c0ffee00c0ffee00"


pytestmark = pytest.mark.usefixtures("address")


@pytest.fixture
async def app(house: House) -> AsyncIterator[FakeMlServer]:
    """The ML server inside the app."""
    async with FakeMlServer() as server:
        yield server


async def discover(house: House, app: FakeMlServer, **config: Any) -> ConfigFlowResult:
    """Let the Supervisor tell about the app."""
    url = URL(app.url)
    return await house.hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_HASSIO},
        data=HassioServiceInfo(
            config={
                "host": url.host,
                "port": url.port,
                "addon": "Obico ML API",
                **config,
            },
            name="Obico ML API",
            slug="a0d7b954_obico_ml_api",
            uuid=UUID,
        ),
    )


async def test_discovered_app_only_needs_consent(
    house: House, app: FakeMlServer
) -> None:
    form = await discover(house, app)
    assert form["step_id"] == "hassio_confirm"
    assert told(form, "app") == "Obico ML API"
    filled_in = suggested(form)
    assert filled_in == server_form(house, url=app.url)
    [flow] = house.hass.config_entries.flow.async_progress()
    assert flow["context"]["title_placeholders"] == {"name": "Obico ML API"}

    result = await submit(house, form, **filled_in)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Obico ML API"
    assert result["data"] == house.server_data(url=app.url)
    assert result["result"].unique_id == UUID


async def test_app_tells_its_token(house: House, app: FakeMlServer) -> None:
    app.token = "secret"
    form = await discover(house, app, token="secret")

    result = await submit(house, form, **suggested(form))

    assert result["data"]["token"] == "secret"


async def test_port_is_the_usual_one_unless_told(
    house: House, app: FakeMlServer
) -> None:
    form = await discover(house, app, port=None)

    assert suggested(form)["url"] == "http://127.0.0.1:3333"


@pytest.mark.parametrize("host", ["fd00::33:5", "[fd00::33:5]"])
async def test_app_may_have_an_ipv6_address(
    house: House, app: FakeMlServer, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    live_at(monkeypatch, house, local_ip="192.168.1.2", port=8123)
    monkeypatch.setattr(address_module, "_own_end", lambda *_: "fd00::1")
    form = await discover(house, app, host=host, port=3333)

    assert suggested(form)["url"] == "http://[fd00::33:5]:3333"
    assert "http://[fd00::1]:8123" in offered(form, "base_url")


@pytest.mark.parametrize("config", [{"host": None}, {"host": ""}, {"port": "many"}])
async def test_app_that_tells_nonsense_is_left_alone(
    house: House, app: FakeMlServer, config: dict[str, Any]
) -> None:
    result = await discover(house, app, **config)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "unusable_discovery"


async def test_supervisors_own_name_of_home_assistant_comes_first(
    house: House, app: FakeMlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPERVISOR", "127.0.0.1")
    house.hass.config.components.add("hassio")
    live_at(monkeypatch, house, local_ip="192.168.1.2", port=8123)
    monkeypatch.setattr(address_module, "_own_end", lambda *_: "172.30.32.1")
    form = await discover(house, app, host="172.30.33.5")

    assert offered(form, "base_url") == [
        "http://homeassistant:8123",
        "http://192.168.1.2:8123",
        "http://172.30.32.1:8123",
    ]
    assert suggested(form)["base_url"] == "http://homeassistant:8123"


async def test_failed_test_is_told_and_can_be_mended(
    house: House, app: FakeMlServer
) -> None:
    app.token = "secret"
    form = await discover(house, app)

    form = await submit(house, form, url=app.url)
    assert form["step_id"] == "hassio_confirm"
    assert form["errors"] == {"token": "test_failed"}

    result = await submit(house, form, url=app.url, token="secret")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_known_app_is_followed_to_its_new_address(
    house: House, app: FakeMlServer
) -> None:
    form = await discover(house, app)
    await submit(house, form, url=app.url)
    await house.settle()
    [entry] = house.hass.config_entries.async_entries(DOMAIN)

    async with FakeMlServer() as moved:
        result = await discover(house, moved, token="fresh")

        assert result["reason"] == "already_configured"
        assert entry.data == house.server_data(url=moved.url, token="fresh")
        await house.hass.async_block_till_done()
        assert await house.hass.config_entries.async_unload(entry.entry_id)


async def test_app_that_was_set_up_by_hand_is_not_offered(
    house: House, app: FakeMlServer
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, data=house.server_data(url=app.url))
    entry.add_to_hass(house.hass)

    result = await discover(house, app)

    assert result["reason"] == "already_configured"


async def test_app_that_is_ignored_is_not_offered_again(
    house: House, app: FakeMlServer
) -> None:
    MockConfigEntry(
        domain=DOMAIN, source=SOURCE_IGNORE, unique_id=UUID, data={}
    ).add_to_hass(house.hass)

    result = await discover(house, app)

    assert result["reason"] == "already_configured"
