"""Opens a printer's incidents, has them responded to, and closes them."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
import logging
import time
from typing import Any, Final
from uuid import uuid4

from homeassistant.core import HomeAssistant, callback

from ..detection.stored import read_number
from ..detection.verdict import FailureClass, Verdict
from ..happenings import Happenings
from ..printer.drive import Command
from ..timers import Timers, epoch_s
from .book import IncidentBook
from .closing import carried_steps, close_steps, is_finishing
from .console import Console
from .dispatcher import Dispatcher
from .evidence import Evidence
from .gate import Alarm, Gate
from .incident import (
    ACKNOWLEDGEMENTS,
    NOT_DONE,
    Ending,
    Incident,
    Outcome,
    Reason,
    StepKind,
)
from .ledger import Ledger
from .notification import Notifier
from .owner import Owner
from .resume_watch import ResumeWatch
from .teller import Teller

_LOGGER = logging.getLogger(__name__)

# How many times longer than usual a pause may take and still be ours.
LATE: Final = 6.0


class IncidentDesk:
    """Holds what was found at one printer, and what is done about it.

    Times are seconds since the epoch unless said otherwise.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        owner: Owner,
        *,
        notifier: Notifier,
        evidence: Evidence,
        happenings: Happenings,
        timers: Timers,
        run: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        """Prepare; `run` runs something in the background."""
        self._owner = owner
        self._evidence = evidence
        self._run = run
        self._gate = Gate()
        self.book = IncidentBook()
        self._ledger = Ledger(hass, owner, self.book, evidence, happenings, run)
        self._teller = Teller(
            hass, self.book, evidence, notifier, controls=owner.controls, run=run
        )
        self.console = Console()
        self.dispatcher = Dispatcher(
            hass,
            owner,
            self._ledger,
            self._teller,
            self.console,
            run=run,
            on_power_off=self._on_power_off,
        )
        self._resume = ResumeWatch(timers, self._resumed_for_certain)

    @property
    def incident(self) -> Incident | None:
        """The open incident: a failure that is neither acknowledged nor over."""
        return self.book.open_failure

    @property
    def is_muted(self) -> bool:
        """Whether nothing is to be done or said until the job ends."""
        return self._gate.is_muted

    # -- what is remembered

    def state(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return {
            **self.book.state(),
            "gate": self._gate.state(time.monotonic()),
            "at": epoch_s(),
            "console": self.console.state(),
            "resumed": self._resume.is_awaited,
        }

    def restore(self, saved: Any, job_id: str | None) -> None:
        """Take over what `state` gave; what belongs to another job is over."""
        if not isinstance(saved, dict):
            saved = {}
        self._ledger.restore(saved)
        now = epoch_s()
        for incident in self.book.open_ones:
            if incident.job_id != job_id:
                closed = close_steps(incident, Ending.JOB_ENDED, now)
                self.book.write(closed.ended(Ending.JOB_ENDED, now))
        if job_id is not None:
            self._restore_parts(saved, now)

    def _restore_parts(self, saved: dict[str, Any], now: float) -> None:
        """Go on with the grace, the mute, what was acknowledged, and what was pressed."""
        try:
            away_s = max(0.0, now - read_number(saved, "at"))
        except ValueError:
            # At worst the grace begins anew.
            away_s = 0.0
        parts: dict[str, Callable[[object, float, float], None]] = {
            "gate": self._gate.restore,
            "console": self.console.restore,
        }
        for name, restore in parts.items():
            try:
                restore(saved.get(name), time.monotonic(), away_s)
            except ValueError as err:
                if saved:
                    _LOGGER.warning("The stored %s is damaged: %s", name, err)
        if any(one.step(StepKind.PAUSE) is not None for one in self.book.open_ones):
            # Nobody has looked for a while, and the press may still show.
            self.console.renew(Command.PAUSE)
        if saved.get("resumed") is True:
            self._resume.async_await()

    # -- opening

    @callback
    def async_take_in(
        self,
        verdict: Verdict,
        captured_at: float,
        *,
        frame_score: float,
        confirmations: int,
    ) -> Alarm | None:
        """Take in the verdict on one frame; return what it has led to.

        `captured_at` is on the clock of time.monotonic.
        """
        if self._owner.job is None:
            return None
        alarm = self._gate.observe(
            verdict,
            captured_at,
            confirmations=confirmations,
            is_open=self.incident is not None,
        )
        match alarm:
            case Alarm.FAILURE:
                self._open(FailureClass.FAILURE, verdict, frame_score)
            case Alarm.WARNING:
                self._open(FailureClass.WARNING, verdict, frame_score)
            case Alarm.CALM:
                self._end_warning(Ending.CALMED)
        return alarm

    def _open(self, class_: FailureClass, verdict: Verdict, frame_score: float) -> None:
        """Open an incident, or give a warning, and respond to it."""
        if (job := self._owner.job) is None or verdict.risk is None:
            return
        controls = self._owner.controls()
        is_failure = class_ is FailureClass.FAILURE
        response = controls.response if is_failure else controls.warning_response
        now = epoch_s()
        incident = Incident(
            incident_id=uuid4().hex,
            job_id=job.job_id,
            class_=class_,
            opened_at=now,
            score=verdict.score,
            risk=verdict.risk,
            response=response,
            job_name=self._owner.job_name,
            steps=carried_steps(self.book.warning, response, now) if is_failure else (),
        )
        self.dispatcher.async_interrupt()
        self._ledger.begin(incident, verdict, frame_score)
        if is_failure:
            self._end_warning(Ending.BECAME_FAILURE)
        # What is told waits for it; what is pressed does not.
        self._run(self._ledger.async_keep_picture(incident))
        self.dispatcher.async_respond(incident)

    # -- what a response comes to

    @callback
    def _on_power_off(self) -> None:
        """The printer was switched off by us, for certain."""
        self._end_all(Ending.POWERED_OFF)
        self._owner.on_power_off()

    # -- what the printer does

    @callback
    def async_paused(self) -> None:
        """The print was paused, by whomever."""
        self._resume.async_stop()
        settle_s = self._owner.controls().machine.settle_s
        for incident in self.book.open_ones:
            step = incident.step(StepKind.PAUSE)
            is_late = (
                step is not None
                and step.presses
                and step.outcome in NOT_DONE
                # Long after it somebody else has paused it.
                and self.console.is_on_its_way(Command.PAUSE, LATE * settle_s)
            )
            if step is not None and is_late:
                late = replace(
                    step,
                    outcome=Outcome.CONFIRMED,
                    reason=Reason.LATE,
                    said=None,
                    ended_at=epoch_s(),
                )
                self._run(self._ledger.async_keep(incident.incident_id, late))
            if step is None or step.outcome is not None:
                self._teller.async_tell(incident.incident_id, alert=bool(is_late))

        self._tell_anew()

    def _tell_anew(self) -> None:
        """What is still told of something that has ended was true before."""
        latest = self.book.latest
        if latest is not None and not latest.is_open and latest.job_id == self._job_id:
            self._teller.async_tell(latest.incident_id, alert=False)

    @property
    def _job_id(self) -> str | None:
        job = self._owner.job
        return None if job is None else job.job_id

    @callback
    def async_resumed(self) -> None:
        """The print goes on, whoever has told it to."""
        settle_s = self._owner.controls().machine.settle_s
        is_fresh = self.console.is_on_its_way(Command.PAUSE, settle_s)
        self._resume.async_seen(self.book.open_ones, is_fresh=is_fresh)

    @callback
    def _resumed_for_certain(self) -> None:
        """Whoever lets a print go on knows of the incident."""
        self._resume.async_stop()
        self.console.settle(Command.PAUSE, Command.RESUME)
        paused_by_us = [
            one
            for one in self.book.open_ones
            if not one.is_warning or one.step(StepKind.PAUSE) is not None
        ]
        self._acknowledge(paused_by_us, Ending.RESUMED)
        self._gate.begin_grace(time.monotonic())
        self._tell_anew()
        self._changed()

    @callback
    def async_end_job(self) -> None:
        """Close what is open with its job.

        What is told about it stays for whoever was asleep.
        """
        self._resume.async_stop()
        latest = self.book.latest
        self._end_all(Ending.JOB_ENDED)
        if latest is not None and latest.ending in ACKNOWLEDGEMENTS:
            # What is still told of it was true before.
            self._teller.async_tell(latest.incident_id, alert=False)
        self._gate.end_job()
        self.console.settle(*Command)
        self._evidence.forget()

    # -- what a person does

    @callback
    def async_acknowledge(self, ending: Ending) -> bool:
        """Close what is open: a person knows of it; False if nothing is."""
        open_ones = self.book.open_ones
        self._acknowledge(open_ones, ending)
        self._changed()
        return bool(open_ones)

    @callback
    def async_begin_grace(self) -> None:
        """Open nothing for a while."""
        self._gate.begin_grace(time.monotonic())

    @callback
    def async_begin_scale(self) -> None:
        """The score means something else from now on."""
        self._gate.begin_scale()

    @callback
    def async_mute(self, *, muted: bool) -> None:
        """Do and say nothing until the job ends, or take that back."""
        self._gate.is_muted = muted
        if muted:
            self._acknowledge(self.book.open_ones, Ending.MUTED)
        self._changed()

    # -- closing

    def _acknowledge(self, incidents: Sequence[Incident], ending: Ending) -> None:
        """Close these: a person knows of them."""
        if incidents:
            self._gate.acknowledge()
            self.console.begin_anew()
        for incident in incidents:
            self._end(incident, ending)

    def _end_all(self, ending: Ending) -> None:
        """Close all that is open."""
        for incident in self.book.open_ones:
            self._end(incident, ending)

    def _end_warning(self, ending: Ending) -> None:
        """Close the warning, if one is open."""
        if (warning := self.book.warning) is not None and warning.is_open:
            self._end(warning, ending)

    def _end(self, incident: Incident, ending: Ending) -> None:
        """Close one, with an end to what was under way."""
        closed = self._ledger.end(incident, ending)
        if not is_finishing(closed):
            self.dispatcher.async_cancel(closed)
        if ending is not Ending.BECAME_FAILURE:
            self._teller.async_tell(closed.incident_id, alert=False)
        self._owner.on_incident_change()
        self._run(self._ledger.async_store(closed))

    def _changed(self) -> None:
        """Show and store it."""
        self._owner.on_incident_change()
        self._run(self._owner.async_save())
