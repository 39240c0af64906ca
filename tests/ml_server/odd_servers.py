"""Servers that answer as no ML server should."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.ml_server.fake_server import Handler


def always(status: int = 200, body: bytes = b"", **headers: str) -> Handler:
    """Answer everything with this."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(
            status=status,
            body=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    return answer


async def never(request: web.Request) -> web.Response:
    """Answer nothing, ever."""
    await asyncio.Event().wait()
    raise AssertionError


async def trickle(request: web.Request) -> web.StreamResponse:
    """Answer with one blank after the other, for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0)


async def hang_up(request: web.Request) -> web.Response:
    """Close the connection without an answer."""
    assert request.transport
    request.transport.abort()
    return web.Response()


async def half(request: web.Request) -> web.StreamResponse:
    """Break off in the middle of the answer."""
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    await response.write(b'{"detections"')
    assert request.transport
    request.transport.close()
    return response


@asynccontextmanager
async def talking(greeting: bytes) -> AsyncIterator[str]:
    """Listen as something that is no web server; yields its URL."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
