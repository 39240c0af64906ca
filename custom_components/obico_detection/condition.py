"""Conditions: a print is failing, a print is watched."""

from typing import ClassVar, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.components.sensor import DOMAIN as SENSOR_DOMAIN
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .const import WatchState
from .targets import filter_printer_entities


class PrinterCondition(EntityStateConditionBase):
    """True if what one entity of our printers shows is so, and known to be so."""

    _key: ClassVar[str]

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those entities of our printers that show it."""
        return filter_printer_entities(self._hass, entities, self._key)

    @override
    def _should_include(self, _state: State) -> bool:
        """Include what is not known: it is never taken for true."""
        return True

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        """Test them all; where there is none nothing is true of all of them."""
        return bool(states) and super()._check_all_match_state(states)


class IsFailingCondition(PrinterCondition):
    """True while an incident is open."""

    _domain_specs = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _key = "failure"
    _states: set[str | bool] = {STATE_ON}


class IsWatchingCondition(PrinterCondition):
    """True while a print is looked at."""

    _domain_specs = {SENSOR_DOMAIN: DomainSpec()}
    _key = "watch_state"
    _states: set[str | bool] = {WatchState.WARMING_UP, WatchState.WATCHING}


CONDITIONS: dict[str, type[Condition]] = {
    "is_failing": IsFailingCondition,
    "is_watching": IsWatchingCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
