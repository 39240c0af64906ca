"""Takes down what happens to incidents: stored, shown, and told to automations."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from homeassistant.core import HomeAssistant

from ..const import HappeningType
from ..detection.verdict import Verdict
from ..happenings import Happenings
from ..printer.drive import STOPPED
from ..timers import epoch_s
from .album import signed_picture_path
from .book import IncidentBook
from .closing import close_steps
from .evidence import Evidence
from .incident import ACKNOWLEDGEMENTS, Ending, Incident, Step
from .owner import Owner


class Ledger:
    """The book of one printer's incidents, and who is to hear of a change in it."""

    def __init__(
        self,
        hass: HomeAssistant,
        owner: Owner,
        book: IncidentBook,
        evidence: Evidence,
        happenings: Happenings,
        run: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """Prepare; `run` runs something in the background."""
        self._hass = hass
        self._owner = owner
        self._evidence = evidence
        self._happenings = happenings
        self._run = run
        self._from_before: set[str] = set()
        self.book = book

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Take over what was stored."""
        self.book.restore(saved)
        known = (self.book.failure, self.book.warning)
        self._from_before = {one.incident_id for one in known if one is not None}

    def is_from_before(self, incident_id: str) -> bool:
        """Whether an incident is older than the last restart."""
        return incident_id in self._from_before

    def begin(self, incident: Incident, verdict: Verdict, frame_score: float) -> None:
        """Take down what was found, by this verdict on a frame of this score."""
        self.book.write(incident)
        self._happenings.async_tell(
            HappeningType.WARNING if incident.is_warning else HappeningType.FAILURE,
            incident_id=incident.incident_id,
            job=incident.job_name,
            score=verdict.score,
            low=verdict.low,
            high=verdict.high,
            risk=verdict.risk,
            frame_score=frame_score,
            response=incident.response.value,
        )

    async def async_keep_picture(self, incident: Incident) -> None:
        """Put what it looked like into the album."""
        error = await self._evidence.async_keep(incident)
        kept = self.book.update(
            incident.incident_id, has_picture=error is None, picture_error=error
        )
        if kept is not None:
            self._owner.on_incident_change()
            await self._owner.async_save()
            # The album has it as it was when it was opened.
            await self._evidence.async_update(kept)

    async def async_keep(self, incident_id: str, step: Step) -> None:
        """Take in how far a step has come, and store it at once."""
        if (known := self.book.known(incident_id)) is None:
            return
        before = known.step(step.kind)
        incident = known.with_step(step)
        self.book.write(incident)
        if step.outcome is not None and (
            before is None or before.outcome is not step.outcome
        ):
            self._tell_of_outcome(incident, step)
        self._owner.on_incident_change()
        if step.outcome is not None:
            # Nothing waits for the album: its disk may be slow.
            self._run(self._evidence.async_update(incident))
        await self._owner.async_save()

    def end(self, incident: Incident, ending: Ending) -> Incident:
        """Take down that it ended, with an end to what was under way; return it so."""
        now = epoch_s()
        activity = self._owner.controls().machine.activity(self._hass)
        is_stopped = activity in STOPPED
        closed = close_steps(incident, ending, now, is_stopped=is_stopped)
        closed = closed.ended(ending, now)
        self.book.write(closed)
        for before, after in zip(incident.steps, closed.steps, strict=True):
            if before.outcome is not after.outcome:
                self._tell_of_outcome(closed, after)
        if ending is not Ending.BECAME_FAILURE:
            is_known = ending in ACKNOWLEDGEMENTS
            self._happenings.async_tell(
                HappeningType.ACKNOWLEDGED if is_known else HappeningType.CLEARED,
                **{"class": closed.class_.value},
                incident_id=closed.incident_id,
                by=ending.value,
            )
        return closed

    async def async_store(self, incident: Incident) -> None:
        """Store how it stands, in the album too."""
        await self._owner.async_save()
        await self._evidence.async_update(incident)

    def _tell_of_outcome(self, incident: Incident, step: Step) -> None:
        """Tell automations how a step has ended."""
        self._happenings.async_tell(
            HappeningType.RESPONSE,
            **{"class": incident.class_.value},
            incident_id=incident.incident_id,
            response=incident.response.value,
            progress=incident.progress.value,
            outcome=step.outcome,
            reason=step.reason,
            said=step.said,
            presses=step.presses,
            by_person=step.by_person,
        )

    async def async_variables(self, incident: Incident) -> dict[str, Any]:
        """Return what the user's own actions are told about an incident."""
        await self._evidence.async_wait(incident.incident_id)
        known = self.book.known(incident.incident_id)
        picture = None
        if known is not None and known.has_picture:
            picture = signed_picture_path(
                self._hass, self._owner.printer_id, incident.incident_id
            )
        return {
            "printer": self._owner.printer_name,
            "job": incident.job_name,
            "score": round(incident.score, 4),
            "risk": round(incident.risk, 1),
            "class": incident.class_.value,
            "picture": picture,
            "incident_id": incident.incident_id,
        }
