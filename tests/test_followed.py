"""The entities a printer's settings name are followed wherever they go."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.followed import (
    ENTITY_KEYS,
    FollowedEntities,
    disabled_devices,
    entities_of,
    renamed,
)
from custom_components.obico_detection.outage import Fault
from custom_components.obico_detection.timers import Timers
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.support.devices import put_on_device
from tests.support.house import CAMERA, PAUSE, STATUS, printer_data

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
            on_presence=self.told.append,
        )
        for entity_id in (STATUS, CAMERA):
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

    async def settle(self) -> None:
        await self.hass.async_block_till_done()

    async def wait(self, seconds: float) -> None:
        self.freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(self.hass)
        await self.settle()


@pytest.fixture
def followed(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Followed:
    """A printer whose entities come from YAML; nothing is followed yet."""
    return Followed(hass, freezer)


@pytest.fixture
def device(followed: Followed) -> dr.DeviceEntry:
    """The printer's device, with its status and its camera on it; they are followed."""
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


# -- what they are


def test_every_entity_of_the_settings_is_followed() -> None:
    data = {key: f"sensor.{key}" for key in ENTITY_KEYS} | {
        "response": "pause",
        "printing_states": ["sensor.status"],
        "profile": "moonraker",
    }

    assert entities_of(data) == {f"sensor.{key}" for key in ENTITY_KEYS}


def test_what_is_not_set_is_not_followed() -> None:
    assert entities_of({"status": STATUS, "camera": CAMERA, "light": None}) == {
        STATUS,
        CAMERA,
    }


def test_a_rename_changes_the_entity_wherever_it_is_named_and_nothing_else() -> None:
    data = {
        "status": STATUS,
        "camera": CAMERA,
        "pause_control": "switch.both",
        "power_switch": "switch.both",
        "printing_states": ["switch.both"],
        "response": "switch.both",
    }

    assert renamed(data, "switch.both", "switch.new") == {
        **data,
        "pause_control": "switch.new",
        "power_switch": "switch.new",
    }


# -- they are renamed or moved


@pytest.mark.usefixtures("device")
async def test_a_renamed_entity_is_told_with_both_names(followed: Followed) -> None:
    followed.registry.async_update_entity(STATUS, new_entity_id="sensor.new")
    await followed.settle()

    assert followed.told == [(STATUS, "sensor.new")]
    assert followed.data["status"] == "sensor.new"


@pytest.mark.usefixtures("device")
async def test_a_renamed_entity_is_followed_by_its_new_name(followed: Followed) -> None:
    followed.registry.async_update_entity(STATUS, new_entity_id="sensor.new")
    await followed.settle()
    followed.registry.async_update_entity("sensor.new", new_entity_id="sensor.newer")
    await followed.settle()

    assert followed.data["status"] == "sensor.newer"


@pytest.mark.usefixtures("device")
async def test_a_control_is_followed_like_the_status(followed: Followed) -> None:
    followed.registry.async_get_or_create(
        "input_button", "x", "1", suggested_object_id="voron_pause"
    )
    followed.registry.async_update_entity(PAUSE, new_entity_id="input_button.halt")
    await followed.settle()

    assert followed.data["pause_control"] == "input_button.halt"


@pytest.mark.usefixtures("device")
async def test_a_rename_is_no_absence(followed: Followed) -> None:
    followed.registry.async_update_entity(CAMERA, new_entity_id="camera.new")
    followed.hass.states.async_remove(CAMERA)
    followed.hass.states.async_set("camera.new", "idle")
    await followed.settle()
    await followed.wait(120)

    assert followed.reason() is None


async def test_an_entity_on_another_device_is_told(
    followed: Followed, device: dr.DeviceEntry
) -> None:
    other = dr.async_get(followed.hass).async_get_or_create(
        config_entry_id=device.config_entry_id, identifiers={("moonraker", "new")}
    )
    followed.registry.async_update_entity(STATUS, device_id=other.id)
    await followed.settle()

    assert followed.told == [MOVED]


