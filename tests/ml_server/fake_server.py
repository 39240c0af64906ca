"""An Obico ML API that behaves on the wire as the stock server was seen to, and its old ways.

Time is a `Clock` that the fake moves by itself, so that what took the real server 16 s
takes none here. What it fetches lies on `PictureHost`, which says in headers of its own how
long a picture would have kept the server waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import html
import json
import socket
from typing import Final, Self, override

import aiohttp
from aiohttp import hdrs, web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import TestServer

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

MAX_REQUEST_LINE: Final = 4094
READ_TIMEOUT_S: Final = 5.0
WORKER_TIMEOUT_S: Final = 30.0
TRIES: Final = 3
FETCH_HEADERS: Final = {
    hdrs.USER_AGENT: "python-requests/2.31.0",
    hdrs.ACCEPT_ENCODING: "gzip, deflate, br",
    hdrs.ACCEPT: "*/*",
    hdrs.CONNECTION: "keep-alive",
}
IMAGE_STARTS: Final = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")

# How long a picture would have kept its reader waiting.
HEADERS_AFTER_S: Final = "X-Headers-After-S"
LONGEST_GAP_S: Final = "X-Longest-Gap-S"
BODY_TAKES_S: Final = "X-Body-Takes-S"

# Hosts whose trouble needs no server.
NO_SUCH_NAME: Final = "no-such-name.invalid"
FULL_BACKLOG: Final = "full-backlog.invalid"
SLOW_HANDSHAKE: Final = "slow-handshake.invalid"
# This machine, under a name that does not give that away, and as a container sees itself.
HOUSE: Final = "house.lan"
NAMES: Final = frozenset({HOUSE, "localhost"})


@dataclass
class Clock:
    """Seconds that pass only when told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class NoNames(AbstractResolver):
    """Knows no name but those that mean this machine, so that no real one is asked."""

    @override
    async def resolve(
        self, host: str, port: int = 0, family: int = 0
    ) -> list[ResolveResult]:
        if host not in NAMES:
            raise OSError(None, "Name or service not known")
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=0,
            )
        ]

    @override
    async def close(self) -> None:
        """Nothing to close."""


def one_try_session() -> aiohttp.ClientSession:
    """Return a session that knows no name and sends nothing twice by itself."""
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=NoNames()))
    session._retry_connection = False
    return session


