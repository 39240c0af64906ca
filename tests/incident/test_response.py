"""A response on its own: what it does not do twice, and what it need not do."""

from dataclasses import replace

import pytest

from custom_components.obico_detection.const import HappeningType, Response
from custom_components.obico_detection.detection.verdict import FailureClass, Verdict
from custom_components.obico_detection.happenings import Happening
from custom_components.obico_detection.incident.incident import (
    Ending,
    Incident,
    Outcome,
    Reason,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.response import outcome_of
from custom_components.obico_detection.printer.controls import ControlFault
from custom_components.obico_detection.printer.drive import Command, Driven
from custom_components.obico_detection.printer.status import Activity
from tests.incident.records import done, incident, under_way
from tests.support.house import POWER, House, printer_data

PAUSED = done(StepKind.PAUSE)


@pytest.fixture
async def at_work(house: House) -> House:
    """A house whose printer prints; its settings allow everything."""
    await house.add(
        printer_data(
            response="pause_and_off", power_switch=POWER, power_off_while_hot=True
        )
    )
    await house.printer_says("printing")
    return house


async def respond(house: House, about: Incident) -> Incident:
    """Respond to an incident; return how it stands then."""
    printer = house.printer()
    desk = printer._desk
    # It is about what is printed now, if anything is.
    desk.book.write(replace(about, job_id=printer.job_id or about.job_id))
    run = house.hass.async_create_background_task(
        desk.dispatcher.responder(about.incident_id).async_run(), "response"
    )
    await house.let_pass(80, step=10)
    await run
    known = desk.book.known(about.incident_id)
    assert known is not None
    return known


def step(about: Incident, kind: StepKind) -> Step:
    """Return a step that must be there."""
    found = about.step(kind)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("paused", Reason.PAUSED_ALREADY),
        ("idle", Reason.OVER_ALREADY),
        ("finished", Reason.OVER_ALREADY),
        ("error", Reason.OVER_ALREADY),
    ],
)
async def test_printer_that_does_not_print_is_not_pressed(
    at_work: House, status: str, why: Reason
) -> None:
    await at_work.printer_says(status)

    after = await respond(at_work, incident())

    assert at_work.pauses == []
    pause = step(after, StepKind.PAUSE)
    assert (pause.outcome, pause.reason) == (Outcome.NOT_NEEDED, why)


