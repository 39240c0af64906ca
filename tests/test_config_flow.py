"""Adding, changing and re-authenticating an ML server."""

from typing import Any

import pytest

from custom_components.obico_detection import config_flow
from custom_components.obico_detection.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from tests.support.flows import (
    BASE_URL,
    EXAMPLE,
    fields,
    server_form,
    submit_server,
    suggested,
    told,
)
from tests.support.house import House
from tests.support.ml_server import saying


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the form."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )


async def add(house: House, **changes: Any) -> ConfigFlowResult:
    """Add the house's ML server."""
    return await submit_server(house, await start(house.hass), **changes)


async def test_server_is_added(house: House) -> None:
    form = await start(house.hass)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    assert fields(form) == {"url", "token", "base_url", "verify_ssl"}
    assert not form["errors"]

    result = await submit_server(house, form)

    port = house.ml.server.port
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"Obico ML API (127.0.0.1:{port})"
    assert result["data"] == server_form(house)


async def test_adding_a_server_goes_on_with_the_first_printer(house: House) -> None:
    result = await add(house)

    kind, flow_id = result["next_flow"]
    assert kind is FlowType.CONFIG_SUBENTRIES_FLOW
    (flow,) = house.hass.config_entries.subentries.async_progress()
    assert flow["flow_id"] == flow_id
    assert flow["handler"] == (result["result"].entry_id, "printer")
    assert flow["step_id"] == "user"


async def test_own_address_is_filled_in(house: House) -> None:
    await house.hass.config.async_update(
        internal_url=BASE_URL, external_url="https://house.example.com"
    )

    assert suggested(await start(house.hass))["base_url"] == BASE_URL


async def test_external_address_is_filled_in_where_there_is_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.hass.config, "api", None)
    await house.hass.config.async_update(external_url="https://house.example.com")

    form = await start(house.hass)

    assert suggested(form)["base_url"] == "https://house.example.com"


async def test_no_address_is_filled_in_where_none_is_known(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.hass.config, "api", None)

    assert suggested(await start(house.hass))["base_url"] == ""


@pytest.mark.parametrize(
    "pasted",
    ["  {url}  ", "{url}/", "{url}/p/", "{url}/p/?img=http://x/y.jpg", "{url}/hc/"],
)
async def test_pasted_address_is_mended(house: House, pasted: str) -> None:
    result = await add(house, url=pasted.format(url=house.ml.url))

    assert result["data"]["url"] == house.ml.url


@pytest.mark.parametrize(
    "pasted",
    [f"{BASE_URL}/", f" {BASE_URL}", f"{BASE_URL}/lovelace/0", f"{BASE_URL}/p/"],
)
async def test_own_address_is_mended_to_its_origin(house: House, pasted: str) -> None:
    result = await add(house, base_url=pasted)

    assert result["data"]["base_url"] == BASE_URL


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
    usual = {"url": EXAMPLE, "base_url": config_flow._own_address(house.hass)}

    result = await add(house, **{field: typed})

    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {field: error}
    assert result["description_placeholders"] == {
        "example": EXAMPLE,
        "suggestion": suggestion or usual[field],
    }


async def test_own_address_takes_no_password(house: House) -> None:
    result = await add(house, base_url="http://me:secret@192.168.1.2:8123")

    assert result["errors"] == {"base_url": "url_has_credentials"}


async def test_suggestion_belongs_to_the_address_it_stands_at(house: House) -> None:
    result = await add(house, url="192.168.1.5:3333", base_url="192.168.1.2:8123")

    assert result["errors"] == {"url": "url_no_scheme"}
    assert result["description_placeholders"] == {
        "example": EXAMPLE,
        "suggestion": "http://192.168.1.5:3333",
    }


@pytest.mark.parametrize(
    ("text", "status", "error"),
    [
        ("error", 200, "ml_server_error"),
        ("not found", 404, "ml_server_error"),
        ("<html>Hello</html>", 200, "answer_not_understood"),
    ],
)
async def test_server_that_is_not_well_is_refused(
    house: House, text: str, status: int, error: str
) -> None:
    house.ml.health = saying(text, status)

    result = await add(house)

    assert result["errors"] == {"base": error}
    assert told(result, "detail")


async def test_server_that_is_down_is_refused(house: House) -> None:
    await house.ml.stop()

    result = await add(house)

    assert result["errors"] == {"base": "ml_server_unreachable"}
    assert "does the ML server run?" in told(result, "detail")


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "token_needed"), ("  ", "token_needed"), ("wrong", "token_refused")],
)
async def test_token_is_tried(house: House, token: str | None, error: str) -> None:
    house.ml.token = "secret"

    result = await add(house, **({} if token is None else {"token": token}))

    assert result["errors"] == {"token": error}


async def test_right_token_is_kept(house: House) -> None:
    house.ml.token = "secret"

    result = await add(house, token=" secret ")

    assert result["data"] == server_form(house, token="secret")


async def test_blank_token_is_not_kept(house: House) -> None:
    result = await add(house, token="  ")

    assert result["data"] == server_form(house)


async def test_entered_values_survive_an_error(house: House) -> None:
    house.ml.token = "secret"

    result = await add(house, token="wrong", verify_ssl=False)

    typed = server_form(house, token="wrong", verify_ssl=False)
    assert suggested(result) == typed


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
    form = await start(house.hass)
    form = await submit_server(house, form, **await break_it(house))
    assert form["errors"]
    house.ml.token = None
    house.ml.health = saying("ok")
    if house.ml.server.closed:
        await house.ml.start()

    result = await submit_server(house, form)

    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_same_server_is_not_added_twice(house: House) -> None:
    await add(house)

    result = await add(house, url=f"{house.ml.url}/hc/")

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
