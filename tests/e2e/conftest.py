"""Houses with a browser in them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
from playwright.async_api import Page
import pytest

from demo.config_folder import write_config
from demo.hass_process import HassProcess, free_port
from demo.launcher import PASSWORD, USER, DemoHouse, DemoOptions, Progress, open_house
from demo.ml_process import MlProcess
from demo.printers import PRINTERS, WatchSettings
from tests.e2e import zoo
from tests.e2e.browser import chromium, open_browser, take_screenshot
from tests.e2e.waiting import wait_for


@dataclass(frozen=True)
class Zoo:
    """A Home Assistant with a printer of every known kind, an ML API, and a browser."""

    hass: HassProcess
    ml: MlProcess
    page: Page


@dataclass(frozen=True)
class WatchedHouse:
    """The demo's house, with both printers printing, and a browser."""

    house: DemoHouse
    page: Page


# As fast as it goes, so that the test takes seconds.
QUICK = WatchSettings(warm_up_s=5, confirmations=1)


@asynccontextmanager
async def watched(
    request: pytest.FixtureRequest, options: DemoOptions
) -> AsyncIterator[WatchedHouse]:
    """Open a house of the demo in which both printers have begun to print."""
    chromium()
    asyncio.get_running_loop().set_debug(False)
    async with (
        open_house(options, Progress()) as house,
        open_browser(house.hass, house.phone.url) as page,
    ):
        await house.start_prints()
        yield WatchedHouse(house, page)
        # What a failure is understood by.
        await take_screenshot(page, f"end_of_{request.node.name}")


@pytest.fixture
async def watched_house(
    request: pytest.FixtureRequest, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[WatchedHouse]:
    """The house; nothing goes wrong by itself, and both printers are watched."""
    options = DemoOptions(
        port=free_port(),
        folder=tmp_path / "config",
        watch=QUICK,
        fails_after_s=1200.0,
        breaks=True,
    )
    async with watched(request, options) as built:
        await wait_for(
            built.house,
            lambda now: all(now[one.class_]["state"] == "safe" for one in PRINTERS),
        )
        yield built


@pytest.fixture
async def failing_house(
    request: pytest.FixtureRequest, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[WatchedHouse]:
    """The house; one print goes wrong at once."""
    options = DemoOptions(
        port=free_port(),
        folder=tmp_path / "config",
        watch=replace(QUICK, sensitivity="high"),
        fails_after_s=5.0,
    )
    async with watched(request, options) as built:
        yield built


@pytest.fixture
async def printer_zoo(
    request: pytest.FixtureRequest, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[Zoo]:
    """The zoo; none of its printers is watched."""
    chromium()
    # Noting where each callback was born is slow.
    asyncio.get_running_loop().set_debug(False)
    folder = tmp_path / "config"
    port = free_port()
    write_config(folder, port)
    zoo.write_integrations(folder / "custom_components")
    ml = MlProcess(free_port(), tmp_path / "ml_api.log", None)
    async with aiohttp.ClientSession() as session:
        hass = HassProcess(folder, port, session)
        try:
            ml.start()
            await hass.start()
            await hass.onboard(USER, PASSWORD)
            await hass.wait_until_running()
            await zoo.add_printers(hass)
            await ml.wait_until_up(session)
            async with open_browser(hass) as page:
                yield Zoo(hass, ml, page)
                # What a failure is understood by.
                await take_screenshot(page, f"end_of_{request.node.name}")
        finally:
            hass.stop()
            ml.stop()
