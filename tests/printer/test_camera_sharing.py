"""Several who want a picture of the same camera at the same time."""

import asyncio

import pytest

from custom_components.obico_detection.printer import camera as camera_module
from custom_components.obico_detection.printer.camera import Picture, capture
from homeassistant.core import HomeAssistant
from tests.printer.cameras import ENTITY_ID, PrinterCamera, until
from tests.printer.pictures import jpeg


def start(hass: HomeAssistant) -> asyncio.Task[Picture]:
    return hass.async_create_task(capture(hass, ENTITY_ID))


async def test_two_share_one_capture(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.give = printer_camera.give_when_released
    first, second = start(hass), start(hass)
    await until(lambda: printer_camera.asked > 0)
    third = start(hass)
    printer_camera.release.set()
    pictures = await asyncio.gather(first, second, third)
    assert printer_camera.asked == 1
    assert pictures[0] is pictures[1] is pictures[2]


async def test_two_share_one_failure(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.fail_with(OSError("gone"))
    errors = await asyncio.gather(start(hass), start(hass), return_exceptions=True)
    assert printer_camera.asked == 1
    assert [str(err) for err in errors] == ["gone", "gone"]


async def test_one_who_leaves_takes_nothing_from_the_other(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.give = printer_camera.give_when_released
    first, second = start(hass), start(hass)
    await until(lambda: printer_camera.asked > 0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    printer_camera.release.set()
    assert (await second).content == jpeg()
    assert printer_camera.broken_off == 0


async def test_the_camera_is_let_go_when_the_last_one_leaves(
    hass: HomeAssistant,
    printer_camera: PrinterCamera,
    caplog: pytest.LogCaptureFixture,
) -> None:
    printer_camera.give = printer_camera.give_when_released
    task = start(hass)
    await until(lambda: printer_camera.asked > 0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until(lambda: not hass.data[camera_module._FLIGHTS])
    assert printer_camera.broken_off == 1
    assert "never retrieved" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_camera_that_is_let_go_can_be_asked_again(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.give = printer_camera.give_when_released
    task = start(hass)
    await until(lambda: printer_camera.asked > 0)
    task.cancel()
    await asyncio.wait([task])
    printer_camera.give = printer_camera.give_picture
    # It has not let go yet: this waits until it has, and then asks it.
    assert (await capture(hass, ENTITY_ID)).content == jpeg()
    assert printer_camera.asked == 2
    assert printer_camera.broken_off == 1
