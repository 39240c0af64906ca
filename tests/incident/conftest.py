"""A house in which a print fails at once, and a night in which that is told."""

from collections.abc import Awaitable, Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.incident import incident_words
from homeassistant.core import HomeAssistant
from tests.support.house import House, printer_data
from tests.support.translations import TEXTS

type Fail = Callable[..., Awaitable[None]]


@pytest.fixture
def fail(house: House) -> Fail:
    """Set a printer up and let its print fail with the first picture."""

    async def fail_at_once(**changes: Any) -> None:
        await house.add(printer_data(warm_up=0, confirmations=1, **changes))
        house.ml.p = 5.0
        await house.printer_says("printing")

    return fail_at_once


@pytest.fixture
async def quarter_past_two(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """It is a few minutes after the incident, in the same night."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-24 02:15:00")


@pytest.fixture
def strict_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is missing, or a placeholder that is not filled, is an error."""

    def text(_hass: HomeAssistant, key: str, **placeholders: str) -> str:
        found: str = TEXTS["common"][key]
        return found.format(**placeholders)

    monkeypatch.setattr(incident_words, "text", text)
