"""What a person knows of opens nothing, and a restart changes nothing about that."""

from typing import Any

import pytest

from custom_components.obico_detection.incident.gate import GRACE_S, Alarm, Gate
from tests.incident.watched_print import Print


@pytest.fixture
def gate() -> Gate:
    """The gate of a printer."""
    return Gate()


@pytest.fixture
def watched(gate: Gate) -> Print:
    """A print that is watched; one verdict is enough."""
    return Print(gate)


@pytest.fixture
def acknowledged(watched: Print) -> Print:
    """A print whose failure, with a score of 0.8, was acknowledged."""
    watched.looks(0.8)
    watched.gate.acknowledge()
    return watched


def test_acknowledged_failure_does_not_open_again(acknowledged: Print) -> None:
    assert acknowledged.alarms([0.8, 0.9, 0.7, 0.5, 0.99] * 20) == []


def test_failure_after_a_safe_frame_is_a_new_one(acknowledged: Print) -> None:
    assert acknowledged.alarms([0.5, 0.1, 0.8]) == [Alarm.FAILURE]


def test_failure_that_has_grown_by_a_quarter_is_a_new_one(acknowledged: Print) -> None:
    assert acknowledged.looks(0.99) is None
    assert acknowledged.looks(1.0) is Alarm.FAILURE


def test_score_that_grows_in_the_grace_does_not_count(acknowledged: Print) -> None:
    acknowledged.gate.begin_grace(acknowledged.now)

    acknowledged.alarms([1.5] * 8)

    assert acknowledged.alarms([0.8] * 5) == []
    assert acknowledged.looks(1.0) is Alarm.FAILURE


def test_safe_frame_in_the_grace_counts(acknowledged: Print) -> None:
    acknowledged.gate.begin_grace(acknowledged.now)

    acknowledged.alarms([0.1] * 8)

    assert acknowledged.looks(0.8) is Alarm.FAILURE


def test_acknowledged_warning_may_become_a_failure_once_it_has_grown(
    watched: Print,
) -> None:
    watched.looks(0.5)
    watched.gate.acknowledge()

    assert watched.looks(0.6) is None
    assert watched.looks(0.7) is Alarm.FAILURE


def test_negative_score_is_acknowledged_as_none(gate: Gate) -> None:
    watched = Print(gate)
    watched.looks(-0.1)

    gate.acknowledge()

    assert gate.state(watched.now)["acknowledged"] == 0.0


def test_acknowledgement_breaks_a_confirmation_that_was_under_way(gate: Gate) -> None:
    watched = Print(gate, confirmations=2)
    watched.looks(0.5)

    gate.acknowledge()

    assert watched.looks(0.5) is None
    assert watched.looks(0.5) is Alarm.WARNING


def test_another_scale_makes_what_was_acknowledged_meaningless(
    acknowledged: Print,
) -> None:
    acknowledged.gate.begin_scale()

    assert acknowledged.looks(0.7) is Alarm.FAILURE


def test_next_job_starts_with_nothing(acknowledged: Print) -> None:
    acknowledged.gate.is_muted = True
    acknowledged.gate.begin_grace(acknowledged.now)

    acknowledged.gate.end_job()

    assert not acknowledged.gate.is_muted
    assert acknowledged.looks(0.5) is Alarm.WARNING
    assert acknowledged.looks(0.7) is Alarm.FAILURE


# -- after a restart


def test_mute_survives(watched: Print) -> None:
    watched.gate.is_muted = True

    watched.restart()

    assert watched.gate.is_muted
    assert watched.looks(0.8) is None


def test_what_was_acknowledged_survives(acknowledged: Print) -> None:
    acknowledged.restart()

    assert acknowledged.looks(0.9) is None
    assert acknowledged.looks(1.0) is Alarm.FAILURE


def test_score_survives_for_an_acknowledgement_right_after_it(watched: Print) -> None:
    watched.looks(0.8)
    watched.restart()

    watched.gate.acknowledge()

    assert watched.looks(0.9) is None


def test_grace_goes_on(watched: Print) -> None:
    watched.gate.begin_grace(watched.now)
    watched.alarms([0.1] * 3)

    watched.restart(away_s=30.0)

    assert watched.alarms([0.8] * 2) == []
    assert watched.looks(0.8) is Alarm.FAILURE


def test_grace_that_is_over_meanwhile_is_over(watched: Print) -> None:
    watched.gate.begin_grace(watched.now)

    watched.restart(away_s=GRACE_S)

    assert watched.looks(0.8) is Alarm.FAILURE


def test_episode_goes_on(watched: Print) -> None:
    watched.looks(0.5)

    watched.restart(away_s=600.0)

    assert watched.alarms([0.5] * 5) == []


def test_calm_goes_on_without_the_time_nobody_looked(watched: Print) -> None:
    watched.looks(0.5)
    watched.alarms([0.1] * 20)

    watched.restart(away_s=3600.0)

    assert watched.alarms([0.1] * 10) == []
    assert watched.looks(0.1) is Alarm.CALM


DAMAGES: list[Any] = [
    None,
    {},
    {"grace_s": "long"},
    {"grace_s": -1.0},
    {"acknowledged": "yes"},
    {"score": None},
    {"safe_s": []},
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_state_is_refused_as_a_whole(watched: Print, damage: Any) -> None:
    whole = {**watched.gate.state(0.0), "muted": True}
    gate = Gate()

    with pytest.raises(ValueError):
        gate.restore({**whole, **damage} if damage else damage, 0.0, 0.0)

    assert not gate.is_muted


def test_grace_that_is_stored_too_long_is_cut(watched: Print) -> None:
    watched.gate.restore(
        {**watched.gate.state(0.0), "grace_s": 1e9}, watched.now, away_s=0.0
    )

    assert watched.alarms([0.8] * 9) == [Alarm.FAILURE]
