"""Capturing pictures through Home Assistant's camera and image components."""

import asyncio
from unittest.mock import patch

import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.printer import camera as camera_module
from custom_components.obico_detection.printer.camera import (
    CameraError,
    capture,
    look_into,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from tests.printer.cameras import ENTITY_ID, PrinterCamera, PrinterImage, until
from tests.printer.pictures import encoded, jpeg, scene


async def test_captures_a_picture(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    picture = await capture(hass, ENTITY_ID, clock=lambda: 77.0)
    assert picture.content == jpeg()
    assert (picture.width, picture.height) == (320, 240)
    assert picture.captured_at == 77.0
    await look_into(hass, picture)


async def test_captures_again_each_time(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    first = await capture(hass, ENTITY_ID)
    second = await capture(hass, ENTITY_ID)
    assert printer_camera.asked == 2
    assert first.digest == second.digest
    assert first.captured_at <= second.captured_at


async def test_normalises_what_needs_it(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.give_this(encoded(scene((2560, 1440)), "PNG"))
    picture = await capture(hass, ENTITY_ID)
    assert (picture.width, picture.height) == (1280, 720)


async def test_any_kind_of_bytes_will_do(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.give_this(bytearray(jpeg()))
    picture = await capture(hass, ENTITY_ID)
    assert type(picture.content) is bytes


async def test_black_picture_is_found_on_demand(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.give_this(encoded(scene().point(lambda _: 3)))
    picture = await capture(hass, ENTITY_ID)
    with pytest.raises(CameraError, match="black") as raised:
        await look_into(hass, picture)
    assert raised.value.reason is FaultReason.PICTURE_BLACK


async def failure(hass: HomeAssistant, entity_id: str = ENTITY_ID) -> CameraError:
    """Return the error that a capture ends in; the camera gets no time at all."""
    with pytest.raises(CameraError) as raised:
        await capture(hass, entity_id, 0)
    return raised.value


@pytest.mark.parametrize(
    ("content", "words", "reason"),
    [
        (b"<html>Log in</html>", "HTML page", FaultReason.PICTURE_UNUSABLE),
        (jpeg()[:-2], "truncated", FaultReason.PICTURE_TRUNCATED),
        (jpeg((40, 30)), "too small (40x30)", FaultReason.PICTURE_TOO_SMALL),
        ("text", "not a picture (str)", FaultReason.PICTURE_UNUSABLE),
        (7, "not a picture (int)", FaultReason.PICTURE_UNUSABLE),
    ],
    ids=["html", "truncated", "tiny", "text", "number"],
)
async def test_picture_that_is_none(
    hass: HomeAssistant,
    printer_camera: PrinterCamera,
    content: object,
    words: str,
    reason: FaultReason,
) -> None:
    printer_camera.give_this(content)
    err = await failure(hass)
    assert words in str(err)
    assert err.reason is reason


async def test_empty_answer(hass: HomeAssistant, printer_camera: PrinterCamera) -> None:
    printer_camera.give_this(b"")
    with pytest.raises(CameraError, match="The camera gave no picture$") as raised:
        await capture(hass, ENTITY_ID)
    assert raised.value.reason is FaultReason.CAMERA_UNAVAILABLE


@pytest.mark.parametrize(
    ("err", "words"),
    [
        (OSError("[Errno 113] No route to host"), "[Errno 113] No route to host"),
        (ValueError(), "ValueError"),
        (KeyError("frame"), "'frame'"),
        (RuntimeError("two\nlines  of text"), "two lines of text"),
        (ConnectionError("x" * 5000), "x" * 200),
        (
            OSError("401 for 'http://me:secret@cam/snap?token=abc&b=1' (Unauthorized)"),
            "401 for 'http://cam/snap' (Unauthorized)",
        ),
    ],
    ids=["os", "no text", "key", "lines", "long", "secrets"],
)
async def test_camera_that_raises_anything(
    hass: HomeAssistant, printer_camera: PrinterCamera, err: Exception, words: str
) -> None:
    printer_camera.fail_with(err)
    raised = await failure(hass)
    assert str(raised) == words
    assert raised.reason is FaultReason.CAMERA_UNAVAILABLE


async def test_camera_that_cancels_itself(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.fail_with(asyncio.CancelledError())
    assert (await failure(hass)).reason is FaultReason.CAMERA_UNAVAILABLE


async def test_capture_that_is_cancelled_from_elsewhere(hass: HomeAssistant) -> None:
    with patch(
        "homeassistant.components.camera.async_get_image",
        side_effect=asyncio.CancelledError,
    ):
        err = await failure(hass)
    assert str(err) == "The camera broke off"


async def test_camera_that_hangs(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera.give = printer_camera.give_when_released
    err = await failure(hass)
    assert str(err) == "The camera gave no picture within 0 s"
    assert err.reason is FaultReason.CAMERA_UNAVAILABLE
    assert printer_camera.broken_off == 1


async def test_camera_that_hangs_come_what_may(
    hass: HomeAssistant,
    printer_camera: PrinterCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(camera_module, "GIVE_UP_LATER_S", 0.0)
    printer_camera.give = printer_camera.give_when_released_come_what_may
    assert "within 0 s" in str(await failure(hass))
    # It is not asked again while it hangs, and nobody waits for it longer than for others.
    assert "within 0 s" in str(await failure(hass))
    assert printer_camera.asked == 1

    printer_camera.release.set()
    await until(lambda: not hass.data[camera_module._FLIGHTS])
    monkeypatch.setattr(camera_module, "GIVE_UP_LATER_S", 5.0)
    assert (await capture(hass, ENTITY_ID)).content == jpeg()
    assert printer_camera.asked == 2


@pytest.mark.parametrize(
    ("entity_id", "words"),
    [
        ("camera.other", "Camera not found"),
        ("image.other", "The image integration is not set up"),
        ("sensor.other", "sensor.other is neither a camera nor an image"),
    ],
)
async def test_not_loaded(
    hass: HomeAssistant, printer_camera: PrinterCamera, entity_id: str, words: str
) -> None:
    hass.states.async_set(entity_id, "unavailable")
    err = await failure(hass, entity_id)
    assert str(err) == words
    assert err.reason is FaultReason.CAMERA_UNAVAILABLE


async def test_gone(hass: HomeAssistant, printer_camera: PrinterCamera) -> None:
    err = await failure(hass, "camera.other")
    assert str(err) == "camera.other does not exist any more"
    assert err.reason is FaultReason.CAMERA_GONE


async def test_camera_component_not_set_up(hass: HomeAssistant) -> None:
    hass.states.async_set(ENTITY_ID, "unavailable")
    assert str(await failure(hass)) == "Camera integration not set up"


async def test_camera_that_is_off(
    hass: HomeAssistant, printer_camera: PrinterCamera
) -> None:
    printer_camera._attr_is_on = False
    err = await failure(hass)
    assert str(err) == "Camera is off"
    assert err.reason is FaultReason.CAMERA_UNAVAILABLE


async def test_image_entity(hass: HomeAssistant, printer_image: PrinterImage) -> None:
    printer_image.content = jpeg()
    assert (await capture(hass, "image.printer")).content == jpeg()


async def test_image_entity_without_picture(
    hass: HomeAssistant, printer_image: PrinterImage
) -> None:
    with pytest.raises(CameraError, match="gave no picture"):
        await capture(hass, "image.printer")
    hass.states.async_set("image.other", "unavailable")
    assert "image.other not found" in str(await failure(hass, "image.other"))


async def test_disabled(hass: HomeAssistant, printer_camera: PrinterCamera) -> None:
    entities = er.async_get(hass)
    row = entities.async_get_or_create("camera", "test", "1", suggested_object_id="off")
    entities.async_update_entity(
        row.entity_id, disabled_by=er.RegistryEntryDisabler.USER
    )

    err = await failure(hass, row.entity_id)

    assert str(err) == "camera.off is disabled"
    assert err.reason is FaultReason.CAMERA_GONE
