"""An incident as it is told: made up of its steps, for the tests of the words."""

from datetime import UTC, datetime
from typing import Any, cast

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident.incident import (
    Incident,
    Outcome,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.incident_words import message, title
from custom_components.obico_detection.incident.telling import Telling
from homeassistant.core import HomeAssistant

AT = datetime(2026, 11, 24, 2, 10, tzinfo=UTC).timestamp()
NOBODY = cast(HomeAssistant, None)
FOUND = "At 02:10 the camera of Voron showed a failing print (risk 81 %)."
DOUBTED = "At 02:10 the camera of Voron showed a print that may be failing (risk 81 %)."


def incident(*steps: Step, **changes: Any) -> Incident:
    given = {
        "incident_id": "1",
        "job_id": "1",
        "class_": FailureClass.FAILURE,
        "opened_at": AT,
        "score": 0.8,
        "risk": 81.2,
        "response": Response.PAUSE,
        "steps": steps,
        **changes,
    }
    return Incident(**given)


def step(
    kind: StepKind, outcome: Outcome | None = None, presses: int = 1, **changes: Any
) -> Step:
    changes = {"intended_at": AT + 1, **changes}
    return Step(kind, presses=presses, outcome=outcome, **changes)


def told(
    what: Incident, *, printer: str = "Voron", markdown: bool = False, **now: Any
) -> tuple[str, str]:
    """Return the title without the printer's name, and the message without its start."""
    telling = Telling(incident=what, **now)
    words = message(NOBODY, telling, printer, markdown=markdown)
    start = DOUBTED if what.is_warning else FOUND
    assert words.startswith(start)
    return (
        title(NOBODY, telling, printer).removeprefix(f"{printer}: "),
        words.removeprefix(start).strip(),
    )


PAUSE, STOP, RESUME = StepKind.PAUSE, StepKind.STOP, StepKind.RESUME
CUSTOM, POWER = StepKind.CUSTOM, StepKind.POWER_OFF
DONE, UNSURE, FAILED = Outcome.CONFIRMED, Outcome.UNCONFIRMED, Outcome.FAILED
UNNEEDED, OFF = Outcome.NOT_NEEDED, Outcome.CANCELLED
PAUSED_STEP = step(PAUSE, DONE)
LOST_STEP = step(PAUSE, UNSURE)
