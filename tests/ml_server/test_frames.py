"""Frames and the view that serves them, on Home Assistant's own web server."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from http import HTTPStatus
import logging
import socket
from unittest.mock import AsyncMock, patch

import aiohttp
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, AppRunner, Request, Response
import pytest

from custom_components.obico_detection.ml_server import frames as frames_module
from custom_components.obico_detection.ml_server.client import MlServerClient
from custom_components.obico_detection.ml_server.errors import FrameRefusedError
from custom_components.obico_detection.ml_server.frames import (
    FRAME_PATH,
    FRAME_TTL_S,
    FRAMES,
    FrameStore,
    FrameView,
    async_setup_frames,
)
from homeassistant.components.http.ban import (
    KEY_FAILED_LOGIN_ATTEMPTS,
    KEY_LOGIN_THRESHOLD,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.ml_server.fake_server import Clock, FakeMlServer
from tests.ml_server.picture_host import JPEG

type Browser = TestClient[Request, Application]
type OpenBrowser = Callable[[], Awaitable[Browser]]

send_whole = frames_module._send_whole

TINY_BUFFER = 4096

# As much as a picture may have, and less than asyncio takes for sent without sending.
SMALL = b"\xff\xd8" + bytes(60_000)
LARGE = b"\xff\xd8" + bytes(1_000_000)


@pytest.fixture
def handler_cancellation() -> bool:
    """Home Assistant cancels an answer when its peer hangs up; other servers do not."""
    return True


@pytest.fixture
async def browser(
    hass: HomeAssistant,
    store: FrameStore,
    handler_cancellation: bool,
    socket_enabled: None,
) -> AsyncIterator[Browser]:
    """Someone who is not logged in, at a Home Assistant that counts failed log-ins."""
    assert await async_setup_component(hass, "http", {})
    assert await async_setup_component(hass, "api", {})
    hass.http.app[KEY_LOGIN_THRESHOLD] = 5
    hass.http.register_view(FrameView(store))
    server = TestServer(hass.http.app)
    runner = AppRunner(hass.http.app, handler_cancellation=handler_cancellation)
    with patch.object(server, "_make_runner", AsyncMock(return_value=runner)):
        async with TestClient(server) as browser:
            yield browser


class Answers:
    """The requests for frames, and when the answer to one has ended."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.ended = asyncio.Event()
        self.tear_down_first = False

    async def send(self, request: Request, response: Response) -> bool:
        self.requests.append(request)
        assert request.transport
        connection: socket.socket = request.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, TINY_BUFFER)
        if self.tear_down_first:
            self.tear_down()
        try:
            return await send_whole(request, response)
        finally:
            self.ended.set()

    def tear_down(self) -> None:
        """Close the connection from Home Assistant's side."""
        assert self.requests[0].transport
        self.requests[0].transport.abort()


@pytest.fixture
def answers() -> Iterator[Answers]:
    """Who asked for frames."""
    noted = Answers()
    with patch.object(frames_module, "_send_whole", noted.send):
        yield noted


async def test_a_frame_is_served_and_counted(
    browser: Browser, store: FrameStore, clock: Clock
) -> None:
    with store.offer(JPEG) as frame:
        clock.advance(0.5)
        response = await browser.get(frame.url(""))

        assert response.status == HTTPStatus.OK
        assert await response.read() == JPEG
        assert response.headers["Content-Type"] == "image/jpeg"
        assert response.headers["Content-Length"] == str(len(JPEG))
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Server"] == ""
        assert frame.fetches == 1
        assert frame.first_fetch_after_s == 0.5
        assert frame.fetched_from == "127.0.0.1"


async def test_a_frame_can_be_fetched_again(
    browser: Browser, store: FrameStore, clock: Clock
) -> None:
    """The ML server tries up to three times."""
    with store.offer(JPEG) as frame:
        for _ in range(3):
            clock.advance(10)
            response = await browser.get(frame.url(""))
            assert await response.read() == JPEG

        assert frame.fetches == 3
        assert frame.first_fetch_after_s == 10


async def test_a_range_is_ignored(browser: Browser, store: FrameStore) -> None:
    with store.offer(JPEG) as frame:
        response = await browser.get(frame.url(""), headers={"Range": "bytes=0-3"})

        assert response.status == HTTPStatus.OK
        assert await response.read() == JPEG
        assert frame.fetches == 1


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
async def test_nothing_but_get(
    browser: Browser, store: FrameStore, method: str
) -> None:
    with store.offer(JPEG) as frame:
        response = await browser.request(method, frame.url(""))

        assert response.status == HTTPStatus.METHOD_NOT_ALLOWED
        assert frame.fetches == 0


async def test_gone_when_the_check_has_ended(
    browser: Browser, store: FrameStore
) -> None:
    with store.offer(JPEG) as frame:
        pass

    assert (await browser.get(frame.url(""))).status == HTTPStatus.NOT_FOUND
    assert frame.fetches == 0
    assert len(store) == 0


async def test_gone_after_a_minute(
    browser: Browser, store: FrameStore, clock: Clock
) -> None:
    with store.offer(JPEG) as frame:
        clock.advance(FRAME_TTL_S - 0.1)
        assert (await browser.get(frame.url(""))).status == HTTPStatus.OK
        clock.advance(0.1)
        assert (await browser.get(frame.url(""))).status == HTTPStatus.NOT_FOUND
        assert frame.fetches == 1


