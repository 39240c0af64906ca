"""A light to test with, and a printer whose camera needs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.obico_detection.const import LightMode
from custom_components.obico_detection.printer.light import LightSettings, PictureLight
from homeassistant.core import Context, HomeAssistant, ServiceCall

LIGHT = "light.chamber"


class FakeLight:
    """A light that does what it is told, unless told otherwise."""

    def __init__(self, hass: HomeAssistant, entity_id: str = LIGHT) -> None:
        """Start switched off."""
        self.hass = hass
        self.entity_id = entity_id
        self.told: list[str] = []
        self.contexts: list[Context] = []
        self.obeys = True
        self.error: Exception | None = None
        self.slow: set[str] = set()
        self.go_on = asyncio.Event()
        domain = entity_id.partition(".")[0]
        for action in ("turn_on", "turn_off"):
            hass.services.async_register(domain, action, self._switch)
        self.shows("off")

    @property
    def state(self) -> str:
        """What Home Assistant shows of it."""
        state = self.hass.states.get(self.entity_id)
        assert state is not None
        return state.state

    def shows(self, state: str, context: Context | None = None) -> None:
        """Let Home Assistant show this of it; nobody says by whose doing."""
        self.hass.states.async_set(self.entity_id, state, context=context)

    def by_hand(self, state: str) -> None:
        """Let a person switch it in Home Assistant."""
        self.shows(state, Context(user_id="paula"))

    async def _switch(self, call: ServiceCall) -> None:
        wanted = call.service.removeprefix("turn_")
        self.told.append(wanted)
        self.contexts.append(call.context)
        if wanted in self.slow:
            await self.go_on.wait()
        if self.error is not None:
            raise self.error
        if self.obeys:
            self.shows(wanted, call.context)


class DarkChamber:
    """A printer whose camera sees little without the light."""

    def __init__(self, hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
        """Start in a job, with a light that is switched on for each picture."""
        self.hass = hass
        self.freezer = freezer
        self.lamp = FakeLight(hass)
        self.settings = LightSettings(LIGHT, LightMode.EACH_PICTURE, 0.0)
        self.is_watched = True
        self.saves = 0
        self.stored: dict[str, Any] = {}
        self.pictures: list[str] = []
        self.light = self._new_light()

    def _new_light(self) -> PictureLight:
        def save() -> None:
            self.saves += 1
            self.stored = light.state()

        light = PictureLight(
            self.hass, lambda: self.settings, save, lambda: self.is_watched
        )
        return light

    def neighbour(
        self, mode: LightMode = LightMode.EACH_PICTURE, entity_id: str = LIGHT
    ) -> PictureLight:
        """Return the light of another printer, which is the same."""
        settings = LightSettings(entity_id, mode, 0.0)
        return PictureLight(self.hass, lambda: settings, lambda: None, lambda: True)

    async def begin(
        self, mode: LightMode = LightMode.EACH_PICTURE, settle_s: float = 0.0
    ) -> None:
        """Begin a print."""
        self.settings = LightSettings(LIGHT, mode, settle_s)
        self.light.async_follow()
        self.light.async_begin_job()
        await self.settle()

    async def end(self) -> None:
        """End the print."""
        self.light.async_end_job()
        await self.settle()

    async def choose(self, **changes: Any) -> None:
        """Change the settings in mid-print."""
        chosen = {
            "entity_id": self.settings.entity_id,
            "mode": self.settings.mode,
            "settle_s": self.settings.settle_s,
            **changes,
        }
        self.settings = LightSettings(**chosen)
        self.light.async_follow()
        await self.settle()

    async def watch(self, is_watched: bool) -> None:
        """Switch the watching on or off."""
        self.is_watched = is_watched
        self.light.async_follow()
        await self.settle()

    async def restart(self, *, in_job: bool) -> None:
        """Restart Home Assistant: only what was stored survives."""
        saved = self.light.state()
        self.hass.data.pop("obico_detection_lamps", None)
        self.light = self._new_light()
        self.light.restore(saved, in_job=in_job)
        self.light.async_follow()
        await self.settle()

    async def picture(self) -> str:
        """Take a picture; return whether the light was on."""
        async with self.light.for_picture():
            self.pictures.append(self.lamp.state)
        await self.settle()
        return self.pictures[-1]

    @asynccontextmanager
    async def taking_picture(self) -> AsyncIterator[asyncio.Task[str]]:
        """Take a picture in the background."""
        task = self.hass.async_create_background_task(self.picture(), "picture")
        await self.settle()
        yield task
        task.cancel()
        await asyncio.wait([task])
        await self.settle()

    async def by_hand(self, state: str) -> None:
        """Let a person switch the light."""
        self.lamp.by_hand(state)
        await self.settle()

    async def shows(self, state: str, context: Context | None = None) -> None:
        """Let the light show this; nobody says by whose doing."""
        self.lamp.shows(state, context)
        await self.settle()

    async def let_pass(self, seconds: float) -> None:
        """Move the clock; all that becomes due happens."""
        self.freezer.tick(timedelta(seconds=seconds))
        async_fire_time_changed(self.hass)
        await self.settle()

    async def settle(self) -> None:
        """Let all that is due now happen."""
        for _ in range(20):
            await asyncio.sleep(0)
