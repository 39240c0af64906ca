"""An ML server to test against: it fetches the frame, and says what the test wants."""

import asyncio
from collections.abc import Awaitable, Callable
import json

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

type Answer = Callable[[web.Request], Awaitable[web.Response]]


def saying(text: str | bytes, status: int = 200) -> Answer:
    """Return an answer that is always the same."""

    async def answer(_request: web.Request) -> web.Response:
        body = text if isinstance(text, bytes) else text.encode()
        return web.Response(body=body, status=status, content_type="application/json")

    return answer


class FakeMlServer:
    """Fetches the frame it is asked about, unless told otherwise."""

    def __init__(self) -> None:
        """Start well, seeing nothing."""
        self.p = 0.0
        self.token: str | None = None
        self.fetches = True
        self.health: Answer = saying("ok")
        self.answer: Answer | None = None
        self.frames: list[bytes] = []
        self.requests = 0
        self.busy = 0
        self.most_busy = 0
        self._stuck: list[web.Request] = []
        self._released = asyncio.Event()
        self._port: int | None = None
        self.server = self._new_server()

    @property
    def url(self) -> str:
        """Its address, the same through all downtimes."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Come up, or come back."""
        self._released.clear()
        self.server = self._new_server()
        await self.server.start_server()
        self._session = ClientSession()
        self._port = self.server.port

    async def stop(self) -> None:
        """Go down; nobody is kept waiting."""
        self.go_on()
        await self.server.close()
        await self._session.close()

    async def wait(self, request: web.Request) -> web.Response:
        """Answer only when told to go on: use it as `answer`."""
        self._stuck.append(request)
        await self._released.wait()
        self._stuck.remove(request)
        return web.json_response({"detections": boxes(self.p)})

    def go_on(self) -> None:
        """Let all answer who wait, and none wait any more."""
        self.answer = None
        self._released.set()

    @property
    def kept_waiting(self) -> int:
        """How many still wait for their answer."""
        return sum(request.transport is not None for request in self._stuck)

    def _new_server(self) -> TestServer:
        app = web.Application()
        app.router.add_get("/hc/", self._on_health)
        app.router.add_get("/p/", self._on_detect)
        return TestServer(app, host="127.0.0.1", port=self._port)

    async def _on_health(self, request: web.Request) -> web.Response:
        return await self.health(request)

    async def _on_detect(self, request: web.Request) -> web.Response:
        if "img" in request.query:
            self.requests += 1
        given = request.headers.get("Authorization")
        if self.token and given != f"Bearer {self.token}":
            return web.json_response({"error": "unauthorized"}, status=401)
        if "img" not in request.query:
            return web.json_response({"detections": []}, status=422)
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        try:
            return await self._look_at(request)
        finally:
            self.busy -= 1

    async def _look_at(self, request: web.Request) -> web.Response:
        if self.fetches:
            async with self._session.get(request.query["img"]) as response:
                self.frames.append(await response.read())
                if response.status != 200:
                    return web.json_response({"detections": []}, status=400)
        if self.answer is not None:
            return await self.answer(request)
        return web.json_response({"detections": boxes(self.p)})


def boxes(p: float) -> list[object]:
    """Return detections whose confidences have this sum."""
    found: list[object] = []
    while p > 0:
        found.append(["failure", min(1.0, p), [80, 60, 40, 30]])
        p -= 1.0
    return found


NAN_CONFIDENCES = json.dumps(
    {"detections": [["failure", float("nan"), [80, 60, 40, 30]]] * 3}
)
