"""Trying the whole way from this Home Assistant, with its own picture or a camera's."""

import asyncio
from contextlib import nullcontext
import io

from PIL import Image
import pytest

from custom_components.obico_detection import connection
from custom_components.obico_detection.connection import (
    async_test_printer,
    async_test_server,
)
from custom_components.obico_detection.connection_words import summary
from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.ml_server.connection_test import (
    ConnectionReport,
    FailedLeg,
    Leg,
    LegResult,
)
from homeassistant.config_entries import ConfigEntryState
from tests.ml_server.fake_server import FakeMlServer
from tests.support.camera import picture
from tests.support.house import CAMERA, House
from tests.support.reports import leg_of
from tests.support.server_flows import NOWHERE


def failure(report: ConnectionReport) -> tuple[Leg, FaultReason] | None:
    """Return which leg failed and why."""
    failed = report.failed
    return None if failed is None else (failed.leg, failed.reason)


# -- with a picture of our own making


def test_own_picture_is_one_that_any_server_can_look_at() -> None:
    picture = connection._own_picture()

    with Image.open(io.BytesIO(picture.content)) as image:
        image.load()
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert image.size == (picture.width, picture.height) == (640, 360)
    assert 15_000 < len(picture.content) < 40_000


async def test_server_is_tried_by_its_data(house: House, stock: FakeMlServer) -> None:
    report = await async_test_server(house.hass, house.server_data(url=stock.url))

    assert report.passed
    assert stock.looked_at == [connection.PICTURE.read_bytes()]
    assert leg_of(report, Leg.CAMERA).size_bytes == len(stock.looked_at[0])
    assert leg_of(report, Leg.ANSWER).detections == 0


async def test_server_is_tried_though_its_entry_is_not_loaded(house: House) -> None:
    entry = await house.add()
    await house.unload()
    assert entry.state is ConfigEntryState.NOT_LOADED

    assert (await async_test_server(house.hass, entry.data, entry)).passed


async def test_server_of_a_loaded_entry_is_tried(house: House) -> None:
    entry = await house.add()
    house.ml.token = "secret"

    report = await async_test_server(house.hass, entry.data, entry)

    assert failure(report) == (Leg.TOKEN, FaultReason.TOKEN_REFUSED)


async def test_token_is_sent(house: House) -> None:
    house.ml.token = "secret"

    report = await async_test_server(house.hass, house.server_data(token="secret"))

    assert report.passed


async def test_frames_can_be_had_at_a_port_of_their_own(
    house: House, stock: FakeMlServer, unused_tcp_port: int
) -> None:
    data = house.server_data(
        url=stock.url,
        base_url=f"http://127.0.0.1:{unused_tcp_port}",
        frame_port=unused_tcp_port,
    )

    assert (await async_test_server(house.hass, data)).passed


async def test_port_that_somebody_else_has_fails_the_leg_that_leads_there(
    house: House, stock: FakeMlServer
) -> None:
    data = house.server_data(url=stock.url, base_url=house.ml.url)
    data["frame_port"] = house.ml.server.port

    report = await async_test_server(house.hass, data)

    assert report.failed is not None
    assert report.failed.leg is Leg.FETCH


async def test_reply_of_which_nothing_can_be_read_is_no_success(
    house: House, stock: FakeMlServer
) -> None:
    stock.detections = [["failure", "very much"]]

    report = await async_test_server(house.hass, house.server_data(url=stock.url))

    assert failure(report) == (Leg.ANSWER, FaultReason.ANSWER_NOT_UNDERSTOOD)


# -- with a camera


async def test_printer_is_tried_with_its_camera(house: House) -> None:
    entry = await house.add()
    house.ml.p = 1.5

    report = await async_test_printer(house.hass, entry, CAMERA, nullcontext())

    assert report.passed
    assert house.ml.frames == [picture(house.camera.shots)]
    answer = leg_of(report, Leg.ANSWER)
    assert (answer.detections, answer.frame_score) == (2, 1.5)


async def test_camera_that_is_gone_does_not_hide_the_server(house: House) -> None:
    entry = await house.add()

    report = await async_test_printer(house.hass, entry, "camera.sold", nullcontext())

    assert failure(report) == (Leg.CAMERA, FaultReason.CAMERA_GONE)
    assert leg_of(report, Leg.TOKEN).passed


