"""What holds for every story."""

import json

from hypothesis import given, settings, strategies as st

from custom_components.obico_detection.printer.print_job import (
    Activity,
    JobChange,
    JobTracker,
)
from tests.printer.job_stories import EPOCH, STATES

STATUSES = st.sampled_from(
    [
        "printing",
        "paused",
        "pausing",
        "preparing",
        "idle",
        "complete",
        "error",
        "unavailable",
        "busy",
        "odd",
        None,
    ]
)
MARKERS = st.sampled_from(
    [
        None,
        "",
        "unknown",
        "a",
        "b",
        "2026-10-01T10:00:00+00:00",
        "2026-10-01T10:01:00+00:00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ]
)
PAUSES_S = st.sampled_from([0.0, 0.1, 10.0, 29.9, 30.0, 60.0, 600.0, 3601.0, -100.0])
STEPS = st.lists(st.tuples(PAUSES_S, STATUSES, MARKERS), max_size=25)
WITH_EVENTS = st.lists(
    st.tuples(
        PAUSES_S, STATUSES, MARKERS, st.sampled_from(["", "", "", "restart", "off"])
    ),
    max_size=25,
)

deterministic = settings(derandomize=True, deadline=None, max_examples=200)


def restarted(tracker: JobTracker, now: float) -> JobTracker:
    saved = json.loads(json.dumps(tracker.state()))
    return JobTracker.restore(STATES, saved, now)


def follow(changes: tuple[JobChange, ...], has_job: bool, is_paused: bool) -> bool:
    """Check that changes can follow each other; return whether there is a job then."""
    for change in changes:
        assert has_job is (change is not JobChange.STARTED)
        if change in {JobChange.PAUSED, JobChange.RESUMED}:
            assert is_paused is (change is JobChange.RESUMED)
        if change is JobChange.ENDED:
            is_paused = False
        has_job = change is not JobChange.ENDED
    return has_job


@deterministic
@given(WITH_EVENTS)
def test_changes_make_sense(
    steps: list[tuple[float, str | None, str | None, str]],
) -> None:
    tracker = JobTracker(STATES)
    now = EPOCH
    has_job = False
    for pause, status, marker, event in steps:
        now += pause
        if event == "restart":
            tracker = restarted(tracker, now)
        before, was_paused = tracker.job, tracker.is_paused
        if event == "off":
            changes = tracker.end_job(now)
        else:
            changes = tracker.update(status, marker, now)
        has_job = follow(changes, has_job, was_paused)

        job = tracker.job
        assert (job is not None) is has_job
        if before and job:
            assert (before.job_id == job.job_id) is (JobChange.STARTED not in changes)
        assert len(changes) == len(set(changes)) <= 2
        assert tracker.activity not in {Activity.HELD, Activity.UNLISTED}
        assert has_job or not (tracker.wants_checks or tracker.is_paused)
        assert not (tracker.wants_checks and tracker.is_paused and tracker.settled)


@deterministic
@given(STEPS)
def test_telling_twice_changes_nothing(
    steps: list[tuple[float, str | None, str | None]],
) -> None:
    tracker = JobTracker(STATES)
    now = EPOCH
    for pause, status, marker in steps:
        now += pause
        tracker.update(status, marker, now)
        job, state, deadline = tracker.job, tracker.state(), tracker.next_deadline
        assert tracker.update(status, marker, now) == ()
        assert (tracker.job, tracker.state()) == (job, state)
        assert tracker.next_deadline == deadline


@deterministic
@given(STEPS)
def test_what_is_saved_is_restored(
    steps: list[tuple[float, str | None, str | None]],
) -> None:
    tracker = JobTracker(STATES)
    now = EPOCH
    for pause, status, marker in steps:
        now += max(pause, 0.0)
        tracker.update(status, marker, now)
        other = restarted(tracker, now)
        assert other.state() == tracker.state()
        assert other.job == tracker.job
        assert other.is_paused is tracker.is_paused
        assert other.wants_checks is tracker.wants_checks
        assert other.activity is tracker.activity


@deterministic
@given(STEPS)
def test_a_deadline_is_met_once(
    steps: list[tuple[float, str | None, str | None]],
) -> None:
    tracker = JobTracker(STATES)
    now = EPOCH
    for pause, status, marker in steps:
        now += max(pause, 0.0)
        tracker.update(status, marker, now)
        if (deadline := tracker.next_deadline) is not None:
            assert deadline > now
            now = deadline
            before = tracker.job, tracker.activity, tracker.held_long
            tracker.update(status, marker, now)
            assert (tracker.job, tracker.activity, tracker.held_long) != before
            assert tracker.next_deadline is None


@deterministic
@given(
    steps=st.lists(
        st.tuples(
            st.floats(0.0, 100.0),
            STATUSES.filter(lambda status: status not in {"odd", None}),
            st.booleans(),
        ),
        max_size=30,
    ),
    marker=st.sampled_from([None, "a"]),
)
def test_a_restart_makes_no_difference(
    steps: list[tuple[float, str | None, bool]], marker: str | None
) -> None:
    through = JobTracker(STATES)
    again = JobTracker(STATES)
    now = EPOCH
    for pause, status, restart in steps:
        now += pause
        if restart:
            again = restarted(again, now)
        expected = set(through.update(status, marker, now)) - {JobChange.HELD_LONG}
        seen = set(again.update(status, marker, now)) - {JobChange.HELD_LONG}
        # How long the printer was lost begins anew at a restart.
        assert seen == expected
