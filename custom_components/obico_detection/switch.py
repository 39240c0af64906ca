"""Switches of a watched printer: shall it be watched, and shall this print be left alone?"""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_WATCHING
from .entity import PrinterEntity, async_add_printer_entities
from .runtime import ObicoConfigEntry

PARALLEL_UPDATES = 1

WATCHING = SwitchEntityDescription(
    key="watching",
    translation_key="watching",
    entity_category=EntityCategory.CONFIG,
)
MUTED = SwitchEntityDescription(key="muted", translation_key="muted")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of all printers."""
    async_add_printer_entities(
        entry,
        async_add_entities,
        lambda printer: [
            WatchingSwitch(printer, WATCHING),
            MutedSwitch(printer, MUTED),
        ],
    )


class WatchingSwitch(PrinterEntity, SwitchEntity):
    """Switches the checks and all that follows from them on and off."""

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the printer is to be watched."""
        return self.coordinator.settings.watching

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Watch."""
        self.coordinator.async_change(**{CONF_WATCHING: True})

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Do not watch; an open incident counts as acknowledged."""
        self.coordinator.async_change(**{CONF_WATCHING: False})


class MutedSwitch(PrinterEntity, SwitchEntity):
    """Lets the print be, whatever is seen of it; the end of the job switches it off."""

    @property
    @override
    def is_on(self) -> bool:
        """Return whether this print is muted."""
        return self.coordinator.data.muted

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Do nothing about this print any more; checks and notices of faults go on."""
        self.coordinator.async_mute()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Respond to this print again."""
        self.coordinator.async_unmute()
