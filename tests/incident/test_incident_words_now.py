"""The words about an incident follow what the printer says now, and how it ended."""

import pytest

from custom_components.obico_detection.incident.incident import (
    Ending,
    Reason,
    Step,
    StepKind,
)
from tests.incident.told import (
    AT,
    CUSTOM,
    DONE,
    FAILED,
    LOST_STEP,
    PAUSE,
    PAUSED_STEP,
    POWER,
    RESUME,
    STOP,
    UNSURE,
    incident,
    step,
    told,
)

pytestmark = pytest.mark.usefixtures("quarter_past_two", "strict_texts")

# -- what the printer says now


@pytest.mark.parametrize(
    ("steps", "is_paused", "expected_title", "expected_end"),
    [
        ([], True, "failing print paused", "The printer says now that it is paused."),
        ([PAUSED_STEP], True, "failing print paused", "the printer confirms it."),
        (
            [PAUSED_STEP],
            False,
            "the print is failing",
            "By now the printer is not paused any more.",
        ),
        (
            [LOST_STEP],
            True,
            "failing print paused",
            "The printer says now that it is paused.",
        ),
        (
            [LOST_STEP],
            False,
            "the print is failing, the pause is NOT confirmed",
            "The print is probably still running.",
        ),
        (
            [step(CUSTOM, DONE)],
            True,
            "failing print paused",
            "The printer says now that it is paused.",
        ),
        (
            [step(CUSTOM, DONE)],
            False,
            "the print is failing",
            "The print is probably still running.",
        ),
        (
            [step(CUSTOM)],
            False,
            "the print is failing",
            "Your own actions are running.",
        ),
        (
            [PAUSED_STEP, step(RESUME, UNSURE, intended_at=AT + 60)],
            False,
            "the print is failing",
            "By now the printer is not paused any more.",
        ),
        (
            [step(STOP, UNSURE)],
            True,
            "the print is failing, the stop is NOT confirmed",
            "The printer says now that it is paused.",
        ),
    ],
)
def test_printers_own_word_counts_most(
    steps: list[Step], is_paused: bool, expected_title: str, expected_end: str
) -> None:
    told_title, words = told(incident(*steps), is_paused=is_paused)
    assert told_title == expected_title
    assert words.endswith(expected_end)
    assert words.count("paused.") <= 1 or is_paused


# -- the countdown


def test_countdown_with_a_sensor_says_how_cool_it_must_be() -> None:
    waiting = step(POWER, presses=0, due_at=AT + 3600)
    _, words = told(incident(PAUSED_STEP, waiting), nozzle_limit_c=50.0)
    assert words.endswith(
        "Its power will be switched off when the nozzle is below 50 °C and the printer "
        "is still paused. If it is hotter even at 03:10, the power stays on."
    )


def test_countdown_without_an_end_goes_by_the_delay() -> None:
    waiting = step(POWER, presses=0)
    _, words = told(incident(PAUSED_STEP, waiting), delay_s=899)
    assert "at 02:25 if the printer is still paused" in words


def test_countdown_is_not_told_when_it_is_over() -> None:
    waiting = step(POWER, presses=0, due_at=AT + 600)
    _, words = told(incident(PAUSED_STEP, waiting, ending=Ending.RESUMED))
    assert "will be" not in words


# -- how it ended


@pytest.mark.parametrize(
    ("ending", "now", "expected_title", "expected_end"),
    [
        (
            Ending.RESUMED,
            False,
            "the print goes on",
            "A person let the print go on.",
        ),
        (
            Ending.RESUMED,
            None,
            "the print is to go on",
            "A person let the print go on.",
        ),
        (
            Ending.RESUMED,
            True,
            "failing print paused",
            "A person let the print go on. The printer says now that it is paused.",
        ),
        (
            Ending.NOT_A_FAILURE,
            True,
            "not a failure",
            "Somebody said that this is not a failure. The printer says now that it "
            "is paused.",
        ),
        (
            Ending.NOT_A_FAILURE,
            False,
            "not a failure",
            "Somebody said that this is not a failure.",
        ),
        (
            Ending.MUTED,
            False,
            "this print is muted",
            "This print was muted: nothing more is told or done about it.",
        ),
        (
            Ending.NOT_WATCHED,
            False,
            "watching was switched off",
            "Watching was switched off.",
        ),
        (
            Ending.JOB_ENDED,
            False,
            "the failing print has ended",
            "The print has ended.",
        ),
        (
            Ending.POWERED_OFF,
            None,
            "failing print paused and switched off",
            "The printer was switched off.",
        ),
    ],
)
def test_end_is_told(
    ending: Ending, now: bool | None, expected_title: str, expected_end: str
) -> None:
    ended = incident(PAUSED_STEP, ending=ending, ended_at=AT + 60)
    told_title, words = told(ended, is_paused=now)
    assert told_title == expected_title
    assert words == f"The print was paused, and the printer confirms it. {expected_end}"


def test_nothing_stays_nothing_when_the_print_has_ended() -> None:
    _, words = told(incident(ending=Ending.JOB_ENDED))
    assert words == "Nothing was done about it. The print has ended."


@pytest.mark.parametrize(
    ("last", "ending"),
    [
        (step(STOP, DONE, by_person=True), Ending.JOB_ENDED),
        (step(RESUME, DONE, by_person=True), Ending.RESUMED),
        (step(POWER, DONE), Ending.POWERED_OFF),
        (step(PAUSE, UNSURE, reason=Reason.ENDED_MEANWHILE), Ending.JOB_ENDED),
    ],
)
def test_end_is_not_told_twice(last: Step, ending: Ending) -> None:
    _, open_words = told(incident(last))
    _, ended_words = told(incident(last, ending=ending))
    assert ended_words == open_words


def test_lost_pause_of_a_print_that_has_ended_is_not_running() -> None:
    told_title, words = told(incident(LOST_STEP, ending=Ending.JOB_ENDED))
    assert told_title == "the failing print has ended"
    assert "running" not in words


@pytest.mark.parametrize(
    ("ending", "expected_title", "runs"),
    [
        (Ending.NOT_A_FAILURE, "not a failure", True),
        (Ending.MUTED, "this print is muted", True),
        (Ending.RESUMED, "the print goes on", False),
    ],
)
def test_lost_pause_is_no_headline_once_a_person_knows(
    ending: Ending, expected_title: str, runs: bool
) -> None:
    told_title, words = told(incident(LOST_STEP, ending=ending), is_paused=False)
    assert told_title == expected_title
    assert ("The print is probably still running." in words) is runs


@pytest.mark.parametrize(
    ("kind", "is_paused", "expected_title"),
    [
        (RESUME, True, "the print could NOT be resumed"),
        (RESUME, False, "the print goes on"),
        (STOP, None, "the print could NOT be stopped"),
    ],
)
def test_order_that_failed_after_the_end_is_told(
    kind: StepKind, is_paused: bool | None, expected_title: str
) -> None:
    failed = step(kind, FAILED, by_person=True, intended_at=AT + 60)
    ended = incident(PAUSED_STEP, failed, ending=Ending.RESUMED)
    assert told(ended, is_paused=is_paused)[0] == expected_title


def test_resume_under_way_after_the_end_is_told() -> None:
    under_way = step(RESUME, by_person=True, intended_at=AT + 60)
    _, words = told(incident(PAUSED_STEP, under_way, ending=Ending.RESUMED))
    assert "Resume was pressed. Waiting for the printer to say that it prints" in words
