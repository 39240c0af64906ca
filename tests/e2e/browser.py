"""Home Assistant's own interface in a real browser, shut off from the internet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import shutil
import time

from playwright.async_api import (
    Page,
    Route,
    StorageState,
    ViewportSize,
    async_playwright,
)
import pytest

from demo.hass_process import HassProcess

SCREENSHOTS = Path(__file__).resolve().parents[2] / ".screenshots"
SIZE = ViewportSize(width=1280, height=900)
TIMEOUT_MS = 20_000
OURS = "obico_detection"
# The rest speaks to the browser's maker.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Return the browser of this machine; skip the test where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium on this machine (on Debian: apt install chromium)")


@asynccontextmanager
async def open_browser(hass: HassProcess, *also: str) -> AsyncIterator[Page]:
    """Open the interface as the user who is logged in.

    also: what else on this machine may be looked at.
    """
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        context = await browser.new_context(
            viewport=SIZE,
            locale="en-US",
            service_workers="block",
            reduced_motion="reduce",
            storage_state=_logged_in(hass),
        )
        context.set_default_timeout(TIMEOUT_MS)
        homes = (hass.url, *also)
        await context.route("**/*", lambda route: _stay_at_home(route, homes))
        try:
            yield await context.new_page()
        finally:
            await browser.close()


def _logged_in(hass: HassProcess) -> StorageState:
    """Return what the interface itself would have stored after the log-in."""
    tokens = {
        **hass.tokens,
        "hassUrl": hass.url,
        "clientId": f"{hass.url}/",
        "expires": int((time.time() + hass.tokens["expires_in"]) * 1000),
    }
    stored = {"hassTokens": json.dumps(tokens), "selectedLanguage": '"en"'}
    return StorageState(
        cookies=[],
        origins=[
            {
                "origin": hass.url,
                "localStorage": [
                    {"name": name, "value": value} for name, value in stored.items()
                ],
            }
        ],
    )


async def _stay_at_home(route: Route, homes: tuple[str, ...]) -> None:
    """Let through what goes to Home Assistant or these others, and nothing else."""
    url = route.request.url
    # For the icons of other integrations Home Assistant itself would ask the internet.
    is_foreign_icon = "/api/brands/" in url and f"/{OURS}/" not in url
    if url.startswith((*homes, "data:", "blob:")) and not is_foreign_icon:
        await route.continue_()
    else:
        await route.abort()


async def take_screenshot(page: Page, name: str, selector: str | None = None) -> Path:
    """Keep what is on screen, or a part of it, for a person to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    # Dialogs come up in a movement that playwright cannot wait for.
    await page.wait_for_timeout(400)
    if selector is None:
        await page.screenshot(path=path)
    else:
        await page.locator(selector).first.screenshot(path=path)
    return path
