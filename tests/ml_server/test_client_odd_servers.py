"""What the client makes of servers that are down, odd or hostile."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
import gzip
import math
import ssl
import traceback

import aiohttp
from aiohttp import web
import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.ml_server.client import (
    MAX_ANSWER_BYTES,
    MlServerClient,
)
from custom_components.obico_detection.ml_server.errors import (
    AnswerNotUnderstoodError,
    MlServerError,
    MlServerResponseError,
    MlServerUnreachableError,
    TokenRefusedError,
)
from tests.ml_server.fake_server import NO_SUCH_NAME, FakeMlServer, Handler
from tests.ml_server.odd_servers import always, half, hang_up, never, talking, trickle
from tests.ml_server.picture_host import Picture, PictureHost

NONCE = "kO8_x-PqLm2vW0sT5uYz7aBcDeFgHiJkLmNoPqRsTuV"
FRAME_URL = f"http://192.168.1.2:8123/api/obico_detection/frame/{NONCE}.jpg"


@pytest.mark.parametrize(
    ("body", "payload"),
    [
        (b"[]", []),
        (b"null", None),
        (b'"all clear"', "all clear"),
        (b'\xef\xbb\xbf{"detections":[]}', {"detections": []}),
        (b" " * (MAX_ANSWER_BYTES - 2) + b"{}", {}),
    ],
    ids=["list", "null", "string", "byte order mark", "just small enough"],
)
async def test_json_of_any_shape_is_passed_on(
    ml: FakeMlServer, client: MlServerClient, body: bytes, payload: object
) -> None:
    ml.instead = always(body=body, Content_Type="image/png")

    assert (await client.detect(FRAME_URL)).payload == payload


async def test_nan_is_passed_on(ml: FakeMlServer, client: MlServerClient) -> None:
    ml.instead = always(body=b"[NaN, Infinity]")

    match (await client.detect(FRAME_URL)).payload:
        case [float(nan), float(infinity)]:
            assert math.isnan(nan)
            assert math.isinf(infinity)
        case other:
            pytest.fail(f"Not two floats: {other}")


@pytest.mark.parametrize(
    ("handler", "says"),
    [
        (always(), "something else"),
        (always(body=b"\n <!doctype html>"), "a web page"),
        (always(body=b"\xff\xfe\xfd"), "something else"),
        (always(body=b"[" * 500_000), "something else"),
        (always(body=b"1" * 500_000), "something else"),
        (always(body=b" " * (MAX_ANSWER_BYTES - 1) + b"{}"), "more than"),
        (always(body=b" " * 10_000_000), "more than"),
        (
            always(
                body=gzip.compress(b"[" + b"0," * 20_000_000), Content_Encoding="gzip"
            ),
            "more than",
        ),
        (always(body=b'{"detections": []}', Content_Encoding="gzip"), "broke off"),
        (half, "broke off"),
    ],
    ids=[
        "empty",
        "web page",
        "not text",
        "deep",
        "endless number",
        "just too large",
        "10 MB",
        "gzip bomb",
        "not gzip",
        "half",
    ],
)
async def test_answer_not_understood(
    ml: FakeMlServer, client: MlServerClient, handler: Handler, says: str
) -> None:
    ml.instead = handler

    with pytest.raises(AnswerNotUnderstoodError, match=says) as err:
        await client.detect(FRAME_URL)

    assert err.value.reason is FaultReason.ANSWER_NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (204, MlServerResponseError),
        (308, MlServerResponseError),
        (401, TokenRefusedError),
        (403, TokenRefusedError),
        (404, MlServerResponseError),
        (405, MlServerResponseError),
        (422, MlServerResponseError),
        (500, MlServerResponseError),
        (503, MlServerResponseError),
    ],
)
async def test_status_decides_before_the_body(
    ml: FakeMlServer, client: MlServerClient, status: int, error: type[MlServerError]
) -> None:
    body = b"" if status == 204 else b'{"detections": []}'
    ml.instead = always(status, body)

    with pytest.raises(error):
        await client.detect(FRAME_URL)


@pytest.mark.parametrize("answer", [never, trickle])
@pytest.mark.parametrize(
    ("ask", "patience_s"),
    [
        (MlServerClient.check_health, 10),
        (MlServerClient.check_token, 10),
        (partial(MlServerClient.detect, frame_url=FRAME_URL), 35),
    ],
)
async def test_no_answer_in_time(
    ml: FakeMlServer,
    client: MlServerClient,
    skip: Callable[[float], None],
    answer: Handler,
    ask: Callable[[MlServerClient], Awaitable[object]],
    patience_s: int,
) -> None:
    async def late(request: web.Request) -> web.StreamResponse:
        skip(patience_s + 1)
        return await answer(request)

    ml.instead = late

    with pytest.raises(MlServerUnreachableError, match=f"within {patience_s} s"):
        await ask(client)


async def test_a_trickle_of_the_right_size_ends_too(
    ml: FakeMlServer, client: MlServerClient, skip: Callable[[float], None]
) -> None:
    """Not the pauses between two bytes count, but all of it."""

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            skip(4)
            await response.write(b" ")
            await asyncio.sleep(0)

    ml.instead = slow

    with pytest.raises(MlServerUnreachableError, match="within 35 s"):
        await client.detect(FRAME_URL)


async def test_a_dropped_connection_is_not_tried_again(
    ml: FakeMlServer, client: MlServerClient
) -> None:
    ml.instead = hang_up

    with pytest.raises(MlServerUnreachableError, match="without an answer"):
        await client.detect(FRAME_URL)

    assert len(ml.requests) == 1


async def test_cancellation_passes_through(
    ml: FakeMlServer, client: MlServerClient
) -> None:
    asked = asyncio.Event()

    async def note_and_hang(request: web.Request) -> web.Response:
        asked.set()
        return await never(request)

    ml.instead = note_and_hang
    check = asyncio.create_task(client.detect(FRAME_URL))
    await asked.wait()
    check.cancel()

    with pytest.raises(asyncio.CancelledError):
        await check


async def test_not_a_web_server(session: aiohttp.ClientSession) -> None:
    async with talking(b"SSH-2.0-OpenSSH_9.2\r\n") as url:
        with pytest.raises(AnswerNotUnderstoodError, match="does not speak HTTP"):
            await MlServerClient(session, url, None).check_health()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1:1", "http://127.0.0.1:1 refuses connections"),
        (f"http://{NO_SUCH_NAME}:3333", "is not known here: use the IP address"),
    ],
)
async def test_unreachable(session: aiohttp.ClientSession, url: str, says: str) -> None:
    with pytest.raises(MlServerUnreachableError, match=says) as err:
        await MlServerClient(session, url, None).check_health()

    assert err.value.reason is FaultReason.ML_SERVER_UNREACHABLE


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (TimeoutError(), "nothing answers at this address"),
        (OSError(113, "No route to host"), "No route to host"),
        (aiohttp.ClientConnectionError("odd"), "No connection to http://"),
    ],
)
async def test_no_way_there(
    ml: FakeMlServer,
    client: MlServerClient,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    says: str,
) -> None:
    async def connect(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(session.connector, "connect", connect)

    with pytest.raises(MlServerUnreachableError, match=says) as err:
        await client.detect(FRAME_URL)

    # aiohttp's own messages contain the URL that was asked for.
    assert NONCE not in "".join(traceback.format_exception(err.value))


async def test_tls_on_a_plain_port(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    url = ml.url.replace("http:", "https:")

    with pytest.raises(MlServerUnreachableError, match="does it speak plain http"):
        await MlServerClient(session, url, None).check_health()


async def test_a_certificate_we_do_not_trust(
    session: aiohttp.ClientSession, self_signed_tls: ssl.SSLContext
) -> None:
    async with PictureHost({"it": Picture()}, self_signed_tls) as host:
        with pytest.raises(
            MlServerUnreachableError, match="is not trusted: self-signed certificate"
        ):
            await MlServerClient(session, host.url, None).check_health()
