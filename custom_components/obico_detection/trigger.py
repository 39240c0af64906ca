"""Triggers: a failing print, a warning, the end of the watch over a print."""

from typing import ClassVar, override

from homeassistant.components.event import (
    DOMAIN as EVENT_DOMAIN,
    EventEntityStateAttribute,
)
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    EntityTransitionTriggerBase,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
)

from .const import HappeningType, WatchState
from .targets import filter_printer_entities


class HappeningTrigger(StatelessEntityTriggerBase):
    """Fires when the event entity of a printer tells of something.

    What it told before a restart or a reload comes back from `unavailable`: that is no
    news.
    """

    _domain_specs = {EVENT_DOMAIN: DomainSpec()}
    _happening: ClassVar[HappeningType]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the event entities of our printers."""
        return filter_printer_entities(self._hass, entities, "print")

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Tell whether it is what this trigger waits for."""
        event_type = state.attributes.get(EventEntityStateAttribute.EVENT_TYPE)
        return bool(event_type == self._happening)


class FailureDetectedTrigger(HappeningTrigger):
    """Fires when an incident opens."""

    _happening = HappeningType.FAILURE


class WarningDetectedTrigger(HappeningTrigger):
    """Fires when a print has become suspicious."""

    _happening = HappeningType.WARNING


class WatchingStoppedTrigger(EntityTransitionTriggerBase):
    """Fires when nobody looks at a print any more, other than by a pause or its end."""

    _domain_specs = {SENSOR_DOMAIN: DomainSpec()}
    _from_states: set[str | bool] = {
        WatchState.WARMING_UP,
        WatchState.WATCHING,
        WatchState.PAUSED,
    }
    _to_states: set[str | bool] = {WatchState.FAULT, WatchState.OFF}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the watch states of our printers."""
        return filter_printer_entities(self._hass, entities, "watch_state")


TRIGGERS: dict[str, type[Trigger]] = {
    "failure_detected": FailureDetectedTrigger,
    "warning_detected": WarningDetectedTrigger,
    "watching_stopped": WatchingStoppedTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
