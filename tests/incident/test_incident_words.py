"""The words about an incident are what really happened."""

from datetime import UTC, datetime
from itertools import product
import re
from typing import Any, cast

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident import incident_words
from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import (
    Ending,
    Incident,
    Outcome,
    Progress,
    Reason,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.incident_words import message, title
from custom_components.obico_detection.incident.telling import Telling
from homeassistant.core import HomeAssistant
from tests.support.translations import TEXTS

AT = datetime(2026, 11, 24, 2, 10, tzinfo=UTC).timestamp()
NOBODY = cast(HomeAssistant, None)
FOUND = "At 02:10 the camera of Voron showed a failing print (risk 81 %)."
DOUBTED = "At 02:10 the camera of Voron showed a print that may be failing (risk 81 %)."

# Both ways in which the words are shown.
FORMS = (False, True)
WORDS = re.compile(r"[A-Z][^{}]*[.]")


@pytest.fixture(autouse=True)
async def quarter_past_two(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """It is a few minutes after the incident, in the same night."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-24 02:15:00")


@pytest.fixture(autouse=True)
def strict_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is missing, or a placeholder that is not filled, is an error."""

    def text(_hass: HomeAssistant, key: str, **placeholders: str) -> str:
        found: str = TEXTS["common"][key]
        return found.format(**placeholders)

    monkeypatch.setattr(incident_words, "text", text)


def incident(*steps: Step, **changes: Any) -> Incident:
    given = {
        "incident_id": "1",
        "job_id": "1",
        "class_": FailureClass.FAILURE,
        "opened_at": AT,
        "score": 0.8,
        "risk": 81.2,
        "response": Response.PAUSE,
        "steps": steps,
        **changes,
    }
    return Incident(**given)


def step(
    kind: StepKind, outcome: Outcome | None = None, presses: int = 1, **changes: Any
) -> Step:
    changes = {"intended_at": AT + 1, **changes}
    return Step(kind, presses=presses, outcome=outcome, **changes)


def told(
    what: Incident, *, printer: str = "Voron", markdown: bool = False, **now: Any
) -> tuple[str, str]:
    """Return the title without the printer's name, and the message without its start."""
    telling = Telling(incident=what, **now)
    words = message(NOBODY, telling, printer, markdown=markdown)
    start = DOUBTED if what.is_warning else FOUND
    assert words.startswith(start)
    return (
        title(NOBODY, telling, printer).removeprefix(f"{printer}: "),
        words.removeprefix(start).strip(),
    )


PAUSE, STOP, RESUME = StepKind.PAUSE, StepKind.STOP, StepKind.RESUME
CUSTOM, POWER = StepKind.CUSTOM, StepKind.POWER_OFF
DONE, UNSURE, FAILED = Outcome.CONFIRMED, Outcome.UNCONFIRMED, Outcome.FAILED
UNNEEDED, OFF = Outcome.NOT_NEEDED, Outcome.CANCELLED

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
        "stopped, and the printer confirms it. A person asked for this.",
    ),
    "paused, a person's resume is lost": (
        [step(PAUSE, DONE), step(RESUME, UNSURE, intended_at=AT + 60, by_person=True)],
        "the resume is NOT confirmed",
        "The print was paused, and the printer confirms it. Resume was pressed. The "
        "printer does not say that it prints again. A person asked for this.",
    ),
    "paused again after a resume": (
        [
            step(PAUSE, DONE, intended_at=AT + 90, by_person=True),
            step(RESUME, DONE, intended_at=AT + 60, by_person=True),
        ],
        "failing print paused",
        "The print was resumed, and the printer confirms it. A person asked for this. "
        "The print was paused, and the printer confirms it. A person asked for this.",
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


def test_notify_says_that_nothing_was_done() -> None:
    noted = step(StepKind.NOTIFY, DONE, presses=0)
    assert told(incident(noted, response=Response.NOTIFY)) == (
        "the print is failing",
        "Nothing was done about it: the response is to notify only.",
    )


def test_notify_does_not_hide_what_a_person_did() -> None:
    noted, stop = step(StepKind.NOTIFY, DONE), step(STOP, DONE, by_person=True)
    assert told(incident(noted, stop, response=Response.NOTIFY)) == (
        "failing print stopped",
        "The print was stopped, and the printer confirms it. A person asked for this.",
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


# -- what the printer says now

PAUSED_STEP = step(PAUSE, DONE)
LOST_STEP = step(PAUSE, UNSURE)


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


# -- warnings


@pytest.mark.parametrize(
    ("steps", "changes", "expected_title", "expected_end"),
    [
        ([], {"response": Response.NOTIFY}, "the print may be failing", "only."),
        (
            [PAUSED_STEP],
            {},
            "print paused, it may be failing",
            "the printer confirms it.",
        ),
        (
            [LOST_STEP],
            {},
            "the print may be failing, the pause is NOT confirmed",
            "still running.",
        ),
        (
            [step(PAUSE, FAILED, 0, reason=Reason.CONTROL_GONE)],
            {},
            "the print may be failing and could NOT be paused",
            "still running.",
        ),
        (
            [step(STOP, DONE, by_person=True)],
            {},
            "print stopped, it may be failing",
            "A person asked for this.",
        ),
        (
            [],
            {"ending": Ending.JOB_ENDED},
            "the print has ended, it may have failed",
            "The print has ended.",
        ),
        (
            [],
            {"ending": Ending.CALMED},
            "the print looks good again",
            "The pictures have looked good again for a while.",
        ),
        (
            [],
            {"ending": Ending.BECAME_FAILURE},
            "the print is failing",
            "It has become a failure.",
        ),
    ],
)
def test_warning_only_doubts(
    steps: list[Step], changes: dict[str, Any], expected_title: str, expected_end: str
) -> None:
    doubted = incident(*steps, class_=FailureClass.WARNING, **changes)
    told_title, words = told(doubted)
    assert told_title == expected_title
    assert words.endswith(expected_end)


# -- everything that can be, and what others have named


def every_step() -> list[Step]:
    """Return each kind of step with each outcome it can have, for each reason."""
    names = {str(one) for one in Progress} | {"resume_cancelled"}
    steps = []
    for kind, outcome in product(StepKind, (None, *Outcome)):
        if f"{kind}_{outcome or 'pending'}" in names:
            steps += [step(kind, outcome, presses) for presses in (0, 3)]
            steps += [
                step(kind, outcome, reason=reason, said="No.", by_person=True)
                for reason in (None, *Reason)
            ]
    return steps


@pytest.mark.parametrize("class_", [FailureClass.WARNING, FailureClass.FAILURE])
@pytest.mark.parametrize("ending", [None, *Ending])
@pytest.mark.parametrize("is_paused", [None, True, False])
def test_nothing_that_can_happen_lacks_words(
    class_: FailureClass, ending: Ending | None, is_paused: bool | None
) -> None:
    for one, markdown in product(every_step(), FORMS):
        what = incident(one, class_=class_, ending=ending)
        telling = Telling(incident=what, is_paused=is_paused, nozzle_limit_c=50.0)
        words = message(NOBODY, telling, "Voron", markdown=markdown)
        assert WORDS.fullmatch(words), words
        assert "  " not in words
        assert ".." not in words
        assert title(NOBODY, telling, "Voron").startswith("Voron: ")


@pytest.mark.parametrize("response", Response)
def test_each_response_has_words_before_anything_is_done(response: Response) -> None:
    for ending in (None, Ending.JOB_ENDED):
        _, words = told(incident(response=response, ending=ending))
        assert words.startswith(("Nothing was done", "Nothing has been done"))


def test_no_text_is_left_over() -> None:
    """What is in the translations is used, so that nobody translates it in vain."""
    used: set[str] = set()
    texts = TEXTS["common"]

    def text(_hass: HomeAssistant, key: str, **_: str) -> str:
        used.add(key)
        return "x"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(incident_words, "text", text)
        for one, ending, class_ in product(
            every_step(),
            (None, *Ending),
            (FailureClass.WARNING, FailureClass.FAILURE),
        ):
            for now, job, limit_c in (
                (None, None, None),
                (True, "x", 50.0),
                (False, None, None),
            ):
                what = incident(
                    one,
                    class_=class_,
                    ending=ending,
                    job_name=job,
                    picture_error=job,
                )
                telling = Telling(incident=what, is_paused=now, nozzle_limit_c=limit_c)
                message(NOBODY, telling, "Voron", markdown=False)
                title(NOBODY, telling, "Voron")
        for response, ending in product(Response, (None, Ending.JOB_ENDED)):
            what = incident(response=response, ending=ending)
            message(NOBODY, Telling(incident=what), "Voron", markdown=False)

    elsewhere = {"incident_open", "incident_picture"}
    assert {one for one in texts if one.startswith("incident_")} == used | elsewhere
    assert {one for one in texts if one.startswith("answer_")} == {
        f"answer_{answer}" for answer in Answer
    }


HOSTILE = (
    "[x](http://e.example) ![i](http://e.example/i.png) <img src=x>\n# `rm` *b* \\"
)


def test_names_do_nothing_in_markdown() -> None:
    what = incident(
        step(PAUSE, FAILED, said=HOSTILE), job_name=HOSTILE, picture_error=HOSTILE
    )
    words = message(NOBODY, Telling(incident=what), HOSTILE, markdown=True)

    assert "\n" not in words
    assert not re.search(r"(?<!\\)[\[\]<>*`]", words)
    assert words.count(r"\[x\](http://e.example)") == 4


def test_names_are_shown_as_they_are_on_a_phone() -> None:
    what = incident(job_name="<b>part_1</b> *new*\nline")
    words = message(NOBODY, Telling(incident=what), "My [Voron]", markdown=False)

    assert "My [Voron] showed a failing print: <b>part_1</b> *new* line (risk" in words


def test_braces_in_names_are_no_placeholders() -> None:
    what = incident(job_name="{printer} {0}")
    telling = Telling(incident=what)
    assert ": {printer} {0} (risk" in message(NOBODY, telling, "{x}", markdown=False)
    assert title(NOBODY, telling, "{x}") == "{x}: the print is failing"


def test_endless_names_are_cut() -> None:
    what = incident(
        step(PAUSE, FAILED, said="s" * 5000),
        job_name="j" * 5000,
        picture_error="e" * 5000,
    )
    telling = Telling(incident=what)
    assert len(message(NOBODY, telling, "p" * 5000, markdown=True)) < 1000
    assert len(title(NOBODY, telling, "p\n" * 5000)) < 150


def test_missing_picture_is_told() -> None:
    _, words = told(incident(picture_error="No space left on device."))
    assert words.endswith("There is no picture of it: No space left on device.")
