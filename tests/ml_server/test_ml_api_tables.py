"""Line by line: what the real server was seen to do, and what our client makes of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

import aiohttp
import pytest

from custom_components.obico_detection.ml_server.client import (
    FrameRefusedError,
    MlServerClient,
    MlServerError,
    Reply,
    TokenRefusedError,
)
from tests.ml_server.fake_server import FakeMlServer
from tests.ml_server.picture_host import JPEG, PictureHost

type Ask = Callable[[MlServerClient, str], Awaitable[Reply | None]]

SPAGHETTI = [
    ["failure", 0.897, [640.0, 360.0, 320.0, 180.0]],
    ["failure", 0.09, [1.0, 2.0, 3.0, 4.0]],
]
FAILED = (
    '{"detections": [], "message": "Failed to get image ImmutableMultiDict('
    "[('img', '{url}')]) - "
)
TOO_LONG = f"good.jpg?{'x' * 4100}"


async def health(client: MlServerClient, url: str) -> None:
    await client.check_health()


async def token(client: MlServerClient, url: str) -> None:
    await client.check_token()


async def detect(client: MlServerClient, url: str) -> Reply:
    return await client.detect(url)


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request, the answer of the real server, and what our client reports."""

    method: str = "GET"
    path: str
    """`{img}` stands for the encoded URL of a picture."""
    authorization: str | None = None
    server_token: str | None = None
    detections: tuple[object, ...] = ()
    picture: str = "good.jpg"
    status: int
    content_type: str
    body: str
    """The whole of it, or how it begins where it ends with `...`."""
    ask: Ask | None = None
    """The same put to our client, where it would ever ask such a thing."""
    reports: object = None
    """The payload of the reply, or the error."""


EXCHANGES = {
    "health": Exchange(
        path="/hc/", status=200, content_type="text/html", body="ok", ask=health
    ),
    "health needs no token": Exchange(
        path="/hc/",
        server_token="secret",
        status=200,
        content_type="text/html",
        body="ok",
        ask=health,
    ),
    "probe without img": Exchange(
        path="/p/",
        status=422,
        content_type="application/json",
        body='{"detections": [], "message": '
        '"Invalid request params: ImmutableMultiDict([])"}\n',
        ask=token,
    ),
    "healthy print": Exchange(
        path="/p/?img={img}",
        status=200,
        content_type="application/json",
        body='{"detections": []}\n',
        ask=detect,
        reports={"detections": []},
    ),
    "failing print": Exchange(
        path="/p/?img={img}",
        detections=tuple(SPAGHETTI),
        status=200,
        content_type="application/json",
        body='{"detections": [["failure", 0.897, [640.0, ...',
        ask=detect,
        reports={"detections": SPAGHETTI},
    ),
    "token missing": Exchange(
        path="/p/?img={img}",
        server_token="secret",
        status=401,
        content_type="text/html",
        body="",
        ask=detect,
        reports=TokenRefusedError,
    ),
    "token missing, probe": Exchange(
        path="/p/",
        server_token="secret",
        status=401,
        content_type="text/html",
        body="",
        ask=token,
        reports=TokenRefusedError,
    ),
    "token wrong": Exchange(
        path="/p/",
        server_token="secret",
        authorization="Bearer Secret",
        status=401,
        content_type="text/html",
        body="",
        ask=token,
        reports=TokenRefusedError,
    ),
    "token without Bearer": Exchange(
        path="/p/",
        server_token="secret",
        authorization="secret",
        status=401,
        content_type="text/html",
        body="",
    ),
    "token with lower-case bearer": Exchange(
        path="/p/",
        server_token="secret",
        authorization="bearer secret",
        status=401,
        content_type="text/html",
        body="",
    ),
    "token right, probe": Exchange(
        path="/p/",
        server_token="secret",
        authorization="Bearer secret",
        status=422,
        content_type="application/json",
        body='{"detections": [], ...',
        ask=token,
    ),
    "token right": Exchange(
        path="/p/?img={img}",
        server_token="secret",
        authorization="Bearer secret",
        status=200,
        content_type="application/json",
        body='{"detections": []}\n',
        ask=detect,
        reports={"detections": []},
    ),
    "token sent, none wanted": Exchange(
        path="/p/?img={img}",
        authorization="Bearer secret",
        status=200,
        content_type="application/json",
        body='{"detections": []}\n',
        ask=detect,
        reports={"detections": []},
    ),
    "picture cannot be had": Exchange(
        path="/p/?img={img}",
        picture="missing.jpg",
        status=400,
        content_type="application/json",
        body=FAILED + "404 Client Error: Not Found for url: ...",
        ask=detect,
        reports=FrameRefusedError,
    ),
    "no slash behind p": Exchange(
        path="/p?img={img}", status=308, content_type="text/html", body=""
    ),
    "no slash behind hc": Exchange(
        path="/hc", status=308, content_type="text/html", body=""
    ),
    "POST": Exchange(
        method="POST",
        path="/p/",
        status=405,
        content_type="text/html",
        body="<html>...",
    ),
    "root": Exchange(path="/", status=404, content_type="text/html", body="<html>..."),
    "OPTIONS": Exchange(
        method="OPTIONS",
        path="/p/",
        status=200,
        content_type="application/octet-stream",
        body="",
    ),
    "HEAD runs a detection": Exchange(
        method="HEAD",
        path="/p/?img={img}",
        status=200,
        content_type="application/json",
        body="",
    ),
    "request line too long": Exchange(
        path="/p/?img={img}",
        picture=TOO_LONG,
        status=400,
        content_type="text/html",
        body="<html><head><title>Bad Request</title>...",
        ask=detect,
        reports=FrameRefusedError,
    ),
}


@pytest.mark.parametrize("exchange", EXCHANGES.values(), ids=EXCHANGES)
async def test_the_server_answers(
    ml: FakeMlServer,
    pictures: PictureHost,
    session: aiohttp.ClientSession,
    exchange: Exchange,
) -> None:
    ml.token, ml.detections = exchange.server_token, list(exchange.detections)
    url = f"{pictures.url}/{exchange.picture}"
    headers = (
        {"Authorization": exchange.authorization} if exchange.authorization else {}
    )

    async with session.request(
        exchange.method,
        ml.url + exchange.path.replace("{img}", quote(url, safe="")),
        headers=headers,
        allow_redirects=False,
    ) as response:
        body = await response.text()

    assert response.status == exchange.status
    assert response.content_type == exchange.content_type
    start, more, _ = exchange.body.replace("{url}", url).partition("...")
    assert body.startswith(start) if more else body == start
    assert response.headers["Connection"] == "close"
    assert response.headers["Server"] == "gunicorn"
    assert "WWW-Authenticate" not in response.headers
    looks = "{img}" in exchange.path and exchange.status == 200
    assert ml.looked_at == ([JPEG] if looks else [])


@pytest.mark.parametrize(
    "exchange",
    [row for row in EXCHANGES.values() if row.ask],
    ids=[name for name, row in EXCHANGES.items() if row.ask],
)
async def test_the_client_reports(
    ml: FakeMlServer,
    pictures: PictureHost,
    session: aiohttp.ClientSession,
    exchange: Exchange,
) -> None:
    assert exchange.ask
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
