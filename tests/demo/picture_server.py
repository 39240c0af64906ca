"""A server of pictures that misbehaves to order, byte by byte."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

type Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]

TLS_HELLO = b"\x16"


def answer(
    status: int = 200,
    body: bytes = b"",
    *,
    content_type: str = "image/jpeg",
    missing: int = 0,
    location: str | None = None,
) -> Reply:
    """An answer whose body may break off before its announced end."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        reason = {302: "Found", 404: "Not Found"}.get(status, "Whatever")
        head = [
            f"HTTP/1.1 {status} {reason}",
            f"Content-Type: {content_type}",
            f"Content-Length: {len(body) + missing}",
            "Connection: close",
        ]
        if location is not None:
            head.append(f"Location: {location}")
        writer.write("\r\n".join([*head, "", ""]).encode() + body)

    return reply


def dripping(body: bytes, pieces: int) -> Reply:
    """An answer that comes in pieces."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        await answer(missing=len(body))(writer)
        size = -(-len(body) // pieces)
        for start in range(0, len(body), size):
            writer.write(body[start : start + size])
            await writer.drain()
            await asyncio.sleep(0.01)

    return reply


def stalled(first: Reply | None = None) -> Reply:
    """An answer after whose beginning, if any, nothing comes until the reader goes."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        if first is not None:
            await first(writer)
        await asyncio.Event().wait()

    return reply


async def reset(writer: asyncio.StreamWriter) -> None:
    """No answer: the connection is torn down."""
    writer.transport.abort()


async def endless(writer: asyncio.StreamWriter) -> None:
    """An answer that never ends, like a stream's."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n")
    while True:
        writer.write(b"\xff\xd8 more and more")
        await writer.drain()
        await asyncio.sleep(0.01)


@dataclass
class PictureServer:
    """Gives its replies in turn; the last one again and again. Any path will do."""

    replies: list[Reply] = field(default_factory=lambda: [answer(404)])
    requests: list[str] = field(default_factory=list)
    tls_hellos: int = 0

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, path: str = "/a.jpg", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self._port}{path}"

    def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            first = await reader.readexactly(1)
            if first == TLS_HELLO:
                self.tls_hellos += 1
                writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return
            head = first + await reader.readuntil(b"\r\n\r\n")
            self.requests.append(head.decode())
            count = len(self.requests)
            await self.replies[min(count, len(self.replies)) - 1](writer)
            await writer.drain()
        except ConnectionError, asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
