"""What a job tracker says between the changes, and what it saves."""

from typing import Any

import pytest

from custom_components.obico_detection.printer.print_job import (
    Activity,
    JobChange,
    JobTracker,
    PrintJob,
    StatusStates,
)
from tests.printer.job_stories import EPOCH, STATES, Teller

WATCHED_PREPARING = StatusStates(
    printing=frozenset({"printing"}),
    paused=frozenset({"paused"}),
    preparing=frozenset({"heating"}),
    idle=frozenset({"idle"}),
    preparing_counts=True,
)


@pytest.mark.parametrize(
    ("story", "activity", "wants_checks", "is_paused", "settled"),
    [
        ("0 idle", Activity.IDLE, False, False, True),
        ("0 -", Activity.IDLE, False, False, False),
        ("0 odd", Activity.IDLE, False, False, False),
        ("0 preparing", Activity.PREPARING, False, False, True),
        ("0 paused", Activity.PAUSED, False, False, True),
        ("0 printing = started", Activity.PRINTING, True, False, True),
        ("0 printing = started | 9 -", Activity.PRINTING, True, False, False),
        ("0 printing = started | 9 odd", Activity.PRINTING, True, False, False),
        ("0 printing = started | 9 pausing", Activity.PAUSING, False, False, False),
        ("0 printing = started | 9 preparing", Activity.PREPARING, False, False, True),
        ("0 printing = started | 9 error = ended", Activity.ERROR, False, False, True),
        (
            "0 printing = started | 9 complete = ended | 20 -",
            Activity.FINISHED,
            False,
            False,
            False,
        ),
        (
            "0 printing = started | 9 odd | 69 odd = ended",
            Activity.IDLE,
            False,
            False,
            False,
        ),
        (
            "0 printing = started | 9 paused = paused",
            Activity.PAUSED,
            False,
            True,
            True,
        ),
        (
            "0 printing = started | 9 paused = paused | 20 busy",
            Activity.PAUSED,
            False,
            True,
            False,
        ),
        (
            "0 printing = started | 9 paused = paused | 20 pausing",
            Activity.PAUSING,
            False,
            True,
            False,
        ),
        (
            "0 printing = started | 9 paused = paused | 20 POWER_OFF = ended",
            Activity.IDLE,
            False,
            False,
            True,
        ),
        (
            "0 printing = started | 9 POWER_OFF = ended | 10 printing",
            Activity.PRINTING,
            False,
            False,
            True,
        ),
    ],
)
def test_what_is_known(
    story: str, activity: Activity, wants_checks: bool, is_paused: bool, settled: bool
) -> None:
    tracker = Teller().tell(story)
    assert tracker.activity is activity
    assert tracker.wants_checks is wants_checks
    assert tracker.is_paused is is_paused
    assert tracker.settled is settled


def test_nothing_is_known_at_first() -> None:
    tracker = JobTracker(STATES)
    assert tracker.job is None
    assert tracker.activity is Activity.IDLE
    assert not tracker.settled
    assert tracker.next_deadline is None


def test_preparing_that_counts_is_watched() -> None:
    teller = Teller(WATCHED_PREPARING)
    tracker = teller.tell("0 idle | 9 heating = started")
    assert tracker.wants_checks
    teller.tell("20 printing | 30 paused = paused | 40 heating = resumed | 50 -")
    assert tracker.activity is Activity.PREPARING
    assert tracker.wants_checks


def test_job_has_an_id_of_its_own_and_a_start() -> None:
    teller = Teller()
    first = teller.tell("5 printing:a = started").job
    second = teller.tell("500 printing:b = ended started").job
    assert first == PrintJob("1", "a", EPOCH + 5)
    assert second == PrintJob("2", "b", EPOCH + 500)


def test_ids_are_random() -> None:
    trackers = [JobTracker(STATES) for _ in range(2)]
    ids = {
        tracker.job.job_id
        for tracker in trackers
        if tracker.update("printing", None, EPOCH) and tracker.job
    }
    assert len(ids) == 2


@pytest.mark.parametrize(
    ("story", "marker"),
    [
        ("0 printing = started", None),
        ("0 printing:None = started", None),
        ("0 printing = started | 99 printing:a", "a"),
        ("0 printing:_a = started | 99 printing:", "a"),
        ("0 printing:a = started | 9 printing:b", "b"),
        ("0 printing:a = started | 99 paused:b = paused", "a"),
    ],
)
def test_marker_is_kept(story: str, marker: str | None) -> None:
    job = Teller().tell(story).job
    assert job is not None
    assert job.marker == marker
    assert job.started_at == EPOCH


