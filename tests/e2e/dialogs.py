"""A person at Home Assistant's forms, who counts what there is to do."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect


@dataclass
class Forms:
    """The forms of a flow on screen: filled in, sent, and counted.

    submitted: how many forms were sent. changed: how many values were typed or chosen.
    """

    page: Page
    submitted: int = 0
    changed: int = 0

    @property
    def dialog(self) -> Locator:
        """The dialog that all flows are shown in."""
        return self.page.locator("dialog-data-entry-flow")

    async def shows(self, title: str) -> None:
        """Wait for the form of this title."""
        heading = self.dialog.locator(".dialog-title", has_text=title)
        await heading.wait_for()
        await self.dialog.locator("ha-form").first.wait_for()

    async def type(self, field: str, text: str) -> None:
        """Type a text into a field."""
        self.changed += 1
        await self.dialog.locator(f"input[name={field}]").fill(text)

    async def comes_with(self, label: str, option: str) -> None:
        """See that a list comes with this choice already made."""
        await expect(self._picker(label)).to_contain_text(option)

    async def choose(self, label: str, option: str) -> None:
        """Choose from a list, short or long."""
        self.changed += 1
        button = self.dialog.get_by_role("radio", name=option)
        picker = self._picker(label)
        await button.or_(picker).first.wait_for()
        if await button.count():
            await button.click()
        else:
            await picker.click()
            await self.dialog.locator("ha-dropdown-item", has_text=option).click()

    def _picker(self, label: str) -> Locator:
        return self.dialog.locator(f"ha-picker-field[aria-label='{label}']")

    async def choose_own(self, text: str) -> None:
        """Type what is in no list into the only field that lets one do so."""
        self.changed += 1
        await self.dialog.locator("ha-generic-picker").click()
        box = self.dialog.locator("ha-picker-combo-box")
        await box.locator("input").fill(text)
        await box.locator("ha-combo-box-item", has_text=text).click()

    async def submit(self) -> None:
        """Send the form."""
        self.submitted += 1
        await self.dialog.get_by_role("button", name="Submit").click()

    async def finish(self, button: str = "Finish") -> None:
        """Close the dialog, which says that all is done."""
        footer = self.dialog.locator("ha-dialog-footer")
        await footer.get_by_role("button", name=button).click()
        await self.dialog.locator("ha-dialog").wait_for(state="hidden")
