"""One printer's watch: follows its job, runs the checks, opens and ends incidents."""

import logging
import time
from typing import override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .check import Checker, Inspection, Miss, MlServer
from .const import DOMAIN, FaultReason, Response
from .health import CheckHealth
from .incident.desk import IncidentDesk
from .incident.notification import Notifier
from .incident.response import Controls
from .memory import PrinterMemory
from .pace import CheckLoop, pace_in_force
from .printer.job_follower import JobFollower
from .printer.print_job import JobChange
from .settings import PrinterSettings
from .storage import EntryStorage, PrinterStorage
from .timers import Tasks, Timers, epoch_s
from .view import PrinterView, view_of

_LOGGER = logging.getLogger(__name__)


class PrinterCoordinator(DataUpdateCoordinator[PrinterView]):
    """Watches one printer.

    A refresh is a check. The times of the checks are its own: they do not depend on
    whether any entity listens, and nothing runs while nothing prints.
    """

    config_entry: ConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        subentry: ConfigSubentry,
        server: MlServer,
        storage: EntryStorage,
    ) -> None:
        """Take up where the storage says; nothing runs before `async_start`."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{DOMAIN} {subentry.title}",
            always_update=False,
        )
        self.subentry = subentry
        self.settings = PrinterSettings.from_data(subentry.data)
        self.health = CheckHealth()
        self.memory = PrinterMemory(self.settings)
        self._checker = Checker(hass, server)
        self._notifier = Notifier(hass, subentry.subentry_id, lambda: subentry.title)
        self._tasks = Tasks(hass, entry, self.name)
        self._timers = Timers(hass)
        self._storage = PrinterStorage(storage, subentry.subentry_id, self._timers)
        self._desk = IncidentDesk(
            hass,
            self._notifier,
            controls=self._controls,
            save=self._storage.async_save,
            run=self._tasks.async_run,
            on_power_off=self._on_power_off,
        )
        self._follower = JobFollower(
            hass,
            self._timers,
            tracker=lambda: self.memory.jobs,
            on_change=self._on_job_change,
            on_update=self._on_printer_seen,
        )
        self._first_delay_s = 0.0
        self._loop = CheckLoop(
            self._timers,
            self.health,
            check=self.async_refresh,
            run=self._tasks.async_run,
            interval_s=lambda: self.interval_s,
            on_silence=self._on_silence,
        )
        self._shown_at = time.monotonic()
        self._restore()
        self.data = self._view()

    def _restore(self) -> None:
        """Take up what was stored, and store from now on."""
        saved = self._storage.saved
        self.memory.restore(saved, self.settings, epoch_s())
        self.health.restore(saved.get("health"))
        self._checker.restore(saved.get("inspected"))
        self._desk.restore(saved.get("desk", {}), self._job_id())
        self._storage.async_attach(
            lambda: {
                **self.memory.state(),
                "health": self.health.state(),
                "inspected": self._checker.state(),
                "desk": self._desk.state(),
            }
        )

    # -- life

    @callback
    def async_start(self, first_delay_s: float) -> None:
        """Follow the printer; a check that is due at once waits for so long."""
        self._first_delay_s = first_delay_s
        self._follow()
        self._first_delay_s = 0.0
        # What a restart has left of a response; steps once made are not made again.
        self._desk.async_respond()

    @override
    async def async_shutdown(self) -> None:
        """Stop everything; what is remembered stays with the storage."""
        await super().async_shutdown()
        self._follower.async_stop()
        self._timers.async_stop_all()
        self._tasks.async_cancel_all()
        self._storage.async_detach()

    @callback
    def async_forget(self) -> None:
        """The printer was removed: take away what only made sense with it."""
        self._notifier.async_dismiss_all()

    @callback
    def async_apply_settings(self) -> None:
        """Take over changed settings in mid-print; only what they concern starts anew."""
        old, new = self.settings, PrinterSettings.from_data(self.subentry.data)
        if new == old:
            return
        self.settings = new
        self.memory.apply(old, new, epoch_s())
        if new.watching and not old.watching:
            # What was seen before says nothing about now.
            self.memory.verdict = None
            # A pause that was pressed before may still be on its way.
            self._desk.async_begin_grace()
        if old.watching and not new.watching:
            self._desk.async_acknowledge()
        self._follow()
        if new.camera != old.camera:
            self._checker.begin_job()
            self.async_check_again()
        elif new.interval_s != old.interval_s:
            self._loop.async_plan()
            self._loop.async_watch_for_silence()
        self._storage.async_save_now()

    @callback
    def async_check_again(self) -> None:
        """What checks depend on was changed: find out now whether it works."""
        if self._loop.is_running:
            self._loop.async_begin()

    @callback
    def _follow(self) -> None:
        """Follow the entities that the settings name, and look at them now."""
        self._follower.async_follow(self.settings.status, self.settings.job_marker)
        self._follower.async_look()

    # -- the print job

    @callback
    def _on_printer_seen(self) -> None:
        """Start or stop the checks as the job wants it; show what has changed."""
        looking = self.settings.watching and self.memory.jobs.wants_checks
        if looking and not self._loop.is_running:
            self.memory.frame_clock.go_on(time.monotonic())
            self._loop.async_begin(self._first_delay_s)
        elif not looking:
            self.memory.frame_clock.stop(time.monotonic())
            self._loop.async_end()
        self._storage.async_keep_fresh(has_job=self.memory.jobs.job is not None)
        if self.data.printer_silent and not self.memory.jobs.held_long:
            self._notifier.async_dismiss_held_long()
            self._loop.async_plan()
        self._publish()

    @callback
    def _on_job_change(self, change: JobChange) -> None:
        """Begin, resume or end what belongs to a job."""
        match change:
            case JobChange.STARTED:
                self.memory.begin_rule(self.settings)
                self.health.begin_job(time.monotonic())
                self._checker.begin_job()
                self.async_check_again()
            case JobChange.RESUMED:
                self._desk.async_begin_grace()
            case JobChange.ENDED:
                self._desk.async_end_job()
            case JobChange.HELD_LONG:
                if self.settings.watching:
                    self._notifier.async_show_held_long(
                        self.settings.status, checks_go_on=self._loop.is_running
                    )
            case JobChange.PAUSED:
                pass
        self._storage.async_save_now()

    @callback
    def _on_power_off(self) -> None:
        """Our own confirmed power-off ends the job."""
        for change in self.memory.jobs.end_job(epoch_s()):
            self._on_job_change(change)
        self._follower.async_look()

    # -- checks

    @property
    def interval_s(self) -> float:
        """The pace of checks now in force."""
        return pace_in_force(
            self.settings.interval_s,
            is_broken=self.health.in_fault or self.memory.jobs.held_long,
            is_suspicious=self.memory.is_suspicious and self._desk.incident is None,
        )

    @override
    async def async_request_refresh(self) -> None:
        """Check now, if anything prints; there is only one check at a time."""
        self._loop.async_check_now()

    @override
    async def _async_update_data(self) -> PrinterView:
        """Check once. A miss is no error: what is known stays visible."""
        round_, interval_s = self._loop.round, self.interval_s
        is_inspected = False
        try:
            inspection = await self._checker.async_check(
                self.settings.camera, interval_s
            )
        except Miss as miss:
            if self._loop.round == round_:
                self._on_miss(miss)
        else:
            if self._loop.round != round_:
                # Paused, another job or another camera meanwhile: it tells nothing.
                pass
            elif inspection is None:
                self.health.repeated()
            else:
                self._learn(inspection, interval_s)
                is_inspected = True
        self._publish(is_inspected=is_inspected)
        return self.data

    @callback
    def _on_miss(self, miss: Miss) -> None:
        """Count a miss; tell once when it becomes a fault."""
        if miss.reason is FaultReason.TOKEN_REFUSED:
            self.config_entry.async_start_reauth(self.hass)
        _LOGGER.debug("%s: missed a check: %s", self.subentry.title, miss.detail)
        if self.health.missed(miss.reason, miss.detail):
            self._log_fault()

    @callback
    def _on_silence(self) -> None:
        """Nothing was inspected for too long."""
        self._log_fault()
        self._publish()

    def _log_fault(self) -> None:
        """Write one line at the start of a fault."""
        _LOGGER.warning(
            "%s is not being watched: %s", self.subentry.title, self.health.detail
        )

    # -- what was seen

    @callback
    def _learn(self, inspection: Inspection, interval_s: float) -> None:
        """Smooth the frame score and decide."""
        if self.health.inspected(time.monotonic()):
            _LOGGER.info("%s is being watched again", self.subentry.title)
            self._loop.async_watch_for_silence()
        verdict = self.memory.learn(
            inspection.frame_score, inspection.captured_at, interval_s
        )
        self._storage.async_save_soon()
        if self._desk.async_take_in(
            verdict,
            inspection.captured_at,
            job_id=self._job_id(),
            confirmations=self.settings.confirmations,
            response=self.settings.response,
        ):
            _LOGGER.warning(
                "%s: the print is failing (score %.2f, limit %.2f); response: %s",
                self.subentry.title,
                verdict.score,
                verdict.high,
                self.settings.response,
            )
            self._storage.async_save_now()

    def _controls(self) -> Controls:
        """Return the entities through which a response may act now."""
        settings = self.settings
        may_cut = (
            settings.power_off_while_hot and settings.response is Response.PAUSE_AND_OFF
        )
        return Controls(
            status=settings.status,
            states=self.memory.states,
            pause=settings.pause_control,
            power=settings.power_switch if may_cut else None,
        )

    def _job_id(self) -> str | None:
        """Return which job is under way."""
        job = self.memory.jobs.job
        return None if job is None else job.job_id

    # -- what is shown

    def _view(self) -> PrinterView:
        """Return what a person should see now."""
        return view_of(self.settings, self.memory, self.health, self._desk.incident)

    @callback
    def _publish(self, *, is_inspected: bool = False) -> None:
        """Show what has changed, if a person would notice."""
        view, now = self._view(), time.monotonic()
        # A small move of the score is told by the next frame, not by a miss.
        shown_for_s = now - self._shown_at if is_inspected else 0.0
        if view.differs_noticeably(self.data, shown_for_s):
            self._shown_at = now
            self.data = view
            self.async_update_listeners()
