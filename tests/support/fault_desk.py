"""A fault desk, the printers that report to it, and what a person sees of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import DOMAIN, FaultReason
from custom_components.obico_detection.fault.desk import FaultDesk
from custom_components.obico_detection.fault.outage import Fault, Watch
from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import (
    Notification,
    UpdateType,
    _async_get_or_create_notifications,
)
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_load_integrations

from .house import printer_data

TEN_PAST_TWO = datetime(2026, 11, 24, 2, 10, tzinfo=UTC)
BASE_URL = "http://192.168.1.4:8123"
UNREACHABLE = Fault(FaultReason.ML_SERVER_UNREACHABLE, "Connection refused")
NOT_FETCHED = Fault(FaultReason.FRAME_NOT_FETCHED, "200 without a fetch")
ASLEEP = Fault(FaultReason.CAMERA_UNAVAILABLE, "The camera is asleep")
FROZEN = Fault(FaultReason.PICTURE_FROZEN, "Always the same")
STATUS_GONE = Fault(FaultReason.STATUS_GONE, "sensor.voron_status does not exist")
REFUSED = Fault(FaultReason.TOKEN_REFUSED, "401")


def open_repairs(hass: HomeAssistant) -> dict[str, dict[str, str]]:
    """Return the open repairs: kind to what is put into its texts."""
    return {
        str(issue.translation_key): issue.translation_placeholders or {}
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.active
    }


class Desk:
    """A fault desk, its printers, and what a person sees of it."""

    def __init__(
        self,
        hass: HomeAssistant,
        freezer: FrozenDateTimeFactory,
        entry: MockConfigEntry,
    ) -> None:
        self.hass = hass
        self.freezer = freezer
        self.entry = entry
        self.desk = FaultDesk(hass, entry)
        self.added: list[str] = []
        self.changed: list[str] = []
        persistent_notification.async_register_callback(hass, self._on_notification)

    @callback
    def _on_notification(
        self, update: UpdateType, notifications: dict[str, Notification]
    ) -> None:
        titles = [str(one["title"]) for one in notifications.values()]
        if update is UpdateType.ADDED:
            self.added += titles
        elif update is UpdateType.UPDATED:
            self.changed += titles

    def report(
        self,
        fault: Fault | None,
        name: str = "Voron",
        *,
        job: str | None = "job-1",
        **watch: Any,
    ) -> None:
        """Report what a coordinator would."""
        self.desk.async_report(
            name.lower(), Watch(name=name, fault=fault, job_id=job, **watch)
        )

    def wait(self, minutes: float) -> None:
        self.freezer.tick(timedelta(minutes=minutes))

    def dismiss(self) -> None:
        """Dismiss all notifications, as a person does who has read them."""
        persistent_notification.async_dismiss_all(self.hass)

    @property
    def issues(self) -> dict[str, dict[str, str]]:
        """The open repairs: kind to what is put into its texts."""
        return open_repairs(self.hass)

    @property
    def told(self) -> dict[str, str]:
        """The notifications that are shown: title to message."""
        shown = _async_get_or_create_notifications(self.hass)
        return {str(one["title"]): one["message"] for one in shown.values()}

    def message(self) -> str:
        """The message of the only notification."""
        (message,) = self.told.values()
        return message


async def build_desk(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Desk:
    """Build one, in a house in UTC; it is ten past two."""
    await hass.config.async_set_time_zone("UTC")
    await async_load_integrations(hass, {DOMAIN})
    freezer.move_to(TEN_PAST_TWO)
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="ML box",
        data={"base_url": BASE_URL},
        subentries_data=[
            ConfigSubentryDataWithId(
                data=printer_data(name),
                subentry_type="printer",
                subentry_id=name,
                title=name.title(),
                unique_id=None,
            )
            for name in ("voron", "prusa")
        ],
    )
    entry.add_to_hass(hass)
    return Desk(hass, freezer, entry)
