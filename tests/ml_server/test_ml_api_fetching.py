"""What our client reports about a picture that is in trouble on its way to the server."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import ssl

import pytest

from custom_components.obico_detection.ml_server.client import MlServerClient
from custom_components.obico_detection.ml_server.errors import (
    FrameRefusedError,
    MlServerError,
    MlServerUnreachableError,
)
from tests.ml_server.fake_server import (
    FULL_BACKLOG,
    NO_SUCH_NAME,
    SLOW_HANDSHAKE,
    FakeMlServer,
)
from tests.ml_server.picture_host import Picture, PictureHost

GOOD = Picture()
HTML = b"<html>log in</html>"


@dataclass(frozen=True, kw_only=True)
class Fetching:
    """A picture URL, and what comes of asking about it."""

    url: str = "{host}/it.jpg"
    picture: Picture = GOOD
    backoffs_s: tuple[float, float] = (0.32, 0.66)
    took_s: float = 0
    """What a reply says it took."""
    reports: type[MlServerError] | None = None
    says: str = ""
    """A part of the message."""


def refused(says: str, **row: object) -> Fetching:
    return Fetching(reports=FrameRefusedError, says=says, **row)  # type: ignore[arg-type]


def answered(status: int, says: str) -> Fetching:
    return refused(says, picture=Picture(status=status))


FETCHINGS = {
    "good": Fetching(),
    "redirected": Fetching(picture=Picture(redirect_to="/good.jpg")),
    "404": answered(404, "404 Client Error: Not Found for url: [redacted]"),
    "401": answered(401, "401 Client Error: Unauthorized for url: [redacted]"),
    "403": answered(403, "403 Client Error: Forbidden for url: [redacted]"),
    "429": answered(429, "429 Client Error: Too Many Requests for url: [redacted]"),
    "500": refused("500 Server Error", picture=Picture(status=500)),
    "503, then good": Fetching(
        picture=Picture(bad_tries=1), backoffs_s=(0.06, 0), took_s=0.06
    ),
    "503 twice, then good": Fetching(
        picture=Picture(bad_tries=2), backoffs_s=(0.6, 1.2), took_s=1.8
    ),
    "web page": refused(
        "'NoneType' object has no attribute 'shape'",
        picture=Picture(body=HTML, content_type="text/html"),
    ),
    "empty": refused("!buf.empty()", picture=Picture(body=b"")),
    "truncated": refused("IncompleteRead", picture=Picture(truncated=True)),
    "headers after 3 s": Fetching(picture=Picture(headers_after_s=3), took_s=3),
    "headers after 10 s": refused(
        "Read timed out. (read timeout=5)", picture=Picture(headers_after_s=10)
    ),
    "stall in mid-body": refused("Read timed out.", picture=Picture(longest_gap_s=7)),
    "drip of 7.2 s": Fetching(picture=Picture(body_takes_s=7.2), took_s=7.2),
    "drip of 40 s, or a stream": Fetching(
        picture=Picture(body_takes_s=40),
        reports=MlServerUnreachableError,
        says="closed the connection without an answer",
    ),
    "refused": refused("Max retries exceeded", url="http://127.0.0.1:1/it.jpg"),
    "unknown name": refused(
        "Max retries exceeded", url=f"http://{NO_SUCH_NAME}/it.jpg"
    ),
    "reset": refused("Max retries exceeded", picture=Picture(reset=True)),
    "full backlog": refused(
        "(connect timeout=0.1)", url=f"http://{FULL_BACKLOG}/it.jpg"
    ),
    "TLS handshake of 0.4 s": refused(
        "(read timeout=0.1)", url=f"https://{SLOW_HANDSHAKE}/it.jpg"
    ),
    "file:": refused("No connection adapters", url="file:///it.jpg"),
    "data:": refused("No connection adapters", url="data:image/jpeg;base64,/9j/"),
    "no scheme": refused("Invalid URL", url="192.168.1.2/it.jpg"),
    "relative": refused("Invalid URL", url="/api/it.jpg"),
    "no URL": refused("Invalid URL", url=""),
}


@pytest.mark.parametrize("row", FETCHINGS.values(), ids=FETCHINGS)
async def test_a_picture_in_trouble(
    ml: FakeMlServer, pictures: PictureHost, client: MlServerClient, row: Fetching
) -> None:
    pictures.pictures["it"] = row.picture
    ml.backoffs_s = row.backoffs_s

    if row.reports is None:
        reply = await client.detect(row.url.format(host=pictures.url))
        assert reply.payload == {"detections": []}
        assert reply.seconds == pytest.approx(row.took_s)
    else:
        with pytest.raises(row.reports) as err:
            await client.detect(row.url.format(host=pictures.url))
        assert row.says in str(err.value)

    assert len(ml.requests) == 1  # aiohttp has not asked again by itself


async def test_the_query_of_a_picture_url_arrives_whole(
    pictures: PictureHost, client: MlServerClient
) -> None:
    await client.detect(f"{pictures.url}/good.jpg?a=1&b=ä %26")

    (request,) = pictures.requests
    assert dict(request.query) == {"a": "1", "b": "ä &"}


async def test_a_certificate_nobody_trusts(
    client: MlServerClient, self_signed_tls: ssl.SSLContext
) -> None:
    async with PictureHost({"it": Picture()}, self_signed_tls) as host:
        with pytest.raises(FrameRefusedError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.detect(f"{host.url}/it.jpg")


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
