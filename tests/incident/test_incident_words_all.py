"""Whatever can happen has words, and there are no more words than that."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
import re

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident import incident_words
from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import (
    Ending,
    Outcome,
    Progress,
    Reason,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.incident_words import message, title
from custom_components.obico_detection.incident.telling import Telling
from homeassistant.core import HomeAssistant
from tests.incident.told import (
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
from tests.support.translations import TEXTS

pytestmark = pytest.mark.usefixtures("quarter_past_two", "strict_texts")

WORDS = re.compile(r"[A-Z][^{}]*[.]")
# Both ways in which the words are shown.
FORMS = (False, True)


CLASSES = (FailureClass.WARNING, FailureClass.FAILURE)
# Of a warning that has become a failure, the failure is told.
ENDINGS = (None, *(one for one in Ending if one is not Ending.BECAME_FAILURE))

type Ends = dict[Outcome | None, tuple[Reason | None, ...]]

NO_PRESS = (
    Reason.NO_CONTROL,
    Reason.CONTROL_GONE,
    Reason.CONTROL_UNAVAILABLE,
    Reason.CONTROL_REFUSED,
    Reason.NOT_SETTLED,
)
ORDER: Ends = {
    None: (None,),
    DONE: (None,),
    UNSURE: (None, Reason.ENDED_MEANWHILE, Reason.PRESSED_BEFORE, *NO_PRESS),
    FAILED: NO_PRESS,
    UNNEEDED: (Reason.OVER_ALREADY,),
    OFF: (
        Reason.ENDED_MEANWHILE,
        Reason.TAKEN_OVER,
        Reason.ACKNOWLEDGED,
        Reason.NOT_ALLOWED,
    ),
}
# How each kind of step can end, and why.
ENDS: dict[StepKind, Ends] = {
    StepKind.NOTIFY: {
        None: (None,),
        DONE: (None, Reason.NOT_REACHED),
        FAILED: (Reason.NOT_REACHED,),
        UNNEEDED: (Reason.NOBODY_CHOSEN,),
    },
    PAUSE: ORDER
    | {
        DONE: (None, Reason.LATE),
        UNNEEDED: (Reason.OVER_ALREADY, Reason.PAUSED_ALREADY),
    },
    STOP: ORDER,
    RESUME: ORDER | {UNNEEDED: (Reason.OVER_ALREADY, Reason.RUNNING_ALREADY)},
    CUSTOM: {
        None: (None,),
        DONE: (None,),
        FAILED: (Reason.NO_ACTIONS, Reason.ACTIONS_FAILED, Reason.INTERRUPTED),
        OFF: (Reason.ACKNOWLEDGED, Reason.INTERRUPTED),
    },
    POWER: {
        None: (None,),
        DONE: (None,),
        UNSURE: (None,),
        FAILED: NO_PRESS[:-1],
        OFF: (
            Reason.PAUSE_NOT_CONFIRMED,
            Reason.NOT_PAUSED_ANY_MORE,
            Reason.NOT_ALLOWED,
            Reason.STILL_HOT,
            Reason.TEMPERATURE_UNKNOWN,
            Reason.PRINTER_SILENT,
            Reason.CONTROL_UNAVAILABLE,
            Reason.KEPT_ON,
            Reason.ACKNOWLEDGED,
        ),
    },
}


def presses_of(kind: StepKind, reason: Reason | None) -> tuple[int, ...]:
    """Return how often something can have been pressed by then."""
    if reason is Reason.PRESSED_BEFORE:
        return (0,)
    if kind is CUSTOM:
        # Begun as soon as it is taken down.
        return (1,)
    # Pressed twice, resume could pause what goes on already.
    return (0, 1, 3) if kind in (PAUSE, STOP) else (0, 1)


def persons_of(
    kind: StepKind, reason: Reason | None, class_: FailureClass
) -> tuple[bool, ...]:
    """Return whether such a step is taken by us, by order of a person, or either."""
    if kind is RESUME or reason is Reason.KEPT_ON:
        return (True,)
    if class_ is FailureClass.WARNING and kind is STOP:
        # A warning is no reason for what cannot be undone.
        return (True,)
    return (False, True) if kind in (PAUSE, STOP) else (False,)


def every_step(class_: FailureClass) -> Iterator[Step]:
    """Return each step that can be: how it can end, why, and after how many presses."""
    for kind, ends in ENDS.items():
        if class_ is FailureClass.WARNING and kind is POWER:
            continue
        for outcome, reasons in ends.items():
            for reason in reasons:
                yield from (
                    step(kind, outcome, n, reason=reason, said=said, by_person=person)
                    for n, person, said in product(
                        presses_of(kind, reason),
                        persons_of(kind, reason, class_),
                        (None, "No."),
                    )
                )


def every_telling(class_: FailureClass) -> Iterator[Telling]:
    """Return all that can be to be told about one step, or none."""
    alone = [incident(class_=class_, response=response) for response in Response]
    done = [incident(one, class_=class_) for one in every_step(class_)]
    for what, ending, is_paused, name in product(
        [*alone, *done], ENDINGS, (None, True, False), (None, "x")
    ):
        if ending is Ending.CALMED and class_ is not FailureClass.WARNING:
            continue
        yield Telling(
            incident=replace(what, ending=ending, job_name=name, picture_error=name),
            is_paused=is_paused,
            nozzle_limit_c=50.0 if name else None,
        )


def test_each_kind_of_step_and_each_reason_can_be() -> None:
    reasons = {one for ends in ENDS.values() for why in ends.values() for one in why}
    shown = {
        f"{kind}_{one or 'pending'}" for kind, ends in ENDS.items() for one in ends
    }
    told_of = {str(one) for one in Progress if not one.startswith("noti")}

    assert set(ENDS) == set(StepKind)
    assert reasons == {None, *Reason}
    assert {one for one in shown if not one.startswith("noti")} == told_of - {"nothing"}


@pytest.mark.parametrize("class_", CLASSES)
@pytest.mark.parametrize("markdown", FORMS)
def test_nothing_that_can_happen_lacks_words(
    class_: FailureClass, markdown: bool
) -> None:
    for telling in every_telling(class_):
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
        for telling in (one for class_ in CLASSES for one in every_telling(class_)):
            message(NOBODY, telling, "Voron", markdown=False)
            title(NOBODY, telling, "Voron")

    elsewhere = {"incident_open", "incident_picture"}
    assert {one for one in texts if one.startswith("incident_")} == used | elsewhere
    assert {one for one in texts if one.startswith("answer_")} == {
        f"answer_{answer}" for answer in Answer
    }
