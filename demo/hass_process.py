"""A real Home Assistant in a process of its own: configure, start, log in, talk, stop."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Any, Self

import aiohttp

HOST = "127.0.0.1"
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 30.0
POLL_S = 0.2
STAND_INS = Path(__file__).resolve().parent / "stand_ins"
COMPILED_MODULES = ("pymicro_vad", "pyspeex_noise")
# -P: else a custom_components folder beside the caller would win over the one in the
# configuration.
HASS = ("-P", "-m", "homeassistant", "--skip-pip", "-c")


class DemoError(Exception):
    """The demo cannot go on; the text tells a person why."""


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Tell whether a server could listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@dataclass
class HassProcess:
    """One `hass` on the loopback interface, and a session to talk to it.

    The configuration folder must exist; `write_config` makes one.
    """

    config: Path
    port: int
    session: aiohttp.ClientSession
    process: subprocess.Popen[bytes] | None = None
    tokens: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """What it writes."""
        return self.config / "output.log"

    # -- process

    async def start(self) -> None:
        """Start it and wait until its web server answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: ASYNC220  (does not block)
                [sys.executable, *HASS, str(self.config)],
                cwd=self.config,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=_environment(),
                # Ctrl-C is for the launcher, which then stops it in good order.
                start_new_session=True,
            )
        await self._until(self._answers, "Home Assistant does not answer")

    async def wait_until_running(self) -> None:
        """Wait until everything is set up; needs a log-in."""
        await self._until(self._is_running, "Home Assistant is not up")

    async def _answers(self) -> bool:
        """Ask for something that needs no log-in."""
        try:
            async with self.session.get(f"{self.url}/manifest.json") as response:
                return response.ok
        except aiohttp.ClientError:
            return False

    async def _is_running(self) -> bool:
        """Ask whether it has started; a broken configuration ends in recovery mode."""
        config = await self.api("GET", "/api/config")
        if config.get("recovery_mode"):
            raise DemoError(f"recovery mode, see {self.log}")
        return bool(config["state"] == "RUNNING")

    async def _until(self, check: Callable[[], Awaitable[bool]], trouble: str) -> None:
        """Ask again and again until it is so."""
        end = time.monotonic() + START_TIMEOUT_S
        while not await check():
            if self.process is not None and self.process.poll() is not None:
                raise DemoError(f"hass ended by itself, see {self.log}")
            if time.monotonic() > end:
                raise DemoError(f"{trouble} within {START_TIMEOUT_S:.0f} s")
            await asyncio.sleep(POLL_S)

    def stop(self) -> int | None:
        """End it in good order, else by force; return its exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    # -- log-in

    async def onboard(self, name: str, password: str) -> None:
        """Create the owner and log in."""
        user = {"name": name, "username": name, "password": password, "language": "en"}
        answer = await self._post_json("/api/onboarding/users", user)
        await self._exchange(answer["auth_code"])

    async def log_in(self, name: str, password: str) -> None:
        """Log in as a user that exists."""
        flow = await self._post_json(
            "/auth/login_flow",
            {"handler": ["homeassistant", None], "redirect_uri": f"{self.url}/"},
        )
        answer = await self._post_json(
            f"/auth/login_flow/{flow['flow_id']}",
            {"username": name, "password": password},
        )
        await self._exchange(answer["result"])

    async def _post_json(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post as a client that is not logged in."""
        body = {"client_id": f"{self.url}/", **body}
        async with self.session.post(self.url + path, json=body) as response:
            answer: dict[str, Any] = await _read(response, path)
            return answer

    async def _exchange(self, code: str) -> None:
        """Turn an authorization code into tokens."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": f"{self.url}/",
        }
        async with self.session.post(f"{self.url}/auth/token", data=form) as response:
            self.tokens = await _read(response, "/auth/token")

    # -- talking

    async def api(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Any:
        """Call Home Assistant's REST API."""
        headers = {"Authorization": f"Bearer {self.tokens['access_token']}"}
        async with self.session.request(
            method, self.url + path, json=body, headers=headers
        ) as response:
            return await _read(response, path)

    async def act(self, action: str, entity_id: str) -> None:
        """Perform an action on an entity."""
        domain, _, name = action.partition(".")
        await self.api(
            "POST", f"/api/services/{domain}/{name}", {"entity_id": entity_id}
        )

    async def states(self) -> dict[str, dict[str, Any]]:
        """Return all states by entity."""
        return {one["entity_id"]: one for one in await self.api("GET", "/api/states")}

    async def add_entry(self, domain: str, *steps: Mapping[str, Any]) -> dict[str, Any]:
        """Go through a config flow; return its last answer."""
        path = "/api/config/config_entries/flow"
        return await self._go_through(path, {"handler": domain}, steps)

    async def add_subentry(
        self, entry_id: str, kind: str, *steps: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Go through a config subentry flow; return its last answer."""
        path = "/api/config/config_entries/subentries/flow"
        return await self._go_through(path, {"handler": [entry_id, kind]}, steps)

    async def _go_through(
        self, path: str, start: Mapping[str, Any], steps: tuple[Mapping[str, Any], ...]
    ) -> dict[str, Any]:
        """Start a flow and answer its forms one by one."""
        answer: dict[str, Any] = await self.api("POST", path, start)
        for step in steps:
            answer = await self.api("POST", f"{path}/{answer['flow_id']}", step)
            if answer.get("errors"):
                raise DemoError(f"{start['handler']}: {answer['errors']}")
        if answer["type"] != "create_entry":
            raise DemoError(f"{start['handler']}: ended as {answer['type']}: {answer}")
        return answer

    async def socket(self) -> HassSocket:
        """Open a websocket, logged in."""
        url = self.url.replace("http", "ws", 1) + "/api/websocket"
        connection = await self.session.ws_connect(url, max_msg_size=0)
        await connection.receive_json()
        token = self.tokens["access_token"]
        await connection.send_json({"type": "auth", "access_token": token})
        if (await connection.receive_json())["type"] != "auth_ok":
            raise DemoError("the websocket refused the log-in")
        return HassSocket(connection)


def _environment() -> dict[str, str]:
    """Return the environment without what would lead to this checkout's own folders."""
    environment = {key: one for key, one in os.environ.items() if key != "PYTHONPATH"}
    if any(find_spec(module) is None for module in COMPILED_MODULES):
        environment["PYTHONPATH"] = str(STAND_INS)
    return environment


async def _read(response: aiohttp.ClientResponse, path: str) -> Any:
    """Return the JSON of an answer; raise DemoError where there is none."""
    text = await response.text()
    if not response.ok:
        raise DemoError(f"{path}: HTTP {response.status}: {text[:300]}")
    return json.loads(text) if text else None


class HassSocket:
    """Home Assistant's websocket: commands one at a time, then events."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        """Take over an authenticated connection."""
        self._connection = connection
        self._last_id = 0

    async def __aenter__(self) -> Self:
        """Use it."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await self._connection.close()

    async def call(self, command: str, **fields: Any) -> Any:
        """Send a command and return its result."""
        self._last_id += 1
        await self._connection.send_json(
            {"id": self._last_id, "type": command, **fields}
        )
        while True:
            answer = await self._connection.receive_json()
            if answer["id"] == self._last_id and answer["type"] == "result":
                if not answer["success"]:
                    raise DemoError(f"{command}: {answer['error']}")
                return answer["result"]

    async def next_event(self) -> dict[str, Any]:
        """Return the next event of what was subscribed to."""
        while True:
            try:
                message = await self._connection.receive_json()
            except TypeError as err:
                raise DemoError("Home Assistant has hung up") from err
            if message["type"] == "event":
                event: dict[str, Any] = message["event"]
                return event
