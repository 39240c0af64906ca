"""What entities and actions can ask of a printer, and what they are refused."""

import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.happenings import Happenings
from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.journal import CheckRecord
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from tests.support.controls import ALL_CONTROLS, pressed, with_all_controls
from tests.support.house import PAUSE, House, printer_data
from tests.support.ml_server import saying


@pytest.fixture
async def failed(house: House) -> House:
    """A house whose print has failed; its printer does not follow."""
    house.pause_works = False
    await house.add(with_all_controls(house, warm_up=0, confirmations=1))
    house.ml.p = 5.0
    await house.printer_says("printing")
    assert house.printer().incident is not None
    return house


async def test_printer_shows_what_its_parts_know(failed: House) -> None:
    printer = failed.printer()

    assert printer.printer_name == "Voron"
    assert printer.job is not None
    assert printer.last_incident == printer.incident
    assert isinstance(printer.happenings, Happenings)
    assert not printer.health.in_fault
    assert len(printer.journal.records) == 1
    assert not printer.light.is_settling


async def test_change_is_written_where_all_settings_are(house: House) -> None:
    await house.add()

    house.printer().async_change(sensitivity="low", pause_control=None)
    await house.settle()

    assert house.subentry().data["sensitivity"] == "low"
    assert "pause_control" not in house.subentry().data
    assert house.printer().settings.pause_control is None


# -- mute, acknowledge, keep the power on


async def test_only_a_print_can_be_muted(house: House) -> None:
    await house.add()

    with pytest.raises(ServiceValidationError) as raised:
        house.printer().async_mute()

    assert raised.value.translation_key == "nothing_prints"
    assert raised.value.translation_placeholders == {"printer": "Voron"}


async def test_mute_is_taken_back(printing: House) -> None:
    printing.printer().async_mute()
    muted = (printing.printer().is_muted, printing.printer().data.muted)

    printing.printer().async_unmute()

    assert muted == (True, True)
    assert not printing.printer().is_muted
    assert not printing.printer().data.muted


async def test_acknowledged_incident_is_closed_and_learnt_from(
    failed: House,
) -> None:
    failed.printer().async_acknowledge()
    await failed.settle()

    incident = failed.printer().last_incident
    assert incident is not None
    assert incident.ending == "not_a_failure"
    assert failed.printer().memory.rule.state()["not_a_failure"] is True


async def test_fixed_rule_learns_nothing_from_it(house: House) -> None:
    house.pause_works = False
    await house.add(printer_data(rule="fixed", warm_up=0, confirmations=1))
    house.ml.p = 5.0
    await house.printer_says("printing")
    await house.let_pass(30)
    before = set(house.printer().memory.rule.state())

    house.printer().async_acknowledge()

    assert house.printer().incident is None
    assert set(house.printer().memory.rule.state()) == before


async def test_nothing_can_be_acknowledged_twice(failed: House) -> None:
    failed.printer().async_acknowledge()

    with pytest.raises(ServiceValidationError) as raised:
        failed.printer().async_acknowledge()

    assert raised.value.translation_key == "nothing_to_acknowledge"


async def test_power_off_that_is_planned_is_called_off(house: House) -> None:
    await house.add(
        with_all_controls(house, warm_up=0, confirmations=1, response="pause_and_off")
    )
    house.ml.p = 5.0
    await house.printer_says("printing")

    house.printer().async_keep_power_on()
    await house.let_pass(120, step=10)
    house.hass.states.async_set("sensor.voron_nozzle", "20")
    await house.let_pass(120, step=10)

    assert house.power_calls == []
    assert house.words().endswith(
        "Its power was left on. A person wanted it to stay on."
    )


async def test_power_off_that_is_not_planned_cannot_be_called_off(
    failed: House,
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        failed.printer().async_keep_power_on()

    assert raised.value.translation_key == "no_power_off_planned"


# -- orders and answers


async def test_person_orders_each_by_its_own_control(house: House) -> None:
    await house.add(with_all_controls(house))
    house.pause_works = False
    await house.printer_says("printing")

    await house.printer().async_pause()
    await house.printer().async_stop()
    await house.printer_says("paused")
    await house.printer().async_resume()

    assert pressed(house) == [
        PAUSE,
        ALL_CONTROLS["stop_control"],
        ALL_CONTROLS["resume_control"],
    ]


async def test_answer_to_a_notification_is_carried_out_once(failed: House) -> None:
    incident = failed.printer().incident
    assert incident is not None

    answered = failed.printer().async_answer(Answer.MUTE, incident.incident_id)

    assert answered
    assert failed.printer().is_muted
    assert not failed.printer().async_answer(Answer.MUTE, "another")


# -- check now


async def check_now(house: House) -> CheckRecord:
    """Have a check made; return what came of it."""
    checking = house.hass.async_create_task(house.printer().async_check_now())
    await house.settle()
    return await checking


async def test_check_of_a_watched_print_counts(printing: House) -> None:
    before = printing.printer().memory.rule.job_weight
    await printing.let_pass(5)

    record = await check_now(printing)

    assert record == printing.printer().journal.records[-1]
    assert printing.printer().memory.rule.job_weight > before


async def test_check_while_nothing_prints_counts_for_nothing(house: House) -> None:
    await house.add()
    house.ml.p = 5.0

    record = await check_now(house)

    assert record.frame_score == pytest.approx(5.0)
    assert not house.printer().journal.records
    assert house.printer().memory.rule.job_weight == 0


async def test_check_that_fails_tells_why(house: House) -> None:
    await house.add()
    house.ml.answer = saying("", 500)

    record = await check_now(house)

    assert record.reason is FaultReason.ML_SERVER_ERROR
    assert house.printer().health.misses == 0


@pytest.mark.parametrize("checks_before", [0, 1])
async def test_check_of_a_print_that_is_paused_meanwhile_is_made_all_the_same(
    house: House, checks_before: int
) -> None:
    await house.add()
    house.ml.answer = None if checks_before else house.ml.wait
    await house.printer_says("printing")
    house.ml.answer = house.ml.wait
    await house.let_pass(5)
    checking = house.hass.async_create_background_task(
        house.printer().async_check_now(), "check"
    )
    await house.settle()

    await house.printer_says("paused")
    await house.let_pass(5)
    house.ml.answer = None
    house.ml.go_on()
    await house.settle()
    record = await checking

    assert len(house.printer().journal.records) == checks_before
    assert record not in house.printer().journal.records
    assert record.frame_score is not None


async def test_test_of_the_notification_without_anybody_to_tell_fails(
    house: House,
) -> None:
    await house.add(printer_data(notify_here=False))

    with pytest.raises(HomeAssistantError) as raised:
        await house.printer().async_test_notification()

    assert raised.value.translation_key == "notification_not_sent"
