"""A host of pictures, each of which gives its reader a trouble of its own."""

from dataclasses import dataclass, field
import ssl
from typing import Final, Self

from aiohttp import hdrs, web
from aiohttp.test_utils import TestServer

from tests.ml_server.fake_server import BODY_TAKES_S, HEADERS_AFTER_S, LONGEST_GAP_S

JPEG: Final = b"\xff\xd8\xff\xe0 a picture \xff\xd9"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """How one picture is served."""

    status: int = 200
    body: bytes = JPEG
    content_type: str = "image/jpeg"
    headers_after_s: float = 0
    longest_gap_s: float = 0
    body_takes_s: float = 0
    bad_tries: int = 0
    """GETs answered 503 before the picture is."""
    truncated: bool = False
    reset: bool = False
    redirect_to: str | None = None


@dataclass
class PictureHost:
    """Serves the pictures it was given as `/<name>.jpg` and notes every GET."""

    pictures: dict[str, Picture] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    requests: list[web.Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{name}.jpg", self._serve)
        # In the place of Home Assistant: whatever frame is asked for.
        app.router.add_route("*", "/{name:api}/{frame:.*}.jpg", self._serve)
        self._server = TestServer(app, scheme="https" if self.tls else "http")

    async def __aenter__(self) -> Self:
        await self._server.start_server(ssl=self.tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("")).rstrip("/")

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        assert request.method == "GET"
        self.requests.append(request)
        if (picture := self.pictures.get(request.match_info["name"])) is None:
            raise web.HTTPNotFound
        if picture.redirect_to:
            raise web.HTTPFound(picture.redirect_to)
        if len(self.requests) <= picture.bad_tries:
            raise web.HTTPServiceUnavailable
        assert request.transport
        if picture.reset:
            request.transport.abort()
            return web.Response()
        headers = {
            hdrs.CONTENT_TYPE: picture.content_type,
            HEADERS_AFTER_S: str(picture.headers_after_s),
            LONGEST_GAP_S: str(picture.longest_gap_s),
            BODY_TAKES_S: str(picture.body_takes_s),
        }
        if not picture.truncated:
            return web.Response(
                status=picture.status, body=picture.body, headers=headers
            )
        headers[hdrs.CONTENT_LENGTH] = str(len(picture.body) + 6)
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        await response.write(picture.body)
        request.transport.close()
        return response
