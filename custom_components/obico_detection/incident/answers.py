"""What a person can answer to a notification, and how an answer comes back."""

from enum import StrEnum
import re

from ..const import DOMAIN

ANSWER_ID = re.compile(rf"{DOMAIN}:(\w+):([0-9a-zA-Z]{{1,64}})")


class Answer(StrEnum):
    """A button of a notification."""

    RESUME = "resume"
    PAUSE = "pause"
    STOP = "stop"
    NOT_A_FAILURE = "not_a_failure"
    MUTE = "mute"
    KEEP_POWER_ON = "keep_power_on"


def answer_id(answer: Answer, incident_id: str) -> str:
    """Return what comes back when this is answered to that incident."""
    return f"{DOMAIN}:{answer}:{incident_id}"


def read_answer_id(text: object) -> tuple[Answer, str] | None:
    """Return the answer and its incident; None if it is none of ours."""
    match = ANSWER_ID.fullmatch(text) if isinstance(text, str) else None
    if match is None or match[1] not in Answer:
        return None
    return Answer(match[1]), match[2]
