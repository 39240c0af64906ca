"""What others have named or said does nothing among the words about an incident."""

import re

import pytest

from custom_components.obico_detection.incident.incident_words import message, title
from custom_components.obico_detection.incident.telling import Telling
from tests.incident.told import FAILED, NOBODY, PAUSE, incident, step, told

pytestmark = pytest.mark.usefixtures("quarter_past_two", "strict_texts")

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
    assert words.count(r"\[x\](http\://e.example)") == 4


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
