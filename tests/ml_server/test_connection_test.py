"""The staged round trip, leg by leg."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
import json

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.ml_server.client import MlServerClient
from custom_components.obico_detection.ml_server.connection_test import (
    ConnectionReport,
    Leg,
    LegError,
    TakenPicture,
    Understood,
    run_connection_test,
)
from custom_components.obico_detection.ml_server.frames import MAX_FRAMES, FrameStore
from custom_components.obico_detection.ml_server.http_listener import frames_app
from tests.ml_server.fake_server import Clock, FakeMlServer
from tests.ml_server.picture_host import JPEG
from tests.support.reports import leg_of

type Run = Callable[..., Coroutine[None, None, ConnectionReport]]

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
async def base_url(store: FrameStore, socket_enabled: None) -> AsyncIterator[str]:
    """Where the frames are served."""
    async with TestServer(frames_app(store)) as server:
        yield str(server.make_url("")).rstrip("/")


class Camera:
    """Gives a picture that takes two seconds, or a trouble."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.content = JPEG
        self.trouble: LegError | None = None
        self.may_look = asyncio.Event()
        self.may_look.set()

    async def __call__(self) -> TakenPicture:
        await self.may_look.wait()
        if self.trouble is not None:
            raise self.trouble
        self._clock.advance(2.0)
        return TakenPicture(self.content, 640, 480, 2.0)


@pytest.fixture
def camera(clock: Clock) -> Camera:
    return Camera(clock)


def read(payload: object) -> Understood:
    """Read the answer of a server that says what it should."""
    if payload == {"detections": ["nonsense"]}:
        raise LegError(FaultReason.ANSWER_NOT_UNDERSTOOD, "Nonsense")
    assert isinstance(payload, dict)
    return Understood(len(payload["detections"]), 0.9)


@pytest.fixture
def run(
    client: MlServerClient,
    store: FrameStore,
    base_url: str,
    camera: Camera,
    clock: Clock,
) -> Run:
    async def run_it(**changes: object) -> ConnectionReport:
        given = {
            "client": client,
            "frames": store,
            "base_url": base_url,
            "take_picture": camera,
            "read": read,
            "clock": clock,
            **changes,
        }
        return await run_connection_test(**given)  # type: ignore[arg-type]

    return run_it


def legs(report: ConnectionReport) -> str:
    """Return how all legs went: passed, failed or not reached."""
    return "".join(
        {True: "✓", False: "✗", None: "–"}[leg.passed] for leg in report.legs
    )


async def test_the_whole_way_works(ml: FakeMlServer, run: Run, base_url: str) -> None:
    ml.detections = [["failure", 0.9, [1, 2, 3, 4]]]

    report = await run()

    assert [one.leg for one in report.legs] == list(Leg)
    assert legs(report) == "✓✓✓✓✓"
    assert report.passed
    assert report.failed is None
    assert report.base_url == base_url
    assert ml.looked_at == [JPEG]


async def test_each_leg_has_its_figures(
    ml: FakeMlServer, clock: Clock, run: Run
) -> None:
    ml.detections = [["failure", 0.9, [1, 2, 3, 4]]]
    ml.takes_s = {"/hc/": 0.5, "/p/": 0.25}

    report = await run()

    assert leg_of(report, Leg.ML_SERVER).seconds == pytest.approx(0.5)
    assert leg_of(report, Leg.TOKEN).seconds == pytest.approx(0.25)
    camera = leg_of(report, Leg.CAMERA)
    assert (camera.seconds, camera.width, camera.height) == (2.0, 640, 480)
    assert camera.size_bytes == len(JPEG)
    fetch = leg_of(report, Leg.FETCH)
    assert (fetch.fetched_after_s, fetch.fetched_from) == (0.25, "127.0.0.1")
    answer = leg_of(report, Leg.ANSWER)
    assert (answer.detections, answer.frame_score) == (1, 0.9)
    assert answer.seconds == pytest.approx(0.25)


async def break_health(ml: FakeMlServer, camera: Camera) -> None:
    ml.health = "error"


async def break_token(ml: FakeMlServer, camera: Camera) -> None:
    ml.token = "secret"


async def break_camera(ml: FakeMlServer, camera: Camera) -> None:
    camera.trouble = LegError(FaultReason.CAMERA_UNAVAILABLE, "It is off")


async def break_both(ml: FakeMlServer, camera: Camera) -> None:
    await break_token(ml, camera)
    await break_camera(ml, camera)


async def break_picture(ml: FakeMlServer, camera: Camera) -> None:
    camera.content = b"no picture at all"


async def break_answer(ml: FakeMlServer, camera: Camera) -> None:
    ml.detections = ["nonsense"]


