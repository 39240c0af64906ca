"""Sensors: what the printer says about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .const import Status
from .entity import SimulatedPrinterEntity
from .printer import SimulatedPrinterConfigEntry
from .simulation import Readings

PARALLEL_UPDATES = 0


def _status_attributes(readings: Readings) -> dict[str, Any]:
    """Return what tests and the curious want to know beyond the status."""
    started = readings.job_started
    return {
        "pause_presses": readings.pause_presses,
        "resume_presses": readings.resume_presses,
        "stop_presses": readings.stop_presses,
        "job_started": (
            None if started is None else dt_util.utc_from_timestamp(started).isoformat()
        ),
    }


def _no_attributes(_: Readings) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class SimulatedSensorDescription(SensorEntityDescription):
    """One reading."""

    value_fn: Callable[[Readings], StateType]
    attributes_fn: Callable[[Readings], Mapping[str, Any] | None] = _no_attributes
    needs_power: bool = True


SENSORS = (
    SimulatedSensorDescription(
        key="status",
        device_class=SensorDeviceClass.ENUM,
        options=[status.value for status in Status],
        value_fn=lambda readings: readings.status,
        attributes_fn=_status_attributes,
    ),
    SimulatedSensorDescription(
        key="job_name", value_fn=lambda readings: readings.job_name
    ),
    # Stays readable without power: one wants to see the nozzle cool down.
    SimulatedSensorDescription(
        key="nozzle_temperature",
        device_class=SensorDeviceClass.TEMPERATURE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfTemperature.CELSIUS,
        value_fn=lambda readings: readings.nozzle_c,
        needs_power=False,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SimulatedPrinterConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the printer's sensors."""
    async_add_entities(SimulatedSensor(entry, sensor) for sensor in SENSORS)


class SimulatedSensor(SimulatedPrinterEntity, SensorEntity):
    """Shows one reading."""

    entity_description: SimulatedSensorDescription

    def __init__(
        self,
        entry: SimulatedPrinterConfigEntry,
        description: SimulatedSensorDescription,
    ) -> None:
        """Show what the description says."""
        super().__init__(entry, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Return whether the printer answers."""
        return self._printer.readings.powered or not self.entity_description.needs_power

    @property
    @override
    def native_value(self) -> StateType:
        """Return the reading."""
        return self.entity_description.value_fn(self._printer.readings)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what goes with the reading."""
        return self.entity_description.attributes_fn(self._printer.readings)
