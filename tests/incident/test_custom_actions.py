"""The user's own actions: run once, with what they need to know, and told as they went."""

import asyncio
import logging
from typing import Any

import pytest

from custom_components.obico_detection.incident import custom_actions
from custom_components.obico_detection.incident.custom_actions import (
    async_checked_actions,
    async_run_actions,
)
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from tests.incident.conftest import Fail
from tests.support.house import House

CALL = {
    "action": "test.note",
    "data": {
        "printer": "{{ printer }}",
        "job": "{{ job }}",
        "score": "{{ score }}",
        "risk": "{{ risk }}",
        "class": "{{ class }}",
        "picture": "{{ picture }}",
        "incident_id": "{{ incident_id }}",
    },
}
DELAY = {"delay": {"seconds": 30}}
CARRIED_OUT = "Your own actions were carried out."
NOT_TO_THE_END = "Your own actions were NOT carried out to their end."
RUNNING = "Your own actions are running."


class Notes:
    """An action that notes what it was told, and may go wrong."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Offer it as test.note."""
        self.calls: list[ServiceCall] = []
        self.error: Exception | None = None
        hass.services.async_register("test", "note", self._note)

    async def _note(self, call: ServiceCall) -> None:
        self.calls.append(call)
        if self.error is not None:
            raise self.error


@pytest.fixture
def notes(hass: HomeAssistant) -> Notes:
    """What was noted."""
    return Notes(hass)


async def run(hass: HomeAssistant, *actions: Any, **variables: Any) -> str | None:
    """Run these actions; return what went wrong."""
    return await async_run_actions(hass, actions, variables, Context())


# -- on their own


async def test_actions_are_told_the_variables(
    hass: HomeAssistant, notes: Notes
) -> None:
    said = await run(hass, CALL, printer="Voron", score=0.81, risk=80.5)

    assert said is None
    (call,) = notes.calls
    assert call.data["printer"] == "Voron"
    assert (call.data["score"], call.data["risk"]) == (0.81, 80.5)


async def test_actions_run_in_the_context_of_the_response(
    hass: HomeAssistant, notes: Notes
) -> None:
    context = Context()

    await async_run_actions(hass, [CALL], {}, context)

    assert notes.calls[0].context.id == context.id


async def test_stored_actions_are_left_as_they_are(
    hass: HomeAssistant, notes: Notes
) -> None:
    before = {"action": "test.note", "data": {"printer": "{{ printer }}"}}

    await run(hass, before, printer="Voron")

    assert before == {"action": "test.note", "data": {"printer": "{{ printer }}"}}


@pytest.mark.parametrize(
    "actions",
    [
        [{"nonsense": True}],
        [{"delay": "soon"}],
        [{"device_id": "none", "domain": "light", "type": "turn_on"}],
    ],
)
async def test_actions_that_cannot_be_run_are_told(
    hass: HomeAssistant, notes: Notes, actions: list[dict[str, Any]]
) -> None:
    assert await run(hass, CALL, *actions)
    assert notes.calls == []


async def test_action_that_does_not_exist_is_told(hass: HomeAssistant) -> None:
    assert await run(hass, {"action": "test.nothing"})


@pytest.mark.parametrize(
    "error", [HomeAssistantError("Not now."), ValueError("Not now")]
)
async def test_action_that_goes_wrong_is_told_and_ends_them(
    hass: HomeAssistant, notes: Notes, error: Exception
) -> None:
    notes.error = error

    assert await run(hass, CALL, CALL) == "Not now"
    assert len(notes.calls) == 1


@pytest.mark.parametrize(
    "wrapped", [CALL, {"choose": [{"conditions": [], "sequence": [CALL]}]}]
)
@pytest.mark.parametrize("kind", [HomeAssistantError, ValueError])
async def test_error_is_logged_once_in_plain_words(
    hass: HomeAssistant,
    notes: Notes,
    caplog: pytest.LogCaptureFixture,
    kind: type[Exception],
    wrapped: dict[str, Any],
) -> None:
    notes.error = kind("Lost\n http://me:secret@siren/?key=abc " + "x" * 5000)
    caplog.set_level(logging.INFO)

    await run(hass, wrapped)

    [record] = [one for one in caplog.records if "Lost" in one.getMessage()]
    assert "Lost http://siren/ xxx" in record.getMessage()
    assert len(record.getMessage()) < 400
    assert record.exc_info is None


