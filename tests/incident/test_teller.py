"""When people are told, when it is taken away again, and which buttons they are given."""

from dataclasses import dataclass
from unittest.mock import AsyncMock

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import (
    Ending,
    Incident,
    Outcome,
    StepKind,
)
from custom_components.obico_detection.incident.teller import Teller, failed_order
from custom_components.obico_detection.incident.telling import Telling
from tests.incident.records import done, incident, under_way, warning
from tests.support.controls import with_all_controls
from tests.support.house import House

PAUSED = done(StepKind.PAUSE)
LOST = done(StepKind.PAUSE, Outcome.UNCONFIRMED)
COUNTDOWN = under_way(StepKind.POWER_OFF, due_at=700.0)
RESUME_LOST = done(StepKind.RESUME, Outcome.UNCONFIRMED, by_person=True)
PAUSE_LOST = done(StepKind.PAUSE, Outcome.FAILED, by_person=True)
NOTED = [Answer.NOT_A_FAILURE, Answer.MUTE]


@dataclass
class Listener:
    """A house with a printer, and who is told about it."""

    house: House
    notifier: AsyncMock

    @property
    def teller(self) -> Teller:
        """Who tells."""
        return self.house.printer()._desk._teller

    async def tell(self, about: Incident) -> Telling | None:
        """Have something told; return what it was, None if it was taken away."""
        self.house.printer()._desk.book.write(about)
        self.notifier.reset_mock()
        self.teller.async_tell(about.incident_id, alert=True)
        await self.house.settle()
        told = self.notifier.async_tell.await_args
        return None if told is None else told.args[0]

    @property
    def is_taken_away(self) -> bool:
        """Whether what was told before was taken away."""
        return bool(self.notifier.async_take_away.await_count)


@pytest.fixture
async def listener(house: House, monkeypatch: pytest.MonkeyPatch) -> Listener:
    """A listener to a printer that prints, with every control."""
    await house.add(with_all_controls(house))
    await house.printer_says("printing")
    notifier = AsyncMock()
    listener = Listener(house, notifier)
    monkeypatch.setattr(listener.teller, "_notifier", notifier)
    return listener


# -- the buttons


@pytest.mark.parametrize(
    ("status", "about", "answers"),
    [
        ("printing", incident(), [Answer.PAUSE, Answer.STOP, *NOTED]),
        ("printing", incident(LOST), [Answer.PAUSE, Answer.STOP, *NOTED]),
        (
            "printing",
            incident(done(StepKind.NOTIFY)),
            [Answer.PAUSE, Answer.STOP, *NOTED],
        ),
        ("printing", incident(under_way(StepKind.PAUSE)), [Answer.STOP, *NOTED]),
        ("printing", warning(), [Answer.PAUSE, Answer.STOP, *NOTED]),
        ("paused", incident(PAUSED), [Answer.RESUME, Answer.STOP, *NOTED]),
        ("unavailable", incident(LOST), [Answer.RESUME, Answer.STOP, *NOTED]),
        (
            "paused",
            incident(PAUSED, COUNTDOWN),
            [Answer.KEEP_POWER_ON, Answer.RESUME, Answer.STOP, *NOTED],
        ),
        (
            "paused",
            incident(PAUSED, under_way(StepKind.POWER_OFF, presses=1)),
            [Answer.RESUME, Answer.STOP, *NOTED],
        ),
        (
            "paused",
            incident(PAUSED).ended(Ending.MUTED, 9.0),
            [Answer.RESUME, Answer.STOP],
        ),
        (
            "printing",
            incident(PAUSED, PAUSE_LOST).ended(Ending.RESUMED, 9.0),
            [Answer.PAUSE, Answer.STOP],
        ),
        ("idle", incident(PAUSED), []),
        ("paused", incident(PAUSED).ended(Ending.JOB_ENDED, 9.0), []),
        ("paused", incident(PAUSED).ended(Ending.POWERED_OFF, 9.0), []),
    ],
)
async def test_buttons_are_those_that_make_sense_now(
    listener: Listener, status: str, about: Incident, answers: list[Answer]
) -> None:
    listener.house.say(status, None)

    assert list(listener.teller.answers(about)) == answers


