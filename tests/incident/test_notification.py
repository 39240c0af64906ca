"""The words of a notification are what really happened."""

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.incident.incident import (
    Incident,
    Outcome,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.notification import message

FOUND = "The camera of Voron shows a failing print (risk 81 %)."


def told(
    response: Response,
    pause: Step | None = None,
    power: Step | None = None,
) -> str:
    """Return what is told after the usual first sentence."""
    incident = Incident(
        incident_id="1",
        job_id="1",
        opened_at=0.0,
        score=0.8,
        risk=81.2,
        response=response,
        steps=tuple(step for step in (pause, power) if step is not None),
    )
    text = message(incident, "Voron")
    assert text.startswith(FOUND)
    return text.removeprefix(FOUND).strip()


def pause(outcome: Outcome | None, detail: str | None = None) -> Step:
    return Step(StepKind.PAUSE, 0.0, pressed=True, outcome=outcome, detail=detail)


def power(outcome: Outcome | None, detail: str | None = None) -> Step:
    return Step(StepKind.POWER_OFF, 0.0, outcome=outcome, detail=detail)


def test_notify_says_that_nothing_was_done() -> None:
    assert told(Response.NOTIFY) == (
        "Nothing was done about it: the response is to notify only."
    )


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (None, "Pause was not pressed."),
        (
            pause(None),
            "Pause was pressed; waiting for the printer to say that it is paused.",
        ),
        (
            pause(Outcome.CONFIRMED),
            "The print was paused, and the printer confirms it.",
        ),
        (
            pause(Outcome.NOT_NEEDED, "the print was over already"),
            "No pause was needed: the print was over already.",
        ),
        (
            pause(Outcome.FAILED, "button.x does not exist"),
            "The print could NOT be paused: button.x does not exist. It is probably "
            "still running.",
        ),
        (
            pause(Outcome.UNCONFIRMED),
            "Pause was pressed, but the printer does not say that it is paused. The "
            "print is probably still running.",
        ),
    ],
)
def test_pause_is_told_as_it_went(step: Step | None, text: str) -> None:
    assert told(Response.PAUSE, step) == text


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (None, ""),
        (
            power(None),
            "Its power will be switched off 10 minutes after the pause.",
        ),
        (power(Outcome.CONFIRMED), "Its power was switched off."),
        (
            power(Outcome.CANCELLED, "the pause was not confirmed"),
            "Its power was left on: the pause was not confirmed.",
        ),
        (
            power(Outcome.FAILED, "switch.x is unavailable"),
            "Its power could NOT be switched off: switch.x is unavailable.",
        ),
        (
            power(Outcome.UNCONFIRMED),
            "Its power was told to switch off, but the switch does not say that it is "
            "off.",
        ),
    ],
)
def test_power_is_told_as_it_went(step: Step | None, text: str) -> None:
    paused = pause(Outcome.CONFIRMED)
    whole = told(Response.PAUSE_AND_OFF, paused, step)

    assert whole == f"{told(Response.PAUSE, paused)} {text}".strip()
