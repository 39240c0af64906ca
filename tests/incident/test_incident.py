"""Incidents: what they hold, what they say of themselves, and how they survive."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident.incident import (
    Ending,
    Incident,
    Outcome,
    Progress,
    Reason,
    Step,
    StepKind,
)

NOTIFIED = Step(StepKind.NOTIFY, 1.0, outcome=Outcome.CONFIRMED, ended_at=1.0)
PRESSED = Step(StepKind.PAUSE, 2.0, presses=1)
PAUSED = Step(
    StepKind.PAUSE,
    2.0,
    presses=2,
    outcome=Outcome.CONFIRMED,
    reason=Reason.LATE,
    said="busy",
    ended_at=9.0,
)
PLANNED = Step(StepKind.POWER_OFF, 3.0, due_at=603.0)
RESUMED = Step(StepKind.RESUME, 4.0, by_person=True)


@pytest.fixture
def incident() -> Incident:
    """An incident about which something was done."""
    return Incident(
        incident_id="incident-1",
        job_id="job-1",
        class_=FailureClass.FAILURE,
        opened_at=1700000000.0,
        score=0.8,
        risk=81.5,
        response=Response.PAUSE_AND_OFF,
        job_name="benchy.gcode",
        steps=(NOTIFIED, PAUSED, PLANNED, RESUMED),
        has_picture=True,
    )


def test_stored_incident_comes_back_as_it_was(incident: Incident) -> None:
    ended = incident.ended(Ending.MUTED, 1700000100.0)

    assert Incident.from_state(incident.state()) == incident
    assert Incident.from_state(ended.state()) == ended


def test_step_takes_the_place_of_its_kind(incident: Incident) -> None:
    after = incident.with_step(PRESSED)

    assert after.step(StepKind.PAUSE) == PRESSED
    assert after.step(StepKind.NOTIFY) == NOTIFIED
    assert len(after.steps) == 4


def test_new_step_is_the_last_one(incident: Incident) -> None:
    stopped = Step(StepKind.STOP, 5.0)

    after = incident.with_step(stopped)

    assert after.last_step == stopped
    assert len(after.steps) == 5


def test_step_that_was_not_decided_on_is_none(incident: Incident) -> None:
    without = Incident.from_state({**incident.state(), "steps": []})

    assert without.step(StepKind.PAUSE) is None
    assert without.last_step is None


def test_first_end_counts(incident: Incident) -> None:
    ended = incident.ended(Ending.RESUMED, 5.0).ended(Ending.JOB_ENDED, 9.0)

    assert (ended.ending, ended.ended_at) == (Ending.RESUMED, 5.0)
    assert not ended.is_open


@pytest.mark.parametrize(
    ("steps", "progress"),
    [
        # The printer is looked at first.
        ((), Progress.PAUSE_PENDING),
        ((NOTIFIED,), Progress.NOTIFIED),
        ((PRESSED,), Progress.PAUSE_PENDING),
        ((PAUSED,), Progress.PAUSE_CONFIRMED),
        ((PAUSED, PLANNED), Progress.POWER_OFF_PENDING),
        ((NOTIFIED, PAUSED, RESUMED), Progress.RESUME_PENDING),
        ((PAUSED, NOTIFIED), Progress.PAUSE_CONFIRMED),
    ],
)
def test_progress_is_that_of_the_latest_step_that_does_something(
    incident: Incident, steps: tuple[Step, ...], progress: Progress
) -> None:
    state = {**incident.state(), "steps": [asdict(step) for step in steps]}

    assert Incident.from_state(state).progress is progress


@pytest.mark.parametrize("response", [Response.NONE, Response.PAUSE])
def test_nothing_is_done_where_nothing_is_wanted_or_it_is_over(
    incident: Incident, response: Response
) -> None:
    about = replace(incident, response=response, steps=())

    assert about.ended(Ending.MUTED, 9.0).progress is Progress.NOTHING
    assert (about.progress is Progress.NOTHING) is (response is Response.NONE)


DAMAGES: list[Any] = [
    None,
    [],
    "incident",
    {},
    {"class_": "terrible"},
    {"opened_at": "yesterday"},
    {"opened_at": None},
    {"score": float("nan")},
    {"risk": 10**400},
    {"response": "explode"},
    {"ending": "well"},
    {"ended_at": "soon"},
    {"steps": None},
    {"steps": [None]},
    {"steps": ["pause"]},
    {"steps": [{"kind": "pause"}]},
    {"steps": [{**asdict(PRESSED), "kind": "dance"}]},
    {"steps": [{**asdict(PRESSED), "presses": "often"}]},
    {"steps": [{**asdict(PRESSED), "due_at": "soon"}]},
    {"steps": [{**asdict(PRESSED), "outcome": "well"}]},
    {"steps": [{**asdict(PRESSED), "reason": "because"}]},
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_incident_is_refused(incident: Incident, damage: Any) -> None:
    is_part = isinstance(damage, dict) and damage
    state = {**incident.state(), **damage} if is_part else damage

    with pytest.raises(ValueError):
        Incident.from_state(state)


def test_every_missing_field_is_noticed(incident: Incident) -> None:
    state = incident.state()

    for name in state:
        less = {key: value for key, value in state.items() if key != name}
        with pytest.raises(ValueError):
            Incident.from_state(less)
