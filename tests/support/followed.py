"""The entities of one printer, followed, and what was told about them."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.fault.followed import FollowedEntities
from custom_components.obico_detection.fault.outage import Fault
from custom_components.obico_detection.settings import renamed
from custom_components.obico_detection.timers import Timers
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .devices import put_on_device
from .house import CAMERA, MARKER, PAUSE, STATUS, printer_data

MOVED = "moved"


class Followed:
    """A printer's entities, and what was told about them."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        self.hass = hass
        self.freezer = freezer
        self.data: dict[str, Any] = printer_data()
        self.told: list[tuple[str, str] | str | Fault | None] = []
        self.timers = Timers(hass)
        self.entities = FollowedEntities(
            hass,
            self.timers,
            data=lambda: self.data,
            on_rename=self.rename,
            on_move=lambda: self.told.append(MOVED),
            on_presence=lambda: self.told.append(self.entities.fault),
        )
        for entity_id in (STATUS, CAMERA, MARKER, PAUSE):
            hass.states.async_set(entity_id, "idle")

    def rename(self, old: str, new: str) -> None:
        """Do what a coordinator does."""
        self.data = renamed(self.data, old, new)
        self.told.append((old, new))

    @property
    def registry(self) -> er.EntityRegistry:
        return er.async_get(self.hass)

    def reason(self) -> FaultReason | None:
        """Why the printer cannot be watched."""
        fault = self.entities.fault
        return None if fault is None else fault.reason

    async def lose(self, entity_id: str) -> None:
        """Let an entity go, with its row in the registry if it has one."""
        if self.registry.async_get(entity_id) is not None:
            self.registry.async_remove(entity_id)
        self.hass.states.async_remove(entity_id)
        await self.settle()

    async def settle(self) -> None:
        await self.hass.async_block_till_done()

    async def wait(self, seconds: float) -> None:
        self.freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(self.hass)
        await self.settle()


def follow_on_device(followed: Followed) -> dr.DeviceEntry:
    """Put status and camera on the printer's device, and follow them."""
    device = put_on_device(followed.hass, STATUS, "Voron")
    status = followed.registry.async_get(STATUS)
    assert status is not None
    followed.hass.states.async_remove(CAMERA)
    followed.registry.async_get_or_create(
        "camera",
        "moonraker",
        "voron",
        config_entry=followed.hass.config_entries.async_get_entry(
            device.config_entry_id
        ),
        device_id=device.id,
        suggested_object_id="voron",
    )
    followed.hass.states.async_set(CAMERA, "idle")
    followed.entities.async_follow()
    return device
