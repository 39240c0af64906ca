"""The simulated printer in Home Assistant."""

from datetime import timedelta
import io
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from PIL import Image
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from homeassistant import loader
from homeassistant.components import camera
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import CoreState, Event, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

DOMAIN = "simulated_printer"
COMPONENTS = Path(__file__).resolve().parents[2] / "demo" / "custom_components"
DATA: dict[str, Any] = {
    "name": "Ender",
    "story": "failing",
    "failure_after": 60,
    "autostart": False,
}
STATUS = "sensor.ender_status"
JOB = "sensor.ender_job_name"
NOZZLE = "sensor.ender_nozzle_temperature"
CAMERA = "camera.ender_camera"
PLUG = "switch.ender_camera_connected"
POWER = "switch.ender_power"


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let Home Assistant find the demo's integration, as if it lay in its folder."""
    import custom_components  # noqa: PLC0415  (Home Assistant decides which one it is)

    places = [*custom_components.__path__, str(COMPONENTS)]
    monkeypatch.setattr(custom_components, "__path__", places)
    hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)


@pytest.fixture
def entry(hass: HomeAssistant) -> MockConfigEntry:
    built = MockConfigEntry(domain=DOMAIN, title="Ender", data=DATA, entry_id="ender")
    built.add_to_hass(hass)
    return built


