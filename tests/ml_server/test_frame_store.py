"""Frames on offer: bounded in number, bytes and time, and kept out of sight."""

import re

import pytest

from custom_components.obico_detection.ml_server.frames import (
    FRAME_TTL_S,
    MAX_FRAMES,
    MAX_STORE_BYTES,
    FrameStore,
    FrameStoreFullError,
)
from tests.ml_server.fake_server import Clock
from tests.ml_server.picture_host import JPEG


def test_gone_when_the_check_has_failed(store: FrameStore) -> None:
    with pytest.raises(ZeroDivisionError), store.offer(JPEG) as frame:
        _ = 1 / 0

    assert store.get(frame.nonce) is None


def test_the_store_is_bounded_in_number(store: FrameStore, clock: Clock) -> None:
    offers = [store.offer(JPEG) for _ in range(MAX_FRAMES)]
    frames = [offer.__enter__() for offer in offers]
    assert len({frame.nonce for frame in frames}) == MAX_FRAMES

    with pytest.raises(FrameStoreFullError), store.offer(JPEG):
        pytest.fail("One too many")
    assert len(store) == MAX_FRAMES

    clock.advance(FRAME_TTL_S)
    with store.offer(JPEG):
        assert len(store) == 1
    for offer in offers:
        offer.__exit__(None, None, None)
    assert len(store) == 0


def test_the_store_is_bounded_in_bytes(store: FrameStore, clock: Clock) -> None:
    half = bytes(MAX_STORE_BYTES // 2)

    with store.offer(half), store.offer(half):
        with pytest.raises(FrameStoreFullError), store.offer(b"x"):
            pytest.fail("One byte too many")
        clock.advance(FRAME_TTL_S)
        with store.offer(half):
            assert len(store) == 1


@pytest.mark.parametrize(
    "base_url", ["http://192.168.1.2:8123", "http://192.168.1.2:8123/"]
)
def test_the_url_of_a_frame(store: FrameStore, base_url: str) -> None:
    with store.offer(JPEG) as frame:
        assert frame.url(base_url) == (
            f"http://192.168.1.2:8123/api/obico_detection/frame/{frame.nonce}.jpg"
        )


def test_the_nonce_is_long_and_kept_out_of_sight(store: FrameStore) -> None:
    with store.offer(JPEG) as frame:
        assert re.fullmatch(r"[\w-]{43}", frame.nonce)
        assert frame.nonce not in repr(frame)
        assert "picture" not in repr(frame)