class FetchError(Exception):
    """A picture that could not be had; tried again only where the server would."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


class WorkerKilledError(Exception):
    """The detection took longer than gunicorn lets a worker take."""


@dataclass
class FakeMlServer:
    """One ML API with one sync worker."""

    clock: Clock = field(default_factory=Clock)
    token: str | None = None
    detections: list[object] = field(default_factory=list)
    health: str = "ok"
    old: bool = False
    """Behave as before 2024-02-16: every failure looks like a good print."""
    instead: Handler | None = None
    """Answers everything in the server's place."""
    backoffs_s: tuple[float, float] = (0.32, 0.66)
    takes_s: dict[str, float] = field(default_factory=dict)
    """How long a request lies there before it is looked at, by its path."""
    requests: list[web.Request] = field(default_factory=list)
    looked_at: list[bytes] = field(default_factory=list)
    """The pictures that reached the network."""

    def __post_init__(self) -> None:
        app = web.Application(middlewares=[self._gunicorn])
        app.router.add_get("/hc/", self._health)
        app.router.add_get("/p/", self._detect)
        self._server = TestServer(app)
        self.worker = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        self._session = one_try_session()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._server.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @web.middleware
    async def _gunicorn(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        self.requests.append(request)
        self.clock.advance(self.takes_s.get(request.path, 0.0))
        length = len(f"{request.method} {request.raw_path} HTTP/1.1")
        if length > MAX_REQUEST_LINE:
            reason = f"Request Line is too large ({length} > {MAX_REQUEST_LINE})"
            response: web.StreamResponse = _bad_request(reason)
        else:
            response = await (self.instead or handler)(request)
        if not response.prepared:
            response.force_close()
        return response

    async def _health(self, request: web.Request) -> web.Response:
        async with self.worker:
            return web.Response(text=self.health, content_type="text/html")

    async def _detect(self, request: web.Request) -> web.StreamResponse:
        async with self.worker:
            sent = request.headers.get(hdrs.AUTHORIZATION)
            if self.token and sent != f"Bearer {self.token}":
                return web.Response(status=401, content_type="text/html")
            if (url := request.query.get("img")) is None:
                if self.old:
                    return _json(200, {"detections": []})
                message = "Invalid request params: ImmutableMultiDict([])"
                return _json(422, {"detections": [], "message": message})
            try:
                picture = _decoded(await self._fetch(url))
            except FetchError as err:
                if self.old:
                    return _json(200, {"detections": []})
                message = f"Failed to get image ImmutableMultiDict([('img', {url!r})]) - {err}"
                return _json(400, {"detections": [], "message": message})
            except WorkerKilledError:
                assert request.transport
                request.transport.abort()
                return web.Response()
            self.looked_at.append(picture)
            return _json(200, {"detections": self.detections})

    async def _fetch(self, url: str) -> bytes:
        """Get the picture as `requests` does with the server's retry rules."""
        begun = self.clock()
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                return await self._fetch_once(url, begun)
            except FetchError as err:
                if last or not err.again:
                    raise
            waits = self.backoffs_s
            self.clock.advance(waits[0])
            self.backoffs_s = waits[1:] + waits[:1]
        raise AssertionError("The last try returns or raises")

    async def _fetch_once(self, url: str, begun: float) -> bytes:
        self._refuse_early(url)
        try:
            async with self._session.get(
                url, headers=FETCH_HEADERS, max_redirects=30
            ) as response:
                self._wait(response, HEADERS_AFTER_S, begun)
                if response.status >= 400:
                    raise FetchError(
                        f"{response.status} {'Client' if response.status < 500 else 'Server'}"
                        f" Error: {response.reason} for url: {url}",
                        again=response.status >= 500,
                    )
                self._wait(response, LONGEST_GAP_S, begun)
                body = await response.read()
                self._pass(float(response.headers.get(BODY_TAKES_S, 0)), begun)
                return body
        except aiohttp.ClientPayloadError:
            raise FetchError(
                "('Connection broken: IncompleteRead(4 bytes read, 6 more expected)')"
            ) from None
        except aiohttp.TooManyRedirects:
            raise FetchError("Exceeded 30 redirects.") from None
        except aiohttp.ClientConnectorCertificateError as err:
            cause = f"SSLError({err.certificate_error})"
        except aiohttp.ClientConnectorDNSError:
            cause = 'NameResolutionError("Failed to resolve it ([Errno -2] Name or service not known)")'
        except aiohttp.ServerDisconnectedError:
            cause = (
                "RemoteDisconnected('Remote end closed connection without response')"
            )
        except aiohttp.ClientError as err:
            cause = f"NewConnectionError('Failed to establish a new connection: {err}')"
        raise FetchError(
            f"Max retries exceeded with url: {url} (Caused by {cause})", again=True
        )

    def _refuse_early(self, url: str) -> None:
        scheme, separator, rest = url.partition(":")
        if not separator or (scheme.startswith("http") and not rest.startswith("//")):
            raise FetchError(f"Invalid URL {url!r}: No scheme supplied.")
        if scheme not in ("http", "https"):
            raise FetchError(f"No connection adapters were found for {url!r}")
        if FULL_BACKLOG in rest:
            raise FetchError("timed out. (connect timeout=0.1)", again=True)
        if SLOW_HANDSHAKE in rest:
            raise FetchError("Read timed out. (read timeout=0.1)", again=True)

    def _wait(
        self, response: aiohttp.ClientResponse, header: str, begun: float
    ) -> None:
        """Let the time before the headers, or between two reads, pass."""
        seconds = float(response.headers.get(header, 0))
        self._pass(min(seconds, READ_TIMEOUT_S), begun)
        if seconds > READ_TIMEOUT_S:
            # `requests` tries again only while it has no headers.
            raise FetchError(
                "Read timed out. (read timeout=5)", again=header == HEADERS_AFTER_S
            )

    def _pass(self, seconds: float, begun: float) -> None:
        if self.clock() + seconds - begun > WORKER_TIMEOUT_S:
            self.clock.advance(begun + WORKER_TIMEOUT_S - self.clock())
            raise WorkerKilledError
        self.clock.advance(seconds)


def _decoded(content: bytes) -> bytes:
    if not content:
        raise FetchError("OpenCV(4.9.0) error: !buf.empty() in function 'imdecode_'")
    if not content.startswith(IMAGE_STARTS):
        raise FetchError("'NoneType' object has no attribute 'shape'")
    return content


def _json(status: int, payload: object) -> web.Response:
    text = json.dumps(payload, separators=(",", ":")) + "\n"
    response = web.Response(status=status, text=text, content_type="application/json")
    if len(text) > 500:
        response.enable_compression()
    return response


def _bad_request(reason: str) -> web.Response:
    body = (
        "<html><head><title>Bad Request</title></head>"
        f"<body><h1><p>Bad Request</p></h1>{html.escape(reason)}</body></html>"
    )
    return web.Response(status=400, text=body, content_type="text/html")
