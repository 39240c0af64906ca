"""A house to test in: printers of plain states, their cameras, and an ML server that fetches."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
import logging
from typing import Any, cast

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.coordinator import PrinterCoordinator
from custom_components.obico_detection.notifications import Topic, notification_id
from custom_components.obico_detection.runtime import ObicoRuntimeData
from homeassistant.components import persistent_notification
from homeassistant.components.camera import Camera
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentry,
    ConfigSubentryData,
)
from homeassistant.core import HomeAssistant, ServiceCall, State
from homeassistant.helpers.entity_component import EntityComponent
from homeassistant.setup import async_setup_component

from .camera import FakeCamera
from .ml_server import FakeMlServer
from .storage import Storage

VORON = "voron"
STATUS = "sensor.voron_status"
MARKER = "sensor.voron_job"
CAMERA = "camera.voron"
PAUSE = "input_button.voron_pause"
POWER = "switch.voron_power"

# How a test's controls are pressed, and what its power is switched by.
PRESSES = (
    ("button", "press"),
    ("input_boolean", "turn_on"),
    ("input_button", "press"),
    ("script", "turn_on"),
    ("switch", "turn_on"),
)
POWER_CUTS = (("switch", "turn_off"), ("input_boolean", "turn_off"))


def printer_data(name: str = VORON, **changes: Any) -> dict[str, Any]:
    """Return a printer's settings; a change to None leaves the setting out."""
    data = {
        "status": f"sensor.{name}_status",
        "camera": f"camera.{name}",
        "printing_states": ["printing"],
        "paused_states": ["paused"],
        "job_marker": f"sensor.{name}_job",
        "pause_control": f"input_button.{name}_pause",
        "response": "pause",
        "interval": 10,
        "warm_up": 60,
        "confirmations": 2,
        **changes,
    }
    return {key: value for key, value in data.items() if value is not None}


