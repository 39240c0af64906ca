"""What the entities and actions of a printer use of its coordinator."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError

from .check import Inspection, Miss
from .const import DOMAIN
from .fault.health import CheckHealth
from .happenings import Happenings
from .incident.answers import Answer
from .incident.incident import Incident
from .journal import CheckJournal, CheckRecord, record_of
from .memory import PrinterMemory
from .parts import PrinterParts
from .printer.drive import Command
from .printer.light import PictureLight
from .printer.print_job import PrintJob
from .settings import PrinterSettings
from .timers import epoch_s


class PrinterCommands:
    """The side of a printer's coordinator that its entities and actions use."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    subentry: ConfigSubentry
    settings: PrinterSettings
    memory: PrinterMemory
    _parts: PrinterParts

    @property
    def printer_name(self) -> str:
        """The printer's name as it is at this moment."""
        return self.subentry.title

    @property
    def health(self) -> CheckHealth:
        """Whether checks get through."""
        return self._parts.watchdog.health

    @property
    def journal(self) -> CheckJournal:
        """The last checks."""
        return self._parts.journal

    @property
    def light(self) -> PictureLight:
        """The light that the camera needs."""
        return self._parts.light

    @property
    def incident(self) -> Incident | None:
        """The incident that is open."""
        return self._parts.desk.incident

    @property
    def last_incident(self) -> Incident | None:
        """The latest incident or warning, ended or not."""
        return self._parts.desk.book.latest

    @property
    def happenings(self) -> Happenings:
        """What happens to the print, for whoever wants to hear of it."""
        return self._parts.happenings

    @property
    def job(self) -> PrintJob | None:
        """The print job under way."""
        return self.memory.jobs.job

    # -- settings

    @callback
    def async_change(self, **changes: Any) -> None:
        """Write settings where all of them live; the entry's listener applies them.

        None takes one away.
        """
        data = {**self.subentry.data, **changes}
        self.hass.config_entries.async_update_subentry(
            self.config_entry,
            self.subentry,
            data={key: value for key, value in data.items() if value is not None},
        )

    # -- incidents

    @property
    def is_muted(self) -> bool:
        """Whether nothing is to be done or said until the job ends."""
        return self._parts.desk.is_muted

    @callback
    def async_mute(self) -> None:
        """Do and say nothing until the job ends.

        Raises:
            ServiceValidationError: nothing prints.

        """
        if self.job is None:
            raise self._refused("nothing_prints")
        self._parts.desk.async_mute(muted=True)

    @callback
    def async_unmute(self) -> None:
        """Take a mute back."""
        self._parts.desk.async_mute(muted=False)

    @callback
    def async_acknowledge(self) -> None:
        """It is not a failure: close what is open, and learn from it.

        Raises:
            ServiceValidationError: nothing is open.

        """
        if not self._parts.orders.async_not_a_failure():
            raise self._refused("nothing_to_acknowledge")

    @callback
    def async_keep_power_on(self) -> None:
        """Call off a power-off that is planned.

        Raises:
            ServiceValidationError: none is.

        """
        if not self._parts.desk.dispatcher.async_keep_power_on():
            raise self._refused("no_power_off_planned")

    @callback
    def async_answer(self, answer: Answer, incident_id: str) -> bool:
        """Do what was answered to a notification; False if that is not ours to do."""
        return self._parts.orders.async_answer(answer, incident_id)

    async def async_pause(self) -> None:
        """Press the printer's pause control; see `Orders.async_order`."""
        await self._parts.orders.async_order(Command.PAUSE)

    async def async_resume(self) -> None:
        """Press the printer's resume control; see `Orders.async_order`."""
        await self._parts.orders.async_order(Command.RESUME)

    async def async_stop(self) -> None:
        """Press the printer's stop control; see `Orders.async_order`."""
        await self._parts.orders.async_order(Command.STOP)

    # -- checks

    async def async_check_now(self) -> CheckRecord:
        """Check at once and return how that went.

        It counts as any other check while the printer is watched, else not at all.
        """
        parts = self._parts
        records = parts.journal.records
        before = records[-1] if records else None
        if (task := parts.loop.async_check_now()) is not None:
            await parts.tasks.async_wait_for(task)
            # A check of a print that was paused meanwhile is not taken down.
            if records and records[-1] is not before:
                return records[-1]
        result: Inspection | Miss | None
        try:
            result = await parts.checker.async_check(
                self.settings.camera, self.settings.interval_s, counts=False
            )
        except Miss as miss:
            result = miss
        return record_of(epoch_s(), result, None)

    async def async_test_notification(self) -> None:
        """Send a test to everyone who would be told.

        Raises:
            HomeAssistantError: somebody could not be reached, or nobody is chosen.

        """
        await self._parts.notifier.async_test()

    def _refused(self, key: str) -> ServiceValidationError:
        """Return why something cannot be done now."""
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"printer": self.printer_name},
        )