@pytest.mark.usefixtures("device")
async def test_a_new_icon_is_told_to_nobody(followed: Followed) -> None:
    followed.registry.async_update_entity(STATUS, icon="mdi:printer")
    await followed.settle()

    assert followed.told == []


# -- they go, and come back


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize(
    ("entity_id", "reason"),
    [(STATUS, FaultReason.STATUS_GONE), (CAMERA, FaultReason.CAMERA_GONE)],
)
async def test_a_removed_entity_is_gone_after_a_minute(
    followed: Followed, entity_id: str, reason: FaultReason
) -> None:
    followed.registry.async_remove(entity_id)
    followed.hass.states.async_remove(entity_id)
    await followed.settle()
    await followed.wait(50)
    assert followed.reason() is None

    await followed.wait(11)
    assert followed.entities.fault == Fault(reason, f"{entity_id} does not exist")
    assert followed.told[-1] == followed.entities.fault


@pytest.mark.usefixtures("device")
async def test_an_entity_that_comes_back_in_time_was_never_gone(
    followed: Followed,
) -> None:
    entry = followed.registry.async_get(STATUS)
    assert entry is not None
    followed.registry.async_remove(STATUS)
    followed.hass.states.async_remove(STATUS)
    await followed.settle()
    await followed.wait(50)
    followed.registry.async_get_or_create(
        "sensor", entry.platform, entry.unique_id, suggested_object_id="voron_status"
    )
    await followed.settle()
    await followed.wait(120)

    assert followed.reason() is None
    # It may be on another device now.
    assert set(followed.told) == {MOVED}


@pytest.mark.usefixtures("device")
async def test_an_entity_that_is_there_again_is_no_fault_at_once(
    followed: Followed,
) -> None:
    followed.registry.async_remove(STATUS)
    followed.hass.states.async_remove(STATUS)
    await followed.settle()
    await followed.wait(61)
    assert followed.reason() is FaultReason.STATUS_GONE

    followed.hass.states.async_set(STATUS, "idle")
    await followed.settle()

    assert followed.reason() is None
    assert followed.told[-1] is None


async def test_an_entity_without_a_row_is_judged_by_its_state(
    followed: Followed,
) -> None:
    followed.entities.async_follow()
    followed.hass.states.async_set(CAMERA, "unavailable")
    await followed.settle()
    await followed.wait(120)
    assert followed.reason() is None

    followed.hass.states.async_remove(CAMERA)
    await followed.settle()
    await followed.wait(61)
    assert followed.reason() is FaultReason.CAMERA_GONE


@pytest.mark.usefixtures("device")
async def test_an_entity_with_a_row_may_be_without_a_state(followed: Followed) -> None:
    followed.hass.states.async_remove(STATUS)
    await followed.settle()
    await followed.wait(120)

    assert followed.reason() is None


@pytest.mark.usefixtures("device")
async def test_another_camera_in_the_settings_ends_the_fault(
    followed: Followed,
) -> None:
    followed.registry.async_remove(CAMERA)
    followed.hass.states.async_remove(CAMERA)
    await followed.settle()
    await followed.wait(61)
    assert followed.reason() is FaultReason.CAMERA_GONE

    followed.hass.states.async_set("camera.new", "idle")
    followed.data["camera"] = "camera.new"
    followed.entities.async_follow()

    assert followed.told[-1] is None
    # The new one is followed now.
    followed.hass.states.async_remove("camera.new")
    await followed.settle()
    await followed.wait(61)
    assert followed.reason() is FaultReason.CAMERA_GONE


# -- they are disabled


@pytest.mark.usefixtures("device")
async def test_a_disabled_status_entity_is_gone_and_says_why(
    followed: Followed,
) -> None:
    followed.registry.async_update_entity(
        STATUS, disabled_by=er.RegistryEntryDisabler.USER
    )
    await followed.settle()
    await followed.wait(61)
    assert followed.entities.fault == Fault(
        FaultReason.STATUS_GONE, f"{STATUS} is disabled"
    )

    followed.registry.async_update_entity(STATUS, disabled_by=None)
    await followed.settle()
    assert followed.reason() is None