async def test_error_that_is_passed_over_is_logged_in_plain_words(
    hass: HomeAssistant, notes: Notes, caplog: pytest.LogCaptureFixture
) -> None:
    notes.error = HomeAssistantError("Lost\n http://me:secret@siren/?key=abc")

    assert await run(hass, {**CALL, "continue_on_error": True}, CALL)

    assert "Lost http://siren/" in caplog.text
    assert "secret" not in caplog.text


async def test_condition_that_cannot_be_judged_is_logged_in_one_line(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    condition = {"condition": "state", "entity_id": "light.none", "state": "on"}

    await run(hass, condition)

    [record] = [one for one in caplog.records if "light.none" in one.getMessage()]
    assert "Error in 'condition' evaluation:" in record.getMessage()
    assert "\n" not in record.getMessage()


async def test_actions_that_cannot_be_run_are_logged(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    said = await run(hass, {"nonsense": True})

    [record] = [one for one in caplog.records if one.name == custom_actions.__name__]
    assert said
    assert said in record.getMessage()


async def test_actions_that_are_broken_off_stop(
    hass: HomeAssistant, notes: Notes
) -> None:
    running = asyncio.create_task(run(hass, {"delay": {"hours": 1}}, CALL))
    for _ in range(20):
        await asyncio.sleep(0)

    running.cancel()
    await asyncio.wait([running])
    await hass.async_block_till_done()

    assert running.cancelled()
    assert notes.calls == []


async def test_checked_actions_can_be_run(hass: HomeAssistant) -> None:
    (checked,) = await async_checked_actions(hass, [CALL])

    assert checked["action"] == "test.note"


# -- as a response


async def test_own_actions_are_run_with_what_is_known(
    house: House, fail: Fail, notes: Notes
) -> None:
    await fail(response="custom", custom_actions=[CALL], pause_control=None)

    incident = house.printer().last_incident
    assert incident is not None
    (call,) = notes.calls
    picture = call.data["picture"]
    assert f"/{incident.incident_id}/" in picture
    assert dict(call.data) == {
        "printer": "Voron",
        "job": "job-1",
        "score": pytest.approx(incident.score, abs=1e-3),
        "risk": pytest.approx(incident.risk, abs=0.1),
        "class": "failure",
        "picture": picture,
        "incident_id": incident.incident_id,
    }
    assert CARRIED_OUT in house.words()


async def test_response_without_actions_is_told(house: House, fail: Fail) -> None:
    await fail(response="custom")

    assert f"{NOT_TO_THE_END} No actions are set." in house.words()


async def test_own_actions_that_go_wrong_are_told(
    house: House, fail: Fail, notes: Notes
) -> None:
    notes.error = HomeAssistantError("The siren is mute")

    await fail(response="custom", custom_actions=[CALL])

    assert (
        f"{NOT_TO_THE_END} One of them failed. The answer was: The siren is mute."
        in house.words()
    )


async def test_own_actions_that_take_a_while_are_told(
    house: House, fail: Fail, notes: Notes
) -> None:
    await fail(response="custom", custom_actions=[DELAY, CALL])
    assert house.words().endswith(RUNNING)

    await house.let_pass(31)

    assert CARRIED_OUT in house.words()
    assert len(notes.calls) == 1


async def test_own_actions_stop_when_a_person_knows(
    house: House, fail: Fail, notes: Notes
) -> None:
    await fail(response="custom", custom_actions=[DELAY, CALL])
    house.ml.p = 0.0

    house.printer().async_acknowledge()
    await house.let_pass(60, step=10)

    assert notes.calls == []
    assert house.told() == ""


async def test_own_actions_go_on_when_they_have_ended_the_print(
    house: House, fail: Fail, notes: Notes
) -> None:
    await fail(response="custom", custom_actions=[DELAY, CALL])
    await house.printer_says("idle")

    await house.let_pass(31)

    assert len(notes.calls) == 1
    assert CARRIED_OUT in house.words()


async def test_own_actions_are_not_run_a_second_time_after_a_restart(
    house: House, fail: Fail, notes: Notes
) -> None:
    await fail(response="custom", custom_actions=[CALL, DELAY, CALL])

    await house.restart(killed=True)
    await house.let_pass(60, step=10)

    assert len(notes.calls) == 1
    interrupted = "They were interrupted, and are not run a second time."
    assert f"{NOT_TO_THE_END} {interrupted}" in house.words()
