"""A stranger sets it up in the real interface: how much is there to do?"""

import asyncio

from playwright.async_api import Page
import pytest

from custom_components.obico_detection.printer.profiles import Role
from homeassistant.util import slugify
from tests.e2e import zoo
from tests.e2e.browser import take_screenshot
from tests.e2e.conftest import Zoo
from tests.e2e.dialogs import Forms
from tests.e2e.zoo import NAMES
from tests.printer.known_printers import KNOWN_PRINTERS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

MAX_FORMS = 4
MAX_VALUES = 4
# Whoever has a printer without a camera of its own has hung one up beside it.
CAMERA_BESIDE = f"{NAMES[zoo.BESIDE]} Camera"
FIRST = "moonraker"


def has_camera(profile: str) -> bool:
    """Tell whether a printer's integration brings a camera."""
    return Role.CAMERA in KNOWN_PRINTERS[profile].entities


# Nothing is different with the others that have none.
WALKED = [one for one in KNOWN_PRINTERS if has_camera(one) or one == "prusalink"]


async def add_server(page: Page, house: Zoo) -> Forms:
    """Go from "Add integration" to the list of printers."""
    forms = Forms(page)
    await page.goto(f"{house.hass.url}/config/integrations/dashboard")
    await page.get_by_role("button", name="Add integration").click()
    search = page.locator("dialog-add-integration")
    await search.get_by_role("textbox").fill("Obico")
    await search.locator("ha-integration-list-item").first.click()
    await forms.shows("Add an ML server")
    await forms.type("url", house.ml.url)
    await take_screenshot(page, "set_up_1_server")
    await forms.submit()
    return forms


async def add_printer(forms: Forms, profile: str, screenshots: bool = False) -> None:
    """Go from the list of printers to the end."""

    async def keep(name: str) -> None:
        if screenshots:
            await take_screenshot(forms.page, f"set_up_{name}")

    await forms.shows("Add a printer")
    await forms.choose("Printer", NAMES[profile])
    await keep("2_list")
    await forms.submit()
    await forms.shows(NAMES[profile])
    if has_camera(profile):
        await forms.comes_with("Camera", f"{NAMES[profile]} Camera")
    else:
        await forms.choose("Camera", CAMERA_BESIDE)
    await keep("3_printer")
    await forms.submit()
    await forms.shows("When a print fails")
    await keep("4_response")
    await forms.submit()
    await forms.finish()


async def until_watched(house: Zoo, profile: str) -> None:
    """Let a printer print, and wait until somebody has looked at its picture."""
    await zoo.begin_to_print(house.hass, profile)
    name = slugify(NAMES[profile])
    while True:
        states = await house.hass.states()
        watch = states[f"sensor.{name}_watch_state"]["state"]
        score = states[f"sensor.{name}_failure_score"]["state"]
        if watch in ("warming_up", "watching") and score != "unknown":
            return
        await asyncio.sleep(0.5)


async def test_four_forms_and_four_values_at_most_for_any_printer(
    printer_zoo: Zoo,
) -> None:
    page = printer_zoo.page
    forms = await add_server(page, printer_zoo)
    server = (forms.submitted, forms.changed)
    await add_printer(forms, FIRST, screenshots=True)
    counted = {FIRST: (forms.submitted, forms.changed)}
    # In another tab: a dialog that closes still moves in its own tab's history.
    page = await page.context.new_page()
    await page.goto(
        f"{printer_zoo.hass.url}/config/integrations/integration/obico_detection"
    )
    for profile in [one for one in WALKED if one != FIRST]:
        # The next printer's owner would have gone the same way to the ML server.
        forms = Forms(page, *server)
        await page.get_by_role("button", name="Add printer").first.click()
        await add_printer(forms, profile)
        counted[profile] = (forms.submitted, forms.changed)
    assert len(counted) == len(WALKED) > 10
    too_much = {
        profile: (submitted, changed)
        for profile, (submitted, changed) in counted.items()
        if submitted > MAX_FORMS or changed > MAX_VALUES
    }
    assert too_much == {}
    await asyncio.gather(*(until_watched(printer_zoo, one) for one in counted))
