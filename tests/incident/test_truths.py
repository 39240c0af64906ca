"""What is said of a response is what has happened, also where that is not much."""

import pytest

from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import (
    Outcome,
    Progress,
    Reason,
    StepKind,
)
from tests.incident.conftest import Fail
from tests.support.controls import ALL_CONTROLS
from tests.support.house import House

STOP, RESUME = ALL_CONTROLS["stop_control"], ALL_CONTROLS["resume_control"]


def progress(house: House) -> Progress:
    """How far the response to the latest incident has come."""
    latest = house.printer().last_incident
    assert latest is not None
    return latest.progress


def reason(house: House, kind: StepKind) -> Reason | None:
    """Why a step has ended as it did."""
    latest = house.printer().last_incident
    step = None if latest is None else latest.step(kind)
    assert step is not None
    return step.reason


async def test_told_here_is_told(house: House, fail: Fail) -> None:
    await fail(response="notify")

    assert progress(house) is Progress.NOTIFIED
    assert reason(house, StepKind.NOTIFY) is None


async def test_nobody_is_said_to_be_notified_where_nobody_is_chosen(
    house: House, fail: Fail
) -> None:
    await fail(response="notify", notify_here=False)
    await house.let_pass(30)

    assert progress(house) is Progress.NOTHING
    assert reason(house, StepKind.NOTIFY) is Reason.NOBODY_CHOSEN
    assert house.state("sensor.voron_last_response").state == "nothing"


@pytest.mark.parametrize(
    ("here", "state"), [(False, Progress.NOTIFY_FAILED), (True, Progress.NOTIFIED)]
)
async def test_phone_that_is_gone_was_not_told(
    house: House, fail: Fail, here: bool, state: Progress
) -> None:
    await fail(response="notify", notify_here=here, notify_devices=["gone"])
    await house.let_pass(30)

    assert progress(house) is state
    assert reason(house, StepKind.NOTIFY) is Reason.NOT_REACHED
    said = house.state("sensor.voron_last_response").attributes["said"]
    assert "does not exist any more" in said


async def test_what_a_person_has_ordered_is_told_also_where_nothing_else_is(
    house: House, fail: Fail
) -> None:
    house.hass.states.async_set(STOP, "unknown")
    await fail(response="none", stop_control=STOP)
    assert house.told() == ""

    await house.printer().async_stop()
    await house.let_pass(70)

    assert progress(house) is Progress.STOP_UNCONFIRMED
    assert "The printer does not say that the print has ended." in house.told()


async def test_resume_that_another_order_has_overtaken_is_called_off(
    house: House, fail: Fail
) -> None:
    for control in (STOP, RESUME):
        house.hass.states.async_set(control, "unknown")
    await fail(stop_control=STOP, resume_control=RESUME)
    printer = house.printer()
    printer.async_acknowledge()
    latest = printer.last_incident
    assert latest is not None
    house.hass.states.async_set(RESUME, "unavailable")
    assert printer.async_answer(Answer.RESUME, latest.incident_id)
    await house.settle()
    await printer.async_stop()
    await house.settle()

    house.hass.states.async_set(RESUME, "unknown")
    await house.settle()

    latest = printer.last_incident
    step = None if latest is None else latest.step(StepKind.RESUME)
    assert step is not None
    assert (step.outcome, step.reason) == (Outcome.CANCELLED, Reason.TAKEN_OVER)
    pressed = [call.data["entity_id"] for call in house.pauses]
    assert pressed[1:] == [STOP]
    # What is stored of it can be read again.
    await house.restart()
    assert house.printer().last_incident is not None


async def test_answer_to_a_warning_does_not_close_the_failure_it_has_become(
    printing: House,
) -> None:
    await printing.change(response="notify")
    await printing.checks_until(
        lambda: printing.printer().last_incident is not None, p=1.2
    )
    warning = printing.printer().last_incident
    assert warning is not None and warning.is_warning
    await printing.checks_until(lambda: printing.printer().incident is not None, p=1.2)

    answer = Answer.NOT_A_FAILURE
    assert not printing.printer().async_answer(answer, warning.incident_id)

    assert printing.printer().incident is not None


async def test_renamed_entity_does_not_break_off_own_actions(
    house: House, fail: Fail
) -> None:
    await fail(response="custom", custom_actions=[{"delay": {"hours": 1}}])
    assert progress(house) is Progress.CUSTOM_PENDING

    house.printer().on_rename("sensor.voron_status", "sensor.voron_status_2")
    await house.settle()

    assert progress(house) is Progress.CUSTOM_PENDING
