"""The last checks of a printer are remembered, and all of them counted."""

import json
import math

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.check import Inspection, Miss
from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.detection.detections import Box, Detection
from custom_components.obico_detection.detection.rules import FailureClass, Verdict
from custom_components.obico_detection.journal import CheckJournal, CheckOutcome
from custom_components.obico_detection.printer.picture import Picture

NOW = 1_792_000_000.0
WARNING = Verdict(0.412345678, 0.38, 0.665, 37.9, FailureClass.WARNING)


def inspection(frame_score: float = 0.5) -> Inspection:
    found = Detection("failure", frame_score, Box(80, 60, 40, 30))
    return Inspection(
        detections=(found,),
        frame_score=frame_score,
        picture=Picture(b"12345", 640, 480, 0.0, b"digest"),
        captured_at=0.0,
        capture_s=0.25,
        waited_s=0.0,
        ml_s=1.123456,
        fetched_from="127.0.0.1",
    )


@pytest.fixture
def journal(freezer: FrozenDateTimeFactory) -> CheckJournal:
    freezer.move_to("2026-10-14T17:46:40Z")
    return CheckJournal()


def test_inspected_frame_is_told_with_all_its_numbers(journal: CheckJournal) -> None:
    journal.async_add(inspection(), WARNING)

    assert journal.records[-1].as_dict() == {
        "at": "2026-10-14T17:46:40.000+00:00",
        "outcome": "inspected",
        "capture_s": 0.25,
        "waited_s": 0.0,
        "ml_s": 1.1235,
        "fetched_from": "127.0.0.1",
        "width": 640,
        "height": 480,
        "size_bytes": 5,
        "detections": 1,
        "frame_score": 0.5,
        "score": 0.4123,
        "low": 0.38,
        "high": 0.665,
        "risk": 37.9,
        "class": "warning",
    }


def test_miss_is_told_with_its_reason(journal: CheckJournal) -> None:
    journal.async_add(Miss(FaultReason.CAMERA_GONE, "no camera"), None)

    assert journal.records[-1].as_dict() == {
        "at": "2026-10-14T17:46:40.000+00:00",
        "outcome": "miss",
        "reason": "camera_gone",
        "detail": "no camera",
    }


def test_same_picture_again_is_told_as_that(journal: CheckJournal) -> None:
    journal.async_add(None, None)

    assert journal.records[-1].outcome is CheckOutcome.REPEATED
    assert set(journal.records[-1].as_dict()) == {"at", "outcome"}


def test_frame_of_the_warm_up_has_no_class(journal: CheckJournal) -> None:
    journal.async_add(inspection(), Verdict(0.1, 0.38, 0.665, None, None))

    told = journal.records[-1].as_dict()
    assert told["score"] == 0.1
    assert not {"class", "risk"} & set(told)


def test_records_can_be_written_as_json(journal: CheckJournal) -> None:
    journal.async_add(inspection(), WARNING)
    journal.async_add(Miss(FaultReason.CAMERA_GONE, "no camera"), None)

    told = [one.as_dict() for one in journal.records]

    assert json.loads(json.dumps(told)) == told


def test_only_the_last_checks_are_remembered(journal: CheckJournal) -> None:
    for number in range(60):
        journal.async_add(inspection(frame_score=number), WARNING)

    assert [one.frame_score for one in journal.records] == list(range(10, 60))
    assert journal.frames_checked == 60


def test_length_can_be_chosen() -> None:
    journal = CheckJournal(length=3)
    for _ in range(5):
        journal.async_add(None, None)

    assert len(journal.records) == 3


def test_only_inspected_frames_are_counted(
    journal: CheckJournal, freezer: FrozenDateTimeFactory
) -> None:
    journal.async_add(inspection(), WARNING)
    freezer.tick(10)
    journal.async_add(None, None)
    journal.async_add(Miss(FaultReason.CAMERA_GONE, "no camera"), None)

    assert journal.frames_checked == 1
    assert journal.last_inspected_at == NOW


# -- listeners


def test_listeners_are_told_once_a_minute(
    journal: CheckJournal, freezer: FrozenDateTimeFactory
) -> None:
    told: list[int] = []
    journal.async_add_listener(lambda: told.append(journal.frames_checked))

    for _ in range(13):
        journal.async_add(inspection(), WARNING)
        freezer.tick(10)

    # At once, after a minute, and after two.
    assert told == [1, 7, 13]


def test_listener_that_has_left_is_told_nothing(journal: CheckJournal) -> None:
    told: list[int] = []
    remove = journal.async_add_listener(lambda: told.append(1))
    journal.async_add_listener(lambda: told.append(2))
    remove()

    journal.async_add(None, None)

    assert told == [2]


# -- a restart


def test_counters_survive_a_restart(
    journal: CheckJournal, freezer: FrozenDateTimeFactory
) -> None:
    journal.async_add(inspection(), WARNING)
    saved = json.loads(json.dumps(journal.state()))
    freezer.tick(100)

    restored = CheckJournal()
    restored.restore(saved)

    assert (restored.frames_checked, restored.last_inspected_at) == (1, NOW)
    assert not restored.records


def test_journal_without_an_inspected_frame_survives_too(journal: CheckJournal) -> None:
    journal.restore(json.loads(json.dumps(CheckJournal().state())))

    assert (journal.frames_checked, journal.last_inspected_at) == (0, None)


@pytest.mark.parametrize(
    "saved",
    [
        None,
        [],
        {},
        {"frames_checked": True},
        {"frames_checked": -1, "last_inspected_at": NOW},
        {"frames_checked": math.nan, "last_inspected_at": NOW},
        {"frames_checked": "7", "last_inspected_at": NOW},
        {"frames_checked": 0, "last_inspected_at": "yesterday"},
        {"frames_checked": 0, "last_inspected_at": 1e300},
    ],
)
def test_damaged_counters_are_as_none(journal: CheckJournal, saved: object) -> None:
    journal.restore(saved)

    assert (journal.frames_checked, journal.last_inspected_at) == (0, None)
