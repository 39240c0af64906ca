"""Switch of a watched printer: shall it be watched at all?"""

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


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, lambda printer: [WatchingSwitch(printer, WATCHING)]
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
        self._set(watching=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Do not watch; an open incident counts as acknowledged."""
        self._set(watching=False)

    def _set(self, *, watching: bool) -> None:
        """Write it where all settings live; the entry's listener applies it."""
        subentry = self.coordinator.subentry
        self.hass.config_entries.async_update_subentry(
            self.coordinator.config_entry,
            subentry,
            data={**subentry.data, CONF_WATCHING: watching},
        )
