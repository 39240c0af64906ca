"""The words about a warning only doubt, and end when it does."""

from typing import Any

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident.incident import Ending, Reason, Step
from tests.incident.told import (
    DONE,
    FAILED,
    LOST_STEP,
    PAUSE,
    PAUSED_STEP,
    STOP,
    incident,
    step,
    told,
)

pytestmark = pytest.mark.usefixtures("quarter_past_two", "strict_texts")


@pytest.mark.parametrize(
    ("steps", "changes", "expected_title", "expected_end"),
    [
        (
            [],
            {"response": Response.NOTIFY},
            "the print may be failing",
            "Look at it now.",
        ),
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
            "Somebody, or an automation, asked for this in Home Assistant.",
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
    ],
)
def test_warning_only_doubts(
    steps: list[Step], changes: dict[str, Any], expected_title: str, expected_end: str
) -> None:
    doubted = incident(*steps, class_=FailureClass.WARNING, **changes)
    told_title, words = told(doubted)
    assert told_title == expected_title
    assert words.endswith(expected_end)
