"""Whatever goes wrong on the way ends in the reason that names it, and never as a good print.

A row for each line of what was seen of the real server that is no success, and for each
trap that users of other integrations fell into. What is played here is seen both by a check
and by the test of the whole way.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
import json
import ssl
from typing import Final

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico_detection import connection
from custom_components.obico_detection.check import Miss, read_reply
from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.ml_server.client import MlServerClient
from custom_components.obico_detection.ml_server.connection_test import (
    TakenPicture,
    run_connection_test,
)
from custom_components.obico_detection.ml_server.errors import MlServerError
from custom_components.obico_detection.ml_server.frames import FrameStore
from custom_components.obico_detection.ml_server.hand_over import hand_over
from custom_components.obico_detection.ml_server.http_listener import frames_app
from custom_components.obico_detection.ml_server.urls import UrlError, normalise_url
from tests.ml_server.fake_server import (
    FULL_BACKLOG,
    HOUSE,
    NO_SUCH_NAME,
    SLOW_HANDSHAKE,
    FakeMlServer,
    Handler,
)
from tests.ml_server.odd_servers import hang_up
from tests.ml_server.picture_host import JPEG, Picture, PictureHost

GOOD: Final = '{"detections":[]}'
LOG_IN: Final = Picture(body=b"<html>log in</html>", content_type="text/html")
NOBODY: Final = 9


@dataclass
class Stage:
    """Where a row is played: by default everything works."""

    ml: FakeMlServer
    base_url: str
    """Where the frames are, or whatever a row puts in their place."""
    ours: str
    self_signed: ssl.SSLContext
    props: AsyncExitStack
    session: ClientSession
    ml_url: str = ""
    token: str | None = None
    content: bytes = JPEG

    async def put(self, picture: Picture, *, tls: bool = False) -> None:
        """Put something else in the place of Home Assistant."""
        host = PictureHost(
            {"api": picture, "log-in": LOG_IN}, self.self_signed if tls else None
        )
        await self.props.enter_async_context(host)
        self.base_url = host.url.replace("127.0.0.1", HOUSE)


type Row = Callable[[Stage], Awaitable[None]]


def served(**how: object) -> Row:
    """Something else than Home Assistant answers."""

    async def play(stage: Stage) -> None:
        await stage.put(Picture(**how))  # type: ignore[arg-type]

    return play


def at(base_url: str) -> Row:
    """The ML server is sent to this address; `{port}` is where the frames really are."""

    async def play(stage: Stage) -> None:
        stage.base_url = base_url.format(port=stage.ours.rpartition(":")[2])

    return play


def old(row: Row) -> Row:
    """The ML server is one that answers each failure with "no detections"."""

    async def play(stage: Stage) -> None:
        await row(stage)
        stage.ml.old = True

    return play


async def nothing(stage: Stage) -> None:
    """Nothing goes wrong."""


async def self_signed(stage: Stage) -> None:
    await stage.put(Picture(), tls=True)


async def plain_http_to_tls(stage: Stage) -> None:
    await stage.put(Picture(), tls=True)
    stage.base_url = stage.base_url.replace("https", "http")


def token(ours: str | None) -> Row:
    async def play(stage: Stage) -> None:
        stage.ml.token, stage.token = "secret", ours

    return play


async def port_not_published(stage: Stage) -> None:
    stage.ml_url = f"http://127.0.0.1:{NOBODY}"


async def no_picture(stage: Stage) -> None:
    stage.content = b"GIF89a, more or less"


async def worker_hangs(stage: Stage) -> None:
    def hang_up(request: web.Request) -> web.Response:
        assert request.transport
        request.transport.abort()
        return web.Response()

    stage.ml.instead = _about_frames(stage, hang_up)


def says(body: str, status: int = 200, **headers: str) -> Row:
    """The ML server fetches the frame and answers this."""

    async def play(stage: Stage) -> None:
        stage.ml.instead = _about_frames(
            stage, lambda _: web.Response(body=body, status=status, headers=headers)
        )

    return play


async def falls_over(stage: Stage) -> None:
    """Asked about a frame, the ML server closes the connection before it fetches it."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/hc/":
            return web.Response(text="ok")
        if "img" not in request.query:
            return web.Response(status=422)
        return await hang_up(request)

    stage.ml.instead = handle


