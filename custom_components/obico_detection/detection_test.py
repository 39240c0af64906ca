"""Does detection work? Tried on demand, for one printer or for an ML server by itself."""

from dataclasses import dataclass
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .connection import async_test_printer, async_test_server
from .connection_words import summary
from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .ml_server.connection_test import ConnectionReport
from .notifications import Topic, notification_id
from .runtime import ObicoConfigEntry
from .texts import cause_placeholders, text


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tested: a printer, or without one the ML server itself."""

    entry: ObicoConfigEntry
    printer: PrinterCoordinator | None = None

    @property
    def id(self) -> str:
        """What tells it from the others."""
        if self.printer is None:
            return self.entry.entry_id
        return self.printer.subentry.subentry_id

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.entry.title if self.printer is None else self.printer.subentry.title

    def exists(self, hass: HomeAssistant) -> bool:
        """Tell whether it has not been removed meanwhile."""
        if hass.config_entries.async_get_entry(self.entry.entry_id) is None:
            return False
        return self.printer is None or self.id in self.entry.subentries

    def answer(self, report: ConnectionReport) -> dict[str, Any]:
        """Return a report on it as JSON types."""
        key = "server_id" if self.printer is None else "printer_id"
        return {"name": self.name, key: self.id, **report.as_dict()}


async def async_test(hass: HomeAssistant, subject: Subject) -> ConnectionReport:
    """Go the whole way, a printer's with a picture of its camera; no print is told."""
    entry, printer = subject.entry, subject.printer
    # The entry may be gone by the end of the test.
    contact = entry.runtime_data.server.contact
    if printer is None:
        report = await async_test_server(hass, entry.data, entry)
    else:
        report = await async_test_printer(
            hass, entry, printer.settings.camera, printer.light.for_picture()
        )
    contact.tested(report)
    return report


async def async_test_and_show(hass: HomeAssistant, subject: Subject) -> None:
    """Test, show the report, and fail as the test did.

    Raises:
        HomeAssistantError: some part of the way does not work.

    """
    report = await async_test(hass, subject)
    if not subject.exists(hass):
        return
    found = "test_report_failed" if report.failed else "test_report_passed"
    told = [text(hass, found), summary(hass, report)]
    if subject.printer is None:
        told.append(text(hass, "test_report_own_picture"))
    persistent_notification.async_create(
        hass,
        message="\n\n".join(told),
        title=text(hass, "test_report_title", name=subject.name),
        notification_id=notification_id(subject.id, Topic.TEST),
    )
    raise_failed(report)


def raise_failed(report: ConnectionReport) -> None:
    """Raise what keeps detection from working, if anything does."""
    if (failed := report.failed) is None:
        return
    raise HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=failed.reason,
        translation_placeholders=cause_placeholders(failed.detail, report.base_url),
    )
