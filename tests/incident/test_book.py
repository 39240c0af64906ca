"""The book of a printer's latest failure and latest warning."""

from typing import Any

import pytest

from custom_components.obico_detection.incident.book import IncidentBook
from custom_components.obico_detection.incident.incident import Ending, StepKind
from tests.incident.records import done, incident, warning


@pytest.fixture
def book() -> IncidentBook:
    """A book with a failure that came after a warning."""
    book = IncidentBook()
    book.write(warning(opened_at=50.0))
    book.write(incident())
    return book


def test_empty_book_knows_nothing() -> None:
    book = IncidentBook()

    assert book.latest is None
    assert book.open_ones == ()
    assert book.known("incident-1") is None
    assert book.state() == {"failure": None, "warning": None}


def test_latest_is_what_was_found_last(book: IncidentBook) -> None:
    assert book.latest == incident()

    later = warning(incident_id="warning-2", opened_at=500.0)
    book.write(later)

    assert book.latest == later


def test_new_record_takes_the_place_of_its_class_only(book: IncidentBook) -> None:
    book.write(incident(incident_id="incident-2"))

    assert book.known("incident-1") is None
    assert book.known("incident-2") is not None
    assert book.known("warning-1") is not None


def test_open_ones_are_neither_acknowledged_nor_over(book: IncidentBook) -> None:
    book.write(warning(opened_at=50.0).ended(Ending.BECAME_FAILURE, 100.0))

    assert book.open_ones == (incident(),)


def test_record_that_is_known_can_be_changed(book: IncidentBook) -> None:
    changed = book.update("incident-1", has_picture=True)

    assert changed == incident(has_picture=True)
    assert book.failure == changed


def test_record_that_is_not_known_any_more_stays_away(book: IncidentBook) -> None:
    before = book.state()

    assert book.update("incident-0", has_picture=True) is None
    assert book.state() == before


def test_stored_book_comes_back_as_it_was(book: IncidentBook) -> None:
    book.write(incident(done(StepKind.PAUSE)).ended(Ending.RESUMED, 200.0))
    other = IncidentBook()

    other.restore(book.state())

    assert (other.failure, other.warning) == (book.failure, book.warning)


@pytest.mark.parametrize("damage", [None, 7, "garbage", [], {}, {"steps": None}])
def test_damaged_record_is_as_none_and_leaves_the_other_alone(
    book: IncidentBook, damage: Any
) -> None:
    other = IncidentBook()

    other.restore({**book.state(), "failure": damage})

    assert other.failure is None
    assert other.warning == book.warning


def test_missing_record_is_none() -> None:
    book = IncidentBook()

    book.restore({})

    assert book.latest is None
