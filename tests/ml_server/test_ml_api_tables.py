"""Line by line: what our client makes of the answers of the stock server."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp
import pytest

from custom_components.obico_detection.ml_server.client import MlServerClient, Reply
from custom_components.obico_detection.ml_server.errors import (
    FrameRefusedError,
    MlServerError,
    TokenRefusedError,
)
from tests.ml_server.fake_server import FakeMlServer
from tests.ml_server.picture_host import PictureHost

type Ask = Callable[[MlServerClient, str], Awaitable[Reply | None]]

SPAGHETTI = [
    ["failure", 0.897, [640.0, 360.0, 320.0, 180.0]],
    ["failure", 0.09, [1.0, 2.0, 3.0, 4.0]],
]
TOO_LONG = f"good.jpg?{'x' * 4100}"


async def health(client: MlServerClient, url: str) -> None:
    await client.check_health()


async def token(client: MlServerClient, url: str) -> None:
    await client.check_token()


async def detect(client: MlServerClient, url: str) -> Reply:
    return await client.detect(url)


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What our client asks, how the server is set up, and what the client reports."""

    ask: Ask
    authorization: str | None = None
    """What is sent."""
    server_token: str | None = None
    detections: tuple[object, ...] = ()
    picture: str = "good.jpg"
    reports: object = None
    """The payload of the reply, or the error."""


EXCHANGES = {
    "health": Exchange(ask=health),
    "health needs no token": Exchange(ask=health, server_token="secret"),
    "probe without img": Exchange(ask=token),
    "healthy print": Exchange(ask=detect, reports={"detections": []}),
    "failing print": Exchange(
        ask=detect, detections=tuple(SPAGHETTI), reports={"detections": SPAGHETTI}
    ),
    "print full of failures, compressed": Exchange(
        ask=detect,
        detections=tuple(SPAGHETTI * 10),
        reports={"detections": SPAGHETTI * 10},
    ),
    "token missing": Exchange(
        ask=detect, server_token="secret", reports=TokenRefusedError
    ),
    "token missing, probe": Exchange(
        ask=token, server_token="secret", reports=TokenRefusedError
    ),
    "token wrong": Exchange(
        ask=token,
        server_token="secret",
        authorization="Bearer Secret",
        reports=TokenRefusedError,
    ),
    "token right, probe": Exchange(
        ask=token, server_token="secret", authorization="Bearer secret"
    ),
    "token right": Exchange(
        ask=detect,
        server_token="secret",
        authorization="Bearer secret",
        reports={"detections": []},
    ),
    "token sent, none wanted": Exchange(
        ask=detect, authorization="Bearer secret", reports={"detections": []}
    ),
    "picture cannot be had": Exchange(
        ask=detect, picture="missing.jpg", reports=FrameRefusedError
    ),
    "request line too long": Exchange(
        ask=detect, picture=TOO_LONG, reports=FrameRefusedError
    ),
}


@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
async def test_the_client_reports(
    ml: FakeMlServer,
    pictures: PictureHost,
    session: aiohttp.ClientSession,
    exchange: Exchange,
) -> None:
    ml.token, ml.detections = exchange.server_token, list(exchange.detections)
    our_token = (exchange.authorization or "").removeprefix("Bearer ") or None
    client = MlServerClient(session, ml.url, our_token)
    url = f"{pictures.url}/{exchange.picture}"

    if isinstance(exchange.reports, type) and issubclass(
        exchange.reports, MlServerError
    ):
        with pytest.raises(exchange.reports) as err:
            await exchange.ask(client, url)
        assert url not in str(err.value)
        assert "secret" not in str(err.value)
    else:
        reply = await exchange.ask(client, url)
        assert (reply.payload if reply else None) == exchange.reports
    assert ml.requests[-1].headers.get("Authorization") == exchange.authorization
