"""A port of our own for the frames, from the set-up of an ML server to its end."""

import asyncio
from collections.abc import Callable

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.obico_detection.detection_test import Subject, async_test
from homeassistant.config_entries import ConfigEntryState
from tests.support.house import House
from tests.support.server_flows import submit


@pytest.fixture
def ports(unused_tcp_port_factory: Callable[[], int]) -> tuple[int, int]:
    """Two ports that nobody uses."""
    return unused_tcp_port_factory(), unused_tcp_port_factory()


def at(port: int) -> str:
    return f"http://127.0.0.1:{port}"


async def is_served(port: int) -> bool:
    """Tell whether anybody answers at a port."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.get(at(port)):
                return True
        except aiohttp.ClientConnectionError:
            return False


async def test_frames_are_fetched_from_it_until_the_server_is_unloaded(
    house: House, unused_tcp_port: int
) -> None:
    await house.add(base_url=at(unused_tcp_port), frame_port=unused_tcp_port)
    await house.printer_says("printing")
    assert len(house.ml.frames) == 1
    assert house.watch_state == "warming_up"

    await house.unload()

    assert not await is_served(unused_tcp_port)


async def test_port_that_somebody_else_has_is_told_and_stops_nothing(
    house: House, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with TestServer(web.Application(), port=unused_tcp_port):
        entry = await house.add(
            base_url=at(unused_tcp_port), frame_port=unused_tcp_port
        )
        assert entry.state is ConfigEntryState.LOADED
        assert f"Port {unused_tcp_port} cannot be used" in caplog.text

        await house.printer_says("printing")
        await house.checks(4)
        assert house.watch_state == "fault"

    # It is free at the next set-up.
    await house.restart()
    await house.checks(1)
    assert len(house.ml.frames) > 0
    assert house.watch_state == "warming_up"


async def test_changed_port_takes_the_place_of_the_one_before(
    house: House, ports: tuple[int, int]
) -> None:
    before, after = ports
    entry = await house.add(base_url=at(before), frame_port=before)
    await house.printer_says("printing")
    assert await is_served(before)

    await submit(
        house,
        await entry.start_reconfigure_flow(house.hass),
        base_url=at(after),
        advanced={"frame_port": after},
    )
    await house.settle()

    assert entry.data["frame_port"] == after
    assert not await is_served(before)
    assert await is_served(after)
    frames = len(house.ml.frames)
    await house.checks(1)
    assert len(house.ml.frames) == frames + 1


async def test_port_stays_open_while_something_else_is_changed(
    house: House, unused_tcp_port: int
) -> None:
    entry = await house.add(frame_port=unused_tcp_port)
    reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)

    house.hass.config_entries.async_update_entry(
        entry, data={**entry.data, "token": "secret"}
    )
    await house.settle()

    # Opened anew, it would have hung up.
    writer.write(b"GET / HTTP/1.1\r\nHost: house\r\n\r\n")
    assert b"404" in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_port_that_is_taken_away_is_closed(
    house: House, unused_tcp_port: int
) -> None:
    entry = await house.add(frame_port=unused_tcp_port)
    assert await is_served(unused_tcp_port)

    house.hass.config_entries.async_update_entry(entry, data=house.server_data())
    await house.settle()

    assert not await is_served(unused_tcp_port)


async def blocked(house: House, port: int) -> None:
    """Load an ML server whose port somebody else has until then, and let checks fail."""
    async with TestServer(web.Application(), port=port):
        await house.add(base_url=at(port), frame_port=port)
    await house.printer_says("printing")
    await house.checks(1)
    assert not house.ml.frames


async def test_port_that_becomes_free_is_taken_without_being_asked(
    house: House, unused_tcp_port: int
) -> None:
    await blocked(house, unused_tcp_port)
    await house.checks(4)
    assert house.watch_state == "fault"

    await house.let_pass(120, step=5)

    assert house.watch_state == "watching"


async def test_a_test_takes_the_port_that_the_checks_are_in_need_of(
    house: House, unused_tcp_port: int
) -> None:
    await blocked(house, unused_tcp_port)
    assert house.entry is not None

    report = await async_test(house.hass, Subject(house.entry))

    assert report.passed
    await house.checks(1)
    assert house.printer().health.misses == 0


async def test_a_test_says_so_while_somebody_else_has_the_port(
    house: House, unused_tcp_port: int
) -> None:
    async with TestServer(web.Application(), port=unused_tcp_port):
        entry = await house.add(
            base_url=at(unused_tcp_port), frame_port=unused_tcp_port
        )
        assert not (await async_test(house.hass, Subject(entry))).passed


async def test_set_up_that_fails_leaves_no_port_open(
    house: House, unused_tcp_port: int
) -> None:
    entry = await house.add(frame_port=unused_tcp_port)
    await house.unload()
    house.hass.config_entries.async_update_subentry(
        entry, house.subentry(), data={**house.subentry().data, "response": "dance"}
    )

    assert not await house.hass.config_entries.async_setup(entry.entry_id)
    await house.hass.async_block_till_done()

    assert not await is_served(unused_tcp_port)


async def test_port_in_use_is_logged_once_an_outage(
    house: House, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with TestServer(web.Application(), port=unused_tcp_port):
        await house.add(base_url=at(unused_tcp_port), frame_port=unused_tcp_port)
        await house.let_pass(300, step=10)

    warnings = [one for one in caplog.records if "cannot be used" in one.getMessage()]
    assert [one.levelname for one in warnings].count("WARNING") == 1