@pytest.mark.parametrize(
    "path",
    [
        "/unknown.jpg",
        "/.jpg",
        "/",
        "",
        "/a/b.jpg",
        "/%00.jpg",
        "/%2e%2e.jpg",
        "/ä💥.jpg",
        pytest.param(f"/{'x' * 5000}.jpg", id="long"),
    ],
)
async def test_unknown_or_malformed(
    browser: Browser, store: FrameStore, path: str
) -> None:
    with store.offer(JPEG) as frame:
        response = await browser.get(f"{FRAME_PATH}{path}")
        assert response.status == HTTPStatus.NOT_FOUND
        without_ending = await browser.get(f"{FRAME_PATH}/{frame.nonce}")
        assert without_ending.status == HTTPStatus.NOT_FOUND
        assert frame.fetches == 0


async def test_no_wrong_nonce_is_a_failed_log_in(
    hass: HomeAssistant, browser: Browser
) -> None:
    failed = hass.http.app[KEY_FAILED_LOGIN_ATTEMPTS]
    with patch(
        "homeassistant.components.http.ban.gethostbyaddr", return_value=("a", [], [])
    ):
        await browser.get("/api/config")
        assert sum(failed.values()) == 1  # this is one

        for headers in ({}, {"Authorization": "Bearer wrong"}):
            for _ in range(10):
                await browser.get(f"{FRAME_PATH}/guess.jpg", headers=headers)

    assert sum(failed.values()) == 1


async def ask(browser: Browser, path: str) -> tuple[StreamReader, StreamWriter]:
    """Ask for a path over a connection that holds next to nothing on its way."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY_BUFFER)
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, ("127.0.0.1", browser.port))
    reader, writer = await asyncio.open_connection(sock=connection)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: ha\r\n\r\n".encode())
    return reader, writer


@pytest.mark.parametrize("handler_cancellation", [True, False])
@pytest.mark.parametrize(
    ("content", "after_bytes"),
    [(SMALL, 1), (LARGE, 1), (LARGE, 100_000)],
    ids=["small", "large", "large, later"],
)
async def test_a_peer_that_hangs_up_midway_does_not_count(
    browser: Browser,
    store: FrameStore,
    answers: Answers,
    caplog: pytest.LogCaptureFixture,
    content: bytes,
    after_bytes: int,
) -> None:
    with store.offer(content) as frame:
        reader, writer = await ask(browser, frame.url(""))
        await reader.readexactly(after_bytes)
        writer.transport.abort()
        await answers.ended.wait()
        assert frame.fetches == 0

        response = await browser.get(frame.url(""))
        assert await response.read() == content
        assert frame.fetches == 1
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


@pytest.mark.parametrize("handler_cancellation", [True, False])
async def test_a_connection_torn_down_midway_does_not_count(
    browser: Browser, store: FrameStore, answers: Answers
) -> None:
    """From this side it ends the wait for the last byte without an exception."""
    with store.offer(LARGE) as frame:
        reader, writer = await ask(browser, frame.url(""))
        await reader.readexactly(1000)
        answers.tear_down()
        await answers.ended.wait()
        assert frame.fetches == 0
    writer.transport.abort()


@pytest.mark.parametrize("handler_cancellation", [True, False])
async def test_a_connection_torn_down_before_does_not_count(
    browser: Browser, store: FrameStore, answers: Answers
) -> None:
    answers.tear_down_first = True
    with store.offer(JPEG) as frame:
        _, writer = await ask(browser, frame.url(""))
        await answers.ended.wait()
        assert frame.fetches == 0
    writer.transport.abort()


async def test_a_connection_already_gone_does_not_count(store: FrameStore) -> None:
    with store.offer(JPEG) as frame:
        request = aiohttp.test_utils.make_mocked_request("GET", "/")
        request.protocol.transport = None
        response = await store.answer(request, frame.nonce)

        assert not response.prepared
        assert frame.fetches == 0


async def test_set_up_once(
    hass: HomeAssistant, hass_client_no_auth: OpenBrowser
) -> None:
    assert await async_setup_component(hass, "http", {})

    store = async_setup_frames(hass)

    assert async_setup_frames(hass) is store is hass.data[FRAMES]
    browser = await hass_client_no_auth()
    with store.offer(JPEG) as frame:
        response = await browser.get(frame.url(""))
        assert await response.read() == JPEG
        assert frame.first_fetch_after_s is not None
        assert 0 <= frame.first_fetch_after_s < 10


async def test_reply_and_fetch_together_tell_the_truth(
    browser: Browser, store: FrameStore, ml: FakeMlServer, client: MlServerClient
) -> None:
    """Old servers answer "no detections" about a frame they never saw."""
    ours = str(browser.make_url("")).rstrip("/")
    nowhere = "http://127.0.0.1:1"

    with store.offer(JPEG) as frame:
        reply = await client.detect(frame.url(ours))
        assert (reply.payload, frame.fetches) == ({"detections": []}, 1)

    with store.offer(JPEG) as frame, pytest.raises(FrameRefusedError):
        await client.detect(frame.url(nowhere))

    ml.old = True
    with store.offer(JPEG) as frame:
        reply = await client.detect(frame.url(ours))
        assert (reply.payload, frame.fetches) == ({"detections": []}, 1)

    with store.offer(JPEG) as frame:
        reply = await client.detect(frame.url(nowhere))
        assert (reply.payload, frame.fetches) == ({"detections": []}, 0)
    assert ml.looked_at == [JPEG, JPEG]