async def test_intent_is_stored_before_the_press(
    at_work: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = at_work.printer()._storage
    save = storage.async_save
    stored: list[tuple[int, int]] = []

    async def save_and_note() -> None:
        await save()
        (one,) = at_work.stored()["desk"]["failure"]["steps"]
        stored.append((one["presses"], len(at_work.pauses)))

    monkeypatch.setattr(storage, "async_save", save_and_note)

    await respond(at_work, incident())

    assert stored[0] == (1, 0)
    assert stored[-1] == (1, 1)


async def test_what_was_told_is_not_told_to_automations_again(at_work: House) -> None:
    responses: list[Happening] = []

    def on_happening(happening: Happening) -> None:
        if happening.type is HappeningType.RESPONSE:
            responses.append(happening)

    at_work.printer().happenings.async_add_listener(on_happening)
    after = await respond(at_work, incident(response=Response.NOTIFY))
    assert len(responses) == 1

    again = await respond(at_work, after)

    assert len(responses) == 1
    assert again.steps == after.steps


async def test_response_that_is_none_does_nothing(at_work: House) -> None:
    after = await respond(at_work, incident(response=Response.NONE))

    assert after.steps == ()
    assert at_work.told() == ""


async def test_stop_is_pressed_by_its_own_control(at_work: House) -> None:
    stop = "input_button.voron_stop"
    at_work.hass.states.async_set(stop, "unknown")
    await at_work.change(response="stop", stop_control=stop)
    at_work.pause_works = False

    after = await respond(at_work, incident(response=Response.STOP))

    assert [call.data["entity_id"] for call in at_work.pauses] == [stop]
    assert step(after, StepKind.STOP).outcome is Outcome.UNCONFIRMED


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_finished_pause_is_not_made_again(
    at_work: House, outcome: Outcome
) -> None:
    await respond(at_work, incident(done(StepKind.PAUSE, outcome)))

    assert at_work.pauses == []


async def test_finished_power_off_is_not_made_again(at_work: House) -> None:
    await at_work.printer_says("paused")
    cancelled = done(StepKind.POWER_OFF, Outcome.CANCELLED, presses=0, due_at=0.0)

    await respond(at_work, incident(PAUSED, cancelled, response=Response.PAUSE_AND_OFF))

    assert at_work.power_calls == []


@pytest.mark.parametrize(
    "pause",
    [
        done(StepKind.PAUSE, Outcome.UNCONFIRMED),
        done(StepKind.PAUSE, reason=Reason.LATE),
        done(StepKind.PAUSE, Outcome.NOT_NEEDED, reason=Reason.PAUSED_ALREADY),
    ],
    ids=["unconfirmed", "late", "paused by somebody else"],
)
async def test_power_is_cut_only_after_a_pause_of_ours_that_was_confirmed_in_time(
    at_work: House, pause: Step
) -> None:
    await at_work.printer_says("paused")

    after = await respond(at_work, incident(pause, response=Response.PAUSE_AND_OFF))

    assert at_work.power_calls == []
    off = step(after, StepKind.POWER_OFF)
    assert (off.outcome, off.reason) == (
        Outcome.CANCELLED,
        Reason.PAUSE_NOT_CONFIRMED,
    )


async def test_power_is_not_cut_once_the_incident_is_closed(at_work: House) -> None:
    await at_work.printer_says("paused")
    due = under_way(StepKind.POWER_OFF, due_at=0.0)
    closed = incident(PAUSED, due, response=Response.PAUSE_AND_OFF)

    after = await respond(at_work, closed.ended(Ending.NOT_A_FAILURE, 9.0))

    assert at_work.power_calls == []
    assert step(after, StepKind.POWER_OFF).outcome is Outcome.CANCELLED


async def test_pressed_switch_without_outcome_is_looked_at_again(
    at_work: House,
) -> None:
    await at_work.printer_says("paused")
    at_work.hass.states.async_set(POWER, "off")
    pressed = under_way(StepKind.POWER_OFF, presses=1, due_at=0.0)

    after = await respond(
        at_work, incident(PAUSED, pressed, response=Response.PAUSE_AND_OFF)
    )

    assert step(after, StepKind.POWER_OFF).outcome is Outcome.CONFIRMED
    assert at_work.power_calls == []


async def test_pause_is_not_pressed_for_a_response_that_was_changed(
    at_work: House,
) -> None:
    await at_work.change(response="notify")

    after = await respond(at_work, incident())

    assert at_work.pauses == []
    pause = step(after, StepKind.PAUSE)
    assert (pause.outcome, pause.reason) == (Outcome.CANCELLED, Reason.NOT_ALLOWED)


async def test_pause_is_not_pressed_where_a_person_has_taken_over(
    at_work: House,
) -> None:
    by_person = done(StepKind.RESUME, by_person=True)

    after = await respond(at_work, incident(by_person))

    assert at_work.pauses == []
    assert step(after, StepKind.PAUSE).reason is Reason.TAKEN_OVER


async def test_incident_that_nobody_knows_any_more_is_left_alone(
    at_work: House,
) -> None:
    desk = at_work.printer()._desk

    await desk.dispatcher.responder("incident-0").async_run()
    await desk._ledger.async_keep("incident-0", PAUSED)

    assert desk.book.latest is None


@pytest.mark.parametrize(("has_job", "opens"), [(True, True), (False, False)])
async def test_failure_without_a_print_is_no_incident(
    at_work: House, has_job: bool, opens: bool
) -> None:
    if not has_job:
        await at_work.printer_says("idle")
    failing = Verdict(0.9, 0.3, 0.6, 90.0, FailureClass.FAILURE)

    alarm = at_work.printer()._desk.async_take_in(
        failing, 0.0, frame_score=1.0, confirmations=1
    )
    await at_work.settle()

    assert (alarm is not None) is opens
    assert (at_work.printer().incident is not None) is opens


@pytest.mark.parametrize(
    ("command", "driven", "expected"),
    [
        (
            Command.PAUSE,
            Driven(presses=1, reached=Activity.PAUSED, said="busy"),
            (Outcome.CONFIRMED, None),
        ),
        (
            Command.PAUSE,
            Driven(presses=0, reached=Activity.PAUSED),
            (Outcome.NOT_NEEDED, Reason.PAUSED_ALREADY),
        ),
        (
            Command.PAUSE,
            Driven(presses=0, reached=Activity.IDLE),
            (Outcome.NOT_NEEDED, Reason.OVER_ALREADY),
        ),
        (
            Command.PAUSE,
            Driven(presses=2, reached=Activity.FINISHED),
            (Outcome.UNCONFIRMED, Reason.ENDED_MEANWHILE),
        ),
        (
            Command.STOP,
            Driven(presses=1, reached=Activity.IDLE),
            (Outcome.CONFIRMED, None),
        ),
        (
            Command.STOP,
            Driven(presses=0, reached=Activity.ERROR),
            (Outcome.NOT_NEEDED, Reason.OVER_ALREADY),
        ),
        (
            Command.RESUME,
            Driven(presses=0, reached=Activity.PRINTING),
            (Outcome.NOT_NEEDED, Reason.RUNNING_ALREADY),
        ),
        (Command.PAUSE, Driven(presses=3), (Outcome.UNCONFIRMED, None)),
        (
            Command.PAUSE,
            Driven(presses=1, fault=ControlFault.CONTROL_REFUSED, said="no"),
            (Outcome.FAILED, Reason.CONTROL_REFUSED),
        ),
        (
            Command.PAUSE,
            Driven(presses=1, fault=ControlFault.CONTROL_UNAVAILABLE),
            (Outcome.UNCONFIRMED, Reason.CONTROL_UNAVAILABLE),
        ),
        (
            Command.PAUSE,
            Driven(presses=0, fault=ControlFault.NO_CONTROL),
            (Outcome.FAILED, Reason.NO_CONTROL),
        ),
    ],
)
def test_outcome_is_what_the_printer_said(
    command: Command, driven: Driven, expected: tuple[Outcome, Reason | None]
) -> None:
    assert outcome_of(command, driven) == expected
