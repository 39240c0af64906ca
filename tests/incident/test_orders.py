"""What a person wants of the printer: by a button, or in answer to a notification."""

import pytest

from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import (
    Ending,
    Incident,
    Outcome,
    StepKind,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.support.controls import RESUME, STOP, pressed, with_all_controls
from tests.support.house import PAUSE, House

MINUTES = 60.0


@pytest.fixture
async def printing(house: House) -> House:
    """A house whose printer prints well, with every control, and follows none."""
    house.pause_works = False
    await house.add(with_all_controls(house, warm_up=0, confirmations=1))
    await house.printer_says("printing")
    return house


@pytest.fixture
async def failed(printing: House) -> House:
    """The same a moment after pause was pressed for an incident."""
    printing.ml.p = 5.0
    await printing.let_pass(10)
    printing.ml.p = 0.0
    assert pressed(printing) == [PAUSE]
    return printing


@pytest.fixture
async def paused(failed: House) -> House:
    """The same with its pause confirmed, a while ago."""
    await failed.printer_says("paused")
    await failed.let_pass(2 * MINUTES, step=10)
    return failed


def latest(house: House) -> Incident:
    """Return the latest incident."""
    incident = house.printer().last_incident
    assert incident is not None
    return incident


async def answer(house: House, answer: Answer) -> bool:
    """Answer the notification."""
    done = house.printer().async_answer(answer, latest(house).incident_id)
    await house.settle()
    return done


# -- buttons


@pytest.mark.parametrize("status", ["idle", "finished", "error"])
@pytest.mark.parametrize("order", ["async_pause", "async_resume", "async_stop"])
async def test_where_nothing_prints_nothing_is_pressed(
    printing: House, status: str, order: str
) -> None:
    await printing.printer_says(status)

    with pytest.raises(ServiceValidationError) as raised:
        await getattr(printing.printer(), order)()

    assert raised.value.translation_key == "nothing_prints"
    assert pressed(printing) == []


async def test_paused_print_is_not_paused(printing: House) -> None:
    await printing.printer_says("paused")

    with pytest.raises(ServiceValidationError) as raised:
        await printing.printer().async_pause()

    assert raised.value.translation_key == "paused_already"
    assert pressed(printing) == []


async def test_print_that_goes_on_is_not_resumed(printing: House) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await printing.printer().async_resume()

    assert raised.value.translation_key == "not_paused"
    assert pressed(printing) == []


async def test_printer_that_says_nothing_can_be_told_everything(
    printing: House,
) -> None:
    await printing.printer_says("unavailable", None)

    await printing.printer().async_pause()
    await printing.printer().async_resume()
    await printing.printer().async_stop()

    assert pressed(printing) == [PAUSE, RESUME, STOP]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("unavailable", "The control for it was not available."),
        (None, "The control for it does not exist any more."),
    ],
)
async def test_control_that_cannot_be_pressed_is_told(
    printing: House, state: str | None, why: str
) -> None:
    if state is None:
        printing.hass.states.async_remove(STOP)
    else:
        printing.hass.states.async_set(STOP, state)

    with pytest.raises(HomeAssistantError) as raised:
        await printing.printer().async_stop()

    assert raised.value.translation_key == "stop_failed"
    assert raised.value.translation_placeholders == {"printer": "Voron", "why": why}


async def test_control_that_is_not_set_is_told(printing: House) -> None:
    await printing.change(resume_control=None)
    await printing.printer_says("paused")

    with pytest.raises(HomeAssistantError) as raised:
        await printing.printer().async_resume()

    assert raised.value.translation_key == "resume_failed"


async def test_control_that_raises_is_told_with_its_answer(printing: House) -> None:
    printing.control_error = HomeAssistantError("busy")

    with pytest.raises(HomeAssistantError) as raised:
        await printing.printer().async_pause()

    assert raised.value.translation_key == "pause_failed"
    assert raised.value.translation_placeholders is not None
    assert raised.value.translation_placeholders["why"].endswith("(busy)")


