"""One printer's watch: follows its job, runs the checks, opens and ends incidents."""

import logging
import time
from typing import override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .check import Inspection, Miss
from .commands import PrinterCommands
from .const import DOMAIN
from .detection.rules import AdaptiveRule, Verdict
from .incident.controls import Controls
from .incident.gate import Alarm
from .incident.incident import Ending
from .journal import seen_frame
from .machine import controls_of, job_name
from .memory import PrinterMemory
from .pace import pace_in_force
from .parts import PrinterParts
from .printer.print_job import JobChange
from .settings import PrinterSettings, renamed
from .shared import Shared
from .timers import epoch_s
from .view import PrinterView, tell_of_watching, view_of

_LOGGER = logging.getLogger(__name__)


class PrinterCoordinator(PrinterCommands, DataUpdateCoordinator[PrinterView]):
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
        shared: Shared,
    ) -> None:
        """Take up where the storage says; nothing runs before `async_start`."""
        # Before anything is registered anywhere: damaged ones end it here.
        self.settings = PrinterSettings.from_data(subentry.data)
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{DOMAIN} {subentry.title}",
            always_update=False,
        )
        self.subentry = subentry
        self.memory = PrinterMemory(self.settings)
        self._first_delay_s = 0.0
        self._shown_at = time.monotonic()
        self._parts = parts = PrinterParts(self, shared)
        self._checker, self._desk = parts.checker, parts.desk
        self._loop, self._watchdog = parts.loop, parts.watchdog
        self._storage = parts.storage
        parts.restore()
        self.data = self._view()

    @property
    def printer_id(self) -> str:
        """The printer's id."""
        return self.subentry.subentry_id

    @property
    def job_id(self) -> str | None:
        """Which job is under way."""
        return None if self.job is None else self.job.job_id

    @property
    def job_name(self) -> str | None:
        """What is printed, as people call it."""
        return job_name(self.hass, self.settings, self.job)

    def controls(self) -> Controls:
        """Return what a response may act through now."""
        return controls_of(self.hass, self.settings, self.memory.states)

    async def async_save(self) -> None:
        """Store the printer's state at once."""
        await self._storage.async_save()

    # -- life

    @callback
    def async_start(self, first_delay_s: float) -> None:
        """Follow the printer; a check that is due at once waits for so long."""
        self._first_delay_s = first_delay_s
        # A fault from before a restart, should its print have ended in the meantime.
        self._watchdog.async_report(self.job_id, watching=self.settings.watching)
        self._parts.async_follow()
        self._first_delay_s = 0.0
        # What a restart has left of a response; steps once made are not made again.
        self._desk.dispatcher.async_go_on()

    @override
    async def async_shutdown(self) -> None:
        """Stop everything; what is remembered stays with the storage."""
        await super().async_shutdown()
        await self._parts.async_stop()

    async def async_forget(self) -> None:
        """The printer was removed: take away what only made sense with it."""
        await self._parts.async_forget()

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
            self._desk.async_acknowledge(Ending.NOT_WATCHED)
        if (old.camera, old.rule) != (new.camera, new.rule):
            self._desk.async_begin_scale()
        self._parts.async_follow()
        if new.camera != old.camera:
            self._checker.begin_job()
            self.async_check_again()
        elif new.interval_s != old.interval_s:
            self._loop.async_plan()
            self._loop.async_watch_for_silence()
        self._storage.async_save_now()
        # Some entities show a setting, and some are there only with one.
        self.async_update_listeners()

    @callback
    def on_presence(self) -> None:
        """An entity of the settings is gone, or back."""
        if self.health.in_fault and self._parts.followed.fault is None:
            self.async_check_again()
        self._publish()

    @callback
    def on_rename(self, old: str, new: str) -> None:
        """The same thing has another name: nothing starts anew."""
        data = renamed(self.subentry.data, old, new)
        self.settings = PrinterSettings.from_data(data)
        self.memory.camera = self.settings.camera
        self.hass.config_entries.async_update_subentry(
            self.config_entry, self.subentry, data=data
        )
        self._parts.async_follow()
        self._desk.dispatcher.async_respond_anew()

    @callback
    def async_check_again(self) -> None:
        """What checks depend on was changed: find out now whether it works."""
        if self._loop.is_running:
            self._loop.async_begin()

    # -- the print job

    @callback
    def on_printer_seen(self) -> None:
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
            self._parts.notifier.async_dismiss_held_long()
            self._loop.async_plan()
        self._publish()

    @callback
    def on_job_change(self, change: JobChange) -> None:
        """Begin, resume or end what belongs to a job."""
        match change:
            case JobChange.STARTED:
                self._desk.dispatcher.async_interrupt()
                self.memory.begin_rule(self.settings)
                self.health.begin_job(time.monotonic())
                self._checker.begin_job()
                self.light.async_begin_job()
                self.async_check_again()
            case JobChange.RESUMED:
                self._desk.async_resumed()
            case JobChange.ENDED:
                self.light.async_end_job()
                self._desk.async_end_job()
            case JobChange.HELD_LONG:
                if self.settings.watching:
                    self._parts.notifier.async_show_held_long(
                        self.settings.status, checks_go_on=self._loop.is_running
                    )
            case JobChange.PAUSED:
                self._desk.async_paused()
        self.journal.async_catch_up()
        self._storage.async_save_now()

    @callback
    def on_power_off(self) -> None:
        """Our own confirmed power-off ends the job."""
        for change in self.memory.jobs.end_job(epoch_s()):
            self.on_job_change(change)
        self._parts.follower.async_look()

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
        inspection: Inspection | Miss | None
        try:
            inspection = await self._checker.async_check(
                self.settings.camera, interval_s
            )
        except Miss as miss:
            inspection = miss
        is_inspected = False
        # Else paused, another job or another camera meanwhile: it tells nothing.
        if self._loop.round == round_:
            self._take_in(inspection, interval_s)
            is_inspected = isinstance(inspection, Inspection)
        self._publish(is_inspected=is_inspected)
        return self.data

    @callback
    def on_silence(self) -> None:
        """Nothing was inspected for too long."""
        self._watchdog.async_fault_began()
        self._publish()

    # -- what was seen

    @callback
    def _take_in(self, result: Inspection | Miss | None, interval_s: float) -> None:
        """Make of a check what it is: an inspected frame, a miss, or nothing new."""
        verdict = None
        match result:
            case Inspection():
                verdict = self._learn(result, interval_s)
            case Miss(reason=reason, detail=detail):
                self._watchdog.async_missed(reason, detail)
            case None:
                self.health.repeated()
        self.journal.async_add(result, verdict)

    @callback
    def _learn(self, inspection: Inspection, interval_s: float) -> Verdict:
        """Smooth the frame score and decide."""
        if self._watchdog.async_inspected():
            self._loop.async_watch_for_silence()
        verdict = self.memory.learn(
            inspection.frame_score, inspection.captured_at, interval_s
        )
        self._storage.async_save_soon()
        self._parts.evidence.add(seen_frame(inspection, verdict))
        alarm = self._desk.async_take_in(
            verdict,
            inspection.captured_at,
            frame_score=inspection.frame_score,
            confirmations=self.settings.confirmations,
        )
        if alarm is Alarm.FAILURE:
            _LOGGER.warning(
                "%s: the print is failing (score %.2f, limit %.2f); response: %s",
                self.subentry.title,
                verdict.score,
                verdict.high,
                self.settings.response,
            )
        return verdict

    @callback
    def on_not_a_failure(self) -> None:
        """What looks like failure is none, in this job: learn it as background."""
        if isinstance(self.memory.rule, AdaptiveRule):
            self.memory.rule.not_a_failure = True

    # -- what is shown

    def _view(self) -> PrinterView:
        """Return what a person should see now."""
        fault = self._watchdog.fault(has_job=self.job_id is not None)
        return view_of(self.settings, self.memory, fault, self._desk)

    @callback
    def _publish(self, *, is_inspected: bool = False) -> None:
        """Show what has changed, if a person would notice."""
        self._watchdog.async_report(self.job_id, watching=self.settings.watching)
        view, now = self._view(), time.monotonic()
        # A small move of the score is told by the next frame, not by a miss.
        shown_for_s = now - self._shown_at if is_inspected else 0.0
        if view.differs_noticeably(self.data, shown_for_s):
            self._shown_at = now
            before, self.data = self.data, view
            tell_of_watching(self.happenings, before, view)
            self.async_update_listeners()

    @callback
    def on_incident_change(self) -> None:
        """Show how an incident stands now."""
        self._publish()
