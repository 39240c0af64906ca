"""Puts the demo's house together: ML API, Home Assistant, printers, their watches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
import sys
import time
from typing import Any

import aiohttp

from .config_folder import write_config
from .dashboard import BREAKING_STORY, FAILING_STORY, dashboard
from .hass_process import HOST, DemoError, HassProcess, free_port, is_free
from .ml_process import MlProcess
from .phone.app import Phone
from .printers import PRINTERS, WatchSettings

WATCHER = "obico_detection"
USER = PASSWORD = "demo"
FAILS_AFTER_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """What the demo was asked for."""

    port: int
    folder: Path
    photos: Path | None = None
    weights: Path | None = None
    watch: WatchSettings = field(default_factory=WatchSettings)
    fails_after_s: float = FAILS_AFTER_S
    breaks: bool = False
    """What looks at the prints will break; the prints themselves go well."""

    @property
    def detector(self) -> str:
        """Name the detector in the words of its limits."""
        if self.weights is not None:
            return f"the weights {self.weights.name}"
        return "the spaghetti that this demo draws, nothing else"

    @property
    def story(self) -> str:
        """Tell what will happen, for the dashboard."""
        if self.breaks:
            return BREAKING_STORY
        return FAILING_STORY.format(fails_after=self.fails_after_s)


@dataclass
class DemoHouse:
    """A house that runs."""

    options: DemoOptions
    hass: HassProcess
    ml: MlProcess
    phone: Phone
    server_id: str
    """The ML server's config entry."""

    async def start_prints(self) -> None:
        """Let both printers begin."""
        for printer in PRINTERS:
            await self.hass.act("button.press", printer.start)

    async def restart_ml(
        self, *, token: str | None = None, in_container: bool = False
    ) -> None:
        """Stop the ML API and start it in another way."""
        self.ml.stop()
        self.ml.start(token=token, in_container=in_container)
        await self.ml.wait_until_up(self.hass.session)


class Progress:
    """Tells on stderr what is being done, and when."""

    def __init__(self) -> None:
        """Start the clock."""
        self._started_at = time.monotonic()

    def say(self, text: str) -> None:
        """Write one line."""
        seconds = time.monotonic() - self._started_at
        print(f"[demo {seconds:5.1f}s] {text}", file=sys.stderr, flush=True)


@asynccontextmanager
async def open_house(
    options: DemoOptions, progress: Progress
) -> AsyncIterator[DemoHouse]:
    """Start everything and set it up; stop it at the end."""
    if not is_free(options.port):
        raise DemoError(
            f"port {options.port} is in use; choose another one with --port"
        )
    phone = Phone(free_port())
    write_config(
        options.folder,
        options.port,
        dashboard=_dashboard(options, phone),
    )
    ml = MlProcess(free_port(), options.folder / "ml_api.log", options.weights)
    async with aiohttp.ClientSession() as session:
        hass = HassProcess(options.folder, options.port, session)
        try:
            progress.say("starting the ML API and Home Assistant")
            await phone.start()
            ml.start()
            await hass.start()
            await hass.onboard(USER, PASSWORD)
            await hass.wait_until_running()
            progress.say("adding the phone, the printers and the ML server")
            await phone.register(hass)
            await _add_simulated_printers(hass, options)
            await ml.wait_until_up(session)
            server_id = await _add_watches(hass, ml, phone, options.watch)
            await _choose_start_page(hass)
            progress.say("ready")
            yield DemoHouse(options, hass, ml, phone, server_id)
        finally:
            hass.stop()
            ml.stop()
            await phone.stop()


def _dashboard(options: DemoOptions, phone: Phone) -> dict[str, Any]:
    """Return the start page, with what the story is about first."""
    return dashboard(
        PRINTERS if options.breaks else PRINTERS[::-1],
        story=options.story,
        settings=str(options.watch),
        detector=options.detector,
        phone=phone.url,
        phone_at=len(PRINTERS) if options.breaks else 1,
    )


async def _add_simulated_printers(hass: HassProcess, options: DemoOptions) -> None:
    """Add both printers through the config flow of their integration."""
    for printer in PRINTERS:
        answers: dict[str, Any] = {
            "name": printer.name,
            "story": "failing" if printer.fails else "good",
            "failure_after": options.fails_after_s,
            "autostart": False,
        }
        if options.photos is not None:
            answers["photos"] = str(options.photos)
        await hass.add_entry("simulated_printer", answers)


async def _add_watches(
    hass: HassProcess, ml: MlProcess, phone: Phone, watch: WatchSettings
) -> str:
    """Add the ML server and both printers, as a person would; return the server's entry."""
    added = await hass.add_entry(WATCHER, server_form(ml.url, hass.url))
    entry_id: str = added["result"]["entry_id"]
    for printer in PRINTERS:
        await hass.add_subentry(
            entry_id, "printer", *watch.steps(printer, phone.device_id)
        )
    return entry_id


def server_form(url: str, base_url: str) -> dict[str, Any]:
    """Return the answers to the form of an ML server."""
    return {"url": url, "base_url": base_url, "verify_ssl": True, "advanced": {}}


async def _choose_start_page(hass: HassProcess) -> None:
    """Let everybody see the dashboard first."""
    async with await hass.socket() as socket:
        await socket.call(
            "frontend/set_system_data",
            key="core",
            value={"default_panel": "print-room"},
        )


def login_lines(house: DemoHouse) -> str:
    """Tell a person where to look and how to log in."""
    options = house.options
    story = (
        f"{PRINTERS[1].name} goes wrong after {options.fails_after_s:.0f} s and is "
        "paused. Press Resume on the phone,\n         and Stop when it has gone wrong again."
    )
    if options.breaks:
        story = "What looks at the prints breaks once both printers are watched."
    return (
        f"\n  Open   http://localhost:{options.port}  (only on this machine: {HOST})"
        f"\n  Log in {USER} / {PASSWORD}"
        f"\n  Phone  {house.phone.url}  (also on the dashboard)"
        f"\n  Watch  {options.watch}"
        f"\n         The detector knows {options.detector}."
        f"\n  Story  {story}"
        "\n  Stop   Ctrl-C\n"
    )
