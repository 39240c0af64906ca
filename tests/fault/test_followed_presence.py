"""An entity without which nothing can be watched is missed, but not too early."""

import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.fault.followed import disabled_devices
from custom_components.obico_detection.fault.outage import Fault
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState
from homeassistant.helpers import device_registry as dr, entity_registry as er
from tests.support.devices import put_on_device
from tests.support.followed import MOVED, Followed
from tests.support.house import CAMERA, MARKER, PAUSE, STATUS

# -- they go, and come back


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize(
    ("entity_id", "reason"),
    [
        (STATUS, FaultReason.STATUS_GONE),
        (CAMERA, FaultReason.CAMERA_GONE),
        (PAUSE, FaultReason.ENTITY_GONE),
        (MARKER, FaultReason.ENTITY_GONE),
    ],
)
async def test_a_removed_entity_is_gone_after_a_minute(
    followed: Followed, entity_id: str, reason: FaultReason
) -> None:
    await followed.lose(entity_id)
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
    await followed.lose(STATUS)
    await followed.wait(50)
    followed.registry.async_get_or_create(
        "sensor", entry.platform, entry.unique_id, suggested_object_id="voron_status"
    )
    await followed.settle()
    await followed.wait(120)

    assert followed.reason() is None
    # It may be on another device now.
    assert set(followed.told) == {MOVED}


async def test_the_minute_does_not_begin_anew_with_whatever_happens(
    followed: Followed,
) -> None:
    followed.entities.async_follow()
    await followed.lose(STATUS)
    await followed.wait(40)
    followed.hass.states.async_remove(CAMERA)
    followed.hass.states.async_set(CAMERA, "idle")
    await followed.settle()
    await followed.wait(21)

    assert followed.reason() is FaultReason.STATUS_GONE


async def test_each_absence_has_a_minute_of_its_own(followed: Followed) -> None:
    followed.entities.async_follow()
    await followed.lose(STATUS)
    await followed.wait(30)
    followed.hass.states.async_set(STATUS, "idle")
    await followed.settle()
    await followed.lose(STATUS)
    await followed.wait(31)
    assert followed.reason() is None

    await followed.wait(30)
    assert followed.reason() is FaultReason.STATUS_GONE


@pytest.mark.usefixtures("device")
async def test_an_entity_that_is_there_again_is_no_fault_at_once(
    followed: Followed,
) -> None:
    await followed.lose(STATUS)
    await followed.wait(61)
    assert followed.reason() is FaultReason.STATUS_GONE

    followed.hass.states.async_set(STATUS, "idle")
    await followed.settle()

    assert followed.reason() is None
    assert followed.told[-1] is None


async def test_an_unavailable_entity_is_not_gone(followed: Followed) -> None:
    followed.entities.async_follow()
    followed.hass.states.async_set(CAMERA, "unavailable")
    await followed.settle()
    await followed.wait(120)

    assert followed.reason() is None


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
    await followed.lose(CAMERA)
    await followed.wait(61)
    assert followed.reason() is FaultReason.CAMERA_GONE

    followed.hass.states.async_set("camera.new", "idle")
    followed.data["camera"] = "camera.new"
    followed.entities.async_follow()

    assert followed.told[-1] is None
    # The new one is followed now.
    await followed.lose("camera.new")
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


@pytest.mark.parametrize("name", ["Voron", "Nozzle camera"])
async def test_a_disabled_device_is_named(
    followed: Followed, device: dr.DeviceEntry, name: str
) -> None:
    nozzle = put_on_device(followed.hass, "camera.nozzle", "Nozzle camera")
    followed.data["camera"] = "camera.nozzle"
    followed.entities.async_follow()
    devices = dr.async_get(followed.hass)
    disabled = {"Voron": device, "Nozzle camera": nozzle}[name]
    devices.async_update_device(disabled.id, disabled_by=dr.DeviceEntryDisabler.USER)
    await followed.settle()
    # Somebody did it on purpose: there is nothing to wait for.
    assert followed.entities.fault == Fault(FaultReason.DEVICE_DISABLED, name)
    found = disabled_devices(followed.hass, followed.data)
    assert [one.id for one in found] == [disabled.id]

    devices.async_update_device(disabled.id, disabled_by=None)
    await followed.settle()
    assert followed.reason() is None
    assert disabled_devices(followed.hass, followed.data) == []


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
    followed: Followed,
) -> None:
    device = put_on_device(followed.hass, STATUS, "Voron")
    followed.entities.async_follow()
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