async def test_order_with_an_incident_open_is_told_there(failed: House) -> None:
    await failed.printer().async_stop()
    await failed.settle()
    assert pressed(failed) == [PAUSE, STOP]
    step = latest(failed).step(StepKind.STOP)
    assert step is not None
    assert (step.by_person, step.outcome) == (True, None)

    await failed.printer_says("idle")

    step = latest(failed).step(StepKind.STOP)
    assert step is not None
    assert step.outcome is Outcome.CONFIRMED
    assert "The print was stopped, and the printer confirms it." in failed.words()


async def test_order_that_is_under_way_is_not_given_twice(failed: House) -> None:
    await failed.printer().async_stop()
    await failed.settle()

    await failed.printer().async_stop()
    await failed.settle()

    assert pressed(failed) == [PAUSE, STOP]


# -- answers


async def test_answer_to_an_incident_of_long_ago_is_too_late(failed: House) -> None:
    assert not failed.printer().async_answer(Answer.STOP, "incident-0")
    assert pressed(failed) == [PAUSE]


@pytest.mark.parametrize("job", [None, "job-2"])
async def test_answer_to_an_incident_of_another_job_is_too_late(
    failed: House, job: str | None
) -> None:
    await failed.printer_says("idle")
    if job is not None:
        await failed.printer_says("printing", job)

    assert not await answer(failed, Answer.STOP)
    assert pressed(failed) == [PAUSE]


async def test_resume_lets_the_print_go_on(paused: House) -> None:
    assert await answer(paused, Answer.RESUME)
    assert pressed(paused) == [PAUSE, RESUME]

    await paused.printer_says("printing")

    assert latest(paused).ending is Ending.RESUMED


async def test_resume_before_the_pause_has_shown_waits_for_it(failed: House) -> None:
    assert await answer(failed, Answer.RESUME)
    # The person has decided; the printer may still follow the pause.
    assert latest(failed).ending is Ending.RESUMED
    assert pressed(failed) == [PAUSE]

    await failed.printer_says("paused")

    assert pressed(failed) == [PAUSE, RESUME]


async def test_resume_of_a_print_that_is_never_paused_presses_nothing(
    failed: House,
) -> None:
    await answer(failed, Answer.RESUME)

    await failed.let_pass(3 * MINUTES, step=10)

    assert pressed(failed) == [PAUSE]
    assert latest(failed).ending is Ending.RESUMED


async def test_resume_before_the_pause_has_shown_begins_the_grace(
    failed: House,
) -> None:
    await answer(failed, Answer.RESUME)
    # Looks much worse at once.
    failed.ml.p = 20.0

    await failed.let_pass(80, step=5)
    assert failed.shows()["class"] == "failure"
    assert failed.printer().incident is None
    await failed.let_pass(30, step=5)

    assert failed.printer().incident is not None


async def test_stop_is_pressed(paused: House) -> None:
    assert await answer(paused, Answer.STOP)

    assert pressed(paused) == [PAUSE, STOP]


async def test_pause_is_pressed_where_ours_was_lost(failed: House) -> None:
    await failed.let_pass(61)

    assert await answer(failed, Answer.PAUSE)

    assert pressed(failed) == [PAUSE, PAUSE]


async def test_not_a_failure_closes_it(paused: House) -> None:
    assert await answer(paused, Answer.NOT_A_FAILURE)

    assert latest(paused).ending is Ending.NOT_A_FAILURE
    assert not await answer(paused, Answer.NOT_A_FAILURE)


async def test_mute_closes_it(paused: House) -> None:
    assert await answer(paused, Answer.MUTE)

    assert latest(paused).ending is Ending.MUTED
    assert paused.printer().is_muted


async def test_power_that_is_not_to_be_cut_need_not_be_kept_on(
    paused: House,
) -> None:
    assert not await answer(paused, Answer.KEEP_POWER_ON)


async def test_power_is_kept_on(house: House) -> None:
    data = with_all_controls(
        house, warm_up=0, confirmations=1, response="pause_and_off"
    )
    await house.add(data)
    house.ml.p = 5.0
    await house.printer_says("printing")

    assert await answer(house, Answer.KEEP_POWER_ON)

    step = latest(house).step(StepKind.POWER_OFF)
    assert step is not None
    assert (step.outcome, step.by_person) == (Outcome.CANCELLED, True)
