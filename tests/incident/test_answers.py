"""What comes back from a button belongs to one answer and one incident."""

import pytest

from custom_components.obico_detection.incident.answers import (
    Answer,
    answer_id,
    read_answer_id,
)

INCIDENT = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("answer", Answer)
def test_answer_comes_back(answer: Answer) -> None:
    assert read_answer_id(answer_id(answer, INCIDENT)) == (answer, INCIDENT)


def test_each_answer_to_each_incident_has_an_id_of_its_own() -> None:
    ids = {answer_id(answer, one) for answer in Answer for one in ("a", "b")}
    assert len(ids) == 2 * len(Answer)


@pytest.mark.parametrize(
    "text",
    [
        None,
        17,
        ["obico_detection:resume:1"],
        "",
        "RESUME",
        "obico_detection",
        "obico_detection:resume",
        "obico_detection:resume:",
        "obico_detection:explode:1",
        "obico_detection:RESUME:1",
        "obico_detection:resume:1:2",
        "obico_detection:resume:../1",
        "obico_detection:resume:1\n",
        " obico_detection:resume:1",
        f"obico_detection:resume:{'1' * 65}",
        "somebody_else:resume:1",
    ],
)
def test_what_is_not_ours_is_not_understood(text: object) -> None:
    assert read_answer_id(text) is None
