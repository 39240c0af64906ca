"""The sensor "Last response": what was done about a print, and whether it worked."""

from datetime import timedelta

from homeassistant.core import Event, EventStateChangedData, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
from tests.support.entities import press
from tests.support.house import House

LAST_RESPONSE = "sensor.voron_last_response"


def follow(house: House) -> list[str]:
    """Note what it shows from now on."""
    shown: list[str] = []

    @callback
    def on_state(event: Event[EventStateChangedData]) -> None:
        if (state := event.data["new_state"]) is not None and state.state not in shown:
            shown.append(state.state)

    async_track_state_change_event(house.hass, LAST_RESPONSE, on_state)
    return shown


async def test_nothing_is_known_before_the_first(printing: House) -> None:
    state = printing.state(LAST_RESPONSE)

    assert state.state == "unknown"
    assert "outcome" not in state.attributes


async def test_pause_is_shown_from_the_press_to_its_confirmation(
    printing: House,
) -> None:
    await printing.change(warning_response="none")
    printing.pause_works = False
    shown = follow(printing)
    await printing.checks_until(lambda: bool(printing.pauses), p=1.2)
    pending = printing.state(LAST_RESPONSE)

    await printing.printer_says("paused")

    # The warning came first.
    assert shown == ["nothing", "pause_pending", "pause_confirmed"]
    assert pending.attributes["outcome"] is None
    assert pending.attributes["presses"] == 1
    assert pending.attributes["ended_at"] is None


async def test_says_what_it_was_about(printing: House) -> None:
    await printing.checks(20, p=1.2)

    attributes = printing.state(LAST_RESPONSE).attributes

    incident = printing.printer().incident
    assert incident is not None
    assert attributes["incident_id"] == incident.incident_id
    assert attributes["class"] == "failure"
    assert attributes["response"] == "pause"
    assert attributes["outcome"] == "confirmed"
    assert attributes["reason"] is None
    assert attributes["presses"] == 1
    assert attributes["by_person"] is False
    assert (
        dt_util.utcnow() - timedelta(seconds=200)
        < attributes["started_at"]
        <= attributes["ended_at"]
        <= dt_util.utcnow()
    )


async def test_pause_that_nothing_confirms_is_not_called_one(printing: House) -> None:
    printing.pause_works = False

    await printing.checks(30, p=1.2)

    state = printing.state(LAST_RESPONSE)
    assert state.state == "pause_unconfirmed"
    assert state.attributes["outcome"] == "unconfirmed"


async def test_control_that_refuses_is_told_as_it_said_it(printing: House) -> None:
    printing.pause_works = False
    printing.control_error = RuntimeError("the printer is in a meeting")

    await printing.checks(30, p=1.2)

    state = printing.state(LAST_RESPONSE)
    assert state.state == "pause_failed"
    assert state.attributes["reason"] == "control_refused"
    assert "in a meeting" in state.attributes["said"]


async def test_notification_alone_is_shown_as_that(printing: House) -> None:
    await printing.change(response="notify")

    await printing.checks(20, p=1.2)

    assert printing.state(LAST_RESPONSE).state == "notified"


async def test_nothing_is_shown_as_nothing(printing: House) -> None:
    await printing.change(response="none", warning_response="none")

    await printing.checks(20, p=1.2)

    state = printing.state(LAST_RESPONSE)
    assert state.state == "nothing"
    assert state.attributes["presses"] == 0
    assert state.attributes["outcome"] is None


async def test_it_outlives_the_incident_and_a_restart(printing: House) -> None:
    await printing.checks(20, p=1.2)
    await press(printing, "button.voron_not_a_failure")
    await printing.printer_says("idle")
    before = printing.state(LAST_RESPONSE)

    await printing.restart(away_s=600)

    after = printing.state(LAST_RESPONSE)
    assert after.state == before.state == "pause_confirmed"
    assert after.attributes == before.attributes
