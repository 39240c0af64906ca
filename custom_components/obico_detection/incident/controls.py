"""What a response may act through at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..const import Response
from ..printer.drive import Machine
from .incident import Incident, StepKind
from .options import PowerSettings

# With which response what may be pressed: never more than was chosen.
WANTING: Final = {
    StepKind.PAUSE: frozenset({Response.PAUSE, Response.PAUSE_AND_OFF, Response.STOP}),
    StepKind.STOP: frozenset({Response.STOP}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """The printer, its power, and what the settings want done."""

    machine: Machine
    power: PowerSettings
    response: Response
    warning_response: Response
    actions: tuple[Mapping[str, Any], ...]

    def allows(self, incident: Incident, kind: StepKind) -> bool:
        """Whether the settings still want this done about it."""
        chosen = self.warning_response if incident.is_warning else self.response
        return chosen in WANTING.get(kind, frozenset())
