"""What the server does with a picture URL in trouble, and what our client reports."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import ssl

import aiohttp
import pytest

from custom_components.obico_detection.ml_server.client import (
    FrameRefusedError,
    MlServerClient,
    MlServerError,
    MlServerUnreachableError,
)
from tests.ml_server.fake_server import (
    FULL_BACKLOG,
    NO_SUCH_NAME,
    SLOW_HANDSHAKE,
    Clock,
    FakeMlServer,
)
from tests.ml_server.picture_host import JPEG, Picture, PictureHost

GOOD = Picture()
HTML = b"<html>log in</html>"
SLOW_START = Picture(headers_after_s=10)
"""Its three GETs come at 0.0, 6.0 and 11.1 s."""


@dataclass(frozen=True, kw_only=True)
class Fetching:
    """A picture URL, and how the real server fared with it."""

    url: str = "{host}/it.jpg"
    picture: Picture = GOOD
    backoffs_s: tuple[float, float] = (0.32, 0.66)
    gets_at_s: tuple[float, ...] = ()
    took_s: float = 0
    reports: type[MlServerError] | None = None
    says: str = ""
    """A part of the message."""


def refused(says: str, **row: object) -> Fetching:
    return Fetching(reports=FrameRefusedError, says=says, **row)  # type: ignore[arg-type]


def at_once(status: int, says: str) -> Fetching:
    picture = Picture(status=status)
    return refused(says, picture=picture, gets_at_s=(0,))


FETCHINGS = {
    "good": Fetching(gets_at_s=(0,)),
    "redirected": Fetching(picture=Picture(redirect_to="/good.jpg"), gets_at_s=(0, 0)),
    "404": at_once(404, "404 Client Error: Not Found for url: [redacted]"),
    "401": at_once(401, "401 Client Error: Unauthorized for url: [redacted]"),
    "403": at_once(403, "403 Client Error: Forbidden for url: [redacted]"),
    "429": at_once(429, "429 Client Error: Too Many Requests for url: [redacted]"),
    "500": refused(
        "500 Server Error",
        picture=Picture(status=500),
        gets_at_s=(0, 0.32, 0.98),
        took_s=0.98,
    ),
    "503, then good": Fetching(
        picture=Picture(bad_tries=1),
        backoffs_s=(0.06, 0),
        gets_at_s=(0, 0.06),
        took_s=0.06,
    ),
    "503 twice, then good": Fetching(
        picture=Picture(bad_tries=2),
        backoffs_s=(0.6, 1.2),
        gets_at_s=(0, 0.6, 1.8),
        took_s=1.8,
    ),
    "web page": refused(
        "'NoneType' object has no attribute 'shape'",
        picture=Picture(body=HTML, content_type="text/html"),
        gets_at_s=(0,),
    ),
    "empty": refused("!buf.empty()", picture=Picture(body=b""), gets_at_s=(0,)),
    "truncated": refused(
        "IncompleteRead", picture=Picture(truncated=True), gets_at_s=(0,)
    ),
    "headers after 3 s": Fetching(
        picture=Picture(headers_after_s=3), gets_at_s=(0,), took_s=3
    ),
    "headers after 10 s": refused(
        "Read timed out. (read timeout=5)",
        picture=SLOW_START,
        backoffs_s=(1, 0.1),
        gets_at_s=(0, 6.0, 11.1),
        took_s=16.1,
    ),
    "stall in mid-body": refused(
        "Read timed out.",
        picture=Picture(longest_gap_s=7),
        gets_at_s=(0,),
        took_s=5,
    ),
    "drip of 7.2 s": Fetching(
        picture=Picture(body_takes_s=7.2), gets_at_s=(0,), took_s=7.2
    ),
    "drip of 40 s, or a stream": Fetching(
        picture=Picture(body_takes_s=40),
        gets_at_s=(0,),
        took_s=30.3,
        reports=MlServerUnreachableError,
        says="closed the connection without an answer",
    ),
    "refused": refused(
        "Max retries exceeded", url="http://127.0.0.1:1/it.jpg", took_s=0.98
    ),
    "unknown name": refused(
        "Max retries exceeded", url=f"http://{NO_SUCH_NAME}/it.jpg", took_s=0.98
    ),
    "reset": refused(
        "Max retries exceeded",
        picture=Picture(reset=True),
        gets_at_s=(0, 0.32, 0.98),
        took_s=0.98,
    ),
    "full backlog": refused(
        "(connect timeout=0.1)", url=f"http://{FULL_BACKLOG}/it.jpg", took_s=1.28
    ),
    "TLS handshake of 0.4 s": refused(
        "(read timeout=0.1)", url=f"https://{SLOW_HANDSHAKE}/it.jpg", took_s=1.28
    ),
    "file:": refused("No connection adapters", url="file:///it.jpg"),
    "data:": refused("No connection adapters", url="data:image/jpeg;base64,/9j/"),
    "no scheme": refused("Invalid URL", url="192.168.1.2/it.jpg"),
    "relative": refused("Invalid URL", url="/api/it.jpg"),
    "no URL": refused("Invalid URL", url=""),
}


@pytest.mark.parametrize("row", FETCHINGS.values(), ids=FETCHINGS)
async def test_a_picture_in_trouble(
    ml: FakeMlServer,
    pictures: PictureHost,
    client: MlServerClient,
    clock: Clock,
    row: Fetching,
) -> None:
    pictures.pictures["it"] = row.picture
    ml.backoffs_s = row.backoffs_s
    begun = clock()

    if row.reports is None:
        reply = await client.detect(row.url.format(host=pictures.url))
        assert reply.payload == {"detections": []}
        assert reply.seconds == pytest.approx(row.took_s)
        assert ml.looked_at == [JPEG]
    else:
        with pytest.raises(row.reports) as err:
            await client.detect(row.url.format(host=pictures.url))
        assert row.says in str(err.value)
        assert not ml.looked_at

    assert clock() - begun == pytest.approx(row.took_s)
    assert pictures.gets == pytest.approx(list(row.gets_at_s))
    assert len(ml.requests) == 1  # aiohttp has not asked again by itself


@pytest.mark.parametrize(
    "row", [row for row in FETCHINGS.values() if row.reports is FrameRefusedError]
)
async def test_an_old_server_calls_every_trouble_a_good_print(
    ml: FakeMlServer, pictures: PictureHost, client: MlServerClient, row: Fetching
) -> None:
    ml.old = True
    pictures.pictures["it"] = row.picture

    reply = await client.detect(row.url.format(host=pictures.url))

    assert reply.payload == {"detections": []}
    assert len(pictures.gets) == min(1, len(row.gets_at_s))
    assert not ml.looked_at


async def test_the_picture_is_fetched_with_one_plain_get(
    ml: FakeMlServer, pictures: PictureHost, client: MlServerClient
) -> None:
    await client.detect(f"{pictures.url}/good.jpg?a=1&b=ä %26")

    (request,) = pictures.requests
    assert request.method == "GET"
    assert dict(request.query) == {"a": "1", "b": "ä &"}
    assert dict(request.headers) == {
        "Host": pictures.url.removeprefix("http://"),
        "User-Agent": "python-requests/2.31.0",
        "Accept-Encoding": "gzip, deflate, br",
        "Accept": "*/*",
        "Connection": "keep-alive",
    }


async def test_a_picture_url_that_is_not_encoded_is_cut(
    ml: FakeMlServer, pictures: PictureHost, session: aiohttp.ClientSession
) -> None:
    await session.get(f"{ml.url}/p/?img={pictures.url}/good.jpg?a=1&b=2")

    assert dict(pictures.requests[0].query) == {"a": "1"}


async def test_a_certificate_nobody_trusts(
    ml: FakeMlServer,
    client: MlServerClient,
    clock: Clock,
    self_signed_tls: ssl.SSLContext,
) -> None:
    ml.backoffs_s = (0.9, 1.6)
    async with PictureHost(clock, {"it": Picture()}, self_signed_tls) as host:
        with pytest.raises(FrameRefusedError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.detect(f"{host.url}/it.jpg")

    assert clock() == 1002.5  # three tries
    assert not host.gets


async def test_one_worker_serves_one_after_the_other(
    ml: FakeMlServer, client: MlServerClient, skip: Callable[[float], None]
) -> None:
    """A slow picture blocks everyone, the health check too."""
    async with ml.worker:
        check = asyncio.create_task(client.check_health())
        while not ml.requests:
            await asyncio.sleep(0)
        skip(11)
        with pytest.raises(MlServerUnreachableError, match="within 10 s"):
            await check

    await client.check_health()
