"""Misses, faults and recoveries, counted."""

import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.fault.health import CheckHealth


@pytest.fixture
def health() -> CheckHealth:
    """Checks that began at second 1000."""
    counted = CheckHealth()
    counted.begin(1000.0)
    return counted


def miss(
    health: CheckHealth, reason: FaultReason = FaultReason.ML_SERVER_ERROR
) -> bool:
    return health.missed(reason, f"because of {reason}")


def test_third_miss_in_a_row_begins_a_fault_once(health: CheckHealth) -> None:
    assert [miss(health) for _ in range(5)] == [False, False, True, False, False]
    assert health.in_fault


def test_latest_reason_is_told(health: CheckHealth) -> None:
    miss(health)
    miss(health, FaultReason.CAMERA_UNAVAILABLE)

    assert health.reason is FaultReason.CAMERA_UNAVAILABLE
    assert health.detail == "because of camera_unavailable"


def test_success_between_begins_the_count_anew(health: CheckHealth) -> None:
    miss(health)
    miss(health)
    health.inspected(1010.0)

    assert not miss(health)
    assert not health.in_fault


def test_success_ends_a_fault_once(health: CheckHealth) -> None:
    for _ in range(3):
        miss(health)

    assert health.inspected(1010.0)
    assert not health.inspected(1020.0)
    assert (health.in_fault, health.reason, health.detail) == (False, None, None)


def test_same_picture_is_neither_miss_nor_success(health: CheckHealth) -> None:
    miss(health)
    health.repeated()

    assert health.misses == 1
    assert health.reason is FaultReason.PICTURE_FROZEN


@pytest.mark.parametrize(
    ("interval_s", "silence_s"), [(10, 120), (40, 120), (50, 150), (120, 360)]
)
def test_silence_is_three_intervals_or_two_minutes(
    health: CheckHealth, interval_s: float, silence_s: float
) -> None:
    assert health.silence_ends_at(interval_s) == 1000 + silence_s
    assert not health.overdue(999 + silence_s, interval_s)
    assert health.overdue(1000 + silence_s, interval_s)
    # It is told once.
    assert not health.overdue(1001 + silence_s, interval_s)


def test_silence_without_a_reason_means_late_checks(health: CheckHealth) -> None:
    health.overdue(1120.0, 10.0)

    assert health.reason is FaultReason.CHECKS_LATE


def test_silence_keeps_the_reason_of_a_miss(health: CheckHealth) -> None:
    miss(health, FaultReason.PICTURE_UNUSABLE)
    health.overdue(1120.0, 10.0)

    assert health.reason is FaultReason.PICTURE_UNUSABLE


def test_silence_counts_from_the_last_success(health: CheckHealth) -> None:
    health.inspected(1100.0)

    assert not health.overdue(1219.0, 10.0)
    assert health.overdue(1220.0, 10.0)


def test_silence_stands_still_from_the_first_stop_on(health: CheckHealth) -> None:
    health.stop(1010.0)
    health.stop(1050.0)
    assert health.silence_s(1060.0) == 10

    health.begin(1100.0)
    assert health.silence_s(1105.0) == 15


@pytest.mark.parametrize(
    "saved",
    [
        None,
        [],
        {"in_fault": "yes", "reason": "checks_late", "detail": "late"},
        {"in_fault": True, "reason": [], "detail": "late"},
        {"in_fault": True, "reason": "no such reason", "detail": "late"},
        {"in_fault": True, "reason": "checks_late", "detail": None},
    ],
)
def test_damaged_fault_is_none(saved: object) -> None:
    health = CheckHealth()
    health.restore(saved)
    assert not health.in_fault
    assert health.misses == 0
