"""Which verdicts open an incident, which are worth a warning, and which are old news."""

import pytest

from custom_components.obico_detection.incident.gate import (
    CALM_S,
    GRACE_S,
    Alarm,
    Confirmation,
    Gate,
)
from tests.incident.watched_print import Print


@pytest.fixture
def gate() -> Gate:
    """The gate of a printer."""
    return Gate()


@pytest.fixture
def watched(gate: Gate) -> Print:
    """A print that is watched; one verdict is enough."""
    return Print(gate)


# -- confirmation


def confirmed_at(frames: list[tuple[bool, float]], needed: int) -> int | None:
    """Return the number of the frame that is enough."""
    confirmation = Confirmation()
    for number, (holds, captured_at) in enumerate(frames, 1):
        if confirmation.observe(holds, captured_at, needed):
            return number
    return None


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


# -- what opens


def test_failure_is_an_alarm(watched: Print) -> None:
    assert watched.looks(0.8) is Alarm.FAILURE


def test_safe_print_is_none(watched: Print) -> None:
    assert watched.alarms([0.1] * 50) == []


def test_print_that_is_warming_up_is_none(watched: Print) -> None:
    assert watched.looks(0.8, warm=False) is None


def test_failure_is_confirmed_by_as_many_frames_as_the_settings_want(
    gate: Gate,
) -> None:
    watched = Print(gate, confirmations=3)

    alarms = [watched.looks(0.8) for _ in range(3)]

    # What holds as a failure holds as a warning too; the graver one is given.
    assert alarms == [None, None, Alarm.FAILURE]


def test_warning_between_breaks_the_confirmation_of_a_failure(gate: Gate) -> None:
    watched = Print(gate, confirmations=2)

    assert watched.alarms([0.8, 0.5, 0.8]) == [Alarm.WARNING]


def test_nothing_opens_while_an_incident_is_open(watched: Print) -> None:
    watched.is_open = True

    assert watched.alarms([0.5, 0.8, 0.9]) == []


def test_what_was_seen_while_an_incident_was_open_confirms_nothing(gate: Gate) -> None:
    watched = Print(gate, confirmations=2)
    watched.looks(0.8)
    watched.is_open = True
    watched.looks(0.8)
    watched.is_open = False

    assert watched.looks(0.8) is None
    assert watched.looks(0.8) is Alarm.FAILURE


def test_muted_print_gives_no_alarm(watched: Print) -> None:
    watched.gate.is_muted = True

    assert watched.alarms([0.5, 0.8, 0.9]) == []


def test_print_that_is_not_muted_any_more_is_confirmed_anew(gate: Gate) -> None:
    watched = Print(gate, confirmations=2)
    gate.is_muted = True
    watched.alarms([0.8] * 5)

    gate.is_muted = False

    assert watched.looks(0.8) is None
    assert watched.looks(0.8) is Alarm.FAILURE


# -- warnings


def test_warning_is_given_once(watched: Print) -> None:
    assert watched.alarms([0.5] * 100) == [Alarm.WARNING]


def test_warning_may_be_followed_by_a_failure(watched: Print) -> None:
    assert watched.alarms([0.5, 0.6, 0.7]) == [Alarm.WARNING, Alarm.FAILURE]


def test_failure_is_not_followed_by_a_warning(watched: Print) -> None:
    watched.looks(0.8)

    assert watched.alarms([0.5, 0.5]) == []


def test_print_that_was_safe_for_five_minutes_has_calmed_and_is_warned_of_again(
    watched: Print,
) -> None:
    watched.looks(0.5)
    frames = int(CALM_S / 10)

    # Five minutes lie between the first and the last of these.
    assert watched.alarms([0.1] * frames) == []
    assert watched.looks(0.1) is Alarm.CALM
    assert watched.looks(0.1) is None
    assert watched.looks(0.5) is Alarm.WARNING


def test_moment_of_suspicion_begins_the_calm_anew(watched: Print) -> None:
    frames = int(CALM_S / 10)
    watched.looks(0.5)

    assert watched.alarms([*[0.1] * frames, 0.5, *[0.1] * frames]) == []
    assert watched.looks(0.1) is Alarm.CALM


def test_print_calms_while_it_is_muted(watched: Print) -> None:
    watched.looks(0.5)
    watched.gate.is_muted = True

    assert watched.alarms([0.1] * 40) == [Alarm.CALM]


# -- grace


def test_nothing_opens_in_the_grace(watched: Print) -> None:
    watched.gate.begin_grace(watched.now)
    frames = int(GRACE_S / 10)

    assert watched.alarms([0.8] * (frames - 1)) == []
    assert watched.looks(0.8) is Alarm.FAILURE


def test_confirmation_starts_anew_at_the_end_of_the_grace(gate: Gate) -> None:
    watched = Print(gate, confirmations=2)
    gate.begin_grace(watched.now)
    watched.alarms([0.8] * 8)

    assert watched.looks(0.8) is None
    assert watched.looks(0.8) is Alarm.FAILURE


def test_grace_breaks_a_confirmation_that_was_under_way(gate: Gate) -> None:
    watched = Print(gate, confirmations=2)
    watched.looks(0.8)
    gate.begin_grace(watched.now - GRACE_S)

    assert watched.looks(0.8) is None
