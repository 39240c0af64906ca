"""A failing print in the real interface: who tells of it, and what can be answered."""

from playwright.async_api import Locator, Page, expect
import pytest

from demo.launcher import DemoHouse
from demo.printers import PRINTERS
from tests.e2e.browser import take_screenshot
from tests.e2e.conftest import WatchedHouse
from tests.e2e.waiting import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

GOOD, FAILING = PRINTERS


def section(page: Page, heading: str) -> Locator:
    """Return a part of the dashboard."""
    return page.locator("hui-grid-section").filter(has_text=heading)


def tile(part: Locator, name: str) -> Locator:
    """Return a tile of the dashboard."""
    return part.locator("hui-tile-card").filter(has_text=name)


async def is_paused(house: DemoHouse) -> None:
    """Wait until the failing print is paused, and that is told."""
    await wait_for(
        house,
        lambda now: now[FAILING.last_response]["state"] == "pause_confirmed",
    )


async def has_loaded(picture: Locator) -> None:
    """See that there is something in a picture."""
    await expect(picture).to_be_visible()
    await expect(picture).not_to_have_js_property("naturalWidth", 0)


async def test_paused_print_is_told_of_and_resumed_on_the_dashboard(
    failing_house: WatchedHouse,
) -> None:
    house, page = failing_house.house, failing_house.page
    await page.goto(house.hass.url)
    await is_paused(house)
    failing = section(page, FAILING.name)
    await expect(failing.get_by_text("Not a failure")).to_be_visible()
    await expect(section(page, GOOD.name).get_by_text("Not a failure")).to_be_hidden()
    phone = page.frame_locator("iframe").locator(".card")
    await expect(phone).to_have_count(1)
    await expect(phone).to_contain_text(f"{FAILING.name}: failing print paused")
    await has_loaded(phone.locator("img"))
    await take_screenshot(page, "incident_dashboard_small")
    await page.set_viewport_size({"width": 1500, "height": 1250})
    await take_screenshot(page, "incident_dashboard")

    await page.locator("ha-sidebar").get_by_text("Notifications").click()
    told = page.locator("notification-drawer")
    await expect(told).to_contain_text("paused")
    await has_loaded(told.locator("img"))
    await take_screenshot(page, "incident_sidebar")
    await page.keyboard.press("Escape")

    await tile(failing, "Resume").click()
    states = await wait_for(house, lambda now: now[FAILING.failure]["state"] == "off")
    assert states[FAILING.status]["state"] == "printing"
    assert states[FAILING.status]["attributes"]["resume_presses"] == 1
    await expect(failing.get_by_text("Not a failure")).to_be_hidden()
    await take_screenshot(page, "incident_resumed")


async def test_phone_stops_the_print(failing_house: WatchedHouse) -> None:
    house, page = failing_house.house, failing_house.page
    await is_paused(house)
    await page.set_viewport_size({"width": 420, "height": 800})
    await page.goto(house.phone.url)
    card = page.locator(".card")
    await expect(card).to_contain_text("paused, and the printer confirms it")
    await has_loaded(card.locator("img"))
    await take_screenshot(page, "incident_phone")
    await card.get_by_role("button", name="Stop").click()
    states = await wait_for(house, lambda now: now[FAILING.failure]["state"] == "off")
    assert states[FAILING.status]["state"] == "idle"
    assert states[FAILING.status]["attributes"]["stop_presses"] == 1
    await expect(card).to_contain_text("stopped")
    await expect(card.get_by_role("button")).to_have_count(0)
    await take_screenshot(page, "incident_phone_stopped")
