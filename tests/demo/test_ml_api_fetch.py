"""How the ML API fetches a picture, against what the stock server was seen to do."""

import asyncio
from collections.abc import AsyncIterator
import socket
import threading
from typing import override
from urllib.parse import quote

from aiohttp import ServerDisconnectedError
from aiohttp.test_utils import TestClient, TestServer
import numpy as np
import pytest
import requests

from demo.ml_api.app import build_app
from demo.ml_api.decode import DecodeError, decode
from demo.ml_api.detections import Detection, Detector, Picture
from demo.ml_api.fetch import FetchError, Limits, fetch
from tests.demo.picture_server import (
    PictureServer,
    Reply,
    answer,
    dripping,
    endless,
    reset,
    stalled,
)
from tests.demo.pictures import encoded

GRADIENT = np.linspace(0, 255, 48 * 64 * 3).reshape(48, 64, 3).astype(np.uint8)
PICTURE = encoded(GRADIENT)
OK = answer(body=PICTURE)
PATIENT = Limits(connect_s=2, backoff_s=0)
# For those who never answer. Tried three times, so it is the test's time as well.
HASTY = Limits(connect_s=2, read_s=0.15, backoff_s=0)


class Blind(Detector):
    """Finds nothing."""

    @override
    def detect(self, picture: Picture) -> list[Detection]:
        return []


@pytest.fixture
async def pictures(socket_enabled: None) -> AsyncIterator[PictureServer]:
    async with PictureServer() as server:
        yield server


async def ask(url: str, limits: Limits = PATIENT) -> tuple[int, str]:
    """Ask about a picture; return the status and the message."""
    async with TestClient(TestServer(build_app(Blind(), limits=limits))) as api:
        response = await api.get(f"/p/?img={quote(url, safe='')}")
        content = await response.json()
    assert content["detections"] == []
    return response.status, content.get("message", "")


@pytest.mark.parametrize(
    ("replies", "limits", "gets", "status", "message"),
    [
        ([OK], PATIENT, 1, 200, ""),
        ([answer(404)], PATIENT, 1, 400, "404 Client Error: Not Found for url: "),
        ([answer(401)], PATIENT, 1, 400, "401 Client Error: "),
        ([answer(403)], PATIENT, 1, 400, "403 Client Error: "),
        ([answer(429)], PATIENT, 1, 400, "429 Client Error: "),
        ([answer(500)], PATIENT, 3, 400, "500 Server Error: "),
        ([answer(503), OK], PATIENT, 2, 200, ""),
        ([answer(503), answer(502), OK], PATIENT, 3, 200, ""),
        ([answer(503), answer(404)], PATIENT, 2, 400, "404 Client Error: "),
        (
            [answer(body=b"<!doctype html>Log in", content_type="text/html")],
            PATIENT,
            1,
            400,
            "'NoneType' object has no attribute 'shape'",
        ),
        ([answer()], PATIENT, 1, 400, "!buf.empty() in function 'imdecode_'"),
        (
            [answer(body=PICTURE[:99], missing=100)],
            PATIENT,
            1,
            400,
            "Connection broken: IncompleteRead(99 bytes read, 100 more expected)",
        ),
        ([dripping(PICTURE, 5)], PATIENT, 1, 200, ""),
        ([stalled()], HASTY, 3, 400, "Read timed out. (read timeout=0.15)"),
        ([stalled(), OK], HASTY, 2, 200, ""),
        (
            [stalled(answer(body=PICTURE[:99], missing=100))],
            HASTY,
            1,
            400,
            "Read timed out.",
        ),
        ([reset], PATIENT, 3, 400, "Connection"),
        ([reset, OK], PATIENT, 2, 200, ""),
        ([answer(302, location="/b.jpg"), OK], PATIENT, 2, 200, ""),
        (
            [answer(302, location="/a.jpg")],
            PATIENT,
            31,
            400,
            "Exceeded 30 redirects.",
        ),
    ],
)
async def test_fetching(
    pictures: PictureServer,
    replies: list[Reply],
    limits: Limits,
    gets: int,
    status: int,
    message: str,
) -> None:
    pictures.replies = replies
    answered, told = await ask(pictures.url(), limits)
    assert (answered, len(pictures.requests)) == (status, gets)
    assert message in told


async def test_errors_repeat_the_whole_address(pictures: PictureServer) -> None:
    url = pictures.url("/secret.jpg?token=1")
    _, told = await ask(url)
    assert told.startswith(
        f"Failed to get image ImmutableMultiDict([('img', '{url}')]) - 404 Client"
    )


async def test_request_is_the_stock_servers(pictures: PictureServer) -> None:
    pictures.replies = [OK]
    await ask(pictures.url("/a%20b.jpg?x=1"))
    [request] = pictures.requests
    assert request.splitlines() == [
        "GET /a%20b.jpg?x=1 HTTP/1.1",
        pictures.url("").replace("http://", "Host: "),
        "User-Agent: python-requests/2.31.0",
        "Accept-Encoding: gzip, deflate, br",
        "Accept: */*",
        "Connection: keep-alive",
        "",
    ]


