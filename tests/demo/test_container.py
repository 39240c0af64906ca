"""The ML API as if it ran in a container: where its localhost is, and where this machine."""

import asyncio
from collections.abc import AsyncIterator
import threading

import pytest

from demo.ml_api.container import DOCKER_HOST
from demo.ml_api.fetch import FetchError, Limits, fetch
from tests.demo.picture_server import PictureServer, answer

LIMITS = Limits(connect_s=2, backoff_s=0)


@pytest.fixture
async def pictures(socket_enabled: None) -> AsyncIterator[PictureServer]:
    async with PictureServer([answer(body=b"a picture")]) as server:
        yield server


async def get(url: str) -> bytes:
    """Fetch from inside the container."""
    waits = threading.Event()
    return await asyncio.to_thread(fetch, url, LIMITS, waits, in_container=True)


@pytest.mark.parametrize("localhost", ["127.0.0.1", "localhost"])
async def test_nobody_is_there_on_its_own_localhost(
    pictures: PictureServer, localhost: str
) -> None:
    with pytest.raises(FetchError) as outside:
        await asyncio.to_thread(
            fetch, "http://127.0.0.1:1/a.jpg", LIMITS, threading.Event()
        )
    with pytest.raises(FetchError) as inside:
        await get(pictures.url().replace("127.0.0.1", localhost))
    assert pictures.requests == []
    # It says so in the words of a machine on which really nobody is there.
    for words in ("HTTPConnectionPool(host=", "Max retries", "[Errno 111] Connection"):
        assert words in str(outside.value)
        assert words in str(inside.value)


async def test_the_machine_outside_has_a_name(pictures: PictureServer) -> None:
    url = pictures.url().replace("127.0.0.1", DOCKER_HOST)
    assert await get(url) == b"a picture"
    [request] = pictures.requests
    assert f"Host: {DOCKER_HOST}:" in request
