"""Number of a watched printer: how often it is looked at."""

from typing import override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import CONF_INTERVAL, MAX_INTERVAL_S, MIN_INTERVAL_S
from .entity import PrinterEntity, async_add_printer_entities
from .runtime import ObicoConfigEntry

PARALLEL_UPDATES = 1

INTERVAL = NumberEntityDescription(
    key="interval",
    translation_key="interval",
    device_class=NumberDeviceClass.DURATION,
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
    mode=NumberMode.BOX,
    native_min_value=MIN_INTERVAL_S,
    native_max_value=MAX_INTERVAL_S,
    native_step=1,
    native_unit_of_measurement=UnitOfTime.SECONDS,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the numbers of all printers."""
    async_add_printer_entities(
        entry, async_add_entities, lambda printer: [IntervalNumber(printer, INTERVAL)]
    )


class IntervalNumber(PrinterEntity, NumberEntity):
    """The seconds from one check to the next."""

    @property
    @override
    def native_value(self) -> float:
        """Return what is set; the pace in force may be another one."""
        return self.coordinator.settings.interval_s

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set it; a check that is due by now is made at once."""
        self.coordinator.async_change(**{CONF_INTERVAL: round(value)})
