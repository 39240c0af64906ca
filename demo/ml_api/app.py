"""The server's front: the stock server's addresses, codes and bodies, byte by byte."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
import html
import json
import threading
import time
from typing import Any

from aiohttp import web

from .decode import DecodeError, decode
from .detections import Detector, best
from .fetch import FetchError, Limits, fetch
from .worker import Worker, WorkerKilledError

MAX_REQUEST_LINE = 4094
# aiohttp must not refuse a long line before we can do it in gunicorn's words.
_HANDLER_ARGS = {"max_line_size": 1 << 16, "auto_decompress": False}

_HTML = "text/html"
_METHODS = ("GET", "HEAD", "OPTIONS")
_PLACES = ("/hc/", "/p/")
_COMPRESSED_FROM_BYTES = 500


@dataclass(frozen=True, slots=True)
class Served:
    """One request that was served.

    at: what the clock said when the request came. status: None if the connection was
    closed without an answer. score: the sum of the confidences that were sent.
    """

    at: float
    method: str
    path: str
    status: int | None
    took_ms: float
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back, before it is HTTP."""

    status: int
    body: str = ""
    content_type: str = _HTML
    location: str | None = None
    score: float | None = None


SERVED: web.AppKey[list[Served]] = web.AppKey("served", list[Served])
"""Every request since the app started, in the order in which they were answered."""


def build_app(
    detector: Detector,
    token: str | None = None,
    *,
    limits: Limits | None = None,
    in_container: bool = False,
    clock: Callable[[], float] = time.time,
    on_served: Callable[[Served], None] | None = None,
) -> web.Application:
    """Return an app that behaves as the stock server with this detector.

    Without a token everybody is served. In a container, localhost is the container. What
    was served is in `app[SERVED]`, and goes to on_served.
    """
    app = web.Application(handler_args=_HANDLER_ARGS)
    fetch_picture = partial(fetch, in_container=in_container)
    front = _Front(detector, token, limits or Limits(), fetch_picture, clock)
    app[SERVED] = front.served
    if on_served is not None:
        front.on_served.append(on_served)
    app.router.add_route("*", "/{path:.*}", front.handle)
    app.on_response_prepare.append(_as_gunicorn)
    app.on_cleanup.append(front.close)
    return app


async def _as_gunicorn(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "gunicorn"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Connection"] = "close"
    response.force_close()


def _json(status: int, score: float | None = None, **content: Any) -> Answer:
    """Return JSON as flask writes it."""
    body = json.dumps(content, separators=(",", ":"), sort_keys=True) + "\n"
    return Answer(status, body, "application/json", score=score)


def _page(status: int, title: str, text: str) -> Answer:
    """Return an error page as flask writes it."""
    body = (
        "<!doctype html>\n<html lang=en>\n"
        f"<title>{status} {title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n"
    )
    return Answer(status, body)


class _Front:
    """Answers requests, one at a time."""

    def __init__(
        self,
        detector: Detector,
        token: str | None,
        limits: Limits,
        fetch_picture: Callable[[str, Limits, threading.Event], bytes],
        clock: Callable[[], float],
    ) -> None:
        self._detector = detector
        self._token = token
        self._limits = limits
        self._fetch = fetch_picture
        self._clock = clock
        self._worker = Worker(limits.worker_s, limits.restart_s)
        self.served: list[Served] = []
        self.on_served: list[Callable[[Served], None]] = []

    async def close(self, _app: web.Application) -> None:
        """Let go of what still runs."""
        await self._worker.close()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer any request, and note that it was answered."""
        at, started = self._clock(), time.monotonic()
        answer: Answer | None
        try:
            answer = await self._worker.run(partial(self._answer, request))
        except WorkerKilledError:
            answer = None
            if request.transport is not None:
                request.transport.abort()
        served = Served(
            at,
            request.method,
            request.path,
            None if answer is None else answer.status,
            (time.monotonic() - started) * 1000,
            None if answer is None else answer.score,
        )
        self.served.append(served)
        for listener in self.on_served:
            listener(served)
        return web.Response() if answer is None else _response(request, answer)

    def _answer(self, request: web.Request, given_up: threading.Event) -> Answer:
        """Return the answer to a request: the part that has the worker to itself."""
        if too_long := _too_long(request):
            return too_long
        if request.path + "/" in _PLACES and request.method in _METHODS:
            return _redirect(request)
        if request.path not in _PLACES:
            return _page(
                404,
                "Not Found",
                "The requested URL was not found on the server. If you entered the URL"
                " manually please check your spelling and try again.",
            )
        if request.method not in _METHODS:
            return _page(
                405,
                "Method Not Allowed",
                "The method is not allowed for the requested URL.",
            )
        if request.method == "OPTIONS":
            return Answer(200)
        if request.path == "/hc/":
            return Answer(200, "ok")
        return self._picture(request, given_up)

    def _picture(self, request: web.Request, given_up: threading.Event) -> Answer:
        """Fetch the picture and look at it."""
        sent = request.headers.get("Authorization")
        if self._token is not None and sent != f"Bearer {self._token}":
            return Answer(401)
        params = f"ImmutableMultiDict({list(request.query.items())!r})"
        if "img" not in request.query:
            return _json(
                422, detections=[], message=f"Invalid request params: {params}"
            )
        try:
            data = self._fetch(request.query["img"], self._limits, given_up)
            found = best(self._detector.detect(decode(data)))
        except (FetchError, DecodeError) as err:
            message = f"Failed to get image {params} - {err}"
            return _json(400, detections=[], message=message)
        score = sum(detection.confidence for detection in found)
        return _json(200, score, detections=[one.as_json() for one in found])


def _too_long(request: web.Request) -> Answer | None:
    """Return gunicorn's refusal of a request line that is too long."""
    length = len(f"{request.method} {request.raw_path} HTTP/1.1")
    if length <= MAX_REQUEST_LINE:
        return None
    reason = html.escape(f"Request Line is too large ({length} > {MAX_REQUEST_LINE})")
    body = (
        "<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n"
        f"    <h1><p>Bad Request</p></h1>\n    {reason}\n  </body>\n</html>\n"
    )
    return Answer(400, body)


def _redirect(request: web.Request) -> Answer:
    """Return flask's redirection to the address with its slash."""
    query = request.rel_url.raw_query_string
    location = f"http://{request.host}{request.path}/" + (f"?{query}" if query else "")
    escaped = html.escape(location)
    body = (
        "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n"
        "<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the"
        f' target URL: <a href="{escaped}">{escaped}</a>. If not, click the link.\n'
    )
    return Answer(308, body, location=location)


def _response(request: web.Request, answer: Answer) -> web.Response:
    """Return the answer as HTTP."""
    is_json = answer.content_type != _HTML
    response = web.Response(
        status=answer.status,
        body=answer.body.encode(),
        content_type=answer.content_type,
        charset=None if is_json else "utf-8",
    )
    if answer.location is not None:
        response.headers["Location"] = answer.location
    if answer.status == 405 or request.method == "OPTIONS":
        response.headers["Allow"] = ", ".join(_METHODS)
    wants_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    if wants_gzip and len(answer.body) > _COMPRESSED_FROM_BYTES:
        response.enable_compression(web.ContentCoding.gzip)
    return response