async def test_black_picture_is_told(house: House) -> None:
    entry = await house.add()
    house.camera.give = house.camera.black

    report = await async_test_printer(house.hass, entry, CAMERA, nullcontext())

    assert failure(report) == (Leg.CAMERA, FaultReason.PICTURE_BLACK)
    assert not house.ml.frames


async def test_test_in_mid_print_teaches_the_print_nothing(printing: House) -> None:
    house = printing
    assert house.entry is not None
    before = house.shows(), house.stored(), house.printer().health.misses
    house.ml.p = 5.0

    assert (
        await async_test_printer(house.hass, house.entry, CAMERA, nullcontext())
    ).passed
    await house.settle()

    assert (house.shows(), house.stored(), house.printer().health.misses) == before


# -- its turn


async def until_waiting(house: House) -> None:
    """Let things go on until somebody waits for a turn."""
    while not house.runtime.server.queue.waiting:
        await asyncio.sleep(0)


async def test_test_waits_for_its_turn(house: House) -> None:
    entry = await house.add()
    async with house.runtime.server.queue.turn():
        test = asyncio.create_task(async_test_server(house.hass, entry.data, entry))
        await until_waiting(house)
        assert house.ml.requests == 0

    assert (await test).passed


async def test_test_does_not_wait_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TURN_TIMEOUT_S", 0)
    entry = await house.add()
    async with house.runtime.server.queue.turn():
        report = await async_test_server(house.hass, entry.data, entry)

    assert failure(report) == (Leg.ML_SERVER, FaultReason.CHECKS_LATE)
    assert house.runtime.server.queue.waiting == 0
    assert (await async_test_server(house.hass, entry.data, entry)).passed


async def test_one_test_after_the_other(house: House) -> None:
    house.ml.answer = house.ml.wait
    tests = [
        asyncio.create_task(async_test_server(house.hass, house.server_data()))
        for _ in range(2)
    ]
    while not house.ml.kept_waiting:
        await asyncio.sleep(0)
    for _ in range(500):
        await asyncio.sleep(0)
    # The frame of the first; the second has not begun.
    assert house.ml.requests == 1
    house.ml.go_on()

    assert [(await test).passed for test in tests] == [True, True]
    assert house.ml.requests == 2


# -- in words


async def words(house: House, report: ConnectionReport) -> str:
    """Return the report as it is shown."""
    await house.add()
    return summary(house.hass, report)


async def test_report_of_a_success(house: House) -> None:
    report = ConnectionReport(
        house.base_url,
        (
            LegResult(leg=Leg.ML_SERVER, passed=True, seconds=0.012),
            LegResult(leg=Leg.TOKEN, passed=True, seconds=0.0091),
            LegResult(
                leg=Leg.CAMERA,
                passed=True,
                seconds=0.3,
                width=1280,
                height=720,
                size_bytes=142_600,
            ),
            LegResult(
                leg=Leg.FETCH,
                passed=True,
                fetched_after_s=0.0153,
                fetched_from="172.17.0.2",
            ),
            LegResult(
                leg=Leg.ANSWER,
                passed=True,
                seconds=0.134,
                detections=2,
                frame_score=0.987,
            ),
        ),
    )

    assert (await words(house, report)).splitlines() == [
        "✓ ML server: answers, 12 ms",
        "✓ Token: accepted, 9 ms",
        "✓ Picture: 1280 × 720 pixels, 143 kB, 300 ms",
        "✓ Way back to Home Assistant: the picture was fetched by 172.17.0.2, "
        "15 ms after it was asked for",
        "✓ Answer: 2 detections (their confidences add up to 0.99), 134 ms",
    ]


FAILED = ConnectionReport(
    NOWHERE,
    (
        LegResult(leg=Leg.FETCH, passed=True),
        FailedLeg(
            leg=Leg.ANSWER,
            reason=FaultReason.FRAME_REFUSED,
            detail="It said ![look](http://evil.example/x.png)",
        ),
        LegResult(leg=Leg.CAMERA, passed=None),
    ),
)


async def test_report_of_a_failure_says_what_to_do_and_loads_nothing(
    house: House,
) -> None:
    assert (await words(house, FAILED)).splitlines() == [
        "✓ Way back to Home Assistant: works",
        "✗ Answer: The ML server fetched the picture but could not look at it. Its "
        "log says more. (It said !\\[look\\](http\\://evil.example/x.png))",
        "– Picture: not tried",
    ]


async def test_report_can_leave_the_cause_to_others(house: House) -> None:
    await house.add()

    lines = summary(house.hass, FAILED, with_cause=False).splitlines()

    assert lines[1] == "✗ Answer"
