"""What a printer's coordinator is put together from."""

from typing import Protocol

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from .check import Checker
from .fault.followed import FollowedEntities
from .fault.watchdog import Watchdog
from .happenings import Happenings
from .incident.desk import IncidentDesk
from .incident.evidence import Evidence
from .incident.notification import Notifier
from .incident.orders import Orders
from .incident.owner import Owner
from .journal import CheckJournal
from .memory import PrinterMemory
from .pace import CheckLoop
from .printer.job_follower import JobFollower
from .printer.light import PictureLight
from .printer.print_job import JobChange
from .settings import PrinterSettings
from .shared import Shared
from .storage import PrinterStorage
from .timers import Tasks, Timers, epoch_s


class Watcher(Owner, Protocol):
    """The coordinator, as its parts know it."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    name: str
    subentry: ConfigSubentry
    settings: PrinterSettings
    memory: PrinterMemory

    @property
    def interval_s(self) -> float:
        """The pace of checks now in force."""

    @property
    def job_id(self) -> str | None:
        """Which job is under way."""

    async def async_refresh(self) -> None:
        """Check once."""

    def on_rename(self, old: str, new: str) -> None:
        """An entity has another name."""

    def on_presence(self) -> None:
        """An entity is gone, or back."""

    def on_job_change(self, change: JobChange) -> None:
        """Something happened to the print job."""

    def on_printer_seen(self) -> None:
        """The printer was looked at."""

    def on_silence(self) -> None:
        """Nothing was inspected for too long."""

    def on_not_a_failure(self) -> None:
        """A person says that what looks like failure is none, in this job."""


class PrinterParts:
    """The parts of one printer's watch, wired to the coordinator that owns them."""

    def __init__(self, owner: Watcher, shared: Shared) -> None:
        """Put them together; nothing runs yet."""
        hass, entry, subentry = owner.hass, owner.config_entry, owner.subentry
        printer_id = subentry.subentry_id
        self._owner = owner
        self.tasks = Tasks(hass, entry, owner.name)
        self.timers = Timers(hass)
        self.storage = PrinterStorage(shared.storage, printer_id, self.timers)
        self.journal = CheckJournal()
        self.light = PictureLight(
            hass,
            lambda: owner.settings.light,
            self.storage.async_save_now,
            lambda: owner.settings.watching,
        )
        self.checker = Checker(hass, shared.server, self.light)
        self.followed = FollowedEntities(
            hass,
            self.timers,
            data=lambda: subentry.data,
            on_rename=owner.on_rename,
            on_move=lambda: shared.on_move(printer_id),
            on_presence=owner.on_presence,
        )
        self.watchdog = Watchdog(hass, entry, subentry, shared.faults, self.followed)
        self._lay_out_desk(owner, shared)
        self.follower = JobFollower(
            hass,
            self.timers,
            tracker=lambda: owner.memory.jobs,
            on_change=owner.on_job_change,
            on_update=owner.on_printer_seen,
        )
        self.loop = CheckLoop(
            self.timers,
            self.watchdog.health,
            check=owner.async_refresh,
            run=self.tasks.async_run,
            interval_s=lambda: owner.interval_s,
            on_silence=owner.on_silence,
        )

    def _lay_out_desk(self, owner: Watcher, shared: Shared) -> None:
        """Put together what a failing print leads to."""
        hass, subentry = owner.hass, owner.subentry
        printer_id = subentry.subentry_id
        self.happenings = Happenings()
        self.notifier = Notifier(
            hass,
            printer_id,
            lambda: subentry.title,
            lambda: owner.settings.notify,
            lambda: owner.settings.status,
        )
        self.evidence = Evidence(
            hass, printer_id, lambda: subentry.title, shared.album, shared.recent_frames
        )
        self.desk = IncidentDesk(
            hass,
            owner,
            notifier=self.notifier,
            evidence=self.evidence,
            happenings=self.happenings,
            timers=self.timers,
            run=self.tasks.async_run,
        )
        self.orders = Orders(
            hass,
            owner,
            self.desk,
            run=self.tasks.async_run,
            on_not_a_failure=owner.on_not_a_failure,
        )

    def restore(self) -> None:
        """Take up what was stored, and store from now on."""
        saved, owner = self.storage.saved, self._owner
        owner.memory.restore(saved, owner.settings, epoch_s())
        self.watchdog.health.restore(saved.get("health"))
        self.journal.restore(saved.get("journal"))
        self.checker.restore(saved.get("inspected"))
        job_id = owner.job_id
        self.light.restore(saved.get("light"), in_job=job_id is not None)
        self.desk.restore(saved.get("desk", {}), job_id)
        self.storage.async_attach(
            lambda: {
                **owner.memory.state(),
                "health": self.watchdog.health.state(),
                "journal": self.journal.state(),
                "inspected": self.checker.state(),
                "light": self.light.state(),
                "desk": self.desk.state(),
            }
        )

    @callback
    def async_follow(self) -> None:
        """Follow the entities that the settings name, and look at them now."""
        settings = self._owner.settings
        self.light.async_follow()
        self.followed.async_follow()
        self.follower.async_follow(settings.status, settings.job_marker)
        self.follower.async_look()

    async def async_stop(self) -> None:
        """Stop everything; what is remembered stays with the storage."""
        self.follower.async_stop()
        self.followed.async_stop()
        self.timers.async_stop_all()
        self.tasks.async_cancel_all()
        await self.light.async_stop()
        self.storage.async_detach()

    async def async_forget(self) -> None:
        """The printer was removed: take away what only made sense with it."""
        self.watchdog.async_forget()
        await self.notifier.async_take_away()
        await self.evidence.async_remove()
