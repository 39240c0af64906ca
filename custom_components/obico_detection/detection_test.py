"""Does detection work? Tried on demand, for one printer or for an ML server by itself."""

from dataclasses import dataclass
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from .connection import async_test_printer, async_test_server, summary
from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .ml_server.connection_test import ConnectionReport
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

    def answer(self, report: ConnectionReport) -> dict[str, Any]:
        """Return a report on it as JSON types."""
        key = "server" if self.printer is None else "printer_id"
        return {"name": self.name, key: self.id, **report.as_dict()}


async def async_test(hass: HomeAssistant, subject: Subject) -> ConnectionReport:
    """Go the whole way, a printer's with a picture of its camera; no print is told."""
    entry, printer = subject.entry, subject.printer
    if printer is None:
        report = await async_test_server(hass, entry)
    else:
        report = await async_test_printer(
            hass, entry, printer.settings.camera, printer.light.for_picture()
        )
    entry.runtime_data.server.contact.tested(report)
    return report


async def async_test_and_show(hass: HomeAssistant, subject: Subject) -> None:
    """Test, show the report, and fail as the test did.

    Raises:
        HomeAssistantError: some part of the way does not work.

    """
    report = await async_test(hass, subject)
    found = "test_report_failed" if report.failed else "test_report_passed"
    persistent_notification.async_create(
        hass,
        message=f"{text(hass, found)}\n\n{summary(hass, report)}",
        title=text(hass, "test_report_title", name=subject.name),
        notification_id=_notification_id(subject.id),
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


@callback
def async_dismiss_report(hass: HomeAssistant, subject_id: str) -> None:
    """Take away the report on what was removed: a printer or an ML server."""
    persistent_notification.async_dismiss(hass, _notification_id(subject_id))


def _notification_id(subject_id: str) -> str:
    """Return where the report is shown; the next one takes its place."""
    return f"{DOMAIN}_{subject_id}_test"
