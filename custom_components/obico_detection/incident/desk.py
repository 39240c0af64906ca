"""Opens a printer's incidents, has them responded to, and closes them."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
import logging
from typing import Any
from uuid import uuid4

from homeassistant.core import HomeAssistant, callback

from ..const import Response
from ..detection.rules import FailureClass, Verdict
from ..timers import epoch_s
from .incident import Confirmation, Incident
from .notification import Notifier
from .response import Controls, Responder

_LOGGER = logging.getLogger(__name__)

# After a resume no incident opens for so long.
GRACE_S = 90.0


class IncidentDesk:
    """Holds the one incident a printer can have at a time.

    Times are seconds since the epoch unless said otherwise.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        notifier: Notifier,
        *,
        controls: Callable[[], Controls],
        save: Callable[[], Awaitable[None]],
        run: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        on_power_off: Callable[[], None],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            notifier: tells about this printer's incidents.
            controls: gives what a response may act through at that moment.
            save: stores the printer's state at once.
            run: runs a response in the background.
            on_power_off: called when a response has switched the printer off.

        """
        self._hass = hass
        self._notifier = notifier
        self._controls = controls
        self._save = save
        self._run = run
        self._on_power_off = on_power_off
        self._confirmation = Confirmation()
        self._grace_until = 0.0
        self._responding: asyncio.Task[None] | None = None
        self.incident: Incident | None = None

    # -- what is remembered

    def state(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return {
            "grace_until": self._grace_until,
            "incident": self.incident.state() if self.incident else None,
        }

    def restore(self, saved: Mapping[str, Any], job_id: str | None) -> None:
        """Take over what `state` gave, if the incident belongs to this job."""
        now = epoch_s()
        try:
            # In this order a NaN becomes 0.
            grace_until = max(0.0, min(float(saved["grace_until"]), now + GRACE_S))
            stored = saved["incident"]
            incident = None if stored is None else Incident.from_state(stored)
        except (KeyError, TypeError, ValueError, OverflowError) as err:
            if saved:
                _LOGGER.warning("The stored incident is damaged: %s", err)
            return
        self._grace_until = grace_until
        if incident is not None and incident.job_id == job_id:
            self.incident = incident

    # -- opening

    @callback
    def async_take_in(
        self,
        verdict: Verdict,
        captured_at: float,
        *,
        job_id: str | None,
        confirmations: int,
        response: Response,
    ) -> bool:
        """Take in the verdict on one frame; return whether it has opened an incident.

        `captured_at` is on the clock of time.monotonic.
        """
        if not self._confirms(verdict, captured_at, confirmations):
            return False
        if job_id is None or verdict.risk is None:
            return False
        self.incident = Incident(
            incident_id=uuid4().hex,
            job_id=job_id,
            opened_at=epoch_s(),
            score=verdict.score,
            risk=verdict.risk,
            response=response,
        )
        self.async_respond()
        return True

    def _confirms(
        self, verdict: Verdict, captured_at: float, confirmations: int
    ) -> bool:
        """Return whether this verdict confirms a failure that is not known yet."""
        if self.incident is not None:
            return False
        if 0 < self._grace_until - epoch_s() <= GRACE_S:
            return False
        return self._confirmation.observe(
            verdict.class_ is FailureClass.FAILURE, captured_at, confirmations
        )

    @callback
    def async_respond(self) -> None:
        """Carry out what is left of the open incident's response."""
        if self.incident is None:
            return
        responder = Responder(
            self._hass,
            self.incident,
            self,
            self._controls,
            self._notifier,
            self._on_power_off,
        )
        self._responding = self._run(responder.async_run())

    @callback
    def async_respond_anew(self) -> None:
        """Go on with a response that is under way, by the entities of now.

        As after a restart: what was pressed is not pressed again.
        """
        if self._responding is not None and not self._responding.done():
            self._responding.cancel()
            self.async_respond()

    def is_open(self, incident: Incident) -> bool:
        """Whether this incident is neither acknowledged nor over with its job."""
        known = self.incident
        return known is not None and known.incident_id == incident.incident_id

    async def async_keep(self, incident: Incident) -> None:
        """Store how far an incident has come, at once, if it is still open."""
        if self.is_open(incident):
            self.incident = incident
            await self._save()

    # -- closing

    @callback
    def async_acknowledge(self) -> None:
        """Close the incident: a person has seen it and wants to go on."""
        self._confirmation.reset()
        if self.incident is None:
            return
        self.incident = None
        if self._responding is not None:
            self._responding.cancel()
        self._notifier.async_dismiss()

    @callback
    def async_begin_grace(self) -> None:
        """The print was resumed: acknowledge, and open nothing for a while."""
        self.async_acknowledge()
        self._grace_until = epoch_s() + GRACE_S

    @callback
    def async_end_job(self) -> None:
        """Close the incident with its job.

        What is told about it stays for whoever was asleep, and a response under way sees
        for itself that the print is over, and says so.
        """
        if self.incident is not None and self._responding is None:
            # Home Assistant was restarted, and nothing told about it is shown any more.
            ended = self.incident.closed("the print ended meanwhile")
            self._notifier.async_show(ended)
        self._confirmation.reset()
        self._grace_until = 0.0
        self.incident = None
