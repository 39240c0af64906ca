"""What becomes of steps that are under way when their incident ends."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.incident.closing import (
    carried_steps,
    close_steps,
    is_finishing,
)
from custom_components.obico_detection.incident.incident import (
    Ending,
    Incident,
    Outcome,
    Reason,
    StepKind,
)
from tests.incident.records import done, incident, under_way, warning

PRESSED: dict[str, Any] = {"presses": 1}
BY_PERSON: dict[str, Any] = {"by_person": True, "presses": 1}
ACKNOWLEDGED = (Outcome.CANCELLED, Reason.ACKNOWLEDGED)
NOT_PAUSED = (Outcome.CANCELLED, Reason.NOT_PAUSED_ANY_MORE)
OVER_ALREADY = (Outcome.NOT_NEEDED, Reason.OVER_ALREADY)
MEANWHILE = (Outcome.UNCONFIRMED, Reason.ENDED_MEANWHILE)
GOES_ON = (None, None)


@pytest.mark.parametrize(
    ("kind", "step", "ending", "end"),
    [
        (StepKind.PAUSE, {}, Ending.RESUMED, ACKNOWLEDGED),
        (StepKind.PAUSE, PRESSED, Ending.NOT_A_FAILURE, ACKNOWLEDGED),
        (StepKind.PAUSE, {}, Ending.JOB_ENDED, OVER_ALREADY),
        (StepKind.PAUSE, PRESSED, Ending.JOB_ENDED, MEANWHILE),
        (StepKind.STOP, {}, Ending.JOB_ENDED, OVER_ALREADY),
        (StepKind.STOP, PRESSED, Ending.JOB_ENDED, MEANWHILE),
        (StepKind.STOP, PRESSED, Ending.MUTED, ACKNOWLEDGED),
        (StepKind.POWER_OFF, {}, Ending.RESUMED, NOT_PAUSED),
        (StepKind.POWER_OFF, {}, Ending.JOB_ENDED, NOT_PAUSED),
        (StepKind.POWER_OFF, {}, Ending.NOT_A_FAILURE, ACKNOWLEDGED),
        (StepKind.POWER_OFF, PRESSED, Ending.NOT_A_FAILURE, GOES_ON),
        (StepKind.POWER_OFF, PRESSED, Ending.JOB_ENDED, GOES_ON),
        (StepKind.CUSTOM, PRESSED, Ending.JOB_ENDED, GOES_ON),
        (StepKind.CUSTOM, PRESSED, Ending.POWERED_OFF, GOES_ON),
        (StepKind.CUSTOM, PRESSED, Ending.RESUMED, ACKNOWLEDGED),
        (StepKind.RESUME, BY_PERSON, Ending.RESUMED, GOES_ON),
        (StepKind.STOP, BY_PERSON, Ending.NOT_A_FAILURE, GOES_ON),
        (StepKind.STOP, BY_PERSON, Ending.JOB_ENDED, MEANWHILE),
        (StepKind.RESUME, BY_PERSON, Ending.JOB_ENDED, MEANWHILE),
    ],
)
def test_step_that_is_under_way_ends_as_it_went(
    kind: StepKind, step: dict[str, Any], ending: Ending, end: tuple[Any, Any]
) -> None:
    closed = close_steps(incident(under_way(kind, **step)), ending, 200.0).step(kind)

    assert closed is not None
    assert (closed.outcome, closed.reason) == end
    assert closed.ended_at == (None if end is GOES_ON else 200.0)


def test_step_that_has_ended_stays_as_it_is() -> None:
    before = incident(done(StepKind.PAUSE), done(StepKind.NOTIFY))

    assert close_steps(before, Ending.JOB_ENDED, 200.0) == before


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (incident(), False),
        (incident(done(StepKind.POWER_OFF)), False),
        (incident(under_way(StepKind.NOTIFY)), False),
        (incident(under_way(StepKind.STOP, by_person=True)), False),
        (incident(under_way(StepKind.POWER_OFF, presses=1)), True),
        (incident(done(StepKind.PAUSE), under_way(StepKind.CUSTOM)), True),
    ],
)
def test_only_what_we_do_ourselves_has_to_be_finished(
    about: Incident, expected: bool
) -> None:
    assert is_finishing(about) is expected


@pytest.mark.parametrize("outcome", [None, Outcome.UNCONFIRMED, Outcome.FAILED])
def test_pause_pressed_for_a_warning_counts_for_its_failure(
    outcome: Outcome | None,
) -> None:
    pause = replace(done(StepKind.PAUSE), outcome=outcome, presses=2, said="busy")

    before = warning(done(StepKind.NOTIFY), pause)
    (carried,) = carried_steps(before, Response.PAUSE, 200.0)

    assert carried == under_way(StepKind.PAUSE, presses=2)


def test_pause_that_nobody_waits_for_any_more_is_carried_over_as_it_ended() -> None:
    before = warning(under_way(StepKind.PAUSE, presses=1))

    (carried,) = carried_steps(before, Response.NOTIFY, 200.0)

    assert (carried.outcome, carried.ended_at) == (Outcome.UNCONFIRMED, 200.0)
    assert carried.presses == 1


@pytest.mark.parametrize("kind", [StepKind.STOP, StepKind.PAUSE])
def test_stop_is_confirmed_only_by_a_printer_that_shows_it(kind: StepKind) -> None:
    about = incident(under_way(kind, presses=1))

    closed = close_steps(about, Ending.JOB_ENDED, 200.0, is_stopped=True).step(kind)

    assert closed is not None
    is_stop = kind is StepKind.STOP
    assert closed.outcome is (Outcome.CONFIRMED if is_stop else Outcome.UNCONFIRMED)


@pytest.mark.parametrize(
    "before",
    [
        None,
        warning(),
        warning(done(StepKind.NOTIFY)),
        warning(under_way(StepKind.PAUSE)),
        warning(done(StepKind.PAUSE)),
        warning(done(StepKind.PAUSE, Outcome.UNCONFIRMED, by_person=True)),
        warning(done(StepKind.PAUSE, Outcome.UNCONFIRMED)).ended(Ending.RESUMED, 9.0),
    ],
    ids=[
        "no warning",
        "nothing done",
        "no pause",
        "not pressed",
        "confirmed, so resumed",
        "a person's",
        "over",
    ],
)
def test_nothing_else_is_carried_over(before: Incident | None) -> None:
    assert carried_steps(before, Response.PAUSE, 200.0) == ()
