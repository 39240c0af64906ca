"""The entities a printer's settings name are followed wherever they go."""

import pytest

from custom_components.obico_detection.settings import entities_of, renamed
from homeassistant.helpers import device_registry as dr
from tests.support.devices import put_on_device
from tests.support.followed import MOVED, Followed
from tests.support.house import CAMERA, PAUSE, STATUS

# -- what they are


def test_every_entity_of_the_settings_is_followed() -> None:
    keys = (
        "camera",
        "job_marker",
        "light",
        "nozzle_temperature",
        "pause_control",
        "power_switch",
        "resume_control",
        "status",
        "stop_control",
    )
    data = {key: f"sensor.{key}" for key in keys} | {
        "response": "pause",
        "printing_states": ["sensor.status"],
        "profile": "moonraker",
    }

    assert entities_of(data) == {f"sensor.{key}" for key in keys}


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
    followed.hass.states.async_remove(PAUSE)
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


# -- the end


async def test_nothing_is_told_after_the_end(
    followed: Followed, device: dr.DeviceEntry
) -> None:
    await followed.lose(CAMERA)
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
