"""Keeps somebody at work for each incident: its response, and what a person has ordered."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant, callback

from ..const import Response
from ..printer.drive import Command
from ..timers import epoch_s
from .closing import is_finishing
from .console import Console
from .incident import Incident, Outcome, Reason, StepKind
from .ledger import Ledger
from .owner import Owner
from .response import STEP_OF, Responder
from .teller import Teller


class Dispatcher:
    """Starts what is to be done about the incidents in the book, and breaks it off."""

    def __init__(
        self,
        hass: HomeAssistant,
        owner: Owner,
        ledger: Ledger,
        teller: Teller,
        console: Console,
        *,
        run: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        on_power_off: Callable[[], None],
    ) -> None:
        """Prepare; `run` runs something in the background."""
        self._hass = hass
        self._owner = owner
        self._ledger = ledger
        self._teller = teller
        self._console = console
        self._run = run
        self._on_power_off = on_power_off
        self._responding: dict[str, asyncio.Task[None]] = {}

    @callback
    def async_respond(self, incident: Incident) -> None:
        """Carry out what is left of its response."""
        self._responding[incident.incident_id] = self._run(
            self.responder(incident.incident_id).async_run()
        )

    def responder(self, incident_id: str) -> Responder:
        """Return one who can work on an incident."""
        return Responder(
            self._hass,
            incident_id,
            self._owner,
            self._ledger,
            self._teller,
            self._console,
            on_power_off=self._on_power_off,
        )

    @callback
    def async_go_on(self) -> None:
        """Take up after a restart what was left open."""
        book = self._ledger.book
        for incident in book.open_ones:
            self._teller.async_tell(incident.incident_id, alert=False, only_here=True)
            self.async_respond(incident)
        for record in (book.failure, book.warning):
            if record is None:
                continue
            if not record.is_open and is_finishing(record):
                self.async_respond(record)
            for step in record.steps:
                if step.by_person and step.outcome is None:
                    self._run(self.responder(record.incident_id).async_conclude(step))

    @callback
    def async_respond_anew(self) -> None:
        """Go on with a response that is under way, by the entities of now.

        As after a restart: what was pressed is not pressed again.
        """
        for incident in self._ledger.book.open_ones:
            task = self._responding.get(incident.incident_id)
            # The user's own actions are about no entity of ours, and run once.
            is_own = incident.response is Response.CUSTOM
            if task is not None and not task.done() and not is_own:
                task.cancel()
                self.async_respond(incident)

    async def async_obey(self, incident_id: str, command: Command) -> None:
        """Tell the printer what a person wants, and take down how that went.

        Not if it is being told just that.
        """
        known = self._ledger.book.known(incident_id)
        step = None if known is None else known.step(STEP_OF[command])
        is_at_it = self._console.turns[command].locked()
        if step is None or step.outcome is not None or not is_at_it:
            await self.responder(incident_id).async_obey(command)

    @callback
    def async_cancel(self, incident: Incident) -> None:
        """Break its response off, unless it is the response itself that ends it."""
        task = self._responding.pop(incident.incident_id, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    @callback
    def async_interrupt(self) -> None:
        """Break off the user's own actions about a print that is over: another begins."""
        for record in (self._ledger.book.failure, self._ledger.book.warning):
            step = None if record is None else record.step(StepKind.CUSTOM)
            if record is None or record.is_open or step is None or step.outcome:
                continue
            self.async_cancel(record)
            broken = replace(
                step,
                outcome=Outcome.CANCELLED,
                reason=Reason.INTERRUPTED,
                ended_at=epoch_s(),
            )
            self._run(self._ledger.async_keep(record.incident_id, broken))

    @callback
    def async_keep_power_on(self) -> bool:
        """Call off a power-off that is planned; False if none is."""
        incident = self._ledger.book.open_failure
        step = None if incident is None else incident.step(StepKind.POWER_OFF)
        if incident is None or step is None or step.outcome or step.presses:
            return False
        self.async_cancel(incident)
        kept = replace(
            step,
            outcome=Outcome.CANCELLED,
            reason=Reason.KEPT_ON,
            by_person=True,
            ended_at=epoch_s(),
        )
        self._run(self._ledger.async_keep(incident.incident_id, kept))
        self._teller.async_tell(incident.incident_id, alert=False)
        return True
