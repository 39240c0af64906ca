"""The button "Test detection", of an ML server and of a printer."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from homeassistant.exceptions import HomeAssistantError
from tests.support.camera import picture
from tests.support.entities import add_with_all_enabled, press
from tests.support.house import House
from tests.support.ml_server import saying

SERVER_BUTTON = "button.ml_test_detection"
CONNECTIVITY = "binary_sensor.ml_connectivity"
PRINTER_BUTTON = "button.voron_test_detection"


async def ml_server_stops(house: House) -> None:
    await house.ml.stop()


async def ml_server_is_unwell(house: House) -> None:
    house.ml.health = saying("error")


async def ml_server_wants_a_token(house: House) -> None:
    house.ml.token = "secret"


async def frame_is_not_fetched(house: House) -> None:
    house.ml.fetches = False


async def answer_is_nonsense(house: House) -> None:
    house.ml.answer = saying("[]")


async def camera_is_dark(house: House) -> None:
    house.camera.give = house.camera.black


type Breakage = Callable[[House], Awaitable[None]]

BREAKAGES: tuple[tuple[Breakage, str], ...] = (
    (ml_server_stops, "ml_server_unreachable"),
    (ml_server_is_unwell, "ml_server_error"),
    (ml_server_wants_a_token, "token_refused"),
    # Its address in a test is that of the same machine.
    (frame_is_not_fetched, "address_localhost"),
    (answer_is_nonsense, "answer_not_understood"),
)


async def test_server_works(house: House) -> None:
    await house.add()

    await press(house, SERVER_BUTTON)

    ((title, message),) = house.notifications().items()
    assert title == "Test of ML"
    assert message.startswith("**Detection works.**")
    assert message.count("✓") == 5
    assert house.camera.shots == 0


@pytest.mark.parametrize("button", [SERVER_BUTTON, PRINTER_BUTTON])
@pytest.mark.parametrize(("breakage", "reason"), BREAKAGES)
async def test_what_is_in_the_way_is_named(
    house: House, button: str, breakage: Breakage, reason: str
) -> None:
    await add_with_all_enabled(house)
    await breakage(house)

    with pytest.raises(HomeAssistantError) as raised:
        await press(house, button)

    assert raised.value.translation_key == reason
    (message,) = house.notifications().values()
    assert message.startswith("**Detection does not work now.**")
    assert message.count("✗") == 1
    if not house.ml.server.started:
        await house.ml.start()


async def test_what_is_raised_is_a_sentence(house: House) -> None:
    await house.add()
    house.ml.health = saying("error")

    with pytest.raises(HomeAssistantError, match=r"^Something answers .*127\.0\.0\.1"):
        await press(house, SERVER_BUTTON)


async def test_report_takes_the_place_of_the_one_before(house: House) -> None:
    await house.add()
    house.ml.token = "secret"
    with pytest.raises(HomeAssistantError):
        await press(house, SERVER_BUTTON)
    house.ml.token = None

    await press(house, SERVER_BUTTON)

    (message,) = house.notifications().values()
    assert "✗" not in message


async def test_reports_of_server_and_printer_stand_side_by_side(house: House) -> None:
    await add_with_all_enabled(house)

    await press(house, SERVER_BUTTON)
    await press(house, PRINTER_BUTTON)

    assert set(house.notifications()) == {"Test of ML", "Test of Voron"}


async def test_printer_is_tested_with_a_picture_of_its_camera(house: House) -> None:
    await add_with_all_enabled(house)

    await press(house, PRINTER_BUTTON)

    assert house.ml.frames == [picture(1)]
    (message,) = house.notifications().values()
    assert "160 × 120" in message


async def test_printers_camera_is_named_when_it_is_in_the_way(house: House) -> None:
    await add_with_all_enabled(house)
    await camera_is_dark(house)

    with pytest.raises(HomeAssistantError) as raised:
        await press(house, PRINTER_BUTTON)

    assert raised.value.translation_key == "picture_black"
    assert house.ml.frames == []


async def test_running_print_is_not_told_of_a_test(house: House) -> None:
    await add_with_all_enabled(house)
    await house.printer_says("printing")
    await house.checks(8, p=0.0)
    printer, shown = house.printer(), house.shows()
    learnt, counted = printer.memory.rule.state(), printer.journal.frames_checked
    house.ml.p = 3.0

    for _ in range(5):
        await press(house, PRINTER_BUTTON)

    assert len(house.ml.frames) >= 5
    assert printer.memory.rule.state() == learnt
    assert printer.journal.frames_checked == counted
    assert house.shows() == shown
    assert house.pauses == []


async def test_failed_test_is_no_miss_of_the_running_print(house: House) -> None:
    await add_with_all_enabled(house)
    await house.printer_says("printing")
    await house.checks(8, p=0.0)
    house.ml.fetches = False

    for _ in range(5):
        with pytest.raises(HomeAssistantError):
            await press(house, PRINTER_BUTTON)

    assert house.printer().health.misses == 0
    assert house.watch_state == "watching"


async def test_report_goes_with_its_printer(house: House) -> None:
    await add_with_all_enabled(house)
    await press(house, SERVER_BUTTON)
    await press(house, PRINTER_BUTTON)

    await house.remove_printer()

    assert set(house.notifications()) == {"Test of ML"}


async def test_reports_go_with_their_server(house: House) -> None:
    await add_with_all_enabled(house)
    await press(house, SERVER_BUTTON)
    await press(house, PRINTER_BUTTON)
    assert house.entry is not None

    await house.hass.config_entries.async_remove(house.entry.entry_id)

    assert house.notifications() == {}


async def test_test_tells_whether_the_server_answers(house: House) -> None:
    await house.add()
    await house.ml.stop()

    with pytest.raises(HomeAssistantError):
        await press(house, SERVER_BUTTON)
    shown = [house.state(CONNECTIVITY).state]
    await house.ml.start()
    await press(house, SERVER_BUTTON)
    shown.append(house.state(CONNECTIVITY).state)

    assert shown == ["off", "on"]


async def test_printer_that_is_removed_during_its_test_is_not_reported_on(
    house: House,
) -> None:
    await add_with_all_enabled(house)
    house.ml.answer = house.ml.wait
    pressed = asyncio.create_task(press(house, PRINTER_BUTTON))
    while not house.ml.kept_waiting:
        await asyncio.sleep(0)
    await house.remove_printer()
    house.ml.go_on()

    await pressed

    assert house.notifications() == {}


async def test_ml_server_that_is_unloaded_during_its_test_breaks_nothing(
    house: House,
) -> None:
    await house.add()
    house.ml.answer = house.ml.wait
    pressed = asyncio.create_task(press(house, SERVER_BUTTON))
    while not house.ml.kept_waiting:
        await asyncio.sleep(0)
    await house.unload()
    house.ml.go_on()

    await pressed

    assert list(house.notifications()) == ["Test of ML"]


async def test_print_nobody_could_look_at_is_checked_once_it_works_again(
    printing: House,
) -> None:
    printing.ml.token = "secret"
    await printing.checks(4)
    assert printing.watch_state == "fault"
    printing.ml.token = None

    await press(printing, SERVER_BUTTON)
    await printing.settle()

    assert printing.watch_state == "watching"


async def test_ml_server_that_is_removed_during_its_test_is_not_reported_on(
    house: House,
) -> None:
    entry = await house.add()
    house.ml.answer = house.ml.wait
    pressed = asyncio.create_task(press(house, SERVER_BUTTON))
    while not house.ml.kept_waiting:
        await asyncio.sleep(0)
    await house.hass.config_entries.async_remove(entry.entry_id)
    house.ml.go_on()

    await pressed

    assert house.notifications() == {}
