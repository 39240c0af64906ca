"""Incidents and steps to test with."""

from typing import Any

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident.incident import (
    Incident,
    Outcome,
    Step,
    StepKind,
)


def incident(*steps: Step, **changes: Any) -> Incident:
    """Return an open incident to which this was done."""
    return Incident(
        **{
            "incident_id": "incident-1",
            "job_id": "job-1",
            "class_": FailureClass.FAILURE,
            "opened_at": 100.0,
            "score": 0.8,
            "risk": 81.5,
            "response": Response.PAUSE,
            "steps": steps,
            **changes,
        }
    )


def warning(*steps: Step, **changes: Any) -> Incident:
    """Return an open warning to which this was done."""
    return incident(
        *steps,
        **{"incident_id": "warning-1", "class_": FailureClass.WARNING, **changes},
    )


def under_way(kind: StepKind, **changes: Any) -> Step:
    """Return a step that has no outcome yet."""
    return Step(kind, 100.0, **changes)


def done(kind: StepKind, outcome: Outcome = Outcome.CONFIRMED, **changes: Any) -> Step:
    """Return a step that has ended."""
    return Step(
        kind, 100.0, outcome=outcome, **{"presses": 1, "ended_at": 110.0, **changes}
    )
