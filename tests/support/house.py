"""A house to test in: one printer of plain states, a camera, and an ML server that fetches."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
import io
from typing import Any, override

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from freezegun.api import FrozenDateTimeFactory
from PIL import Image
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.obico_detection.const import DOMAIN
from homeassistant.components.camera import Camera
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.config_entries import ConfigSubentryData
from homeassistant.core import HomeAssistant, ServiceCall, State
from homeassistant.helpers.entity_component import EntityComponent
from homeassistant.setup import async_setup_component

STATUS = "sensor.voron_status"
MARKER = "sensor.voron_job"
CAMERA = "camera.voron"
PAUSE = "input_button.voron_pause"
POWER = "switch.voron_power"

PRINTER_DATA: dict[str, Any] = {
    "status": STATUS,
    "camera": CAMERA,
    "printing_states": ["printing"],
    "paused_states": ["paused"],
    "job_marker": MARKER,
    "pause_control": PAUSE,
    "response": "pause",
    "interval": 10,
    "warm_up": 60,
    "confirmations": 2,
}


class FakeMlServer:
    """An ML server that fetches the frame it is asked about, and says what the test wants."""

    def __init__(self) -> None:
        """Start well, seeing nothing."""
        self.p = 0.0
        self.token: str | None = None
        self.fetches = True
        self.answer: Callable[[], Awaitable[web.Response]] | None = None
        self.frames: list[bytes] = []
        self.busy = 0
        self.most_busy = 0
        self._app = web.Application()
        self._app.router.add_get("/hc/", self._health)
        self._app.router.add_get("/p/", self._detect)
        self.server = TestServer(self._app, host="127.0.0.1")

    @property
    def url(self) -> str:
        """Its address."""
        return str(self.server.make_url("/")).rstrip("/")

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _detect(self, request: web.Request) -> web.Response:
        if (
            self.token
            and request.headers.get("Authorization") != f"Bearer {self.token}"
        ):
            return web.Response(status=401)
        if "img" not in request.query:
            return web.json_response({"detections": []}, status=422)
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        try:
            if self.fetches:
                async with (
                    ClientSession() as session,
                    session.get(request.query["img"]) as response,
                ):
                    self.frames.append(await response.read())
                    if response.status != 200:
                        return web.json_response({"detections": []}, status=400)
            if self.answer is not None:
                return await self.answer()
        finally:
            self.busy -= 1
        boxes = []
        left = self.p
        while left > 0:
            boxes.append(["failure", min(1.0, left), [320, 240, 100, 80]])
            left -= 1.0
        return web.json_response({"detections": boxes})


class FakeCamera(Camera):
    """A camera whose pictures all differ."""

    _attr_name = "Voron"
    _attr_unique_id = "voron_camera"

    def __init__(self) -> None:
        """Start with a grey picture."""
        super().__init__()
        self.shots = 0
        self.give: Callable[[], Awaitable[bytes | None]] | None = None

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        """Return the next picture."""
        self.shots += 1
        if self.give is not None:
            return await self.give()
        return picture(self.shots)


def picture(number: int) -> bytes:
    """Return a small JPEG; each number gives other bytes."""
    image = Image.new("RGB", (160, 120), (90, 90 + number % 100, 120))
    image.putpixel((number % 160, number // 160 % 120), (255, 255, 255))
    out = io.BytesIO()
    image.save(out, "JPEG", comment=str(number).encode())
    return out.getvalue()


@dataclass
class House:
    """Everything a test touches."""

    hass: HomeAssistant
    freezer: FrozenDateTimeFactory
    ml: FakeMlServer
    camera: FakeCamera
    base_url: str
    entry: MockConfigEntry = field(init=False)
    pauses: list[ServiceCall] = field(default_factory=list)
    power_calls: list[ServiceCall] = field(default_factory=list)
    pause_works: bool = True

    async def add(self, *printers: dict[str, Any]) -> MockConfigEntry:
        """Set up the integration with these printers, by default one."""
        self.entry = MockConfigEntry(
            domain=DOMAIN,
            title="ML",
            data={
                "url": self.ml.url,
                "base_url": self.base_url,
                "verify_ssl": True,
            },
            subentries_data=[
                ConfigSubentryData(
                    data={**PRINTER_DATA, **changes},
                    subentry_type="printer",
                    title=changes.get("title", "Voron"),
                    unique_id=None,
                )
                for changes in (printers or ({},))
            ],
        )
        self.entry.add_to_hass(self.hass)
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()
        return self.entry

    async def restart(self) -> None:
        """Unload and set up again; what must survive comes from the storage."""
        assert await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.settle()

    def say(self, status: str, job: str | None = "job-1") -> None:
        """Let the printer say this."""
        self.hass.states.async_set(STATUS, status)
        if job is not None:
            self.hass.states.async_set(MARKER, job)

    async def printer_says(self, status: str, job: str | None = "job-1") -> None:
        """Let the printer say this, and everything that follows happen."""
        self.say(status, job)
        await self.settle()

    async def close(self) -> None:
        """Stop what listens."""
        await self.ml.server.close()

    async def settle(self) -> None:
        """Let all that is due now happen, checks in the background included."""
        for _ in range(3):
            await self.hass.async_block_till_done(wait_background_tasks=False)
            await self._checks_done()

    async def _checks_done(self) -> None:
        """Wait for the checks under way; they talk over real sockets."""
        runtime = getattr(self.entry, "runtime_data", None)
        for printer in runtime.printers.values() if runtime else ():
            while printer._loop.is_checking:
                await asyncio.sleep(0)

    async def let_pass(self, seconds: float, step: float = 1.0) -> None:
        """Move the clock forward in small steps; all that becomes due happens."""
        end = seconds
        while end > 0:
            stride = min(step, end)
            end -= stride
            self.freezer.tick(timedelta(seconds=stride))
            async_fire_time_changed(self.hass)
            await self.settle()

    async def checks(self, count: int, p: float | None = None) -> None:
        """Let so many checks at the usual interval pass, with this frame score."""
        if p is not None:
            self.ml.p = p
        await self.let_pass(10.0 * count, step=5.0)

    def state(self, entity_id: str) -> State:
        """Return an entity's state."""
        state = self.hass.states.get(entity_id)
        assert state is not None, entity_id
        return state

    @property
    def watch_state(self) -> str:
        """What the watch state sensor of the first printer says."""
        return self.state("sensor.voron_watch_state").state

    def notifications(self) -> dict[str, str]:
        """Return the persistent notifications: title to message."""
        shown = _async_get_or_create_notifications(self.hass)
        return {str(one["title"]): one["message"] for one in shown.values()}


async def build_house(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    serve: Callable[[Any], Awaitable[Any]],
) -> House:
    """Build it; `serve` starts Home Assistant's own web server."""
    assert await async_setup_component(hass, "http", {})
    # Views can only be added before the server starts.
    assert await async_setup_component(hass, "camera", {})
    assert await async_setup_component(hass, DOMAIN, {})
    client = await serve()
    component: EntityComponent[Camera] = hass.data["camera"]
    camera = FakeCamera()
    await component.async_add_entities([camera])
    ml = FakeMlServer()
    await ml.server.start_server()
    base_url = str(client.server.make_url("/")).rstrip("/")
    house = House(hass, freezer, ml, camera, base_url)

    async def on_pause(call: ServiceCall) -> None:
        house.pauses.append(call)
        if house.pause_works:
            hass.states.async_set(STATUS, "paused")

    async def on_power(call: ServiceCall) -> None:
        house.power_calls.append(call)
        hass.states.async_set(POWER, "off")

    hass.services.async_register("input_button", "press", on_pause)
    hass.services.async_register("switch", "turn_off", on_power)
    hass.states.async_set(PAUSE, "unknown")
    hass.states.async_set(POWER, "on")
    house.say("idle")
    return house
