"""Follows the entities that a printer's settings name, wherever they go."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.core import (
    CALLBACK_TYPE,
    CoreState,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device import async_entity_id_to_device
from homeassistant.helpers.device_registry import EventDeviceRegistryUpdatedData
from homeassistant.helpers.entity_registry import EventEntityRegistryUpdatedData
from homeassistant.helpers.event import (
    async_track_device_registry_updated_event,
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
)
from homeassistant.helpers.start import async_at_started

from ..const import CONF_CAMERA, CONF_STATUS, FaultReason
from ..settings import ENTITY_KEYS, entities_of
from ..timers import Timers
from .outage import Fault

# Without these there is nothing to watch; without the others something else will fail.
GONE = {
    CONF_STATUS: FaultReason.STATUS_GONE,
    CONF_CAMERA: FaultReason.CAMERA_GONE,
}
NEEDED = tuple(GONE)
# Entities appear late at a start, and are away for a moment when theirs is reloaded.
GRACE_S = 60.0
TIMER = "followed"


class FollowedEntities:
    """Tells when an entity of one printer is renamed, moved, or gone for good."""

    def __init__(
        self,
        hass: HomeAssistant,
        timers: Timers,
        *,
        data: Callable[[], Mapping[str, Any]],
        on_rename: Callable[[str, str], None],
        on_move: Callable[[], None],
        on_presence: Callable[[], None],
    ) -> None:
        """Prepare; nothing is followed before `async_follow`.

        Args:
            hass: Home Assistant.
            timers: where the time runs for which an entity may be away.
            data: gives the printer's settings as they are stored now.
            on_rename: called with the old and the new entity id.
            on_move: called when an entity may be on another device than before.
            on_presence: called when `fault` has changed.

        """
        self._hass = hass
        self._timers = timers
        self._data = data
        self._on_rename = on_rename
        self._on_move = on_move
        self._on_presence = on_presence
        self._stops: list[CALLBACK_TYPE] = []
        self._stop_devices: CALLBACK_TYPE | None = None
        self._devices: set[str] = set()
        self.fault: Fault | None = None

    @callback
    def async_follow(self) -> None:
        """Follow the entities of the settings from now on."""
        self._stop_listening()
        entities = entities_of(self._data())
        self._stops = [
            async_track_entity_registry_updated_event(
                self._hass, entities, self._on_entity
            ),
            async_track_state_change_event(self._hass, entities, self._on_state),
            async_at_started(self._hass, self._on_started),
        ]

    @callback
    def async_stop(self) -> None:
        """Follow nothing any more."""
        self._stop_listening()
        self._timers.async_stop(TIMER)

    @callback
    def _stop_listening(self) -> None:
        while self._stops:
            self._stops.pop()()
        self._follow_devices(set())

    # -- what happens to them

    @callback
    def _on_entity(self, event: Event[EventEntityRegistryUpdatedData]) -> None:
        """An entity was added, changed or removed."""
        change = event.data
        if change["action"] == "update" and "old_entity_id" in change:
            self._on_rename(change["old_entity_id"], change["entity_id"])
            # The settings name it by its new name from now on.
            self.async_follow()
            return
        if change["action"] != "update" or "device_id" in change["changes"]:
            self._on_move()
        self._look()

    @callback
    def _on_device(self, _event: Event[EventDeviceRegistryUpdatedData]) -> None:
        """A device of theirs was changed or removed."""
        self._look()

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        """One of them has said something: only coming and going matters here."""
        if None in (event.data["old_state"], event.data["new_state"]):
            self._look()

    @callback
    def _on_started(self, _hass: HomeAssistant) -> None:
        """Home Assistant has started, or had long before."""
        self._look()

    # -- are they there?

    @callback
    def _look(self) -> None:
        """See what is there now; what is missing has a while to come back."""
        if self._hass.state is not CoreState.running:
            return
        self._follow_devices(needed_devices(self._hass, self._data()))
        fault = missing(self._hass, self._data())
        if fault is None:
            self._timers.async_stop(TIMER)
            self._set(None)
        elif self.fault is not None or fault.reason is FaultReason.DEVICE_DISABLED:
            # That somebody has disabled it is no matter of time.
            self._set(fault)
        elif not self._timers.is_running(TIMER):
            self._timers.async_start(TIMER, GRACE_S, self._take_for_gone)

    @callback
    def _take_for_gone(self) -> None:
        """The time to come back is over."""
        self._set(missing(self._hass, self._data()))

    @callback
    def _set(self, fault: Fault | None) -> None:
        """Keep what was found, and tell if it is new."""
        if fault != self.fault:
            self.fault = fault
            self._on_presence()

    @callback
    def _follow_devices(self, devices: set[str]) -> None:
        """Follow these devices in the place of those before."""
        if devices == self._devices:
            return
        if self._stop_devices is not None:
            self._stop_devices()
            self._stop_devices = None
        self._devices = devices
        if devices:
            self._stop_devices = async_track_device_registry_updated_event(
                self._hass, devices, self._on_device
            )


@callback
def missing(hass: HomeAssistant, data: Mapping[str, Any]) -> Fault | None:
    """Return which entity is missing: first of all those nothing can be watched without."""
    for key in ENTITY_KEYS:
        if key in data and (fault := _absence(hass, key, data[key])) is not None:
            return fault
    return None


@callback
def needed_devices(hass: HomeAssistant, data: Mapping[str, Any]) -> set[str]:
    """Return the devices of the entities without which there is nothing to watch."""
    found = (async_entity_id_to_device(hass, data[key]) for key in NEEDED)
    return {device.id for device in found if device is not None}


@callback
def disabled_devices(
    hass: HomeAssistant, data: Mapping[str, Any]
) -> list[dr.AnyDeviceEntry]:
    """Return those of these devices that are disabled."""
    registry = dr.async_get(hass)
    devices = map(registry.async_get, sorted(needed_devices(hass, data)))
    return [one for one in devices if one is not None and one.disabled]


@callback
def _absence(hass: HomeAssistant, key: str, entity_id: str) -> Fault | None:
    """Return why an entity of the settings cannot be used, if that is so."""
    gone = GONE.get(key, FaultReason.ENTITY_GONE)
    row = er.async_get(hass).async_get(entity_id)
    if row is None:
        # One from YAML may have no row; then its state is all there is to go by.
        if hass.states.get(entity_id) is not None:
            return None
        return Fault(gone, f"{entity_id} does not exist")
    if not row.disabled:
        return None
    device = async_entity_id_to_device(hass, entity_id)
    if key in NEEDED and device is not None and device.disabled:
        name = device.name_by_user or device.name or entity_id
        return Fault(FaultReason.DEVICE_DISABLED, name)
    return Fault(gone, f"{entity_id} is disabled")