@pytest.mark.parametrize("status", ["printing", "paused"])
async def test_printer_without_controls_has_no_buttons_for_them(
    listener: Listener, status: str
) -> None:
    await listener.house.change(
        pause_control=None, resume_control=None, stop_control=None, response="notify"
    )
    listener.house.say(status, None)

    assert list(listener.teller.answers(incident())) == NOTED


# -- what is told, and what is taken away


async def test_open_incident_is_told_as_the_printer_has_it(listener: Listener) -> None:
    await listener.house.change(nozzle_temperature=None, power_off_delay=5)
    listener.house.say("paused", None)

    told = await listener.tell(incident(PAUSED, COUNTDOWN))

    assert told is not None
    assert told.is_paused is True
    assert (told.nozzle_limit_c, told.delay_s) == (None, 300.0)
    assert told.alert


async def test_limit_of_the_nozzle_is_told_where_it_is_measured(
    listener: Listener,
) -> None:
    await listener.house.change(response="pause_and_off", nozzle_limit=45)

    told = await listener.tell(incident(PAUSED, COUNTDOWN))

    assert told is not None
    assert told.nozzle_limit_c == 45
    assert told.is_paused is False


async def test_printer_that_says_nothing_is_told_as_such(listener: Listener) -> None:
    listener.house.say("unavailable", None)

    told = await listener.tell(incident(LOST))

    assert told is not None
    assert told.is_paused is None


@pytest.mark.parametrize(
    ("status", "about", "is_told"),
    [
        ("printing", incident(PAUSED).ended(Ending.RESUMED, 9.0), False),
        ("paused", incident(PAUSED).ended(Ending.RESUMED, 9.0), False),
        ("paused", incident(PAUSED).ended(Ending.NOT_A_FAILURE, 9.0), True),
        ("printing", incident(PAUSED).ended(Ending.NOT_A_FAILURE, 9.0), False),
        ("paused", incident(PAUSED).ended(Ending.MUTED, 9.0), True),
        ("unavailable", incident(PAUSED).ended(Ending.MUTED, 9.0), False),
        ("printing", incident(LOST).ended(Ending.NOT_WATCHED, 9.0), False),
        ("printing", warning().ended(Ending.CALMED, 9.0), False),
        ("idle", incident(PAUSED).ended(Ending.JOB_ENDED, 9.0), True),
        ("paused", incident(PAUSED, RESUME_LOST).ended(Ending.RESUMED, 9.0), True),
        ("printing", incident(PAUSED, RESUME_LOST).ended(Ending.RESUMED, 9.0), False),
        ("idle", incident(PAUSED, RESUME_LOST).ended(Ending.RESUMED, 9.0), False),
        ("printing", incident(PAUSE_LOST).ended(Ending.NOT_A_FAILURE, 9.0), True),
    ],
)
async def test_what_is_over_is_told_as_long_as_there_is_something_to_do(
    listener: Listener, status: str, about: Incident, is_told: bool
) -> None:
    listener.house.say(status, None)

    told = await listener.tell(about)

    assert (told is not None) is is_told
    assert listener.is_taken_away is not is_told


async def test_response_that_is_none_is_not_told(listener: Listener) -> None:
    assert await listener.tell(incident(response=Response.NONE)) is None
    assert not listener.is_taken_away


async def test_what_nobody_knows_any_more_is_not_told(listener: Listener) -> None:
    listener.teller.async_tell("incident-0", alert=True)
    await listener.house.settle()

    assert listener.notifier.mock_calls == []


async def test_end_of_an_older_one_takes_nothing_newer_away(
    listener: Listener,
) -> None:
    listener.house.printer()._desk.book.write(incident(opened_at=200.0))

    told = await listener.tell(warning().ended(Ending.CALMED, 9.0))

    assert told is None
    assert not listener.is_taken_away


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (incident(), None),
        (incident(LOST), None),
        (incident(done(StepKind.RESUME, by_person=True)), None),
        (incident(LOST, RESUME_LOST), RESUME_LOST),
    ],
)
def test_failed_order_is_a_persons_last_one(about: Incident, expected: object) -> None:
    assert failed_order(about) == expected