def _about_frames(
    stage: Stage, answer: Callable[[web.Request], web.Response]
) -> Handler:
    """Fetch a frame and answer like this; all other questions are answered well."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.path == "/hc/":
            return web.Response(text="ok")
        if "img" not in request.query:
            return web.Response(status=422)
        async with stage.session.get(request.query["img"]) as frame:
            await frame.read()
        return answer(request)

    return handle


R = FaultReason
HTTP, HTTPS = f"http://{HOUSE}:{NOBODY}", f"https://{HOUSE}:{NOBODY}"
LOCALHOST, LOCAL = f"http://localhost:{NOBODY}", "http://homeassistant.local:8123"

ROWS: dict[str, tuple[Row, FaultReason]] = {
    # What the stock server answers
    "token missing": (token(None), R.TOKEN_REFUSED),
    "token wrong": (token("Secret"), R.TOKEN_REFUSED),
    "img got lost": (says('{"detections":[]}', 422), R.ML_SERVER_ERROR),
    "redirect to the slash": (says("", 308, Location="/p/"), R.ML_SERVER_ERROR),
    "POST only": (says("<html>", 405), R.ML_SERVER_ERROR),
    "not there": (says("<html>", 404), R.ML_SERVER_ERROR),
    "internal error": (says("<html>", 500), R.ML_SERVER_ERROR),
    "gateway without server": (says("<html>", 502), R.ML_SERVER_ERROR),
    "refused by a proxy": (says("", 403), R.TOKEN_REFUSED),
    # How the stock server fetches the frame
    "404": (served(status=404), R.ADDRESS_ANSWERS_OTHERWISE),
    "401": (served(status=401), R.ADDRESS_ANSWERS_OTHERWISE),
    "403": (served(status=403), R.ADDRESS_ANSWERS_OTHERWISE),
    "429": (served(status=429), R.ADDRESS_ANSWERS_OTHERWISE),
    "500": (served(status=500), R.ADDRESS_ANSWERS_OTHERWISE),
    "503": (served(status=503), R.ADDRESS_ANSWERS_OTHERWISE),
    "web page": (served(body=b"<html>"), R.ADDRESS_ANSWERS_OTHERWISE),
    "empty": (served(body=b""), R.ADDRESS_ANSWERS_OTHERWISE),
    "truncated": (served(truncated=True), R.ADDRESS_ANSWERS_OTHERWISE),
    "headers after 10 s": (served(headers_after_s=10), R.ADDRESS_TOO_SLOW),
    "stall in mid-body": (served(longest_gap_s=7), R.ADDRESS_TOO_SLOW),
    "drip of 40 s, or a stream": (served(body_takes_s=40), R.ADDRESS_TOO_SLOW),
    "refused": (at(HTTP), R.ADDRESS_REFUSED),
    "unknown name": (at(f"http://{NO_SUCH_NAME}:8123"), R.ADDRESS_NAME_UNKNOWN),
    "reset": (served(reset=True), R.ADDRESS_REFUSED),
    "full backlog": (at(f"http://{FULL_BACKLOG}:8123"), R.ADDRESS_TOO_SLOW),
    "https, self-signed": (self_signed, R.ADDRESS_CERTIFICATE),
    "https, slow": (at(f"https://{SLOW_HANDSHAKE}:8123"), R.ADDRESS_TOO_SLOW),
    "frame is no picture": (no_picture, R.FRAME_REFUSED),
    "killed after the fetch": (worker_hangs, R.ML_SERVER_UNREACHABLE),
    # Old servers, which call each of these a good print
    "old: 404": (old(served(status=404)), R.FRAME_NOT_FETCHED),
    "old: 500": (old(served(status=500)), R.FRAME_NOT_FETCHED),
    "old: web page": (old(served(body=b"<html>")), R.FRAME_NOT_FETCHED),
    "old: empty": (old(served(body=b"")), R.FRAME_NOT_FETCHED),
    "old: too slow": (old(served(headers_after_s=10)), R.FRAME_NOT_FETCHED),
    "old: refused": (old(at(HTTP)), R.FRAME_NOT_FETCHED),
    "old: https": (old(at(HTTPS)), R.ADDRESS_CERTIFICATE),
    "old: self-signed": (old(self_signed), R.ADDRESS_CERTIFICATE),
    "old: localhost": (old(at(LOCALHOST)), R.ADDRESS_LOCALHOST),
    "old: .local": (old(at(LOCAL)), R.ADDRESS_LOCAL_NAME),
    "old: unknown name": (
        old(at(f"http://{NO_SUCH_NAME}:8123")),
        R.FRAME_NOT_FETCHED,
    ),
    # Traps of other users
    "localhost": (at(LOCALHOST), R.ADDRESS_LOCALHOST),
    "127.0.0.1": (at(f"http://127.0.0.1:{NOBODY}"), R.ADDRESS_LOCALHOST),
    ".local": (at(LOCAL), R.ADDRESS_LOCAL_NAME),
    "plain http where only https is spoken": (plain_http_to_tls, R.ADDRESS_REFUSED),
    "single sign-on": (served(redirect_to="/log-in.jpg"), R.ADDRESS_ANSWERS_OTHERWISE),
    "redirected for ever": (
        served(redirect_to="/api/again.jpg"),
        R.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "ML server falls over": (falls_over, R.ML_SERVER_UNREACHABLE),
    "port 3333 not published": (port_not_published, R.ML_SERVER_UNREACHABLE),
    "web page where JSON belongs": (says("<html>"), R.ANSWER_NOT_UNDERSTOOD),
    "nothing at all": (says(""), R.ANSWER_NOT_UNDERSTOOD),
    "a bare list": (says("[]"), R.ANSWER_NOT_UNDERSTOOD),
    "no list": (says('{"detections":null}'), R.ANSWER_NOT_UNDERSTOOD),
    "no detections": (says('{"message":"ok"}'), R.ANSWER_NOT_UNDERSTOOD),
    "only NaN": (
        says(json.dumps({"detections": [["failure", float("nan"), [1, 2, 3, 4]]]})),
        R.ANSWER_NOT_UNDERSTOOD,
    ),
}


@pytest.fixture
async def stage(
    ml: FakeMlServer,
    store: FrameStore,
    session: ClientSession,
    self_signed_tls: ssl.SSLContext,
) -> AsyncIterator[Stage]:
    """An ML server that can fetch our frames."""
    async with AsyncExitStack() as props:
        server = await props.enter_async_context(TestServer(frames_app(store)))
        ours = str(server.make_url("")).rstrip("/").replace("127.0.0.1", HOUSE)
        yield Stage(ml, ours, ours, self_signed_tls, props, session, ml.url)


async def reason_of_a_check(stage: Stage, frames: FrameStore) -> FaultReason | None:
    """Return why a check was a miss; None where a frame was inspected."""
    client = MlServerClient(stage.session, stage.ml_url, stage.token, stage.ml.clock)
    try:
        over = await hand_over(client, frames, stage.base_url, stage.content)
        read_reply(over.reply.payload)
    except (MlServerError, Miss) as err:
        return err.reason
    return None


async def reason_of_a_test(stage: Stage, frames: FrameStore) -> FaultReason | None:
    """Return what the test of the whole way says; None where all works."""

    async def take_picture() -> TakenPicture:
        return TakenPicture(stage.content, 640, 480, 0.0)

    client = MlServerClient(stage.session, stage.ml_url, stage.token, stage.ml.clock)
    report = await run_connection_test(
        client, frames, stage.base_url, take_picture, connection._read
    )
    return None if report.failed is None else report.failed.reason


@pytest.mark.parametrize(("row", "reason"), ROWS.values(), ids=ROWS)
async def test_cause_is_named(
    stage: Stage, store: FrameStore, row: Row, reason: FaultReason
) -> None:
    await row(stage)

    assert await reason_of_a_check(stage, store) is reason
    assert await reason_of_a_test(stage, store) is reason


@pytest.mark.parametrize(
    "row",
    [nothing, old(nothing), token("secret"), says(GOOD), at("http://localhost:{port}")],
)
async def test_where_nothing_is_wrong_nothing_is_named(
    stage: Stage, store: FrameStore, row: Row
) -> None:
    """Without this, all of the above could be the fault of the stage."""
    await row(stage)

    assert await reason_of_a_check(stage, store) is None
    assert await reason_of_a_test(stage, store) is None


async def test_server_that_is_not_well_says_so_in_a_test(
    stage: Stage, store: FrameStore
) -> None:
    stage.ml.health = "error"

    assert await reason_of_a_test(stage, store) is FaultReason.ML_SERVER_ERROR


@pytest.mark.parametrize(
    "base_url",
    [
        "192.168.1.2:8123",
        "/api",
        "file:///config/www",
        "data:image/jpeg;base64,/9j/",
        "",
        "http://192.168.1.2:8123None",
    ],
)
def test_what_is_no_address_is_never_tried(base_url: str) -> None:
    with pytest.raises(UrlError):
        normalise_url(base_url)


@pytest.mark.parametrize("pasted", ["http://h:3333/p/", "http://h:3333/hc/"])
def test_endpoint_in_the_servers_address_does_no_harm(pasted: str) -> None:
    assert normalise_url(pasted) == "http://h:3333"