async def test_name_and_password_in_the_address(pictures: PictureServer) -> None:
    pictures.replies = [OK]
    await ask(pictures.url().replace("//", "//user:pw@"))
    assert "Authorization: Basic dXNlcjpwdw==" in pictures.requests[0]


async def test_tls_that_fails_is_tried_three_times(pictures: PictureServer) -> None:
    status, told = await ask(pictures.url(scheme="https"))
    assert (status, pictures.tls_hellos) == (400, 3)
    assert "Max retries exceeded" in told


async def test_connection_refused(socket_enabled: None) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        status, told = await ask(f"http://127.0.0.1:{unused.getsockname()[1]}/a.jpg")
    assert status == 400
    assert "Max retries exceeded with url: /a.jpg" in told


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file:///etc/hostname", "No connection adapters were found for "),
        ("data:image/png;base64,xx", "No connection adapters were found for "),
        (
            "printer.local/a.jpg",
            "Invalid URL 'printer.local/a.jpg': No scheme supplied.",
        ),
        ("/a.jpg", "Invalid URL '/a.jpg': No scheme supplied."),
        ("", "Invalid URL '': No scheme supplied."),
    ],
)
async def test_addresses_that_are_none(
    url: str, message: str, socket_enabled: None
) -> None:
    status, told = await ask(url)
    assert status == 400
    assert message in told


async def test_endless_stream_gets_no_answer(pictures: PictureServer) -> None:
    pictures.replies = [endless]
    app = build_app(Blind(), limits=Limits(worker_s=0.2, restart_s=0))
    async with TestClient(TestServer(app)) as api:
        with pytest.raises(ServerDisconnectedError):
            await api.get(f"/p/?img={quote(pictures.url(), safe='')}")
        pictures.replies = [OK]
        response = await api.get(f"/p/?img={quote(pictures.url(), safe='')}")
        assert response.status == 200


class Waits(threading.Event):
    """Notes how long one would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float | None] = []

    @override
    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout)
        return self.is_set()


class NobodyThere:
    """Takes the place of the network: nobody ever answers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.timeouts: list[object] = []
        monkeypatch.setattr(requests.Session, "get", self.get)

    def get(self, url: str, **options: object) -> requests.Response:
        self.timeouts.append(options["timeout"])
        raise requests.ConnectTimeout("(connect timeout=0.1)")


def test_patience_of_the_stock_server(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody, waits = NobodyThere(monkeypatch), Waits()
    with pytest.raises(FetchError, match=r"\(connect timeout=0\.1\)"):
        fetch("http://a/b.jpg", Limits(), waits, random_share=lambda: 0.5)
    assert nobody.timeouts == [(0.1, 5.0)] * 3
    # Full jitter: any share of up to a second, then of up to two.
    assert waits.seconds == [0.5, 1.0]


def test_patience_with_obicos_own_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = NobodyThere(monkeypatch)
    with pytest.raises(FetchError):
        fetch("https://storage.googleapis.com/a.jpg", Limits(tries=1), Waits())
    assert nobody.timeouts == [(10.0, 30.0)]


def test_given_up_it_does_not_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody, waits = NobodyThere(monkeypatch), Waits()
    waits.set()
    with pytest.raises(FetchError, match="given up"):
        fetch("http://a/b.jpg", Limits(), waits)
    assert len(nobody.timeouts) == 1


@pytest.mark.parametrize("file_format", ["PNG", "BMP", "TIFF"])
def test_decodes_exactly(file_format: str) -> None:
    assert np.array_equal(decode(encoded(GRADIENT, file_format)), GRADIENT)


@pytest.mark.parametrize("file_format", ["JPEG", "WEBP"])
def test_decodes(file_format: str) -> None:
    assert decode(encoded(GRADIENT, file_format)).shape == GRADIENT.shape


def test_grey_becomes_three_channels() -> None:
    assert decode(encoded(GRADIENT[..., 0], "PNG")).shape == GRADIENT.shape


@pytest.mark.parametrize("file_format", ["GIF", "AVIF"])
def test_does_not_know(file_format: str) -> None:
    with pytest.raises(DecodeError, match="'NoneType' object has no attribute"):
        decode(encoded(GRADIENT, file_format))


def test_sixteen_bits_are_far_too_bright() -> None:
    picture = decode(encoded(GRADIENT[..., 0].astype(np.uint16) * 200, "PNG"))
    assert set(np.unique(picture)) == {0, 255}


async def test_loop_is_free_while_a_picture_is_fetched(
    pictures: PictureServer,
) -> None:
    asked = asyncio.Event()
    go_on = asyncio.Event()

    async def slow(writer: asyncio.StreamWriter) -> None:
        asked.set()
        await go_on.wait()
        await OK(writer)

    pictures.replies = [slow]
    async with asyncio.TaskGroup() as group:
        asking = group.create_task(ask(pictures.url()))
        await asked.wait()
        assert not asking.done()
        go_on.set()
    assert asking.result() == (200, "")
