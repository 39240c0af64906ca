"""What is worth a write."""

from dataclasses import replace

import pytest

from custom_components.obico_detection.const import FaultReason, WatchState
from custom_components.obico_detection.detection.rules import FailureClass, Verdict
from custom_components.obico_detection.view import PrinterView


def view(score: float, class_: FailureClass = FailureClass.SAFE) -> PrinterView:
    return PrinterView(watch_state=WatchState.WATCHING).with_verdict(
        Verdict(score, 0.38, 0.665, 10.0, class_)
    )


def test_numbers_are_rounded_to_what_is_shown() -> None:
    shown = PrinterView(watch_state=WatchState.WATCHING).with_verdict(
        Verdict(0.123456, 0.38, 0.6650001, 12.3456, FailureClass.SAFE)
    )

    assert (shown.score, shown.low, shown.high, shown.risk) == (0.12, 0.38, 0.67, 12.3)


def test_nothing_below_zero_is_shown_as_minus_nothing() -> None:
    assert str(view(-0.001).score) == "0.0"


def test_risk_is_unknown_while_warming_up() -> None:
    shown = PrinterView(watch_state=WatchState.WARMING_UP).with_verdict(
        Verdict(0.1, 0.38, 0.665, None, None)
    )

    assert (shown.risk, shown.class_) == (None, None)


@pytest.mark.parametrize(
    ("before", "after", "shown_for_s", "is_worth_it"),
    [
        (0.10, 0.10, 0, False),
        (0.10, 0.11, 0, False),
        (0.10, 0.12, 0, True),
        (0.30, 0.28, 0, True),
        (0.10, 0.11, 59, False),
        (0.10, 0.11, 60, True),
        (0.10, 0.10, 3600, False),
        (-0.02, -0.01, 3600, False),
        (0.01, 0.00, 3600, False),
    ],
)
def test_score_is_written_when_it_has_moved_or_a_minute_has_passed(
    before: float, after: float, shown_for_s: float, is_worth_it: bool
) -> None:
    assert view(after).differs_noticeably(view(before), shown_for_s) is is_worth_it


@pytest.mark.parametrize(
    "change",
    [
        {"watch_state": WatchState.PAUSED},
        {"class_": FailureClass.WARNING},
        {"is_failing": True},
        {"is_failing": None},
        {"incident_id": "1"},
        {"reason": FaultReason.PICTURE_FROZEN},
        {"printer_silent": True},
    ],
)
def test_what_a_person_would_notice_is_written_at_once(
    change: dict[str, object],
) -> None:
    before = view(0.1)

    assert replace(before, **change).differs_noticeably(before, 0.0)  # type: ignore[arg-type]


def test_first_and_last_score_are_written_at_once() -> None:
    known, unknown = view(0.1), replace(view(0.1), score=None)

    assert known.differs_noticeably(unknown, 0.0)
    assert unknown.differs_noticeably(known, 0.0)


def test_other_words_for_the_same_trouble_wait() -> None:
    before = replace(view(0.1), score=None, detail="No answer within 35 s")

    after = replace(before, detail="No answer within 34 s")

    assert not after.differs_noticeably(before, 3600.0)
