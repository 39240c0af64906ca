"""The demo's ML API in a process of its own."""

import asyncio
from pathlib import Path
import subprocess
import sys
import time

import aiohttp

from .hass_process import HOST, POLL_S, DemoError

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 5.0


class MlProcess:
    """An Obico-compatible ML API on the loopback interface."""

    def __init__(self, port: int, log: Path, weights: Path | None) -> None:
        """Prepare; without weights it uses the demo's own detector."""
        self.port = port
        self.log = log
        self._weights = weights
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    def start(self, *, token: str | None = None, in_container: bool = False) -> None:
        """Start it, or start it again; it answers soon after."""
        command = [sys.executable, "-m", "demo.ml_api", "--port", str(self.port)]
        if token is not None:
            command += ["--token", token]
        if in_container:
            command.append("--in-container")
        if self._weights is not None:
            command += ["--weights", str(self._weights)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=Path(__file__).resolve().parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def wait_until_up(self, session: aiohttp.ClientSession) -> None:
        """Wait until it answers; loading weights takes a while."""
        end = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < end:
            self._check()
            try:
                async with session.get(f"{self.url}/hc/") as response:
                    if await response.text() == "ok":
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(POLL_S)
        raise DemoError("the ML API does not answer")

    def _check(self) -> None:
        """Raise DemoError where it has ended by itself."""
        if self._process is not None and self._process.poll() is not None:
            tail = self.log.read_text(errors="replace").strip().splitlines()[-3:]
            raise DemoError("the ML API ended by itself: " + " / ".join(tail))

    def detections_served(self) -> int:
        """Return how many pictures it has looked at."""
        lines = self.log.read_text(errors="replace").splitlines()
        return sum("/p/" in line and " 200 " in line for line in lines)

    def stop(self) -> None:
        """End it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
