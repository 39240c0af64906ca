"""What changes while a response is on its way counts."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from homeassistant.exceptions import HomeAssistantError
from tests.incident.conftest import Fail
from tests.support.house import POWER, House

OFF: dict[str, Any] = {
    "response": "pause_and_off",
    "power_switch": POWER,
    "power_off_while_hot": True,
}


@pytest.mark.parametrize(
    "changes",
    [
        {"power_off_while_hot": False},
        {"response": "pause", "power_off_while_hot": None},
        {"response": "pause", "power_off_while_hot": None, "power_switch": None},
    ],
    ids=["consent withdrawn", "response changed", "switch removed"],
)
async def test_power_stays_on_if_the_settings_change_meanwhile(
    house: House, fail: Fail, changes: dict[str, Any]
) -> None:
    await fail(**OFF)
    await house.let_pass(300, step=60)

    await house.change(**changes)
    await house.let_pass(400, step=20)

    assert house.power_calls == []


@pytest.fixture
async def storing(
    printing: House, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[asyncio.Event]:
    """Let the storage take as long as the test wants."""
    # What is told of a warning has nothing to do with it.
    await printing.change(warning_response="none")
    done = asyncio.Event()
    storage = printing.printer()._storage
    save = storage.async_save

    async def slowly() -> None:
        await save()
        await done.wait()

    monkeypatch.setattr(storage, "async_save", slowly)
    yield done
    done.set()


async def test_paused_by_hand_while_storing_it_is_not_pressed(
    printing: House, storing: asyncio.Event
) -> None:
    printing.pause_works = False
    await printing.checks_until(lambda: printing.shows()["failure"] == "on", p=1.2)
    await printing.printer_says("paused")

    storing.set()
    await printing.settle()

    assert printing.pauses == []


async def test_next_job_is_not_paused_for_the_one_before(
    printing: House, storing: asyncio.Event
) -> None:
    await printing.checks_until(lambda: printing.shows()["failure"] == "on", p=1.2)
    printing.ml.p = 0.0
    await printing.printer_says("printing", "job-2")

    storing.set()
    await printing.settle()

    assert printing.pauses == []


async def test_response_changed_while_storing_it_is_not_pressed(
    printing: House, storing: asyncio.Event
) -> None:
    await printing.checks_until(lambda: printing.shows()["failure"] == "on", p=1.2)
    await printing.change(response="notify")

    storing.set()
    await printing.settle()

    assert printing.pauses == []
    assert "The pause was called off." in printing.words()


async def test_power_stays_on_if_the_settings_change_while_storing(
    printing: House, storing: asyncio.Event
) -> None:
    storing.set()
    await printing.change(**OFF)
    await printing.checks_until(lambda: printing.shows()["failure"] == "on", p=1.2)
    await printing.let_pass(590, step=10)
    storing.clear()
    await printing.let_pass(20, step=10)

    await printing.change(power_off_while_hot=False)
    storing.set()
    await printing.settle()

    assert printing.power_calls == []
    assert printing.words().endswith(
        "Its power was left on. The settings do not allow it."
    )


async def test_watching_switched_off_and_on_does_not_press_twice(
    house: House, fail: Fail
) -> None:
    house.pause_works = False
    await fail()

    await house.change(watching=False)
    await house.change(watching=True)
    await house.let_pass(30)

    assert len(house.pauses) == 1


async def test_foreign_text_loads_nothing(house: House, fail: Fail) -> None:
    house.control_error = HomeAssistantError("![x](http://evil.example/x.png)")
    await fail()

    await house.let_pass(61)

    assert "x.png" in house.told()
    assert "![x]" not in house.told()
