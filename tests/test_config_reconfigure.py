"""Changing and re-authenticating an ML server."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import DOMAIN
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from tests.support.flows import BASE_URL, EXAMPLE, server_form, submit_server, suggested
from tests.support.house import House


async def test_server_is_changed_without_a_reload(house: House) -> None:
    entry = await house.add()
    runtime = house.runtime
    form = await entry.start_reconfigure_flow(house.hass)
    assert form["step_id"] == "reconfigure"
    assert suggested(form) == {
        "url": house.ml.url,
        "base_url": house.base_url,
        "verify_ssl": True,
    }

    result = await submit_server(house, form, verify_ssl=False, base_url=BASE_URL)

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.data == server_form(house, verify_ssl=False)
    assert house.runtime is runtime


async def test_wrong_change_is_refused_and_can_be_mended(house: House) -> None:
    entry = await house.add()
    form = await entry.start_reconfigure_flow(house.hass)

    form = await submit_server(house, form, url="nowhere")
    assert form["step_id"] == "reconfigure"
    assert form["errors"] == {"url": "url_no_scheme"}

    result = await submit_server(house, form)
    assert result["reason"] == "reconfigure_successful"


async def test_token_can_be_taken_away(house: House) -> None:
    entry = await house.add(token="secret")
    form = await entry.start_reconfigure_flow(house.hass)
    assert suggested(form)["token"] == "secret"

    await submit_server(house, form)

    assert "token" not in entry.data


async def test_server_cannot_be_changed_to_another_that_is_set_up(house: House) -> None:
    other = MockConfigEntry(domain=DOMAIN, data=server_form(house))
    other.add_to_hass(house.hass)
    entry = MockConfigEntry(domain=DOMAIN, data=server_form(house, url=EXAMPLE))
    entry.add_to_hass(house.hass)
    form = await entry.start_reconfigure_flow(house.hass)

    result = await submit_server(house, form)

    assert result["reason"] == "already_configured"
    assert entry.data["url"] == EXAMPLE


async def test_devices_address_follows_the_server(
    house: House, device_registry: dr.DeviceRegistry
) -> None:
    entry = await house.add(url="http://me:secret@127.0.0.1:1")
    form = await entry.start_reconfigure_flow(house.hass)

    await submit_server(house, form)
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
    assert form["errors"] == {"token": "token_refused"}

    result = await house.hass.config_entries.flow.async_configure(
        form["flow_id"], {"token": " new "}
    )
    assert result["reason"] == "reauth_successful"
    assert entry.data["token"] == "new"


async def test_server_that_wants_no_token_any_more(house: House) -> None:
    entry = await house.add(token="old")
    form = await entry.start_reauth_flow(house.hass)

    result = await house.hass.config_entries.flow.async_configure(form["flow_id"], {})

    assert result["reason"] == "reauth_successful"
    assert "token" not in entry.data
