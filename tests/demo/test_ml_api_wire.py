"""The ML API's front against what the stock server was seen to answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
import threading
from typing import Any, override
from urllib.parse import quote

from aiohttp import ClientResponse, ServerDisconnectedError, web
from aiohttp.test_utils import TestClient, TestServer
import numpy as np
import pytest

from demo.ml_api.__main__ import access_line
from demo.ml_api.app import SERVED, Served, build_app
from demo.ml_api.detections import Box, Detection, Detector, Picture
from demo.ml_api.fetch import Limits
from tests.demo.picture_server import PictureServer, answer
from tests.demo.pictures import encoded

PICTURE = encoded(np.zeros((48, 64, 3), dtype=np.uint8))
FOUND = [
    Detection(0.25, Box(0, 0, 10, 10)),
    Detection(0.75, Box(20, 10, 40, 40)),
    Detection(0.08, Box(50, 30, 60, 40)),
    # Mostly the same as the surest one.
    Detection(0.5, Box(21, 10, 40, 40)),
]
KEPT = [
    ["failure", 0.75, [30.0, 25.0, 20.0, 30.0]],
    ["failure", 0.25, [5.0, 5.0, 10.0, 10.0]],
]
type Api = TestClient[web.Request, web.Application]

BEARER = {"Authorization": "Bearer sesame"}
LIMITS = Limits(backoff_s=0, restart_s=0)


@dataclass
class Scripted(Detector):
    """Finds what it was told to find, once it may."""

    found: list[Detection] = field(default_factory=list)
    seen: list[tuple[int, ...]] = field(default_factory=list)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    @override
    def detect(self, picture: Picture) -> list[Detection]:
        self.seen.append(picture.shape)
        self.may_answer.wait(5)
        return self.found


@pytest.fixture
def detector() -> Scripted:
    return Scripted(list(FOUND))


@pytest.fixture
async def pictures(socket_enabled: None) -> AsyncIterator[PictureServer]:
    async with PictureServer([answer(body=PICTURE)]) as server:
        yield server


@pytest.fixture
async def api(detector: Scripted, socket_enabled: None) -> AsyncIterator[Api]:
    """An ML API that wants no token."""
    async with TestClient(TestServer(build_app(detector, limits=LIMITS))) as client:
        yield client


@pytest.fixture
async def guarded(detector: Scripted, socket_enabled: None) -> AsyncIterator[Api]:
    """An ML API that wants a token."""
    app = build_app(detector, "sesame", limits=LIMITS)
    async with TestClient(TestServer(app)) as client:
        yield client


def detect(client: Api, picture: str, **options: Any) -> Any:
    """Ask what is in a picture."""
    return client.get(f"/p/?img={quote(picture, safe='')}", **options)


async def described(response: ClientResponse) -> tuple[int, str, str]:
    return response.status, response.content_type, await response.text()


async def test_health(api: Api) -> None:
    assert await described(await api.get("/hc/")) == (200, "text/html", "ok")


async def test_every_answer_comes_from_gunicorn_and_closes(api: Api) -> None:
    for path in ("/hc/", "/p/", "/p", "/"):
        response = await api.get(path, allow_redirects=False)
        assert response.headers["Server"] == "gunicorn"
        assert response.headers["Connection"] == "close"
        assert response.headers["Vary"] == "Accept-Encoding"


async def test_no_picture_asked_for(api: Api) -> None:
    assert await described(await api.get("/p/")) == (
        422,
        "application/json",
        '{"detections":[],"message":"Invalid request params: ImmutableMultiDict([])"}\n',
    )


async def test_other_parameters_are_told_back(api: Api) -> None:
    message = (await (await api.get("/p/?image=x")).json())["message"]
    assert message == "Invalid request params: ImmutableMultiDict([('image', 'x')])"


async def test_nothing_found(
    api: Api, detector: Scripted, pictures: PictureServer
) -> None:
    detector.found.clear()
    assert await described(await detect(api, pictures.url())) == (
        200,
        "application/json",
        '{"detections":[]}\n',
    )


async def test_found_surest_first_each_once_and_confident(
    api: Api, detector: Scripted, pictures: PictureServer
) -> None:
    response = await detect(api, pictures.url())
    assert await response.json() == {"detections": KEPT}
    assert detector.seen == [(48, 64, 3)]


async def test_large_answers_are_compressed_if_asked(
    api: Api, detector: Scripted, pictures: PictureServer
) -> None:
    detector.found = [Detection(0.5, Box(left, 0, left + 1, 1)) for left in range(20)]
    zipped = await detect(api, pictures.url(), headers={"Accept-Encoding": "gzip"})
    plain = await detect(api, pictures.url(), headers={"Accept-Encoding": "identity"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert await zipped.json() == await plain.json()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer mellon"},
        {"Authorization": "sesame"},
        {"Authorization": "bearer sesame"},
        {"Authorization": "Bearer  sesame"},
    ],
)
async def test_token_refused(
    guarded: Api, detector: Scripted, headers: dict[str, str]
) -> None:
    response = await guarded.get("/p/?img=http://127.0.0.1/", headers=headers)
    assert await described(response) == (401, "text/html", "")
    assert "WWW-Authenticate" not in response.headers
    assert not detector.seen


async def test_token_accepted(guarded: Api, pictures: PictureServer) -> None:
    assert (await guarded.get("/p/", headers=BEARER)).status == 422
    assert (await detect(guarded, pictures.url(), headers=BEARER)).status == 200


async def test_token_is_of_no_use_for_the_health(guarded: Api) -> None:
    assert (await guarded.get("/hc/")).status == 200


async def test_token_is_ignored_where_none_is_wanted(api: Api) -> None:
    assert (await api.get("/p/", headers=BEARER)).status == 422


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/p/more", 404),
        ("POST", "/p/", 405),
        ("POST", "/p", 404),
        ("PUT", "/hc/", 405),
    ],
)
async def test_pages_of_errors(api: Api, method: str, path: str, status: int) -> None:
    response = await api.request(method, path)
    assert (response.status, response.content_type) == (status, "text/html")
    assert f"<title>{status} " in await response.text()


@pytest.mark.parametrize("place", ["/p", "/hc"])
async def test_the_missing_slash(api: Api, place: str) -> None:
    response = await api.get(f"{place}?img=a%26b", allow_redirects=False)
    assert response.status == 308
    at = str(api.make_url(f"{place}/"))
    assert response.headers["Location"] == f"{at}?img=a%26b"


async def test_options(api: Api) -> None:
    response = await api.options("/p/")
    assert (response.status, await response.text()) == (200, "")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


async def test_head_looks_at_the_picture_too(
    api: Api, detector: Scripted, pictures: PictureServer
) -> None:
    response = await api.head(f"/p/?img={quote(pictures.url(), safe='')}")
    assert (response.status, await response.text()) == (200, "")
    assert len(detector.seen) == 1


async def test_request_line_too_long(api: Api) -> None:
    # "GET " and " HTTP/1.1" are part of the line.
    fits = "/hc/?" + "x" * (4094 - 4 - 9 - 5)
    assert (await api.get(fits)).status == 200
    response = await api.get(fits + "x")
    assert (response.status, response.content_type) == (400, "text/html")
    assert "Request Line is too large (4095 &gt; 4094)" in await response.text()


async def test_an_address_that_is_not_encoded_is_cut(
    api: Api, pictures: PictureServer
) -> None:
    await api.get(f"/p/?img={pictures.url('/a.jpg?width=9')}&token=b")
    assert pictures.requests[0].startswith("GET /a.jpg?width=9 HTTP/1.1\r\n")


async def test_one_at_a_time(
    api: Api, detector: Scripted, pictures: PictureServer
) -> None:
    detector.may_answer.clear()
    async with asyncio.TaskGroup() as group:
        first = group.create_task(detect(api, pictures.url()))
        while not detector.seen:
            await asyncio.sleep(0)
        second = group.create_task(detect(api, pictures.url()))
        health = group.create_task(api.get("/hc/"))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not any(task.done() for task in (first, second, health))
        assert len(pictures.requests) == 1
        detector.may_answer.set()
    statuses = [task.result().status for task in (first, second, health)]
    assert statuses == [200, 200, 200]


async def test_it_does_not_notice_who_gave_up(
    api: Api, detector: Scripted, pictures: PictureServer
) -> None:
    detector.may_answer.clear()
    impatient = asyncio.get_running_loop().create_task(detect(api, pictures.url()))
    while not detector.seen:
        await asyncio.sleep(0)
    impatient.cancel()
    detector.may_answer.set()
    assert (await detect(api, pictures.url())).status == 200
    assert len(detector.seen) == 2


async def test_killed_worker_closes_the_connection_and_comes_back(
    detector: Scripted, pictures: PictureServer, socket_enabled: None
) -> None:
    app = build_app(detector, limits=Limits(worker_s=0.1, restart_s=0))
    async with TestClient(TestServer(app)) as api:
        detector.may_answer.clear()
        with pytest.raises(ServerDisconnectedError):
            await detect(api, pictures.url())
        detector.may_answer.set()
        assert (await api.get("/hc/")).status == 200
    assert app[SERVED][0].status is None


async def test_what_was_served_is_told_without_addresses(
    detector: Scripted, pictures: PictureServer, socket_enabled: None
) -> None:
    told: list[Served] = []
    app = build_app(
        detector, limits=LIMITS, clock=lambda: 1_000.0, on_served=told.append
    )
    async with TestClient(TestServer(app)) as api:
        await detect(api, pictures.url("/nonce.jpg"))
        await api.get("/p/")
    assert app[SERVED] == told
    assert [(one.at, one.path, one.status, one.score) for one in told] == [
        (1_000.0, "/p/", 200, 1.0),
        (1_000.0, "/p/", 422, None),
    ]
    lines = [access_line(one) for one in told]
    assert " GET /p/ 200 " in lines[0]
    assert lines[0].endswith(" ms p=1.00")
    assert " GET /p/ 422 " in lines[1]
    assert not any("nonce" in line for line in lines)