@dataclass
class House:
    """Everything a test touches."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    storage: Storage
    ml: FakeMlServer
    base_url: str
    cameras: dict[str, FakeCamera] = field(default_factory=dict)
    entry: MockConfigEntry | None = None
    pauses: list[ServiceCall] = field(default_factory=list)
    power_calls: list[ServiceCall] = field(default_factory=list)
    pause_works: bool = True
    power_works: bool = True
    control_error: BaseException | None = None
    control_waits: asyncio.Event | None = None

    # -- what is in it

    @property
    def camera(self) -> FakeCamera:
        """The camera of the first printer."""
        return self.cameras[VORON]

    @property
    def runtime(self) -> ObicoRuntimeData:
        """What the loaded integration holds."""
        assert self.entry is not None
        return cast(ObicoRuntimeData, self.entry.runtime_data)

    def printer(self, number: int = 0) -> PrinterCoordinator:
        """Return a printer's coordinator."""
        return list(self.runtime.printers.values())[number]

    def subentry(self, number: int = 0) -> ConfigSubentry:
        """Return a printer's subentry."""
        assert self.entry is not None
        subentries: list[ConfigSubentry] = list(self.entry.subentries.values())
        return subentries[number]

    def stored(self, number: int = 0) -> dict[str, Any]:
        """Return what is stored of a printer."""
        file: dict[str, Any] = self.storage[self.storage_key]["data"]
        return cast(dict[str, Any], file[self.subentry(number).subentry_id])

    @property
    def storage_key(self) -> str:
        """The file of the entry."""
        assert self.entry is not None
        return f"{DOMAIN}.{self.entry.entry_id}"

    def state(self, entity_id: str) -> State:
        """Return an entity's state."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state

    def shows(self, name: str = VORON) -> dict[str, str]:
        """Return what a printer's entities show."""
        return {
            key: self.state(f"{domain}.{name}_{entity}").state
            for key, domain, entity in (
                ("watch_state", "sensor", "watch_state"),
                ("score", "sensor", "failure_score"),
                ("risk", "sensor", "failure_risk"),
                ("class", "sensor", "failure_class"),
                ("failure", "binary_sensor", "print_failure"),
            )
        }

    @property
    def watch_state(self) -> str:
        """What the watch state sensor of the first printer says."""
        return self.state("sensor.voron_watch_state").state

    def notifications(self) -> dict[str, str]:
        """Return the persistent notifications: title to message."""
        shown = _async_get_or_create_notifications(self.hass)
        return {str(one["title"]): one["message"] for one in shown.values()}

    def told(self, number: int = 0) -> str:
        """Return what the notification about a printer's incident says, title first."""
        id_ = notification_id(self.subentry(number).subentry_id, Topic.INCIDENT)
        one = _async_get_or_create_notifications(self.hass).get(id_)
        return "" if one is None else f"{one['title']}: {one['message']}"

    def words(self, number: int = 0) -> str:
        """Return the same without the picture and the link."""
        return self.told(number).partition("\n\n")[0]

    def server_data(self, **changes: Any) -> dict[str, Any]:
        """Return what is stored of the ML server."""
        return {
            "url": self.ml.url,
            "base_url": self.base_url,
            "verify_ssl": True,
            **changes,
        }

    # -- building

    async def add_camera(self, name: str) -> FakeCamera:
        """Hang up another camera."""
        camera = self.cameras[name] = FakeCamera(name)
        component: EntityComponent[Camera] = self.hass.data["camera"]
        await component.async_add_entities([camera])
        return camera

    async def add(self, *printers: dict[str, Any], **server: Any) -> MockConfigEntry:
        """Set up the integration with these printers, by default one."""
        self.entry = MockConfigEntry(
            domain=DOMAIN,
            title="ML",
            data=self.server_data(**server),
            subentries_data=[
                ConfigSubentryData(
                    data=data,
                    subentry_type="printer",
                    title=data["camera"].partition(".")[2].title(),
                    unique_id=None,
                )
                for data in (printers or (printer_data(),))
            ],
        )
        self.entry.add_to_hass(self.hass)
        await self.load()
        return self.entry

    async def load(self) -> None:
        """Load the integration."""
        assert self.entry is not None
        # The integration brings these platforms' own actions, for entities that it knows.
        for platform in ("button", "number", "select", "switch"):
            assert await async_setup_component(self.hass, platform, {})
        for domain, action in PRESSES:
            self.hass.services.async_register(domain, action, self.press_pause)
        for domain, action in POWER_CUTS:
            self.hass.services.async_register(domain, action, self.cut_power)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()

    async def unload(self) -> None:
        """Unload the integration, as at a reload."""
        assert self.entry is not None
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)

    async def change(self, number: int = 0, **changes: Any) -> None:
        """Change a printer's settings; None takes one away."""
        assert self.entry is not None
        subentry = self.subentry(number)
        data = {**subentry.data, **changes}
        self.hass.config_entries.async_update_subentry(
            self.entry,
            subentry,
            data={key: value for key, value in data.items() if value is not None},
        )
        await self.settle()

    async def remove_printer(self, number: int = 0) -> None:
        """Remove a printer, as a person does in the settings."""
        assert self.entry is not None
        self.hass.config_entries.async_remove_subentry(
            self.entry, self.subentry(number).subentry_id
        )
        await self.settle()

    async def restart(self, *, away_s: float = 0.0, killed: bool = False) -> None:
        """Restart Home Assistant; killed, it stores nothing any more.

        Only what was stored survives: no notification does, and no object.
        """
        stored = deepcopy(self.storage.get(self.storage_key))
        await self.unload()
        if killed and stored is not None:
            self.storage[self.storage_key] = stored
        persistent_notification.async_dismiss_all(self.hass)
        self.freezer.tick(timedelta(seconds=away_s))
        await self.load()

    async def close(self) -> None:
        """Stop what runs and listens."""
        if self.entry is not None and self.entry.state is ConfigEntryState.LOADED:
            await self.unload()
        # Whoever asked the ML server and was broken off has to hang up first.
        for _ in range(20):
            await asyncio.sleep(0)
        await self.ml.stop()

    # -- what happens

    def say(self, status: str, job: str | None = "job-1", name: str = VORON) -> None:
        """Let a printer say this."""
        if job is not None:
            self.hass.states.async_set(f"sensor.{name}_job", job)
        self.hass.states.async_set(f"sensor.{name}_status", status)

    async def printer_says(
        self, status: str, job: str | None = "job-1", name: str = VORON
    ) -> None:
        """Let a printer say this, and everything that follows happen."""
        self.say(status, job, name)
        await self.settle()

    async def press_pause(self, call: ServiceCall) -> None:
        """Pause a printer as its control does."""
        self.pauses.append(call)
        if self.control_waits is not None:
            await self.control_waits.wait()
        if self.control_error is not None:
            raise self.control_error
        if self.pause_works:
            name = call.data["entity_id"].partition(".")[2].removesuffix("_pause")
            self.say("paused", None, name)

    async def cut_power(self, call: ServiceCall) -> None:
        """Switch a printer off as its plug does."""
        self.power_calls.append(call)
        if self.control_error is not None:
            raise self.control_error
        if self.power_works:
            self.hass.states.async_set(call.data["entity_id"], "off")

    # -- time

    async def settle(self) -> None:
        """Let all that is due now happen, checks in the background included."""
        for _ in range(3):
            await self.hass.async_block_till_done(wait_background_tasks=False)
            await self._checks_done()

    async def _checks_done(self) -> None:
        """Wait for the checks under way, which talk over real sockets.

        Not for those that only the clock can end.
        """
        # Whoever was let go by a timer a moment ago has to notice it first.
        for _ in range(20):
            await asyncio.sleep(0)
        while self._are_busy():
            await asyncio.sleep(0)

    def _are_busy(self) -> bool:
        """Tell whether a check goes on by itself."""
        if self.entry is None or self.entry.state is not ConfigEntryState.LOADED:
            return False
        checking = sum(one._loop.is_checking for one in self.runtime.printers.values())
        stuck = self.ml.kept_waiting + self.runtime.server.queue.waiting
        stuck += sum(camera.kept_waiting for camera in self.cameras.values())
        stuck += sum(one.light.is_settling for one in self.runtime.printers.values())
        return checking > stuck

    async def let_pass(self, seconds: float, step: float = 1.0) -> None:
        """Move the clock forward in small steps; all that becomes due happens."""
        while seconds > 0:
            stride = min(step, seconds)
            seconds -= stride
            self.freezer.tick(timedelta(seconds=stride))
            async_fire_time_changed(self.hass)
            await self.settle()

    async def checks(self, count: int, p: float | None = None) -> None:
        """Let so many checks at the usual interval pass, with this frame score."""
        if p is not None:
            self.ml.p = p
        await self.let_pass(10.0 * count, step=5.0)

    async def checks_until(self, happened: Callable[[], bool], p: float) -> None:
        """Let checks pass, with this frame score, until something has happened."""
        for _ in range(60):
            if happened():
                return
            await self.checks(1, p)
        pytest.fail("It did not happen within 60 checks")


async def build_house(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    storage: Storage,
    serve: Callable[[], Awaitable[Any]],
) -> House:
    """Build it; `serve` starts Home Assistant's own web server."""
    # A loop that notes where each callback was born is too slow for thousands of checks,
    # and access logs cannot be written while the clock stands still.
    hass.loop.set_debug(False)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    assert await async_setup_component(hass, "http", {})
    # Views can only be added before the server starts.
    assert await async_setup_component(hass, "camera", {})
    assert await async_setup_component(hass, DOMAIN, {})
    client = await serve()
    base_url = str(client.server.make_url("/")).rstrip("/")
    house = House(hass, freezer, storage, FakeMlServer(), base_url)
    await house.ml.start()
    await house.add_camera(VORON)
    hass.states.async_set(PAUSE, "unknown")
    hass.states.async_set(POWER, "on")
    house.say("idle")
    return house
