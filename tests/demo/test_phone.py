"""The demo's phone: what it shows, and what it says to Home Assistant."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from demo.hass_process import DemoError, HassProcess, free_port
from demo.phone.app import Phone
from demo.phone.notifications import MAX_ACTIONS, Notification, Shade
from demo.phone.page import list_of

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
# Longer than what arrives at once.
PICTURE = b"\xff\xd8" + 300_000 * b"picture" + b"\xff\xd9"
SIGNED = "/api/picture.jpg?authSig=signed"
ACTIONS = [
    {"action": "RESUME_1", "title": "Resume"},
    {"action": "STOP_1", "title": "Stop"},
]


def push(message: str = "It fails.", **data: Any) -> dict[str, Any]:
    return {"title": "Printer", "message": message, "data": data}


def shown(shade: Shade) -> list[str]:
    return [one.message for one in shade.shown]


# -- the list


def test_newest_is_on_top() -> None:
    shade = Shade()
    shade.take_in(push("first"), NOW)
    shade.take_in(push("second", tag="a"), NOW + timedelta(seconds=1))
    assert shown(shade) == ["second", "first"]


def test_same_tag_replaces_in_place_and_another_one_does_not() -> None:
    shade = Shade()
    shade.take_in(push("fails", tag="a"), NOW)
    shade.take_in(push("other", tag="b"), NOW)
    replaced = shade.take_in(push("paused", tag="a"), NOW)
    assert replaced is not None
    assert replaced.replaces
    assert shown(shade) == ["paused", "other"]
    assert [one.message for one in shade.received] == ["fails", "other", "paused"]


def test_without_a_tag_nothing_is_replaced() -> None:
    shade = Shade()
    shade.take_in(push("one"), NOW)
    shade.take_in({"message": "two"}, NOW)
    assert shown(shade) == ["two", "one"]


def test_cleared_by_its_tag() -> None:
    shade = Shade()
    shade.take_in(push("fails", tag="a"), NOW)
    shade.take_in(push("other", tag="b"), NOW)
    assert shade.take_in(push("clear_notification", tag="a"), NOW) is None
    assert shown(shade) == ["other"]
    assert shade.cleared == 1
    assert len(shade.received) == 2


def test_what_alerts_once_is_heard_again_only_after_it_went() -> None:
    shade = Shade()
    heard = []
    for message in ("fails", "paused", "clear_notification", "fails again"):
        taken = shade.take_in(push(message, tag="a", alert_once=True), NOW)
        heard.append(taken and taken.alerts)
    assert heard == [True, False, None, True]


def test_shows_as_many_buttons_as_a_phone_does() -> None:
    many = [
        {"action": f"A{number}", "title": f"Button {number}"} for number in range(5)
    ]
    taken = Shade().take_in(push(actions=many), NOW)
    assert taken is not None
    assert [one.key for one in taken.actions] == ["A0", "A1", "A2"]
    assert len(taken.actions) == MAX_ACTIONS


def test_page_shows_texts_as_texts() -> None:
    shade = Shade()
    assert "No notifications" in list_of(shade, NOW)
    shade.take_in(
        {
            "title": "<b>Ender</b>",
            "message": "a & b\nc",
            "data": {"actions": [{"action": '"x', "title": "<i>Go</i>"}]},
        },
        NOW,
    )
    text = list_of(shade, NOW)
    assert "12:30" in text
    assert "&lt;b&gt;Ender&lt;/b&gt;" in text
    assert "a &amp; b<br>c" in text
    assert 'value="&quot;x"' in text
    assert "&lt;i&gt;Go&lt;/i&gt;" in text
    assert "<img" not in text


# -- the app


class House:
    """What the app needs of a Home Assistant."""

    def __init__(self) -> None:
        self.registration: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.picture_requests: list[Mapping[str, str]] = []
        self.answer = 200
        app = web.Application()
        app.router.add_post("/api/mobile_app/registrations", self._register)
        app.router.add_get("/api/websocket", self._websocket)
        app.router.add_post("/api/webhook/hook", self._webhook)
        app.router.add_get("/api/picture.jpg", self._picture)
        self.server = TestServer(app)

    async def _register(self, request: web.Request) -> web.Response:
        self.registration = await request.json()
        return web.json_response({"webhook_id": "hook"}, status=201)

    async def _websocket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required"})
        await socket.receive_json()
        await socket.send_json({"type": "auth_ok"})
        command = await socket.receive_json()
        own = ["mobile_app", self.registration["device_id"]]
        devices = [
            {"id": "sun", "identifiers": [["sun", "1"]]},
            {"id": "phone", "identifiers": [own]},
        ]
        await socket.send_json(
            {"id": command["id"], "type": "result", "success": True, "result": devices}
        )
        return socket

    async def _webhook(self, request: web.Request) -> web.Response:
        if self.answer == 200:
            self.events.append(await request.json())
        return web.json_response({}, status=self.answer)

    async def _picture(self, request: web.Request) -> web.Response:
        self.picture_requests.append(dict(request.headers))
        if request.query_string != "authSig=signed":
            raise web.HTTPUnauthorized
        return web.Response(body=PICTURE)

    async def push(
        self, session: aiohttp.ClientSession, sent: dict[str, Any], **changes: Any
    ) -> int:
        """Send a push as Home Assistant does."""
        app_data = self.registration["app_data"]
        body = {**sent, "push_token": app_data["push_token"], **changes}
        async with session.post(app_data["push_url"], json=body) as response:
            await response.read()
            return response.status


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as built:
        yield built


@pytest.fixture
async def house(socket_enabled: None) -> AsyncIterator[House]:
    built = House()
    await built.server.start_server()
    yield built
    await built.server.close()


@pytest.fixture
async def phone(
    house: House, session: aiohttp.ClientSession, tmp_path: Path
) -> AsyncIterator[Phone]:
    """A phone that is registered."""
    built = Phone(free_port())
    await built.start()
    assert house.server.port is not None
    hass = HassProcess(
        tmp_path, house.server.port, session, tokens={"access_token": "secret"}
    )
    await built.register(hass)
    yield built
    await built.stop()


async def pushed(
    house: House, phone: Phone, session: aiohttp.ClientSession, **data: Any
) -> Notification:
    """Push a notification; return what the phone shows of it."""
    assert await house.push(session, push(tag="a", **data)) == 201
    await phone.settle()
    return phone.shade.shown[0]


async def test_registers_and_finds_itself_among_the_devices(
    house: House, phone: Phone
) -> None:
    assert phone.device_id == "phone"
    assert house.registration["device_name"] == phone.name
    assert house.registration["app_data"]["push_url"] == f"{phone.url}/push"


async def test_push_of_a_stranger_is_refused(
    house: House, phone: Phone, session: aiohttp.ClientSession
) -> None:
    assert await house.push(session, push(), push_token="guessed") == 403
    assert phone.shade.received == []


async def test_fetches_the_picture_by_its_signed_path_alone(
    house: House, phone: Phone, session: aiohttp.ClientSession
) -> None:
    notification = await pushed(house, phone, session, image=SIGNED)
    assert phone.shade.pictures == {notification.number: PICTURE}
    [headers] = house.picture_requests
    assert "Authorization" not in headers
    async with session.get(f"{phone.url}/picture/{notification.number}") as response:
        assert await response.read() == PICTURE
    async with session.get(phone.url) as response:
        assert f"/picture/{notification.number}" in await response.text()


async def test_picture_that_is_refused_is_not_shown(
    house: House, phone: Phone, session: aiohttp.ClientSession
) -> None:
    await pushed(house, phone, session, image="/api/picture.jpg")
    assert len(house.picture_requests) == 1
    assert phone.shade.pictures == {}


async def test_press_on_the_page_is_an_event_and_the_notification_goes(
    house: House, phone: Phone, session: aiohttp.ClientSession
) -> None:
    notification = await pushed(house, phone, session, actions=ACTIONS)
    form = {"number": notification.number, "action": "STOP_1"}
    async with session.post(f"{phone.url}/press", data=form) as response:
        assert response.status == 200
        assert "No notifications" in await response.text()
    assert house.events == [
        {
            "type": "fire_event",
            "data": {
                "event_type": "mobile_app_notification_action",
                "event_data": {"tag": "a", "actions": ACTIONS, "action": "STOP_1"},
            },
        }
    ]
    async with session.post(f"{phone.url}/press", data=form) as response:
        assert response.status == 410
    assert len(house.events) == 1


async def test_button_that_the_notification_does_not_have(
    house: House, phone: Phone, session: aiohttp.ClientSession
) -> None:
    notification = await pushed(house, phone, session, actions=ACTIONS)
    form = {"number": notification.number, "action": "RESUME_2"}
    async with session.post(f"{phone.url}/press", data=form) as response:
        assert response.status == 400
    assert house.events == []


async def test_press_that_is_not_heard_leaves_the_notification(
    house: House, phone: Phone, session: aiohttp.ClientSession
) -> None:
    notification = await pushed(house, phone, session, actions=ACTIONS)
    house.answer = 503
    form = {"number": notification.number, "action": "STOP_1"}
    async with session.post(f"{phone.url}/press", data=form) as response:
        assert response.status == 502
        assert await response.text() == "Home Assistant was not reached."
    assert phone.shade.shown == [notification]
    with pytest.raises(DemoError, match="503"):
        await phone.press(notification, notification.actions[0])


async def test_press_does_not_take_away_what_came_in_its_place(
    house: House, phone: Phone, session: aiohttp.ClientSession
) -> None:
    first = await pushed(house, phone, session, actions=ACTIONS)
    second = await pushed(house, phone, session)
    await phone.press(first, first.actions[0])
    assert phone.shade.shown == [second]
