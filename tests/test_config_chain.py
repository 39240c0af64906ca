"""The whole way is tried before an ML server is saved; what fails is told where it belongs."""

from typing import Any

import pytest
from yarl import URL

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.data_entry_flow import FlowResultType
from tests.ml_server.fake_server import FakeMlServer
from tests.support.flows import fields, suggested, told, unfolded
from tests.support.house import House
from tests.support.ml_server import saying
from tests.support.server_flows import NOWHERE, live_at, start, submit

pytestmark = pytest.mark.usefixtures("address")


async def add(house: House, ml: FakeMlServer, **changes: Any) -> ConfigFlowResult:
    """Add this ML server."""
    return await submit(house, await start(house), url=ml.url, **changes)


# -- legs


async def test_server_that_is_down_is_told_at_its_address(house: House) -> None:
    await house.ml.stop()

    result = await submit(house, await start(house))

    assert result["errors"] == {"url": "test_failed"}
    assert "does not publish port 3333" in told(result, "cause")
    assert "does the ML server run?" in told(result, "cause")


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("error", 200, "it cannot do its work"),
        ("not found", 404, "it cannot do its work"),
        ("<html>Hello</html>", 200, "not an Obico ML API"),
    ],
)
async def test_server_that_is_not_well_is_told_at_its_address(
    house: House, text: str, status: int, sentence: str
) -> None:
    house.ml.health = saying(text, status)

    result = await submit(house, await start(house))

    assert result["errors"] == {"url": "test_failed"}
    assert sentence in told(result, "cause")


@pytest.mark.parametrize("token", [None, "  ", "wrong"])
async def test_token_is_tried(
    house: House, stock: FakeMlServer, token: str | None
) -> None:
    stock.token = "secret"

    result = await add(house, stock, token=token)

    assert result["errors"] == {"token": "test_failed"}
    assert "exactly the value of ML_API_TOKEN" in told(result, "cause")


async def test_answer_that_cannot_be_read_is_told_at_the_servers_address(
    house: House, stock: FakeMlServer
) -> None:
    stock.detections = [["failure", "very much"]]

    result = await add(house, stock)

    assert result["errors"] == {"url": "test_failed"}
    assert "not an Obico ML API" in told(result, "cause")


async def test_address_that_leads_nowhere_is_told_at_it(
    house: House, stock: FakeMlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_at(monkeypatch, house, port=9)

    result = await add(house, stock, base_url="http://127.0.0.1:10")

    assert result["errors"] == {"base_url": "test_failed"}
    assert "which is the ML server's own machine" in told(result, "cause")
    assert suggested(result)["base_url"] == "http://127.0.0.1:10"


async def test_report_shows_how_far_it_went(house: House, stock: FakeMlServer) -> None:
    stock.token = "secret"

    form = await start(house)
    assert told(form, "report") == ""
    result = await submit(house, form, url=stock.url)

    lines = told(result, "report").splitlines()
    assert [line[:10].rstrip() for line in lines] == [
        "✓ ML serve",
        "✗ Token",
        "✓ Picture:",
        "– Way back",
        "– Answer:",
    ]


# -- addresses


async def test_another_of_our_addresses_is_taken_silently(
    house: House, stock: FakeMlServer
) -> None:
    await house.hass.config.async_update(internal_url=NOWHERE)
    form = await start(house)
    assert suggested(form)["base_url"] == NOWHERE

    result = await submit(house, form, url=stock.url, base_url=NOWHERE)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["base_url"] == house.base_url


async def test_address_that_was_typed_is_not_replaced_silently(
    house: House, stock: FakeMlServer
) -> None:
    form = await add(house, stock, base_url=NOWHERE)

    assert form["errors"] == {"base_url": "test_failed_other_works"}
    assert told(form, "suggestion") == house.base_url
    assert "which is the ML server's own machine" in told(form, "cause")
    assert suggested(form)["base_url"] == house.base_url

    result = await submit(house, form, url=stock.url)
    assert result["data"]["base_url"] == house.base_url


async def test_other_addresses_are_not_tried_for_another_trouble(
    house: House, stock: FakeMlServer
) -> None:
    await house.hass.config.async_update(internal_url=NOWHERE)
    stock.token = "secret"

    await add(house, stock, base_url=NOWHERE)

    # Health and token, once.
    assert len(stock.requests) == 2


async def test_first_trouble_is_told_where_no_address_works(
    house: House, stock: FakeMlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    live_at(monkeypatch, house, port=9)
    await house.hass.config.async_update(internal_url="http://127.0.0.1:10")
    form = await start(house)

    result = await submit(house, form, url=stock.url, base_url="http://127.0.0.1:10")

    assert result["errors"] == {"base_url": "test_failed"}
    assert "http://127.0.0.1:10" in told(result, "cause")


# -- saving all the same


async def test_it_can_be_saved_after_a_failed_test(
    house: House, stock: FakeMlServer
) -> None:
    stock.token = "secret"
    form = await start(house)
    assert "save_anyway" not in fields(form)
    form = await submit(house, form, url=stock.url, token="wrong")
    assert list(suggested(form))[-1] == "save_anyway"
    asked = len(stock.requests)

    result = await submit(house, form, url=stock.url, token="wrong", save_anyway=True)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == house.server_data(url=stock.url, token="wrong")
    assert len(stock.requests) == asked


async def test_an_address_that_is_none_is_not_saved_anyway(
    house: House, stock: FakeMlServer
) -> None:
    stock.token = "secret"
    form = await add(house, stock)

    form = await submit(house, form, url="nowhere", save_anyway=True)

    assert form["errors"] == {"url": "url_no_scheme"}
    assert "save_anyway" in fields(form)


# -- a port of its own for frames


async def test_our_address_moves_to_the_port_for_frames(
    house: House, stock: FakeMlServer, unused_tcp_port: int
) -> None:
    advanced = {"frame_port": float(unused_tcp_port)}

    result = await add(house, stock, advanced=advanced)

    assert result["data"] == house.server_data(
        url=stock.url,
        base_url=f"http://127.0.0.1:{unused_tcp_port}",
        frame_port=unused_tcp_port,
    )


async def test_port_is_proposed_where_home_assistant_speaks_only_https(
    house: House,
    stock: FakeMlServer,
    monkeypatch: pytest.MonkeyPatch,
    unused_tcp_port: int,
) -> None:
    live_at(monkeypatch, house, use_ssl=True)
    await house.hass.config.async_update(external_url="https://house.example.com")
    form = await start(house)
    ours = suggested(form)["base_url"]
    assert ours == "https://house.example.com"

    result = await submit(
        house,
        form,
        url=stock.url,
        base_url=ours,
        advanced={"frame_port": unused_tcp_port},
    )

    assert result["data"]["base_url"] == f"http://127.0.0.1:{unused_tcp_port}"
    # Nothing else was tried before.
    assert len([one for one in stock.requests if "img" in one.query]) == 1


async def test_port_of_somebody_else_is_refused(
    house: House, stock: FakeMlServer
) -> None:
    taken = URL(stock.url).port

    form = await add(house, stock, advanced={"frame_port": taken})

    assert form["errors"] == {"base": "frame_port_in_use"}
    assert told(form, "port") == str(taken)
    assert unfolded(form) == {"advanced"}


async def test_port_for_frames_is_closed_after_the_test(
    house: House, stock: FakeMlServer, unused_tcp_port: int
) -> None:
    stock.token = "secret"

    for _ in range(2):
        form = await add(house, stock, advanced={"frame_port": unused_tcp_port})
        assert form["errors"] == {"token": "test_failed"}
