"""Buttons: pause, resume, stop, start. Each is there only when the printer takes it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import SimulatedPrinterEntity
from .printer import SimulatedPrinter, SimulatedPrinterConfigEntry
from .simulation import Readings

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class SimulatedButtonDescription(ButtonEntityDescription):
    """One button: what it does, and when."""

    press_fn: Callable[[SimulatedPrinter], Awaitable[None]]
    available_fn: Callable[[Readings], bool]


BUTTONS = (
    SimulatedButtonDescription(
        key="pause",
        press_fn=lambda printer: printer.async_pause(),
        available_fn=lambda readings: readings.can_pause,
    ),
    SimulatedButtonDescription(
        key="resume",
        press_fn=lambda printer: printer.async_resume(),
        available_fn=lambda readings: readings.can_resume,
    ),
    SimulatedButtonDescription(
        key="stop",
        press_fn=lambda printer: printer.async_stop(),
        available_fn=lambda readings: readings.can_stop,
    ),
    SimulatedButtonDescription(
        key="start_print",
        press_fn=lambda printer: printer.async_start(),
        available_fn=lambda readings: readings.can_start,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulatedPrinterConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the printer's buttons."""
    async_add_entities(SimulatedButton(entry, button) for button in BUTTONS)


class SimulatedButton(SimulatedPrinterEntity, ButtonEntity):
    """One button on the printer."""

    entity_description: SimulatedButtonDescription

    def __init__(
        self,
        entry: SimulatedPrinterConfigEntry,
        description: SimulatedButtonDescription,
    ) -> None:
        """Do what the description says."""
        super().__init__(entry, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Return whether the printer takes it now."""
        return self.entity_description.available_fn(self._printer.readings)

    @override
    async def async_press(self) -> None:
        """Press the button."""
        await self.entity_description.press_fn(self._printer)
