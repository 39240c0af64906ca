"""Whatever breaks outside: misses, then a fault with its reason, and back."""

from collections.abc import Awaitable, Callable, Iterator
import logging

import pytest

from homeassistant.exceptions import HomeAssistantError
from tests.support.camera import giving, picture, raising
from tests.support.house import House
from tests.support.ml_server import NAN_CONFIDENCES, Answer, saying

UNKNOWN = {"score": "unknown", "risk": "unknown", "class": "unknown"}

type Break = Callable[[House], Awaitable[None]]


@pytest.fixture(autouse=True)
def clean_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that breaks outside is an error of ours."""
    yield
    for record in caplog.get_records("call"):
        if record.name.startswith("custom_components."):
            assert record.levelno < logging.ERROR, record.getMessage()
            assert record.exc_info is None, record.getMessage()


def camera_gives(content: bytes | None) -> Break:
    async def break_it(house: House) -> None:
        house.camera.give = giving(content)

    return break_it


def camera_raises(err: Exception) -> Break:
    async def break_it(house: House) -> None:
        house.camera.give = raising(err)

    return break_it


async def camera_never_gives(house: House) -> None:
    house.camera.give = house.camera.never


async def camera_gives_black(house: House) -> None:
    house.camera.give = house.camera.black


async def camera_is_removed(house: House) -> None:
    await house.camera.async_remove()


def server_says(answer: Answer) -> Break:
    async def break_it(house: House) -> None:
        house.ml.answer = answer

    return break_it


async def server_never_answers(house: House) -> None:
    house.ml.answer = house.ml.wait


async def server_is_down(house: House) -> None:
    await house.ml.stop()


async def server_wants_a_token(house: House) -> None:
    house.ml.token = "secret"


async def server_does_not_fetch(house: House) -> None:
    house.ml.fetches = False


FAULTS = {
    "camera gives nothing": (camera_gives(None), "camera_unavailable"),
    "camera gives HTML": (camera_gives(b"<html>Log in</html>"), "picture_unusable"),
    "camera gives half a JPEG": (camera_gives(picture(0)[:400]), "picture_truncated"),
    "camera gives black": (camera_gives_black, "picture_black"),
    "camera says no": (
        camera_raises(HomeAssistantError("The camera is asleep")),
        "camera_unavailable",
    ),
    "camera breaks": (camera_raises(ValueError("boom")), "camera_unavailable"),
    "camera hangs": (camera_never_gives, "camera_unavailable"),
    "camera is gone": (camera_is_removed, "camera_unavailable"),
    "server is down": (server_is_down, "ml_server_unreachable"),
    "server hangs": (server_never_answers, "ml_server_unreachable"),
    "server is ill": (server_says(saying("Oops", 500)), "ml_server_error"),
    "server says HTML": (
        server_says(saying("<html>Hello</html>")),
        "answer_not_understood",
    ),
    "server says a list": (server_says(saying("[]")), "answer_not_understood"),
    "server says NaN": (server_says(saying("NaN")), "answer_not_understood"),
    "server's confidences are NaN": (
        server_says(saying(NAN_CONFIDENCES)),
        "answer_not_understood",
    ),
    "server says 10 MB": (
        server_says(saying(b" " * 10_000_000)),
        "answer_not_understood",
    ),
    "server wants a token": (server_wants_a_token, "token_refused"),
    "server does not fetch": (server_does_not_fetch, "address_localhost"),
    "server refuses the frame": (
        server_says(saying('{"message": "cannot identify image"}', 400)),
        "frame_refused",
    ),
}


@pytest.fixture(params=list(FAULTS.values()), ids=list(FAULTS))
def fault(request: pytest.FixtureRequest) -> tuple[Break, str]:
    """Something that can break, and the reason that is told."""
    broken: tuple[Break, str] = request.param
    return broken


async def misses(house: House, count: int) -> None:
    """Let time pass until so many checks in a row were misses."""
    for _ in range(150):
        if house.printer().health.misses >= count:
            return
        await house.let_pass(1)
    pytest.fail(f"There never were {count} misses")


async def mend(house: House) -> None:
    """Bring everything back to order."""
    house.camera.give = None
    house.ml.go_on()
    house.ml.token = None
    house.ml.fetches = True
    if house.ml.server.closed:
        await house.ml.start()
    if house.state("camera.voron").state == "unavailable":
        await house.add_camera("voron")
    await house.settle()


async def test_fault_from_the_third_miss_until_mended(
    printing: House, fault: tuple[Break, str]
) -> None:
    break_it, reason = fault
    before = printing.shows()
    await break_it(printing)

    await misses(printing, 2)
    assert printing.shows() == before

    await misses(printing, 3)
    assert printing.shows() == UNKNOWN | {"watch_state": "fault", "failure": "unknown"}
    attributes = printing.state("sensor.voron_watch_state").attributes
    assert attributes["reason"] == reason
    assert attributes["detail"]
    assert printing.printer().interval_s == 60

    await mend(printing)
    await printing.let_pass(60, step=5)
    assert printing.watch_state == "watching"
    assert printing.shows()["failure"] == "off"
    assert printing.printer().interval_s == 10


async def test_frozen_camera_is_a_fault_after_two_minutes(printing: House) -> None:
    printing.camera.give = giving(picture(12345))
    await printing.checks(1)
    before = printing.shows()
    frames = len(printing.ml.frames)

    await printing.let_pass(110, step=5)
    assert printing.shows() == before
    assert len(printing.ml.frames) == frames

    await printing.let_pass(15)
    assert printing.watch_state == "fault"
    attributes = printing.state("sensor.voron_watch_state").attributes
    assert attributes["reason"] == "picture_frozen"


async def test_camera_that_moves_again_is_watched_again(printing: House) -> None:
    printing.camera.give = giving(picture(12345))
    await printing.let_pass(150, step=5)
    assert printing.watch_state == "fault"
    printing.camera.give = None

    await printing.let_pass(60, step=5)

    assert printing.watch_state == "watching"


async def test_frozen_camera_is_a_fault_after_a_mended_one_too(printing: House) -> None:
    await server_does_not_fetch(printing)
    # For longer than the time in which silence would be noticed.
    await printing.let_pass(180, step=5)
    assert printing.watch_state == "fault"
    await mend(printing)
    await printing.let_pass(60, step=5)
    assert printing.watch_state == "watching"
    printing.camera.give = giving(picture(12345))

    await printing.let_pass(150, step=5)

    assert printing.watch_state == "fault"
    attributes = printing.state("sensor.voron_watch_state").attributes
    assert attributes["reason"] == "picture_frozen"


async def test_checks_that_never_end_are_a_fault(printing: House) -> None:
    # Another printer's check holds the only turn for ever.
    turn = printing.runtime.server.queue.turn()
    await turn.__aenter__()
    await printing.let_pass(130, step=5)

    assert printing.watch_state == "fault"
    reason = printing.state("sensor.voron_watch_state").attributes["reason"]
    assert reason == "checks_late"
    await turn.__aexit__(None, None, None)


async def test_fault_is_checked_slowly(printing: House) -> None:
    await server_does_not_fetch(printing)
    await misses(printing, 3)
    before = printing.ml.requests

    await printing.let_pass(180)

    assert printing.ml.requests - before == 3


async def test_recovery_brings_the_old_pace_back(printing: House) -> None:
    await server_does_not_fetch(printing)
    await misses(printing, 3)
    await mend(printing)
    await printing.let_pass(60)
    before = printing.ml.requests

    await printing.let_pass(60)

    assert printing.ml.requests - before == 6


async def test_open_incident_stays_open_in_a_fault(printing: House) -> None:
    printing.pause_works = False
    await printing.checks(20, p=1.2)
    await server_does_not_fetch(printing)

    await misses(printing, 3)

    assert printing.shows() == UNKNOWN | {"watch_state": "fault", "failure": "on"}


async def test_fault_loses_nothing_of_what_was_learnt(printing: House) -> None:
    before = printing.printer().memory.rule.state()

    await server_does_not_fetch(printing)
    await misses(printing, 3)

    assert printing.printer().memory.rule.state() == before


async def test_fault_is_logged_once(
    printing: House, caplog: pytest.LogCaptureFixture
) -> None:
    await server_does_not_fetch(printing)

    await printing.let_pass(600, step=10)

    told = [one for one in caplog.messages if "is not being watched" in one]
    assert len(told) == 1


async def test_next_job_starts_without_the_faults_of_the_last(printing: House) -> None:
    await server_does_not_fetch(printing)
    await misses(printing, 3)
    assert printing.watch_state == "fault"
    # No check of the next job comes to an end that could mend anything.
    await camera_never_gives(printing)

    await printing.printer_says("printing", "job-2")

    assert printing.camera.kept_waiting == 1
    assert printing.watch_state == "warming_up"
    assert printing.printer().health.misses == 0


async def test_next_job_has_its_first_picture_looked_into(printing: House) -> None:
    # The last look was less than a minute ago.
    await camera_gives_black(printing)

    await printing.printer_says("printing", "job-2")

    assert printing.printer().health.misses == 1
    assert printing.printer().health.reason == "picture_black"


async def test_miss_of_a_check_that_a_pause_outdated_does_not_count(
    printing: House,
) -> None:
    await camera_never_gives(printing)
    await printing.let_pass(10)
    assert printing.camera.kept_waiting == 1
    await printing.printer_says("paused")

    await printing.let_pass(30)

    assert printing.camera.kept_waiting == 0
    assert printing.printer().health.misses == 0
    assert printing.printer().health.reason is None


async def test_update_asked_for_by_a_person_is_a_check(printing: House) -> None:
    before = len(printing.ml.frames)

    await printing.printer().async_request_refresh()
    await printing.settle()

    assert len(printing.ml.frames) == before + 1


async def test_update_asked_for_while_idle_does_nothing(house: House) -> None:
    await house.add()

    await house.printer().async_request_refresh()
    await house.settle()

    assert house.camera.shots == 0