async def test_a_disabled_device_is_named(
    followed: Followed, device: dr.DeviceEntry
) -> None:
    devices = dr.async_get(followed.hass)
    devices.async_update_device(device.id, disabled_by=dr.DeviceEntryDisabler.USER)
    await followed.settle()
    await followed.wait(61)
    assert followed.entities.fault == Fault(FaultReason.DEVICE_DISABLED, "Voron")
    found = disabled_devices(followed.hass, followed.data)
    assert [one.id for one in found] == [device.id]

    devices.async_update_device(device.id, disabled_by=None)
    await followed.settle()
    assert followed.reason() is None
    assert disabled_devices(followed.hass, followed.data) == []


async def test_the_device_of_the_camera_counts_too(
    followed: Followed, device: dr.DeviceEntry
) -> None:
    other = put_on_device(followed.hass, "camera.nozzle", "Nozzle camera")
    followed.data["camera"] = "camera.nozzle"
    followed.entities.async_follow()
    dr.async_get(followed.hass).async_update_device(
        other.id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await followed.settle()
    await followed.wait(61)

    assert followed.entities.fault == Fault(
        FaultReason.DEVICE_DISABLED, "Nozzle camera"
    )


async def test_a_disabled_integration_disables_its_device(
    followed: Followed, device: dr.DeviceEntry
) -> None:
    await followed.hass.config_entries.async_set_disabled_by(
        device.config_entry_id, ConfigEntryDisabler.USER
    )
    await followed.settle()
    await followed.wait(61)

    assert followed.reason() is FaultReason.DEVICE_DISABLED


async def test_an_entity_disabled_on_its_own_stays_so_when_its_device_comes_back(
    followed: Followed, device: dr.DeviceEntry
) -> None:
    devices = dr.async_get(followed.hass)
    followed.registry.async_update_entity(
        STATUS, disabled_by=er.RegistryEntryDisabler.USER
    )
    devices.async_update_device(device.id, disabled_by=dr.DeviceEntryDisabler.USER)
    await followed.settle()
    await followed.wait(61)
    assert followed.reason() is FaultReason.DEVICE_DISABLED

    devices.async_update_device(device.id, disabled_by=None)
    await followed.settle()

    assert followed.reason() is FaultReason.STATUS_GONE


# -- when nothing is judged


async def test_nothing_is_judged_before_a_minute_after_the_start(
    followed: Followed,
) -> None:
    followed.hass.states.async_remove(STATUS)
    followed.hass.set_state(CoreState.starting)
    followed.entities.async_follow()
    await followed.wait(300)
    assert followed.reason() is None

    followed.hass.set_state(CoreState.running)
    followed.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await followed.settle()
    await followed.wait(50)
    assert followed.reason() is None

    await followed.wait(11)
    assert followed.reason() is FaultReason.STATUS_GONE


async def test_an_entity_that_goes_during_the_start_is_not_judged(
    followed: Followed,
) -> None:
    followed.hass.set_state(CoreState.starting)
    followed.entities.async_follow()
    followed.hass.states.async_remove(STATUS)
    await followed.settle()
    await followed.wait(300)

    assert followed.told == []


async def test_nothing_is_told_after_the_end(
    followed: Followed, device: dr.DeviceEntry
) -> None:
    followed.registry.async_remove(CAMERA)
    followed.hass.states.async_remove(CAMERA)
    await followed.settle()
    followed.told.clear()
    followed.entities.async_stop()
    followed.registry.async_update_entity(STATUS, new_entity_id="sensor.new")
    dr.async_get(followed.hass).async_update_device(
        device.id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await followed.settle()
    await followed.wait(120)

    assert followed.told == []


async def test_following_anew_leaves_no_listener_behind(followed: Followed) -> None:
    put_on_device(followed.hass, STATUS, "Voron")
    for _ in range(3):
        followed.entities.async_follow()
    followed.registry.async_update_entity(STATUS, new_entity_id="sensor.new")
    await followed.settle()

    assert followed.told == [(STATUS, "sensor.new")]