@pytest.mark.parametrize(
    ("story", "deadline"),
    [
        ("0 printing = started", None),
        ("0 printing = started | 9 odd | 20 odd", 69),
        ("0 printing = started | 9 odd | 20 - | 30 - | 40 odd", 89),
        ("0 printing = started | 9 odd | 69 odd = ended", None),
        ("0 printing = started | 9 - | 20 -", 609),
        ("0 printing = started | 9 - | 609 - = held_long", None),
        ("0 printing = started | 9 - | 20 printing", None),
        ("0 -", None),
        ("0 odd", None),
        ("0 idle | 9 complete | 20 odd", 80),
        ("0 idle | 9 complete | 20 odd | 80 odd", None),
    ],
)
def test_next_deadline(story: str, deadline: float | None) -> None:
    expected = None if deadline is None else EPOCH + deadline
    assert Teller().tell(story).next_deadline == expected


def test_hold_is_told_of_until_it_is_over() -> None:
    teller = Teller()
    tracker = teller.tell("0 printing = started | 9 - | 20 -")
    assert (tracker.held_since, tracker.held_long) == (EPOCH + 9, False)
    teller.tell("609 - = held_long | 700 odd")
    assert (tracker.held_since, tracker.held_long) == (EPOCH + 9, True)
    teller.tell("710 printing")
    assert (tracker.held_since, tracker.held_long) == (None, False)


def test_a_hold_counts_from_zero_too() -> None:
    tracker = JobTracker(STATES)
    tracker.update("printing", None, 0.0)
    tracker.update(None, None, 0.0)
    assert tracker.update(None, None, 600.0) == (JobChange.HELD_LONG,)


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        ("printing", (JobChange.RESUMED,)),
        ("paused", ()),
        ("unavailable", ()),
        ("idle", (JobChange.ENDED,)),
    ],
)
def test_a_job_can_be_handed_in(status: str, changes: tuple[JobChange, ...]) -> None:
    job = PrintJob("mine", None, EPOCH)
    tracker = JobTracker(STATES, job=job, paused=True)
    assert tracker.activity is Activity.PAUSED
    assert tracker.update(status, None, EPOCH + 60) == changes


def test_a_printing_job_can_be_handed_in() -> None:
    tracker = JobTracker(STATES, job=PrintJob("mine", "a", EPOCH))
    assert tracker.wants_checks


def test_what_is_restored_is_known_before_the_first_status() -> None:
    teller = Teller()
    teller.tell("0 printing:a = started | 9 paused = paused | 20 - | 620 - = held_long")
    job = teller.tracker.job
    teller.restart()
    assert teller.tracker.job == job
    assert teller.tracker.is_paused
    assert teller.tracker.held_long
    assert teller.tracker.activity is Activity.PAUSED
    assert not teller.tracker.settled


def test_a_long_pause_counts_as_seen_when_it_is_saved() -> None:
    tracker = Teller().tell("0 printing = started | 9 paused = paused")
    saved = tracker.state(EPOCH + 9000)
    restored = JobTracker.restore(STATES, saved, EPOCH + 9060)
    assert restored.update("printing", None, EPOCH + 9060) == (JobChange.RESUMED,)


def test_a_dropout_does_not_count_as_seen_when_it_is_saved() -> None:
    tracker = Teller().tell("0 printing = started | 9 -")
    assert tracker.state(EPOCH + 9000) == tracker.state()


JOB = {"job_id": "1", "marker": None, "started_at": EPOCH}
SAVED = {
    "job": JOB,
    "paused": False,
    "activity": "printing",
    "settled_at": EPOCH,
    "held_told": False,
}


def test_what_is_saved() -> None:
    assert Teller().tell("0 printing = started").state() == SAVED
    assert JobTracker.restore(STATES, SAVED, EPOCH).state() == SAVED


@pytest.mark.parametrize(
    "garbage",
    [
        None,
        [],
        "text",
        7,
        {},
        {**SAVED, "job": 7},
        {**SAVED, "job": []},
        {**SAVED, "job": {}},
        {**SAVED, "job": {**JOB, "job_id": ""}},
        {**SAVED, "job": {**JOB, "job_id": 7}},
        {**SAVED, "job": {**JOB, "marker": 7}},
        {**SAVED, "job": {**JOB, "started_at": "now"}},
        {**SAVED, "job": {**JOB, "started_at": True}},
        {**SAVED, "job": {**JOB, "started_at": None}},
        {**SAVED, "job": {**JOB, "started_at": float("nan")}},
        {**SAVED, "job": {**JOB, "started_at": 10**400}},
        {**SAVED, "paused": "yes"},
        {**SAVED, "held_told": 1},
        {**SAVED, "settled_at": float("inf")},
        {**SAVED, "settled_at": "now"},
        {**SAVED, "activity": "dancing"},
        {**SAVED, "activity": []},
        {**SAVED, "activity": "held"},
        {**SAVED, "activity": "unlisted"},
        {**SAVED, "activity": "idle"},
    ],
)
def test_garbage_is_refused(garbage: Any) -> None:
    with pytest.raises(ValueError):
        JobTracker.restore(STATES, garbage, EPOCH)
