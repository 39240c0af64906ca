"""One check: which picture is handed over, and who is blamed when it is refused."""

import io

from PIL import Image
import pytest

from custom_components.obico_detection.ml_server import frames
from tests.support.camera import giving, picture
from tests.support.house import House, printer_data
from tests.support.ml_server import saying


async def test_picture_that_waited_too_long_is_taken_anew(printing: House) -> None:
    async with printing.runtime.server.queue.turn():
        await printing.let_pass(10)
        before = printing.camera.shots
        await printing.let_pass(6)
    await printing.settle()

    assert printing.camera.shots == before + 1
    assert printing.ml.frames[-1] == picture(printing.camera.shots)


async def test_picture_that_waited_for_a_moment_is_handed_over(
    printing: House,
) -> None:
    async with printing.runtime.server.queue.turn():
        await printing.let_pass(10)
        before = printing.camera.shots
        await printing.let_pass(3)
    await printing.settle()

    assert printing.camera.shots == before


async def test_camera_that_froze_while_its_picture_waited_is_no_new_check(
    printing: House,
) -> None:
    last = printing.ml.frames[-1]
    frames_before = len(printing.ml.frames)
    async with printing.runtime.server.queue.turn():
        await printing.let_pass(10)
        printing.camera.give = giving(last)
        await printing.let_pass(6)
    await printing.settle()

    assert len(printing.ml.frames) == frames_before
    assert printing.printer().health.misses == 0


async def test_printers_take_turns(house: House) -> None:
    await house.add_camera("prusa")
    house.say("printing")
    house.say("printing", name="prusa")
    house.ml.answer = house.ml.wait
    await house.add(printer_data(), printer_data("prusa"))
    await house.let_pass(8)
    assert house.ml.kept_waiting == 1
    assert house.runtime.server.queue.waiting == 1

    house.ml.go_on()
    await house.settle()

    assert house.ml.most_busy == 1
    assert len(house.ml.frames) == 2


async def test_refused_picture_that_is_black_is_the_cameras_fault(
    printing: House,
) -> None:
    # It is looked into once a minute, and again at once when it was refused.
    printing.camera.give = printing.camera.black
    printing.ml.answer = saying('{"message": "nothing to see"}', 400)

    await printing.checks(1)

    assert printing.printer().health.misses == 1
    assert printing.printer().health.reason == "picture_black"


async def test_refused_picture_that_is_good_is_the_servers_doing(
    printing: House,
) -> None:
    printing.ml.answer = saying('{"message": "model not loaded"}', 400)

    await printing.checks(1)

    assert printing.printer().health.reason == "frame_refused"
    assert "model not loaded" in (printing.printer().health.detail or "")


async def test_server_that_cannot_fetch_says_which_address_it_was_given(
    printing: House,
) -> None:
    printing.ml.fetches = False

    await printing.checks(1)

    assert printing.printer().health.reason == "address_localhost"
    assert printing.base_url in (printing.printer().health.detail or "")


async def test_server_that_refuses_what_it_did_not_fetch(printing: House) -> None:
    printing.ml.fetches = False
    printing.ml.answer = saying('{"message": "Failed to get image"}', 400)

    await printing.checks(1)

    assert printing.printer().health.reason == "address_localhost"


async def test_no_room_for_another_frame_is_a_miss(
    printing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MAX_FRAMES", 0)

    await printing.checks(1)

    assert printing.printer().health.misses == 1
    assert printing.printer().health.reason == "checks_late"


async def test_some_detections_that_cannot_be_read_are_skipped(
    printing: House,
) -> None:
    printing.ml.answer = saying(
        '{"detections": [["failure", NaN, [1, 2, 3, 4]], '
        '["failure", 0.5, [80, 60, 40, 30]]]}'
    )

    await printing.checks(1)

    assert printing.printer().health.misses == 0
    assert float(printing.shows()["score"]) > 0.05


async def test_answer_without_detections_is_a_good_one(printing: House) -> None:
    printing.ml.answer = saying('{"detections": []}')

    await printing.checks(3)

    assert printing.watch_state == "watching"


async def test_wrong_box_heights_are_remembered_over_a_restart(house: House) -> None:
    wide = io.BytesIO()
    Image.effect_noise((320, 120), 50).convert("RGB").save(wide, "JPEG")
    await house.add()
    shots = iter(range(100))

    async def give() -> bytes:
        return wide.getvalue() + str(next(shots)).encode()

    house.camera.give = give
    house.ml.answer = saying('{"detections": [["failure", 0.1, [160, 60, 40, 200]]]}')
    await house.printer_says("printing")
    await house.checks(3)
    assert house.runtime.server.box_heights.are_wrong

    await house.restart()

    assert house.runtime.server.box_heights.are_wrong
