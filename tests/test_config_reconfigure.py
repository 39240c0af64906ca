"""Changing and re-authenticating an ML server."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import DOMAIN
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from tests.ml_server.fake_server import FakeMlServer
from tests.support.flows import offered, suggested, told
from tests.support.house import House
from tests.support.ml_server import saying
from tests.support.server_flows import NOWHERE, server_form, submit

pytestmark = pytest.mark.usefixtures("address")


async def test_server_is_changed_without_a_reload(
    house: House, stock: FakeMlServer
) -> None:
    entry = await house.add()
    runtime = house.runtime
    form = await entry.start_reconfigure_flow(house.hass)
    assert form["step_id"] == "reconfigure"
    assert suggested(form) == server_form(house)
    assert offered(form, "base_url") == [house.base_url]

    result = await submit(house, form, url=stock.url, verify_ssl=False)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == house.server_data(url=stock.url, verify_ssl=False)
    assert house.runtime is runtime


async def test_wrong_change_is_refused_and_can_be_mended(house: House) -> None:
    entry = await house.add()
    form = await entry.start_reconfigure_flow(house.hass)

    form = await submit(house, form, url="nowhere")
    assert form["step_id"] == "reconfigure"
    assert form["errors"] == {"url": "url_no_scheme"}

    result = await submit(house, form)
    assert result["reason"] == "reconfigure_successful"


async def test_stored_address_that_stopped_working_is_mended_with_consent(
    house: House, stock: FakeMlServer
) -> None:
    entry = await house.add(base_url=NOWHERE)
    form = await entry.start_reconfigure_flow(house.hass)

    form = await submit(house, form, url=stock.url, base_url=NOWHERE)
    assert form["errors"] == {"base_url": "test_failed_other_works"}
    assert entry.data["base_url"] == NOWHERE

    result = await submit(house, form, url=stock.url)
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["base_url"] == house.base_url


async def test_change_can_be_saved_after_a_failed_test(house: House) -> None:
    entry = await house.add()
    house.ml.token = "secret"
    form = await entry.start_reconfigure_flow(house.hass)
    form = await submit(house, form, token="new")

    result = await submit(house, form, token="new", save_anyway=True)

    assert result["reason"] == "reconfigure_successful"
    assert entry.data == house.server_data(token="new")


async def test_test_waits_for_its_turn_among_the_checks(printing: House) -> None:
    house = printing
    assert house.entry is not None
    form = await house.entry.start_reconfigure_flow(house.hass)
    seen = house.ml.requests
    queue = house.runtime.server.queue
    async with queue.turn():
        flow = asyncio.create_task(submit(house, form))
        while not queue.waiting:
            await asyncio.sleep(0)
        assert house.ml.requests == seen

    assert (await flow)["reason"] == "reconfigure_successful"


async def test_address_leaves_the_port_for_frames_when_that_is_closed(
    house: House, unused_tcp_port: int
) -> None:
    base_url = f"http://127.0.0.1:{unused_tcp_port}"
    entry = await house.add(base_url=base_url, frame_port=unused_tcp_port)
    form = await entry.start_reconfigure_flow(house.hass)
    assert suggested(form)["advanced"] == {"frame_port": unused_tcp_port}
    assert suggested(form)["base_url"] == base_url

    await submit(house, form, base_url=base_url)

    assert entry.data == house.server_data()


async def test_token_can_be_taken_away(house: House) -> None:
    entry = await house.add(token="secret")
    form = await entry.start_reconfigure_flow(house.hass)
    assert suggested(form)["token"] == "secret"

    await submit(house, form)

    assert "token" not in entry.data


async def test_server_cannot_be_changed_to_another_that_is_set_up(
    house: House, stock: FakeMlServer
) -> None:
    other = MockConfigEntry(domain=DOMAIN, data=house.server_data())
    other.add_to_hass(house.hass)
    entry = MockConfigEntry(domain=DOMAIN, data=house.server_data(url=stock.url))
    entry.add_to_hass(house.hass)
    form = await entry.start_reconfigure_flow(house.hass)

    result = await submit(house, form)

    assert result["reason"] == "already_configured"
    assert entry.data["url"] == stock.url


async def test_devices_address_follows_the_server(
    house: House, device_registry: dr.DeviceRegistry
) -> None:
    entry = await house.add(url="http://me:secret@127.0.0.1:1")
    form = await entry.start_reconfigure_flow(house.hass)

    await submit(house, form)
    await house.settle()

    device = device_registry.async_get_device_by_identifier(
        (DOMAIN, entry.entry_id), entry.entry_id
    )
    assert device is not None
    assert device.configuration_url == house.ml.url


async def test_another_token_is_asked_for(house: House) -> None:
    entry = await house.add(token="old")
    house.ml.token = "new"
    form = await entry.start_reauth_flow(house.hass)
    assert form["step_id"] == "reauth_confirm"
    assert form["description_placeholders"]["title"] == "ML"

    form = await house.hass.config_entries.flow.async_configure(
        form["flow_id"], {"token": "wrong"}
    )
    assert form["errors"] == {"token": "test_failed"}
    assert "exactly the value of ML_API_TOKEN" in told(form, "cause")

    result = await house.hass.config_entries.flow.async_configure(
        form["flow_id"], {"token": " new "}
    )
    assert result["reason"] == "reauth_successful"
    assert entry.data["token"] == "new"


async def test_server_that_is_not_well_cannot_try_a_token(house: House) -> None:
    entry = await house.add(token="old")
    house.ml.health = saying("error")
    form = await entry.start_reauth_flow(house.hass)

    form = await house.hass.config_entries.flow.async_configure(
        form["flow_id"], {"token": "new"}
    )

    assert form["errors"] == {"base": "test_failed"}
    assert "cannot do its work" in told(form, "cause")
    assert entry.data["token"] == "old"


async def test_server_that_wants_no_token_any_more(house: House) -> None:
    entry = await house.add(token="old")
    form = await entry.start_reauth_flow(house.hass)

    result = await house.hass.config_entries.flow.async_configure(form["flow_id"], {})

    assert result["reason"] == "reauth_successful"
    assert "token" not in entry.data
