"""Adding an ML server: what is asked for, and what is made of what was typed."""

from typing import Any

import pytest

from homeassistant.config_entries import ConfigFlowResult, FlowType
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from tests.support.flows import fields, offered, suggested, told
from tests.support.house import House
from tests.support.ml_server import saying
from tests.support.server_flows import EXAMPLE, server_form, start, submit

LAN = "http://192.168.1.2:8123"


pytestmark = pytest.mark.usefixtures("address")


async def add(house: House, **changes: Any) -> ConfigFlowResult:
    """Add the house's ML server."""
    return await submit(house, await start(house), **changes)


async def test_server_is_added(house: House) -> None:
    form = await start(house)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    assert fields(form) == {"url", "token", "base_url", "verify_ssl", "advanced"}
    assert not form["errors"]

    result = await submit(house, form)

    port = house.ml.server.port
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"Obico ML API (127.0.0.1:{port})"
    assert result["data"] == house.server_data()


async def test_it_is_tried_with_a_picture_before_it_is_saved(house: House) -> None:
    await add(house)

    [frame] = house.ml.frames
    assert frame.startswith(b"\xff\xd8")
    assert 15_000 < len(frame) < 40_000


async def test_typing_the_servers_address_is_enough(house: House) -> None:
    result = await add(house, base_url=None)

    assert result["data"] == house.server_data()


async def test_adding_a_server_goes_on_with_the_first_printer(house: House) -> None:
    result = await add(house)

    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    (flow,) = house.hass.config_entries.subentries.async_progress()
    assert flow["flow_id"] == flow_id
    assert flow["handler"] == (result["result"].entry_id, "printer")


async def test_own_addresses_are_proposed(house: House) -> None:
    await house.hass.config.async_update(
        internal_url=LAN, external_url="https://house.example.com"
    )

    form = await start(house)

    assert offered(form, "base_url") == [LAN, "https://house.example.com"]
    assert suggested(form)["base_url"] == LAN


async def test_no_address_is_filled_in_where_none_is_known(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.hass.config, "api", None)

    form = await start(house)
    assert suggested(form)["base_url"] == ""

    form = await submit(house, form, base_url=None)
    assert form["errors"] == {"base_url": "address_needed"}

    result = await submit(house, form)
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "pasted",
    ["  {url}  ", "{url}/", "{url}/p/", "{url}/p/?img=http://x/y.jpg", "{url}/hc/"],
)
async def test_pasted_address_is_mended(house: House, pasted: str) -> None:
    result = await add(house, url=pasted.format(url=house.ml.url))

    assert result["data"]["url"] == house.ml.url


@pytest.mark.parametrize("pasted", ["{url}/", " {url}", "{url}/lovelace/0", "{url}/p/"])
async def test_own_address_is_mended_to_its_origin(house: House, pasted: str) -> None:
    result = await add(house, base_url=pasted.format(url=house.base_url))

    assert result["data"]["base_url"] == house.base_url


@pytest.mark.parametrize("field", ["url", "base_url"])
@pytest.mark.parametrize(
    ("typed", "error", "suggestion"),
    [
        ("192.168.1.9:3333", "url_no_scheme", "http://192.168.1.9:3333"),
        ("ftp://192.168.1.9", "url_bad_scheme", None),
        ("http://", "url_no_host", None),
        ("http://host/page?x=1", "url_has_query", None),
        ("http://my host", "url_invalid", None),
    ],
)
async def test_unusable_address_is_refused_with_what_to_type(
    house: House, field: str, typed: str, error: str, suggestion: str | None
) -> None:
    await house.hass.config.async_update(internal_url=LAN)
    usual = {"url": EXAMPLE, "base_url": LAN}

    result = await add(house, **{field: typed})

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {field: error}
    assert told(result, "suggestion") == (suggestion or usual[field])


async def test_own_address_takes_no_password(house: House) -> None:
    result = await add(house, base_url="http://me:secret@192.168.1.2:8123")

    assert result["errors"] == {"base_url": "url_has_credentials"}


async def test_suggestion_belongs_to_the_address_it_stands_at(house: House) -> None:
    result = await add(house, url="192.168.1.5:3333", base_url="192.168.1.2:8123")

    assert result["errors"] == {"url": "url_no_scheme"}
    assert told(result, "suggestion") == "http://192.168.1.5:3333"


async def test_right_token_is_kept(house: House) -> None:
    house.ml.token = "secret"

    result = await add(house, token=" secret ")

    assert result["data"] == house.server_data(token="secret")


async def test_blank_token_is_not_kept(house: House) -> None:
    result = await add(house, token="  ")

    assert result["data"] == house.server_data()


async def test_what_was_typed_survives_an_error(house: House) -> None:
    house.ml.token = "secret"
    advanced = {"frame_port": 0}

    result = await add(house, token="wrong", verify_ssl=False, advanced=advanced)

    kept = suggested(result)
    assert kept.pop("save_anyway") is False
    typed = server_form(house, token="wrong", verify_ssl=False, advanced={})
    assert kept == typed


async def test_form_goes_on_after_a_port_that_is_no_number(house: House) -> None:
    form = await start(house)
    with pytest.raises(InvalidData):
        await submit(house, form, advanced={"frame_port": "nan"})

    result = await submit(house, form)

    assert result["data"] == house.server_data()


async def break_token(house: House) -> dict[str, Any]:
    house.ml.token = "secret"
    return {}


async def break_health(house: House) -> dict[str, Any]:
    house.ml.health = saying("error")
    return {}


async def break_address(house: House) -> dict[str, Any]:
    return {"url": "192.168.1.9:3333"}


async def break_all(house: House) -> dict[str, Any]:
    await house.ml.stop()
    return {}


@pytest.mark.parametrize(
    "break_it", [break_token, break_health, break_address, break_all]
)
async def test_form_goes_on_after_an_error(house: House, break_it: Any) -> None:
    form = await start(house)
    form = await submit(house, form, **await break_it(house))
    assert form["errors"]
    house.ml.token = None
    house.ml.health = saying("ok")
    if house.ml.server.closed:
        await house.ml.start()

    result = await submit(house, form)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert "save_anyway" not in result["data"]


async def test_same_server_is_not_added_twice(house: House) -> None:
    await add(house)

    result = await add(house, url=f"{house.ml.url}/hc/")

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
