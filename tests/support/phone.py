"""A phone with the companion app, as far as Home Assistant sees it."""

import asyncio
from typing import Any, Self

from aiohttp import web
from aiohttp.test_utils import TestServer

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component

CLEAR = "clear_notification"


class Phone:
    """It is registered as the app does it, and gets its pushes over http.

    What it shows is what a person sees: by tag, each in the place of the one before.
    """

    def __init__(self, hass: HomeAssistant, name: str = "Pixel") -> None:
        self.hass = hass
        self.name = name
        self.device_id = ""
        self.pushes: list[dict[str, Any]] = []
        self.shown: dict[str, dict[str, Any]] = {}
        self.arrived = asyncio.Event()
        self.status = 201
        self.is_stuck = False
        self._go_on = asyncio.Event()
        self._entry: ConfigEntry | None = None
        app = web.Application()
        app.router.add_post("/push", self._on_push)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        """Switch it on and register it."""
        await self._server.start_server()
        assert await async_setup_component(self.hass, "mobile_app", {})
        await self.hass.async_block_till_done()
        user = await self.hass.auth.async_create_user(f"Owner of {self.name}")
        result = await self.hass.config_entries.flow.async_init(
            "mobile_app",
            context={"source": "registration"},
            data={
                "app_data": {
                    "push_token": "token",
                    "push_url": str(self._server.make_url("/push")),
                },
                "app_id": "io.homeassistant.companion.android",
                "app_name": "Home Assistant",
                "app_version": "2026.10.1",
                "device_id": f"id of {self.name}",
                "device_name": self.name,
                "manufacturer": "Google",
                "model": "Pixel",
                "os_name": "Android",
                "os_version": "17",
                "supports_encryption": False,
                "user_id": user.id,
                "webhook_id": f"webhook-{self.name}",
            },
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY
        self._entry = result["result"]
        await self.hass.async_block_till_done()
        devices = dr.async_get(self.hass)
        [device] = dr.async_entries_for_config_entry(devices, self._entry.entry_id)
        self.device_id = device.id
        return self

    async def __aexit__(self, *_: object) -> None:
        """Switch it off."""
        self.go_on()
        await self._server.close()

    async def remove(self) -> None:
        """Delete the app."""
        assert self._entry is not None
        await self.hass.config_entries.async_remove(self._entry.entry_id)

    def get_stuck(self) -> None:
        """Take pushes and answer none of them, until `go_on`."""
        self.is_stuck = True
        self._go_on.clear()

    def go_on(self) -> None:
        """Answer again."""
        self.is_stuck = False
        self._go_on.set()

    async def _on_push(self, request: web.Request) -> web.Response:
        """Take in a push as the push service and the app do."""
        push = await request.json()
        self.arrived.set()
        if self.is_stuck:
            await self._go_on.wait()
        if self.status >= 400:
            return web.json_response({"message": "No"}, status=self.status)
        self.pushes.append(push)
        tag = push.get("data", {}).get("tag", "")
        if push["message"] == CLEAR:
            self.shown.pop(tag, None)
        else:
            self.shown[tag] = push
        return web.json_response({}, status=self.status)

    # -- what a person sees and does

    @property
    def texts(self) -> list[str]:
        """The texts of all pushes, the first one first."""
        return [push["message"] for push in self.pushes]

    @property
    def latest(self) -> dict[str, Any]:
        """The latest push."""
        return self.pushes[-1]

    @property
    def buttons(self) -> list[str]:
        """The titles of the latest push's buttons."""
        return [one["title"] for one in self.latest["data"].get("actions", ())]

    def press(self, title: str) -> None:
        """Press a button of the latest push; the app has this event fired."""
        ids = [
            one["action"]
            for one in self.latest["data"]["actions"]
            if one["title"] == title
        ]
        self.hass.bus.async_fire("mobile_app_notification_action", {"action": ids[0]})
