"""Faults in the real interface: what a person sees, and how it is mended from there."""

from playwright.async_api import Page, expect
import pytest

from demo.breakages import BREAKAGES, NEW_TOKEN, Breakage
from demo.launcher import DemoHouse
from demo.ml_api.container import DOCKER_HOST
from demo.printers import PRINTERS
from tests.e2e.browser import take_screenshot
from tests.e2e.conftest import WatchedHouse
from tests.e2e.dialogs import Forms
from tests.e2e.waiting import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

FAILING = next(one for one in PRINTERS if one.fails)


async def break_something(house: DemoHouse, what: str) -> Breakage:
    """Break something, and wait until it is a fault."""
    breakage = BREAKAGES[what]
    await breakage.break_(house)
    await wait_for(
        house,
        lambda now: all(
            now[one.watch_state]["attributes"].get("reason") == breakage.reason
            and now[one.watch_state]["state"] == "fault"
            for one in breakage.printers
        ),
    )
    return breakage


async def open_repair(page: Page, house: DemoHouse, title: str) -> Forms:
    """Open a repair from the list of all repairs."""
    await page.goto(f"{house.hass.url}/config/repairs")
    await page.locator("ha-config-repairs").get_by_text(title).click()
    return Forms(page)


async def open_ml_server(page: Page, house: DemoHouse) -> None:
    """Open the page of the ML server's device."""
    await page.goto(f"{house.hass.url}/config/integrations/integration/obico_detection")
    entry = page.locator("ha-config-integration-page")
    await entry.get_by_text("Obico ML API").last.click()
    await page.get_by_text("Test detection").first.wait_for()


async def test_way_back_is_mended_by_its_repair(watched_house: WatchedHouse) -> None:
    house, page = watched_house.house, watched_house.page
    await break_something(house, "reach")
    forms = await open_repair(page, house, "cannot fetch the pictures")
    await expect(forms.dialog).to_contain_text("which is the ML server's own machine")
    await take_screenshot(page, "repair_way_back")
    await forms.submit()
    await forms.shows("Change the ML server")
    await forms.submit()
    await expect(forms.dialog.locator("ha-alert")).to_contain_text(house.hass.url)
    await take_screenshot(page, "repair_way_back_form")
    await forms.choose_own(f"http://{DOCKER_HOST}:{house.hass.port}")
    await forms.submit()
    await expect(forms.dialog).to_contain_text("Reconfiguration was successful")
    await forms.finish("Close")
    await wait_for(
        house,
        lambda now: all(now[one.class_]["state"] == "safe" for one in PRINTERS),
    )
    await expect(page.get_by_text("There are currently no repairs")).to_be_visible()


async def test_camera_is_mended_by_its_repair(watched_house: WatchedHouse) -> None:
    house, page = watched_house.house, watched_house.page
    breakage = await break_something(house, "camera")
    await page.goto(house.hass.url)
    await page.get_by_text("Camera unavailable").first.wait_for()
    await take_screenshot(page, "fault_dashboard")
    title = f"The camera of {FAILING.name} gives no picture"
    forms = await open_repair(page, house, title)
    await take_screenshot(page, "repair_camera")
    await forms.submit()
    await forms.shows(FAILING.name)
    await forms.comes_with("Camera", f"{FAILING.name} Camera")
    await forms.submit()
    await expect(forms.dialog.locator("ha-alert")).to_contain_text("no picture")
    await take_screenshot(page, "repair_camera_form")
    await breakage.mend(house)
    await forms.submit()
    await forms.shows("When a print fails")
    await forms.submit()
    await forms.finish("Close")


async def test_token_is_asked_for_and_the_test_says_so(
    watched_house: WatchedHouse,
) -> None:
    house, page = watched_house.house, watched_house.page
    await open_ml_server(page, house)
    await page.get_by_role("button", name="Press").first.click()
    await page.locator("ha-sidebar").get_by_text("Notifications").click()
    told = page.locator("notification-drawer")
    await expect(told).to_contain_text("Detection works")
    await take_screenshot(page, "test_report_good")

    await break_something(house, "token")
    await open_ml_server(page, house)
    await page.get_by_role("button", name="Press").first.click()
    await page.get_by_text("refused the token").first.wait_for()
    await page.locator("ha-sidebar").get_by_text("Notifications").click()
    await expect(told).to_contain_text("Detection does not work")
    await take_screenshot(page, "test_report_bad")

    forms = await open_repair(page, house, "Authentication expired for Obico ML API")
    await forms.shows("The token is refused")
    await take_screenshot(page, "token_refused")
    await forms.type("token", NEW_TOKEN)
    await forms.submit()
    await forms.finish("Close")
    await wait_for(
        house,
        lambda now: all(now[one.class_]["state"] == "safe" for one in PRINTERS),
    )
