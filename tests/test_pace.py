"""How much time lies between frames, and when the next check is due."""

import pytest

from custom_components.obico_detection.pace import FrameClock, pace_in_force


@pytest.mark.parametrize(
    ("interval_s", "is_broken", "is_suspicious", "pace_s"),
    [
        (10, False, False, 10),
        (10, False, True, 10),
        (30, False, True, 30),
        (31, False, True, 10),
        (120, False, True, 10),
        (120, False, False, 120),
        (10, True, False, 60),
        (60, True, True, 60),
        (120, True, True, 120),
    ],
)
def test_pace(
    interval_s: float, is_broken: bool, is_suspicious: bool, pace_s: float
) -> None:
    assert (
        pace_in_force(interval_s, is_broken=is_broken, is_suspicious=is_suspicious)
        == pace_s
    )


def test_first_frame_has_none_before_it() -> None:
    assert FrameClock().learnt(100.0) is None


def test_time_counts_from_frame_to_frame() -> None:
    clock = FrameClock()
    clock.learnt(100.0)

    assert clock.learnt(112.5) == 12.5
    assert clock.learnt(120.0) == 7.5


def test_time_in_a_pause_does_not_count() -> None:
    clock = FrameClock()
    clock.learnt(100.0)
    clock.stop(103.0)
    clock.go_on(1000.0)

    assert clock.learnt(1002.0) == 5.0


def test_pause_before_the_first_frame_changes_nothing() -> None:
    clock = FrameClock()
    clock.stop(100.0)
    clock.go_on(200.0)

    assert clock.learnt(210.0) is None


def test_going_on_twice_counts_once() -> None:
    clock = FrameClock()
    clock.learnt(100.0)
    clock.stop(103.0)
    clock.go_on(200.0)
    clock.go_on(300.0)

    assert clock.learnt(301.0) == 104.0


def test_reset_is_before_the_first_frame() -> None:
    clock = FrameClock()
    clock.learnt(100.0)
    clock.reset()

    assert clock.elapsed_s(200.0) is None
    assert clock.learnt(200.0) is None


def test_elapsed_time_stands_still_in_a_pause() -> None:
    clock = FrameClock()
    clock.learnt(100.0)
    assert clock.elapsed_s(104.0) == 4.0

    clock.stop(105.0)

    assert clock.is_stopped
    assert clock.elapsed_s(1000.0) == 5.0


@pytest.mark.parametrize(
    ("is_stopped", "elapsed_s"), [(True, 4.0 + 3.0), (False, 4.0 + 50.0 + 3.0)]
)
def test_restored_it_goes_on(is_stopped: bool, elapsed_s: float) -> None:
    clock = FrameClock()
    clock.restore(4.0, 100.0, is_stopped=is_stopped)
    clock.go_on(150.0)

    assert clock.learnt(153.0) == elapsed_s


def test_restored_time_is_never_negative() -> None:
    clock = FrameClock()
    clock.restore(-1e9, 100.0, is_stopped=False)

    assert clock.learnt(101.0) == 1.0
