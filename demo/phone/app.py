"""The phone's app: registers at Home Assistant, receives pushes, sends back presses.

It speaks what a companion app speaks: the registration of `mobile_app`, the push server's
side of a notification, and the webhook. Its own screen is a page on the loopback interface.
"""

import asyncio
from datetime import datetime
import secrets
from typing import Any

import aiohttp
from aiohttp import web

from demo.hass_process import HOST, DemoError, HassProcess

from .notifications import Action, Notification, Shade
from .page import list_of, page

PICTURE_TIMEOUT = aiohttp.ClientTimeout(total=20)


class Phone:
    """A phone beside a Home Assistant."""

    def __init__(self, port: int, name: str = "Demo phone") -> None:
        """Prepare; nothing listens yet."""
        self.port = port
        self.name = name
        self.shade = Shade()
        self.device_id = ""
        """The phone in Home Assistant's device registry, once it is registered."""
        self._token = secrets.token_urlsafe(16)
        self._own_id = secrets.token_hex(8)
        self._hass: HassProcess | None = None
        self._webhook_id = ""
        self._runner: web.AppRunner | None = None
        self._fetching: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Where its screen can be seen."""
        return f"http://{HOST}:{self.port}"

    # -- life

    async def start(self) -> None:
        """Listen."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._serve_page),
                web.get("/list", self._serve_list),
                web.get("/picture/{number}", self._serve_picture),
                web.post("/push", self._receive),
                web.post("/press", self._receive_press),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self.port).start()

    async def stop(self) -> None:
        """Listen no more."""
        for task in self._fetching:
            task.cancel()
        if self._runner is not None:
            await self._runner.cleanup()

    async def register(self, hass: HassProcess) -> None:
        """Become a device of this Home Assistant, logged in as its user."""
        self._hass = hass
        registered = await hass.api(
            "POST", "/api/mobile_app/registrations", self._registration()
        )
        self._webhook_id = registered["webhook_id"]
        async with await hass.socket() as socket:
            devices = await socket.call("config/device_registry/list")
        mine = ["mobile_app", self._own_id]
        self.device_id = next(
            one["id"] for one in devices if mine in one["identifiers"]
        )

    def _registration(self) -> dict[str, Any]:
        return {
            "app_id": "demo.phone",
            "app_name": "Demo phone",
            "app_version": "1.0",
            "device_name": self.name,
            "device_id": self._own_id,
            "manufacturer": "Nobody",
            "model": "Demo phone",
            "os_name": "Demo",
            "os_version": "1",
            "supports_encryption": False,
            "app_data": {"push_url": f"{self.url}/push", "push_token": self._token},
        }

    # -- what a person does with it

    async def press(self, notification: Notification, action: Action) -> None:
        """Press a button: Home Assistant hears of it, and the notification goes."""
        assert self._hass is not None
        event = {
            "event_type": "mobile_app_notification_action",
            "event_data": {**notification.data, "action": action.key},
        }
        url = f"{self._hass.url}/api/webhook/{self._webhook_id}"
        body = {"type": "fire_event", "data": event}
        async with self._hass.session.post(url, json=body) as response:
            if not response.ok:
                raise DemoError(f"the press was not taken: HTTP {response.status}")
        self.shade.take_away(notification)

    # -- what Home Assistant sends

    async def _receive(self, request: web.Request) -> web.Response:
        """Take in a push, as the companion app's push server would."""
        push = await request.json()
        if push.get("push_token") != self._token:
            return web.json_response({"errorMessage": "unknown phone"}, status=403)
        notification = self.shade.take_in(push, _now())
        if notification is not None and notification.image is not None:
            task = asyncio.create_task(self._fetch(notification, notification.image))
            self._fetching.add(task)
            task.add_done_callback(self._fetching.discard)
        return web.json_response({"target": self._token}, status=201)

    async def _fetch(self, notification: Notification, image: str) -> None:
        """Fetch a notification's picture; without a log-in: the path must do."""
        assert self._hass is not None
        url = self._hass.url + image if image.startswith("/") else image
        try:
            async with self._hass.session.get(url, timeout=PICTURE_TIMEOUT) as response:
                response.raise_for_status()
                picture = await response.read()
        except aiohttp.ClientError, TimeoutError:
            return
        if self.shade.by_number(notification.number) is not None:
            self.shade.pictures[notification.number] = picture

    async def settle(self) -> None:
        """Wait until no picture is being fetched."""
        while self._fetching:
            await asyncio.gather(*self._fetching, return_exceptions=True)

    # -- its screen

    async def _serve_page(self, _request: web.Request) -> web.Response:
        return web.Response(
            text=page(self.name, self.shade, _now()), content_type="text/html"
        )

    async def _serve_list(self, _request: web.Request) -> web.Response:
        return web.Response(text=list_of(self.shade, _now()), content_type="text/html")

    async def _serve_picture(self, request: web.Request) -> web.Response:
        picture = self.shade.pictures.get(request.match_info["number"])
        if picture is None:
            raise web.HTTPNotFound
        return web.Response(body=picture, content_type="image/jpeg")

    async def _receive_press(self, request: web.Request) -> web.Response:
        """Take a press on the page; the page is shown again."""
        form = await request.post()
        notification = self.shade.by_number(str(form.get("number")))
        if notification is None:
            raise web.HTTPGone(text="This notification is no longer shown.")
        action = notification.action(str(form.get("action")))
        if action is None:
            raise web.HTTPBadRequest(text="This notification has no such button.")
        try:
            await self.press(notification, action)
        except (DemoError, aiohttp.ClientError) as err:
            raise web.HTTPBadGateway(text="Home Assistant was not reached.") from err
        raise web.HTTPSeeOther("/")


def _now() -> datetime:
    return datetime.now().astimezone()
