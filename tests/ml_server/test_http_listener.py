"""A port of its own that serves frames in plain http, and nothing else."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from custom_components.obico_detection.ml_server.frames import (
    FRAME_PATH,
    FrameStore,
    async_setup_frames,
)
from custom_components.obico_detection.ml_server.http_listener import (
    FramePortInUseError,
    frame_listener,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.ml_server.picture_host import JPEG


@pytest.fixture
async def frames(hass: HomeAssistant, socket_enabled: None) -> FrameStore:
    """The frames of this Home Assistant."""
    assert await async_setup_component(hass, "http", {})
    return async_setup_frames(hass)


@pytest.fixture
def port(unused_tcp_port: int) -> int:
    return unused_tcp_port


@pytest.fixture
async def visitor(
    port: int, socket_enabled: None
) -> AsyncIterator[aiohttp.ClientSession]:
    """Someone at that port."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        yield session


async def test_a_frame_is_served_and_the_fetch_counts(
    hass: HomeAssistant, frames: FrameStore, port: int, visitor: aiohttp.ClientSession
) -> None:
    with frames.offer(JPEG) as frame:
        async with frame_listener(hass, port):
            answer = await visitor.get(f"{FRAME_PATH}/{frame.nonce}.jpg")
            assert answer.status == 200
            assert answer.content_type == "image/jpeg"
            assert await answer.read() == JPEG
    assert frame.fetches == 1
    assert frame.fetched_from == "127.0.0.1"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{FRAME_PATH}/unknown.jpg", 404),
        ("GET", f"{FRAME_PATH}/", 404),
        ("GET", "/", 404),
        ("GET", "/api/", 404),
        ("GET", "/auth/providers", 404),
        ("POST", "/api/services/switch/turn_on", 404),
        ("HEAD", f"{FRAME_PATH}/unknown.jpg", 405),
        ("POST", f"{FRAME_PATH}/unknown.jpg", 405),
    ],
)
async def test_there_is_nothing_else(
    hass: HomeAssistant,
    frames: FrameStore,
    port: int,
    visitor: aiohttp.ClientSession,
    method: str,
    path: str,
    status: int,
) -> None:
    async with frame_listener(hass, port):
        answer = await visitor.request(method, path)

    assert answer.status == status
    assert "Server" not in answer.headers


async def test_an_answer_does_not_tell_what_serves_it(
    hass: HomeAssistant, frames: FrameStore, port: int, visitor: aiohttp.ClientSession
) -> None:
    with frames.offer(JPEG) as frame:
        async with frame_listener(hass, port):
            answer = await visitor.get(f"{FRAME_PATH}/{frame.nonce}.jpg")

    assert "Server" not in answer.headers


async def test_a_request_that_is_too_large_is_refused(
    hass: HomeAssistant, frames: FrameStore, port: int, visitor: aiohttp.ClientSession
) -> None:
    async with frame_listener(hass, port):
        answer = await visitor.get(f"{FRAME_PATH}/{'x' * 5000}.jpg")

    assert answer.status == 400


async def test_the_port_is_shared_until_the_last_one_leaves(
    hass: HomeAssistant, frames: FrameStore, port: int, visitor: aiohttp.ClientSession
) -> None:
    async with frame_listener(hass, port):
        async with frame_listener(hass, port):
            pass
        assert (await visitor.get("/")).status == 404

    with pytest.raises(aiohttp.ClientConnectionError):
        await visitor.get("/")


async def test_the_port_can_be_opened_again(
    hass: HomeAssistant, frames: FrameStore, port: int, visitor: aiohttp.ClientSession
) -> None:
    for _ in range(2):
        async with frame_listener(hass, port):
            assert (await visitor.get("/")).status == 404


async def test_a_port_that_somebody_else_has(
    hass: HomeAssistant, frames: FrameStore, port: int, visitor: aiohttp.ClientSession
) -> None:
    async with aiohttp.test_utils.TestServer(aiohttp.web.Application(), port=port):
        with pytest.raises(FramePortInUseError) as err:
            async with frame_listener(hass, port):
                pytest.fail("It was opened")
        assert str(port) in str(err.value)

    async with frame_listener(hass, port):
        assert (await visitor.get("/")).status == 404