@pytest.mark.parametrize(
    ("break_it", "went", "leg", "reason"),
    [
        (break_health, "✗–✓––", Leg.ML_SERVER, FaultReason.ML_SERVER_ERROR),
        (break_token, "✓✗✓––", Leg.TOKEN, FaultReason.TOKEN_REFUSED),
        (break_camera, "✓✓✗––", Leg.CAMERA, FaultReason.CAMERA_UNAVAILABLE),
        (break_both, "✓✗✗––", Leg.TOKEN, FaultReason.TOKEN_REFUSED),
        (break_picture, "✓✓✓✓✗", Leg.ANSWER, FaultReason.FRAME_REFUSED),
        (break_answer, "✓✓✓✓✗", Leg.ANSWER, FaultReason.ANSWER_NOT_UNDERSTOOD),
    ],
)
async def test_the_leg_that_fails_is_named(
    ml: FakeMlServer,
    camera: Camera,
    run: Run,
    break_it: Callable[[FakeMlServer, Camera], Awaitable[None]],
    went: str,
    leg: Leg,
    reason: FaultReason,
) -> None:
    await break_it(ml, camera)

    report = await run()

    assert legs(report) == went
    assert not report.passed
    assert report.failed is not None
    assert (report.failed.leg, report.failed.reason) == (leg, reason)
    assert report.failed.detail


async def test_server_that_is_down(session: ClientSession, run: Run) -> None:
    report = await run(client=MlServerClient(session, NOWHERE, None))

    assert legs(report) == "✗–✓––"
    assert report.failed is not None
    assert report.failed.reason is FaultReason.ML_SERVER_UNREACHABLE


async def test_address_that_leads_nowhere(run: Run) -> None:
    report = await run(base_url=NOWHERE)

    assert legs(report) == "✓✓✓✗–"
    assert report.failed is not None
    assert report.failed.reason is FaultReason.ADDRESS_LOCALHOST


async def test_old_server_that_never_came_for_the_frame(
    ml: FakeMlServer, run: Run
) -> None:
    ml.old = True

    report = await run(base_url="http://no-such-name.invalid:8123")

    assert legs(report) == "✓✓✓✗–"
    assert report.failed is not None
    assert report.failed.reason is FaultReason.FRAME_NOT_FETCHED


async def test_answer_that_breaks_off_says_nothing_about_the_fetch(
    ml: FakeMlServer, run: Run
) -> None:
    async def nonsense(request: web.Request) -> web.Response:
        if request.path == "/hc/":
            return web.Response(text="ok")
        if "img" in request.query:
            return web.Response(text="<html>Hello</html>")
        return web.Response(status=422)

    ml.instead = nonsense

    report = await run()

    assert legs(report) == "✓✓✓–✗"
    assert report.failed is not None
    assert report.failed.reason is FaultReason.ANSWER_NOT_UNDERSTOOD


async def test_no_room_for_another_frame(store: FrameStore, run: Run) -> None:
    offers = [store.offer(b"x") for _ in range(MAX_FRAMES)]
    for offer in offers:
        offer.__enter__()

    report = await run()

    assert legs(report) == "✓✓✓✗–"
    assert report.failed is not None
    assert report.failed.reason is FaultReason.CHECKS_LATE


async def test_report_has_json_types_and_no_secrets(
    ml: FakeMlServer, session: ClientSession, run: Run
) -> None:
    ml.token = "secret"
    client = MlServerClient(session, ml.url, "secret")

    report = await run(client=client)

    shown = json.loads(json.dumps(report.as_dict()))
    assert shown == report.as_dict()
    assert shown["passed"] is True
    assert shown["legs"][2] == {
        "leg": "camera",
        "passed": True,
        "seconds": 2.0,
        "width": 640,
        "height": 480,
        "size_bytes": len(JPEG),
    }
    [frame_url] = [
        request.query["img"] for request in ml.requests if "img" in request.query
    ]
    for secret in ("secret", frame_url.rpartition("/")[2]):
        assert secret not in json.dumps(shown)


async def test_report_of_a_failure_names_the_cause(ml: FakeMlServer, run: Run) -> None:
    ml.token = "secret"

    shown = (await run()).as_dict()

    assert shown["passed"] is False
    assert shown["legs"][1] == {
        "leg": "token",
        "passed": False,
        "reason": "token_refused",
        "detail": "The ML server wants a token",
    }
    assert shown["legs"][4] == {"leg": "answer", "passed": None}


# -- turns


class Turns:
    """A queue that notes who is at the ML server."""

    def __init__(self) -> None:
        self.held = 0
        self.taken = 0
        self.trouble: LegError | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        if self.trouble is not None:
            raise self.trouble
        self.taken += 1
        self.held += 1
        try:
            yield
        finally:
            self.held -= 1


async def test_checks_need_not_wait_for_the_camera_of_a_test(
    ml: FakeMlServer, camera: Camera, run: Run
) -> None:
    turns = Turns()
    camera.may_look.clear()

    test = asyncio.create_task(run(turn=turns.turn))
    while len(ml.requests) < 2 or turns.held:
        await asyncio.sleep(0)
    assert turns.taken == 1
    camera.may_look.set()

    assert (await test).passed
    assert (turns.taken, turns.held) == (2, 0)


async def test_turn_that_never_comes_is_a_failed_leg(
    ml: FakeMlServer, run: Run
) -> None:
    turns = Turns()
    turns.trouble = LegError(FaultReason.CHECKS_LATE, "Busy")

    report = await run(turn=turns.turn)

    assert legs(report) == "✗–✓––"
    assert report.failed is not None
    assert report.failed.reason is FaultReason.CHECKS_LATE
    assert not ml.requests