@pytest.fixture
async def printer(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A printer that is set up, and idle."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def wait(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float
) -> None:
    """Let time pass."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


async def press(hass: HomeAssistant, button: str) -> None:
    await hass.services.async_call(
        "button", "press", {"entity_id": f"button.ender_{button}"}, blocking=True
    )


async def start_printing(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    await press(hass, "start_print")
    await wait(hass, freezer, 6)
    assert state(hass, STATUS) == "printing"


def state(hass: HomeAssistant, entity_id: str) -> str:
    found = hass.states.get(entity_id)
    assert found is not None, entity_id
    return found.state


def presses(hass: HomeAssistant) -> int:
    found = hass.states.get(STATUS)
    assert found is not None
    count: int = found.attributes["pause_presses"]
    return count


async def test_one_step_makes_a_printer(hass: HomeAssistant) -> None:
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    done = await hass.config_entries.flow.async_configure(form["flow_id"], DATA)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert (done["title"], done["data"]) == ("Ender", DATA)
    await hass.async_block_till_done()
    assert done["result"].state is ConfigEntryState.LOADED


async def test_a_name_is_enough(hass: HomeAssistant) -> None:
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    done = await hass.config_entries.flow.async_configure(
        form["flow_id"], {"name": "Ender"}
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"] == {
        "name": "Ender",
        "story": "good",
        "failure_after": 60,
        "autostart": True,
    }
    await hass.async_block_till_done()


async def test_a_name_is_taken_once(
    hass: HomeAssistant, printer: MockConfigEntry
) -> None:
    done = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}, data=DATA
    )
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "already_configured"


async def test_photos_that_cannot_be_played_are_refused_and_mended(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}, data={**DATA, "photos": str(tmp_path)}
    )
    assert form["type"] is FlowResultType.FORM
    assert form["errors"] == {"photos": "photos_unusable"}
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert "healthy cannot be read" in placeholders["reason"]
    for kind in ("healthy", "failing"):
        (tmp_path / kind).mkdir()
        Image.new("RGB", (64, 48)).save(tmp_path / kind / "a.png")
    done = await hass.config_entries.flow.async_configure(
        form["flow_id"], {**DATA, "photos": str(tmp_path)}
    )
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    image = await camera.async_get_image(hass, CAMERA)
    with Image.open(io.BytesIO(image.content)) as picture:
        assert picture.size == (64, 48)


async def test_photos_that_went_away_are_an_error_at_start(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN, title="Ender", data={**DATA, "photos": str(tmp_path / "gone")}
    )
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.reason is not None
    assert "gone" in entry.reason


async def test_entities_on_one_device(
    hass: HomeAssistant, printer: MockConfigEntry
) -> None:
    entities = er.async_entries_for_config_entry(er.async_get(hass), printer.entry_id)
    [device] = dr.async_entries_for_config_entry(dr.async_get(hass), printer.entry_id)
    assert {entity.device_id for entity in entities} == {device.id}
    assert {entity.entity_id: state(hass, entity.entity_id) for entity in entities} == {
        "button.ender_pause": "unavailable",
        "button.ender_resume": "unavailable",
        "button.ender_start_print": "unknown",
        "button.ender_stop": "unavailable",
        CAMERA: "idle",
        JOB: "unknown",
        NOZZLE: "24",
        STATUS: "idle",
        PLUG: "on",
        POWER: "on",
    }


async def test_printing_paused_resumed_and_stopped(
    hass: HomeAssistant, printer: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await start_printing(hass, freezer)
    job = state(hass, JOB)
    await press(hass, "pause")
    assert state(hass, STATUS) == "pausing"
    await wait(hass, freezer, 2)
    assert state(hass, STATUS) == "paused"
    assert presses(hass) == 1
    assert state(hass, "button.ender_pause") == "unavailable"
    await wait(hass, freezer, 200)
    assert float(state(hass, NOZZLE)) < 100
    await press(hass, "resume")
    assert state(hass, STATUS) == "printing"
    assert state(hass, JOB) == job
    await press(hass, "stop")
    assert state(hass, STATUS) == "idle"
    await start_printing(hass, freezer)
    assert state(hass, JOB) != job


async def test_power(
    hass: HomeAssistant, printer: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await start_printing(hass, freezer)
    target = {"entity_id": POWER}
    await hass.services.async_call("switch", "turn_off", target, blocking=True)
    assert state(hass, STATUS) == state(hass, JOB) == "unavailable"
    assert state(hass, "button.ender_start_print") == "unavailable"
    assert float(state(hass, NOZZLE)) > 150
    assert (await camera.async_get_image(hass, CAMERA)).content
    await hass.services.async_call("switch", "turn_on", target, blocking=True)
    assert state(hass, STATUS) == "idle"


async def test_camera_sees_the_print_grow(
    hass: HomeAssistant, printer: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await start_printing(hass, freezer)
    first = await camera.async_get_image(hass, CAMERA)
    await wait(hass, freezer, 30)
    second = await camera.async_get_image(hass, CAMERA)
    assert first.content != second.content
    with Image.open(io.BytesIO(second.content)) as picture:
        assert picture.size == (1280, 720)


async def test_camera_without_its_plug_gives_no_picture(
    hass: HomeAssistant, printer: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await start_printing(hass, freezer)
    target = {"entity_id": PLUG}
    await hass.services.async_call("switch", "turn_off", target, blocking=True)
    assert state(hass, CAMERA) == "unavailable"
    with pytest.raises(HomeAssistantError):
        await camera.async_get_image(hass, CAMERA)
    assert state(hass, STATUS) == "printing"
    await hass.services.async_call("switch", "turn_on", target, blocking=True)
    assert (await camera.async_get_image(hass, CAMERA)).content


async def test_nothing_is_written_while_nothing_changes(
    hass: HomeAssistant, printer: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await start_printing(hass, freezer)
    await wait(hass, freezer, 30)
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    for _ in range(30):
        await wait(hass, freezer, 1)
    assert not changes


async def test_autostart_with_home_assistant(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    hass.config_entries.async_update_entry(entry, data={**DATA, "autostart": True})
    hass.set_state(CoreState.not_running)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await wait(hass, freezer, 10)
    assert state(hass, STATUS) == "idle"
    await hass.async_start()
    await hass.async_block_till_done()
    await wait(hass, freezer, 3)
    assert state(hass, STATUS) == "preparing"
    await wait(hass, freezer, 6)
    assert state(hass, STATUS) == "printing"


async def test_restart_keeps_the_job_and_autostart_leaves_it_alone(
    hass: HomeAssistant, printer: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    hass.config_entries.async_update_entry(printer, data={**DATA, "autostart": True})
    await start_printing(hass, freezer)
    job = hass.states.get(JOB)
    assert job is not None
    for restarted_in in ("printing", "paused"):
        if restarted_in == "paused":
            await press(hass, "pause")
        await hass.config_entries.async_reload(printer.entry_id)
        await wait(hass, freezer, 5)
        await wait(hass, freezer, 5)
        assert state(hass, STATUS) == restarted_in
        assert state(hass, JOB) == job.state
    assert presses(hass) == 1


async def test_what_can_be_seen_is_stored_already(
    hass: HomeAssistant,
    printer: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    await start_printing(hass, freezer)
    stored: list[tuple[str, str, int]] = []

    def note(event: Event[Any]) -> None:
        new = event.data["new_state"]
        if new.entity_id == STATUS:
            data = hass_storage["simulated_printer.ender"]["data"]
            stored.append((new.state, data["status"], data["pause_presses"]))

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    await press(hass, "pause")
    await hass.async_block_till_done()
    assert stored == [("pausing", "pausing", 1)]


async def test_removed_printer_is_forgotten(
    hass: HomeAssistant,
    printer: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    hass_storage: dict[str, Any],
) -> None:
    await start_printing(hass, freezer)
    assert "simulated_printer.ender" in hass_storage
    await hass.config_entries.async_remove(printer.entry_id)
    assert "simulated_printer.ender" not in hass_storage
