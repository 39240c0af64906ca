"""The words about an incident are what really happened."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.incident.incident import (
    Ending,
    Reason,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.incident_words import message
from custom_components.obico_detection.incident.telling import Telling
from tests.incident.told import (
    AT,
    CUSTOM,
    DONE,
    FAILED,
    NOBODY,
    OFF,
    PAUSE,
    POWER,
    RESUME,
    STOP,
    UNNEEDED,
    UNSURE,
    incident,
    step,
    told,
)

pytestmark = pytest.mark.usefixtures("quarter_past_two", "strict_texts")

# What was done, the title, and the message.
STORIES: dict[str, tuple[list[Step], str, str]] = {
    "nothing yet": ([], "the print is failing", "Nothing has been done about it yet."),
    "about to pause": (
        [step(PAUSE, presses=0)],
        "the print is failing",
        "The print is to be paused.",
    ),
    "pause pressed": (
        [step(PAUSE)],
        "the print is failing",
        "Pause was pressed. Waiting for the printer to say that it is paused.",
    ),
    "pause pressed again": (
        [step(PAUSE, presses=2)],
        "the print is failing",
        "Pause was pressed 2 times. Waiting for the printer to say that it is paused.",
    ),
    "paused": (
        [step(PAUSE, DONE)],
        "failing print paused",
        "The print was paused, and the printer confirms it.",
    ),
    "paused at the third press": (
        [step(PAUSE, DONE, 3)],
        "failing print paused",
        "The print was paused, and the printer confirms it. Pause was pressed 3 times.",
    ),
    "paused late": (
        [step(PAUSE, DONE, reason=Reason.LATE)],
        "failing print paused",
        "The print was paused, and the printer confirms it. The printer confirmed it "
        "later than expected.",
    ),
    "pause lost three times": (
        [step(PAUSE, UNSURE, 3)],
        "the print is failing, the pause is NOT confirmed",
        "Pause was pressed 3 times. The printer does not say that it is paused. The "
        "print is probably still running.",
    ),
    "pause pressed, then no clear word": (
        [step(PAUSE, UNSURE, reason=Reason.NOT_SETTLED)],
        "the print is failing, the pause is NOT confirmed",
        "Pause was pressed. The printer does not say that it is paused. The printer "
        "did not say clearly what it is doing. The print is probably still running.",
    ),
    "pause raised three times": (
        [step(PAUSE, FAILED, 3, reason=Reason.CONTROL_REFUSED, said="Not now.")],
        "the print is failing and could NOT be paused",
        "The print could NOT be paused. Pause was pressed 3 times. The control for it "
        "answered with an error. The answer was: Not now. The print is probably still "
        "running.",
    ),
    "no pause control": (
        [step(PAUSE, FAILED, 0, reason=Reason.NO_CONTROL)],
        "the print is failing and could NOT be paused",
        "The print could NOT be paused. Pause was not pressed. No control is set for "
        "it. The print is probably still running.",
    ),
    "paused by its own firmware": (
        [step(PAUSE, UNNEEDED, 0, reason=Reason.PAUSED_ALREADY)],
        "failing print paused",
        "No pause was needed. The printer was paused already.",
    ),
    "over before the pause": (
        [step(PAUSE, UNNEEDED, 0, reason=Reason.OVER_ALREADY)],
        "the failing print has ended",
        "No pause was needed. The print was over already.",
    ),
    "over while pausing": (
        [step(PAUSE, UNSURE, reason=Reason.ENDED_MEANWHILE)],
        "the failing print has ended",
        "Pause was pressed. The printer does not say that it is paused. The print "
        "ended meanwhile.",
    ),
    "another wish while pausing": (
        [step(PAUSE, OFF, reason=Reason.TAKEN_OVER)],
        "the print is failing",
        "The pause was called off. Pause was pressed. A person has told the printer "
        "something else meanwhile.",
    ),
    "stopped": (
        [step(STOP, DONE)],
        "failing print stopped",
        "The print was stopped, and the printer confirms it.",
    ),
    "stop lost": (
        [step(STOP, UNSURE)],
        "the print is failing, the stop is NOT confirmed",
        "Stop was pressed. The printer does not say that the print has ended. The "
        "print is probably still running.",
    ),
    "stop unavailable": (
        [step(STOP, FAILED, 0, reason=Reason.CONTROL_UNAVAILABLE)],
        "the print is failing and could NOT be stopped",
        "The print could NOT be stopped. Stop was not pressed. The control for it was "
        "not available. The print is probably still running.",
    ),
    "pause lost, stopped by a person": (
        [
            step(PAUSE, UNSURE),
            step(STOP, DONE, intended_at=AT + 60, by_person=True),
        ],
        "failing print stopped",
        "Pause was pressed. The printer does not say that it is paused. The print was "
        "stopped, and the printer confirms it. Somebody, or an automation, asked for this in Home Assistant.",
    ),
    "paused, a person's resume is lost": (
        [step(PAUSE, DONE), step(RESUME, UNSURE, intended_at=AT + 60, by_person=True)],
        "the resume is NOT confirmed",
        "The print was paused, and the printer confirms it. Resume was pressed. The "
        "printer does not say that it prints again. Somebody, or an automation, asked for this in Home Assistant.",
    ),
    "paused again after a resume": (
        [
            step(PAUSE, DONE, intended_at=AT + 90, by_person=True),
            step(RESUME, DONE, intended_at=AT + 60, by_person=True),
        ],
        "failing print paused",
        "The print was resumed, and the printer confirms it. Somebody, or an automation, asked for this in Home Assistant. "
        "The print was paused, and the printer confirms it. Somebody, or an automation, asked for this in Home Assistant.",
    ),
    "own actions run": (
        [step(CUSTOM)],
        "the print is failing",
        "Your own actions are running.",
    ),
    "own actions done": (
        [step(CUSTOM, DONE)],
        "the print is failing",
        "Your own actions were carried out.",
    ),
    "own actions broke": (
        [step(CUSTOM, FAILED, reason=Reason.ACTIONS_FAILED, said="light.x is gone")],
        "the print is failing",
        "Your own actions were NOT carried out to their end. One of them failed. The "
        "answer was: light.x is gone.",
    ),
    "own actions interrupted": (
        [step(CUSTOM, FAILED, reason=Reason.INTERRUPTED)],
        "the print is failing",
        "Your own actions were NOT carried out to their end. They were interrupted, "
        "and are not run a second time.",
    ),
    "waiting to cut the power": (
        [step(PAUSE, DONE), step(POWER, presses=0, due_at=AT + 600)],
        "failing print paused",
        "The print was paused, and the printer confirms it. Its power will be "
        "switched off at 02:20 if the printer is still paused then.",
    ),
    "the plug was told": (
        [step(PAUSE, DONE), step(POWER)],
        "failing print paused",
        "The print was paused, and the printer confirms it. Its power was told to "
        "switch off. Waiting for the switch to say that it is off.",
    ),
    "power cut": (
        [step(PAUSE, DONE), step(POWER, DONE)],
        "failing print paused and switched off",
        "The print was paused, and the printer confirms it. Its power was switched "
        "off, and the switch confirms it.",
    ),
    "plug does not follow": (
        [step(PAUSE, DONE), step(POWER, UNSURE)],
        "failing print paused",
        "The print was paused, and the printer confirms it. Its power was told to "
        "switch off, but the switch does not say that it is off.",
    ),
    "plug refuses": (
        [
            step(PAUSE, DONE),
            step(POWER, FAILED, reason=Reason.CONTROL_REFUSED, said="Timeout"),
        ],
        "failing print paused",
        "The print was paused, and the printer confirms it. Its power could NOT be "
        "switched off. The control for it answered with an error. The answer was: "
        "Timeout.",
    ),
    "still hot": (
        [step(PAUSE, DONE), step(POWER, OFF, 0, reason=Reason.STILL_HOT)],
        "failing print paused",
        "The print was paused, and the printer confirms it. Its power was left on. "
        "The nozzle was still hot.",
    ),
    "power kept on": (
        [
            step(PAUSE, DONE),
            step(POWER, OFF, 0, reason=Reason.KEPT_ON, by_person=True),
        ],
        "failing print paused",
        "The print was paused, and the printer confirms it. Its power was left on. A "
        "person wanted it to stay on.",
    ),
    "no power cut without a pause": (
        [
            step(PAUSE, UNSURE),
            step(POWER, OFF, 0, reason=Reason.PAUSE_NOT_CONFIRMED),
        ],
        "the print is failing, the pause is NOT confirmed",
        "Pause was pressed. The printer does not say that it is paused. Its power was "
        "left on. The pause was not confirmed. The print is probably still running.",
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_what_was_done_is_told(story: str) -> None:
    steps, expected_title, expected = STORIES[story]
    assert told(incident(*steps)) == (expected_title, expected)


ONLY_NOTIFIED = "Nothing was done about it: the response is to notify only."


@pytest.mark.parametrize(
    ("is_paused", "next_"),
    [
        (False, " Look at it now; the print goes on."),
        (None, " Look at it now."),
        (True, " The printer says now that it is paused."),
    ],
)
def test_notify_says_that_nothing_was_done_and_what_is_next(
    is_paused: bool | None, next_: str
) -> None:
    noted = step(StepKind.NOTIFY, DONE, presses=0)
    _, words = told(incident(noted, response=Response.NOTIFY), is_paused=is_paused)
    assert words == f"{ONLY_NOTIFIED}{next_}"


def test_notify_of_what_is_over_asks_nobody_to_look() -> None:
    over = incident(response=Response.NOTIFY, ending=Ending.JOB_ENDED)
    assert told(over)[1] == f"{ONLY_NOTIFIED} The print has ended."


def test_press_before_this_one_is_not_denied() -> None:
    lost = step(STOP, UNSURE, 0, reason=Reason.PRESSED_BEFORE)
    assert told(incident(lost))[1] == (
        "Stop was not pressed again. The printer does not say that the print has ended. "
        "It had been pressed a moment before, in vain. The print is probably still "
        "running."
    )


@pytest.mark.parametrize(
    ("order", "now", "expected"),
    [
        (
            step(PAUSE, UNSURE),
            {"is_paused": True},
            "Pause was pressed. The printer did not say in time that it was paused. The "
            "printer says now that it is paused.",
        ),
        (
            step(STOP, UNSURE, reason=Reason.ENDED_MEANWHILE),
            {},
            "Stop was pressed. The print ended meanwhile.",
        ),
    ],
)
def test_what_has_come_after_all_is_not_denied(
    order: Step, now: dict[str, Any], expected: str
) -> None:
    assert told(incident(order), **now)[1] == expected


def test_stop_that_came_too_late_to_be_confirmed() -> None:
    ended = incident(step(STOP, UNSURE), ending=Ending.JOB_ENDED)
    assert told(ended)[1] == (
        "Stop was pressed. The printer did not say in time that the print had ended. "
        "The print has ended."
    )


def test_notify_does_not_hide_what_a_person_did() -> None:
    noted, stop = step(StepKind.NOTIFY, DONE), step(STOP, DONE, by_person=True)
    assert told(incident(noted, stop, response=Response.NOTIFY)) == (
        "failing print stopped",
        "The print was stopped, and the printer confirms it. Somebody, or an automation, asked for this in Home Assistant.",
    )


def test_print_is_named_where_it_has_a_name() -> None:
    telling = Telling(incident=incident(job_name="benchy.gcode"))
    assert message(NOBODY, telling, "Voron", markdown=False).startswith(
        "At 02:10 the camera of Voron showed a failing print: benchy.gcode (risk 81 %)."
    )


def test_failure_of_another_day_has_its_date(freezer: FrozenDateTimeFactory) -> None:
    freezer.move_to("2026-11-25 02:15:00")
    telling = Telling(incident=incident())
    assert message(NOBODY, telling, "Voron", markdown=False).startswith(
        "At 2026-11-24 02:10 the camera"
    )
