"""A printer's latest failure and latest warning, as they stand."""

from collections.abc import Mapping
from dataclasses import replace
import logging
from typing import Any

from .incident import Ending, Incident

_LOGGER = logging.getLogger(__name__)


class IncidentBook:
    """Holds one record of each class; a new one takes the place of the one before."""

    def __init__(self) -> None:
        """Start empty."""
        self.failure: Incident | None = None
        self.warning: Incident | None = None

    @property
    def latest(self) -> Incident | None:
        """What was found last, ended or not."""
        if self.warning is not None and self.warning.ending is Ending.BECAME_FAILURE:
            # Whatever the clock on the wall says.
            return self.failure
        known = [one for one in (self.failure, self.warning) if one is not None]
        return max(known, key=lambda one: one.opened_at, default=None)

    @property
    def open_failure(self) -> Incident | None:
        """The open incident: a failure that is neither acknowledged nor over."""
        failure = self.failure
        return failure if failure is not None and failure.is_open else None

    @property
    def open_ones(self) -> tuple[Incident, ...]:
        """What is neither acknowledged nor over."""
        known = (self.failure, self.warning)
        return tuple(one for one in known if one is not None and one.is_open)

    def known(self, incident_id: str) -> Incident | None:
        """Return a record as it stands; None where another has taken its place."""
        known = (self.failure, self.warning)
        return next(
            (one for one in known if one and one.incident_id == incident_id), None
        )

    def write(self, incident: Incident) -> None:
        """Put a record in the place of the one of its class."""
        if incident.is_warning:
            self.warning = incident
        else:
            self.failure = incident

    def update(self, incident_id: str, **changes: Any) -> Incident | None:
        """Change a record, if it is still known; return it as it stands then."""
        if (known := self.known(incident_id)) is None:
            return None
        changed = replace(known, **changes)
        self.write(changed)
        return changed

    def state(self) -> dict[str, Any]:
        """Return it as JSON types."""
        return {
            "failure": None if self.failure is None else self.failure.state(),
            "warning": None if self.warning is None else self.warning.state(),
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Take over what `state` gave; a damaged record is as none."""
        self.failure = _read(saved.get("failure"))
        self.warning = _read(saved.get("warning"))


def _read(state: Any) -> Incident | None:
    """Read one record."""
    if state is None:
        return None
    try:
        return Incident.from_state(state)
    except ValueError as err:
        _LOGGER.warning("A stored incident is damaged: %s", err)
        return None
