"""What is pressed on a phone reaches the printer that it was about, and no other."""

import asyncio
from collections.abc import AsyncIterator
import logging
from typing import Any

import pytest

from custom_components.obico_detection.incident.answers import Answer, answer_id
from custom_components.obico_detection.incident.incident import Ending, Incident
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.support.house import House, printer_data
from tests.support.phone import Phone
from tests.support.storage import Storage

EVENT = "mobile_app_notification_action"
PATIENCE = 5000


@pytest.fixture
async def companion_app(hass_storage: Storage, hass: HomeAssistant) -> None:
    """Its integration, and all that it brings, is there before the web server starts."""
    assert await async_setup_component(hass, "notify", {})
    assert await async_setup_component(hass, "mobile_app", {})
    await hass.async_block_till_done()


@pytest.fixture
async def phone(companion_app: None, house: House) -> AsyncIterator[Phone]:
    """A phone that knows of everything."""
    async with Phone(house.hass) as registered:
        yield registered


@pytest.fixture
async def failed(phone: Phone, house: House) -> House:
    """A house in which the prints of two printers are failing, and the phone knows."""
    await house.add_camera("prusa")
    house.say("idle", name="prusa")
    house.hass.states.async_set("input_button.prusa_pause", "unknown")
    chosen: dict[str, Any] = {
        "warm_up": 0,
        "confirmations": 1,
        "response": "notify",
        "notify_devices": [phone.device_id],
    }
    await house.add(printer_data(**chosen), printer_data("prusa", **chosen))
    house.ml.p = 5.0
    await house.printer_says("printing")
    await house.printer_says("printing", name="prusa")
    await house.checks_until(
        lambda: all(failure(house, name) for name in ("voron", "prusa")), p=5.0
    )
    await delivered(house, phone, 2)
    return house


def failure(house: House, name: str) -> Incident | None:
    """Return the open incident of a printer."""
    return house.printer(0 if name == "voron" else 1).incident


async def delivered(house: House, phone: Phone, count: int) -> None:
    """Let pushes to so many notifications arrive, however busy the machine is."""
    for _ in range(PATIENCE):
        if len(phone.shown) == count:
            return
        await house.settle()
        # A real socket is waited for; the clock of the house stands still.
        await asyncio.sleep(0)
    pytest.fail(f"The phone shows {list(phone.shown)}")


def press(house: House, text: object) -> None:
    """Have the event fired that a press on a phone fires."""
    house.hass.bus.async_fire(EVENT, {"action": text})


async def test_answer_reaches_the_printer_that_it_is_about(
    failed: House, phone: Phone
) -> None:
    incident = failure(failed, "prusa")
    assert incident is not None
    [shown] = [one for one in phone.shown.values() if "Prusa" in one["title"]]
    [button] = [
        one for one in shown["data"]["actions"] if one["title"] == "Not a failure"
    ]

    press(failed, button["action"])
    await failed.settle()

    assert failure(failed, "prusa") is None
    last = failed.printer(1).last_incident
    assert last is not None
    assert last.ending is Ending.NOT_A_FAILURE
    assert failure(failed, "voron") is not None
    # What is answered is not shown any more.
    await delivered(failed, phone, 1)
    assert "Voron" in next(iter(phone.shown.values()))["title"]


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        {"action": "x"},
        "RESUME",
        "obico_detection",
        "obico_detection:mute",
        "obico_detection:melt:0",
        "somebody_else:mute:0",
    ],
)
async def test_what_is_not_ours_does_nothing(
    failed: House, caplog: pytest.LogCaptureFixture, text: object
) -> None:
    press(failed, text)
    failed.hass.bus.async_fire(EVENT)
    await failed.settle()

    assert failure(failed, "voron") is not None
    assert failure(failed, "prusa") is not None
    assert "Exception" not in caplog.text
    assert "Nothing was done about the answer" not in caplog.text


async def test_stale_answer_does_nothing_and_is_logged(
    failed: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "custom_components.obico_detection")
    press(failed, answer_id(Answer.MUTE, "0" * 32))
    await failed.settle()

    assert not any(one.is_muted for one in failed.runtime.printers.values())
    assert "Nothing was done about the answer mute" in caplog.text


async def test_answer_for_which_there_is_nothing_to_do_is_logged_truly(
    failed: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Its incident is the latest of the printer; no power-off is planned."""
    caplog.set_level(logging.INFO, "custom_components.obico_detection")
    incident = failure(failed, "voron")
    assert incident is not None

    press(failed, answer_id(Answer.KEEP_POWER_ON, incident.incident_id))
    await failed.settle()

    assert "Nothing was done about the answer keep_power_on" in caplog.text
    assert "too late" in caplog.text
    assert "not the latest" not in caplog.text


async def test_answer_about_an_ended_print_does_nothing(failed: House) -> None:
    incident = failure(failed, "voron")
    assert incident is not None
    await failed.printer_says("idle")
    await failed.printer_says("printing", "job-2")

    press(failed, answer_id(Answer.MUTE, incident.incident_id))
    await failed.settle()

    assert not failed.printer().is_muted


async def test_answer_to_a_removed_printer_does_nothing(
    failed: House, caplog: pytest.LogCaptureFixture
) -> None:
    incident = failure(failed, "prusa")
    assert incident is not None
    await failed.remove_printer(1)

    press(failed, answer_id(Answer.MUTE, incident.incident_id))
    await failed.settle()

    assert not failed.printer().is_muted
    assert failure(failed, "voron") is not None
    assert "Exception" not in caplog.text


async def test_answer_while_nothing_is_loaded_does_nothing(
    failed: House, caplog: pytest.LogCaptureFixture
) -> None:
    incident = failure(failed, "voron")
    assert incident is not None
    await failed.unload()

    press(failed, answer_id(Answer.NOT_A_FAILURE, incident.incident_id))
    await failed.hass.async_block_till_done()
    await failed.load()

    assert failure(failed, "voron") is not None
    assert "Exception" not in caplog.text


async def test_answer_after_a_reload_is_heard_once(
    failed: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "custom_components.obico_detection")
    incident = failure(failed, "voron")
    assert incident is not None
    await failed.unload()
    await failed.load()

    press(failed, answer_id(Answer.NOT_A_FAILURE, incident.incident_id))
    await failed.settle()

    assert failure(failed, "voron") is None
    assert "Nothing was done about the answer" not in caplog.text
