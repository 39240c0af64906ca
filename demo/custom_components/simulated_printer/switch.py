"""The switch in the printer's power lead, and the plug of its camera."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import (
    SwitchDeviceClass,
    SwitchEntity,
    SwitchEntityDescription,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import SimulatedPrinterEntity
from .printer import SimulatedPrinter, SimulatedPrinterConfigEntry
from .simulation import Readings

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class SimulatedSwitchDescription(SwitchEntityDescription):
    """One thing that can be switched."""

    is_on_fn: Callable[[Readings], bool]
    switch_fn: Callable[[SimulatedPrinter, bool], Awaitable[None]]


SWITCHES = (
    # On: the printer comes up idle. Off: whatever was printing is over.
    SimulatedSwitchDescription(
        key="power",
        device_class=SwitchDeviceClass.OUTLET,
        is_on_fn=lambda readings: readings.powered,
        switch_fn=lambda printer, on: printer.async_set_power(on),
    ),
    SimulatedSwitchDescription(
        key="camera_connected",
        is_on_fn=lambda readings: readings.camera_connected,
        switch_fn=lambda printer, on: printer.async_connect_camera(on),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulatedPrinterConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the printer's switches."""
    async_add_entities(SimulatedSwitch(entry, one) for one in SWITCHES)


class SimulatedSwitch(SimulatedPrinterEntity, SwitchEntity):
    """Switches what its description says."""

    entity_description: SimulatedSwitchDescription

    def __init__(
        self,
        entry: SimulatedPrinterConfigEntry,
        description: SimulatedSwitchDescription,
    ) -> None:
        """Be a switch of the entry's printer."""
        super().__init__(entry, description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool:
        """Return how it stands."""
        return self.entity_description.is_on_fn(self._printer.readings)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on."""
        await self.entity_description.switch_fn(self._printer, True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        await self.entity_description.switch_fn(self._printer, False)
