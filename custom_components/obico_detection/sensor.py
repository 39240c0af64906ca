"""Sensors of a watched printer and of an ML server."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfRatio, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

from .const import WatchState
from .coordinator import PrinterCoordinator
from .detection.rules import FailureClass
from .entity import PrinterEntity, ServerStateEntity, async_add_printer_entities
from .incident.incident import Incident, Progress
from .runtime import ObicoConfigEntry
from .shared import MlServer
from .view import PrinterView

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PrinterSensorDescription(SensorEntityDescription):
    """Describes a sensor by what it takes from the view."""

    value_fn: Callable[[PrinterView], StateType]
    attributes_fn: Callable[[PrinterView], Mapping[str, Any]] | None = None


@dataclass(frozen=True, kw_only=True)
class DiagnosticSensorDescription(SensorEntityDescription):
    """Describes a sensor for whoever looks for the cause of something."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    entity_registry_enabled_default: bool = False


@dataclass(frozen=True, kw_only=True)
class CheckSensorDescription(DiagnosticSensorDescription):
    """Describes a sensor by what it takes from a printer's checks."""

    value_fn: Callable[[PrinterCoordinator], StateType | datetime]


@dataclass(frozen=True, kw_only=True)
class ServerSensorDescription(DiagnosticSensorDescription):
    """Describes a sensor by what it takes from an ML server."""

    value_fn: Callable[[MlServer], StateType | datetime]


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
            "muted": view.muted,
        },
    ),
    PrinterSensorDescription(
        key="last_response",
        translation_key="last_response",
        device_class=SensorDeviceClass.ENUM,
        options=list(Progress),
        value_fn=lambda view: None if view.last is None else view.last.progress,
        attributes_fn=lambda view: _what_was_done(view.last),
    ),
)

CHECK_SENSORS = (
    CheckSensorDescription(
        key="last_check",
        translation_key="last_check",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda printer: _moment(printer.journal.last_inspected_at),
    ),
    CheckSensorDescription(
        key="frames_checked",
        translation_key="frames_checked",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda printer: printer.journal.frames_checked,
    ),
    CheckSensorDescription(
        key="misses",
        translation_key="misses",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda printer: printer.health.misses,
    ),
)

SERVER_SENSORS = (
    ServerSensorDescription(
        key="last_success",
        translation_key="last_success",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda server: _moment(server.contact.last_success_at),
    ),
    ServerSensorDescription(
        key="latency",
        translation_key="latency",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        value_fn=lambda server: _hundredths(server.contact.latency_s),
    ),
    ServerSensorDescription(
        key="queue_length",
        translation_key="queue_length",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda server: server.queue.waiting,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of the ML server and of all printers."""
    async_add_entities(ServerSensor(entry, one) for one in SERVER_SENSORS)
    async_add_printer_entities(
        entry,
        async_add_entities,
        lambda printer: [
            *(PrinterSensor(printer, one) for one in SENSORS),
            *(CheckSensor(printer, one) for one in CHECK_SENSORS),
        ],
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


class CheckSensor(PrinterEntity, SensorEntity):
    """How the checks of a printer go; not written after each one."""

    entity_description: CheckSensorDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the journal instead of the view."""
        self.async_on_remove(
            self.coordinator.journal.async_add_listener(self.async_write_ha_state)
        )

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return what is known now."""
        return self.entity_description.value_fn(self.coordinator)


class ServerSensor(ServerStateEntity, SensorEntity):
    """One number about an ML server."""

    entity_description: ServerSensorDescription

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return what is known now."""
        return self.entity_description.value_fn(self.server)


def _what_was_done(incident: Incident | None) -> Mapping[str, Any]:
    """Return what explains how far the response to an incident has come."""
    if incident is None:
        return {}
    step = incident.deed or incident.last_step
    return {
        "incident_id": incident.incident_id,
        "class": incident.class_,
        "response": incident.response,
        "outcome": step and step.outcome,
        "reason": step and step.reason,
        "said": step and step.said,
        "presses": 0 if step is None else step.presses,
        "by_person": step is not None and step.by_person,
        "started_at": step and _moment(step.intended_at),
        "ended_at": step and _moment(step.ended_at),
    }


def _moment(epoch_s: float | None) -> datetime | None:
    """Return a time as the sensors of times want it."""
    return None if epoch_s is None else dt_util.utc_from_timestamp(epoch_s)


def _hundredths(value: float | None) -> float | None:
    """Return a number as exactly as it is of use."""
    return None if value is None else round(value, 2)
