"""Incidents: what they hold, how they survive, and how many frames confirm one."""

from dataclasses import asdict
from typing import Any

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.incident.incident import (
    Confirmation,
    Incident,
    Outcome,
    Step,
    StepKind,
)

NOTIFIED = Step(StepKind.NOTIFY, 1.0, pressed=True, outcome=Outcome.CONFIRMED)
PRESSED = Step(StepKind.PAUSE, 2.0, pressed=True)
PLANNED = Step(StepKind.POWER_OFF, 3.0, due_at=603.0)


@pytest.fixture
def incident() -> Incident:
    """An incident about which something was done."""
    return Incident(
        incident_id="incident-1",
        job_id="job-1",
        opened_at=1700000000.0,
        score=0.8,
        risk=81.5,
        response=Response.PAUSE_AND_OFF,
        steps=(NOTIFIED, PRESSED, PLANNED),
    )


def confirmed_at(frames: list[tuple[bool, float]], needed: int) -> int | None:
    """Return the number of the frame that confirms a failure."""
    confirmation = Confirmation()
    for number, (is_failure, captured_at) in enumerate(frames, 1):
        if confirmation.observe(is_failure, captured_at, needed):
            return number
    return None


def test_stored_incident_comes_back_as_it_was(incident: Incident) -> None:
    assert Incident.from_state(incident.state()) == incident


def test_step_takes_the_place_of_its_kind(incident: Incident) -> None:
    done = Step(StepKind.PAUSE, 2.0, pressed=True, outcome=Outcome.CONFIRMED)

    after = incident.with_step(done)

    assert after.step(StepKind.PAUSE) == done
    assert after.step(StepKind.NOTIFY) == NOTIFIED
    assert len(after.steps) == 3


def test_step_that_was_not_decided_on_is_none(incident: Incident) -> None:
    assert (
        Incident.from_state({**incident.state(), "steps": []}).step(StepKind.PAUSE)
        is None
    )


def test_closing_ends_what_is_under_way(incident: Incident) -> None:
    closed = incident.closed("the print ended")

    outcomes = {step.kind: (step.outcome, step.detail) for step in closed.steps}
    assert outcomes == {
        StepKind.NOTIFY: (Outcome.CONFIRMED, None),
        StepKind.PAUSE: (Outcome.NOT_NEEDED, "the print ended"),
        StepKind.POWER_OFF: (Outcome.CANCELLED, "the print ended"),
    }


DAMAGES: list[Any] = [
    None,
    [],
    "incident",
    {},
    {"opened_at": "yesterday"},
    {"opened_at": None},
    {"score": float("nan")},
    {"risk": 10**400},
    {"response": "explode"},
    {"steps": None},
    {"steps": [None]},
    {"steps": ["pause"]},
    {"steps": [{"kind": "pause"}]},
    {"steps": [{"kind": "dance", "intended_at": 1.0}]},
    {"steps": [{**asdict(PRESSED), "due_at": "soon"}]},
    {"steps": [{**asdict(PRESSED), "outcome": "well"}]},
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_incident_is_refused(incident: Incident, damage: Any) -> None:
    is_part = isinstance(damage, dict) and damage
    state = {**incident.state(), **damage} if is_part else damage

    with pytest.raises(ValueError):
        Incident.from_state(state)


@pytest.mark.parametrize(
    ("frames", "needed", "number"),
    [
        ([(True, 0)], 1, 1),
        ([(True, 0), (True, 10)], 2, 2),
        ([(True, 0), (False, 10), (True, 20)], 2, None),
        ([(True, 0), (True, 3.9), (True, 4)], 2, 3),
        ([(True, 0), (True, 1), (True, 2), (True, 3)], 2, None),
        ([(True, float(at)) for at in range(0, 100, 5)], 10, 10),
    ],
)
def test_confirmation_needs_successive_frames_that_lie_apart(
    frames: list[tuple[bool, float]], needed: int, number: int | None
) -> None:
    assert confirmed_at(frames, needed) == number


def test_confirmation_begins_anew_when_it_is_reset() -> None:
    confirmation = Confirmation()
    confirmation.observe(True, 0.0, 2)

    confirmation.reset()

    assert not confirmation.observe(True, 10.0, 2)
