"""What was pressed is remembered, whoever wanted it."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.incident.console import Console
from custom_components.obico_detection.printer.drive import Command

SETTLE_S = 60.0
PAUSE, RESUME, STOP = Command.PAUSE, Command.RESUME, Command.STOP


@pytest.fixture
def console() -> Console:
    """A console at which nothing was pressed."""
    return Console()


def count(console: Console, *, by_person: bool = False) -> int:
    return console.count(PAUSE, SETTLE_S, by_person=by_person)


def test_nothing_counts_at_first(console: Console) -> None:
    assert count(console) == count(console, by_person=True) == 0
    assert not console.is_on_its_way(PAUSE, SETTLE_S)


def test_press_is_on_its_way_until_it_should_have_shown(
    console: Console, freezer: FrozenDateTimeFactory
) -> None:
    console.note(PAUSE)
    freezer.tick(SETTLE_S - 1)
    assert console.is_on_its_way(PAUSE, SETTLE_S)
    assert not console.is_on_its_way(STOP, SETTLE_S)

    freezer.tick(1)
    assert not console.is_on_its_way(PAUSE, SETTLE_S)


def test_lost_presses_count_for_the_next_response_and_not_for_a_person(
    console: Console, freezer: FrozenDateTimeFactory
) -> None:
    console.note(PAUSE)
    console.note(PAUSE)
    assert count(console) == 2
    assert count(console, by_person=True) == 1

    freezer.tick(SETTLE_S)
    assert count(console) == 2
    assert count(console, by_person=True) == 0


def test_answered_incident_leaves_what_is_on_its_way(
    console: Console, freezer: FrozenDateTimeFactory
) -> None:
    console.note(PAUSE)
    console.note(PAUSE)

    console.begin_anew()

    assert count(console) == 1
    freezer.tick(SETTLE_S)
    assert count(console) == 0


def test_what_was_followed_is_forgotten(console: Console) -> None:
    console.note(PAUSE)
    console.note(STOP)

    console.settle(PAUSE, RESUME)

    assert count(console) == 0
    assert console.count(STOP, SETTLE_S, by_person=False) == 1


def test_renewed_press_may_show_from_then_on(
    console: Console, freezer: FrozenDateTimeFactory
) -> None:
    console.note(PAUSE)
    freezer.tick(SETTLE_S)

    console.renew(PAUSE)

    assert console.is_on_its_way(PAUSE, SETTLE_S)
    assert count(console) == 1


def test_each_order_is_another(console: Console) -> None:
    assert console.order() != console.order() == console.orders


def test_presses_survive_a_restart(
    console: Console, freezer: FrozenDateTimeFactory
) -> None:
    console.note(PAUSE)
    console.note(PAUSE)
    freezer.tick(10)
    saved = console.state()

    after = Console()
    after.restore(saved, now=1000.0, away_s=20.0)

    assert count(after) == 2
    assert after.state().keys() == {"pause"}


@pytest.mark.parametrize(
    "saved",
    [
        None,
        "pause",
        {"pause": None},
        {"pause": {"presses": 1}},
        {"pause": {"presses": "x", "ago_s": 1}},
        {"pause": {"presses": 1, "ago_s": float("nan")}},
        {"jump": {"presses": 1, "ago_s": 1}},
    ],
)
def test_damaged_state_is_refused(console: Console, saved: object) -> None:
    with pytest.raises(ValueError):
        console.restore(saved, now=1000.0, away_s=0.0)
