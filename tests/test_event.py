"""The event "Print": each thing that happens to a print, told once."""

import pytest

from custom_components.obico_detection.const import HappeningType
from homeassistant.core import Event, EventStateChangedData, State, callback
from homeassistant.helpers.event import async_track_state_change_event
from tests.support.entities import turn
from tests.support.house import House
from tests.support.ml_server import saying

PRINT = "event.voron_print"
SWITCH = "switch.voron_watching"


class Told(list[State]):
    """What the event has told since somebody listened."""

    def __init__(self, house: House) -> None:
        super().__init__()
        async_track_state_change_event(house.hass, PRINT, self._on_state)

    @callback
    def _on_state(self, event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        # An entity that comes or goes tells nothing.
        if all(one is not None and one.state != "unavailable" for one in (old, new)):
            assert new is not None
            self.append(new)

    @property
    def types(self) -> list[str]:
        """What was told, without what explains it."""
        return [state.attributes["event_type"] for state in self]

    def one(self, type_: HappeningType) -> State:
        """Return what was told of this; it was told once."""
        (state,) = (one for one in self if one.attributes["event_type"] == type_)
        return state


async def test_knows_everything_that_can_happen(house: House) -> None:
    await house.add()

    state = house.state(PRINT)

    assert state.state == "unknown"
    assert state.attributes["event_types"] == list(HappeningType)


async def test_failing_print_is_told_once_with_what_was_seen(printing: House) -> None:
    told = Told(printing)

    await printing.checks(20, p=1.2)

    failure = told.one(HappeningType.FAILURE).attributes
    incident = printing.printer().incident
    assert incident is not None
    assert failure["incident_id"] == incident.incident_id
    assert failure["response"] == "pause"
    assert failure["score"] >= failure["high"] > failure["low"]
    assert failure["frame_score"] == pytest.approx(1.2)
    assert failure["risk"] > 66.6


async def test_what_was_done_is_told_after_the_failure(printing: House) -> None:
    await printing.change(warning_response="none")
    told = Told(printing)

    await printing.checks(20, p=1.2)

    assert told.types == ["warning", "failure", "response"]
    response = told[-1].attributes
    assert response["class"] == "failure"
    assert response["response"] == "pause"
    assert response["progress"] == "pause_confirmed"
    assert response["outcome"] == "confirmed"
    assert response["presses"] == 1


async def test_resume_is_told_as_an_acknowledgement(printing: House) -> None:
    await printing.checks(20, p=1.2)
    told = Told(printing)

    await printing.printer_says("printing")
    await printing.let_pass(30)

    acknowledged = told.one(HappeningType.ACKNOWLEDGED).attributes
    assert acknowledged["by"] == "resumed"
    assert acknowledged["class"] == "failure"


async def test_end_of_a_failing_print_is_told(printing: House) -> None:
    await printing.checks(20, p=1.2)
    told = Told(printing)

    await printing.printer_says("idle")

    assert told.types == ["cleared"]
    assert told[0].attributes["by"] == "job_ended"


async def test_end_of_a_good_print_is_nothing_to_tell(printing: House) -> None:
    told = Told(printing)

    await printing.checks(10, p=0.0)
    await printing.printer_says("idle")

    assert told == []


async def test_warning_is_told(printing: House) -> None:
    told = Told(printing)

    await printing.checks_until(lambda: "warning" in told.types, p=0.6)

    warning = told.one(HappeningType.WARNING).attributes
    assert warning["low"] <= warning["score"] < warning["high"]
    assert warning["response"] == "notify"


async def test_fault_and_recovery_are_told(printing: House) -> None:
    told = Told(printing)

    printing.ml.answer = saying("", 500)
    await printing.checks(6)
    printing.ml.answer = None
    await printing.checks(14)

    assert told.types == ["fault", "recovered"]
    assert told[0].attributes["reason"] == "ml_server_error"
    assert told[1].attributes["reason"] == "ml_server_error"


async def test_watching_switched_off_acknowledges(printing: House) -> None:
    await printing.checks(20, p=1.2)
    told = Told(printing)

    await turn(printing, SWITCH, "off")

    assert told.one(HappeningType.ACKNOWLEDGED).attributes["by"] == "not_watched"


async def test_last_thing_told_survives_a_restart_and_is_not_told_again(
    printing: House,
) -> None:
    await printing.checks(20, p=1.2)
    before = printing.state(PRINT)
    told = Told(printing)

    await printing.restart()
    await printing.let_pass(60, step=5)

    after = printing.state(PRINT)
    assert told == []
    assert after.state == before.state
    assert after.attributes == before.attributes


async def test_two_things_at_once_are_two(printing: House) -> None:
    told = Told(printing)
    happenings = printing.printer().happenings

    happenings.async_tell(HappeningType.WARNING)
    happenings.async_tell(HappeningType.FAILURE, risk=80.0)
    await printing.settle()

    assert told.types == ["warning", "failure"]
    assert told[0].state < told[1].state
    # Nothing is left of the one before.
    assert "risk" not in told[0].attributes
