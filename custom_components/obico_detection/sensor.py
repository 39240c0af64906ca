"""Sensors of a watched printer: score, risk, class and watch state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfRatio
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .const import WatchState
from .detection.rules import FailureClass
from .entity import PrinterEntity, async_add_printer_entities
from .runtime import ObicoConfigEntry
from .view import PrinterView

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PrinterSensorDescription(SensorEntityDescription):
    """Describes a sensor by what it takes from the view."""

    value_fn: Callable[[PrinterView], StateType]
    attributes_fn: Callable[[PrinterView], Mapping[str, Any]] | None = None


SENSORS = (
    PrinterSensorDescription(
        key="score",
        translation_key="score",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        value_fn=lambda view: view.score,
        attributes_fn=lambda view: {
            "warning_from": view.low,
            "failure_from": view.high,
            "rule": view.rule,
        },
    ),
    PrinterSensorDescription(
        key="risk",
        translation_key="risk",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=0,
        value_fn=lambda view: view.risk,
    ),
    PrinterSensorDescription(
        key="class",
        translation_key="class",
        device_class=SensorDeviceClass.ENUM,
        options=list(FailureClass),
        value_fn=lambda view: view.class_,
    ),
    PrinterSensorDescription(
        key="watch_state",
        translation_key="watch_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(WatchState),
        value_fn=lambda view: view.watch_state,
        attributes_fn=lambda view: {
            "reason": view.reason,
            "detail": view.detail,
            "printer_silent": view.printer_silent,
        },
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of all printers."""
    async_add_printer_entities(
        entry,
        async_add_entities,
        lambda printer: [PrinterSensor(printer, one) for one in SENSORS],
    )


class PrinterSensor(PrinterEntity, SensorEntity):
    """One number or word about a printer."""

    entity_description: PrinterSensorDescription
    # These move with each check; the recorder would keep a row for each.
    _unrecorded_attributes = frozenset({"warning_from", "failure_from", "detail"})

    @property
    @override
    def native_value(self) -> StateType:
        """Return what the view shows."""
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what explains the value."""
        if (attributes_fn := self.entity_description.attributes_fn) is None:
            return None
        return attributes_fn(self.coordinator.data)
