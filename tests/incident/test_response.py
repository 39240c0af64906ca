"""A response on its own: what it does not do twice, and what it need not do."""

from dataclasses import replace
from unittest.mock import Mock

import pytest

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.detection.rules import FailureClass, Verdict
from custom_components.obico_detection.incident import response
from custom_components.obico_detection.incident.incident import (
    Incident,
    Outcome,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.response import Controls, Responder
from custom_components.obico_detection.printer.print_job import StatusStates
from homeassistant.core import HomeAssistant
from tests.support.house import PAUSE, POWER, STATUS, House


class Keeper:
    """Remembers how far an incident has come."""

    def __init__(self) -> None:
        """Start with nothing kept."""
        self.kept: list[Incident] = []
        self.presses_when_kept: list[int] = []
        self.house: House | None = None

    def is_open(self, incident: Incident) -> bool:
        """Tell that it is open."""
        return True

    async def async_keep(self, incident: Incident) -> None:
        """Keep it."""
        self.kept.append(incident)
        if self.house is not None:
            self.presses_when_kept.append(len(self.house.pauses))


@pytest.fixture
def keeper() -> Keeper:
    """Who keeps the incident."""
    return Keeper()


@pytest.fixture
def notifier() -> Mock:
    """Who tells a person."""
    return Mock()


def incident(response: Response = Response.PAUSE, *steps: Step) -> Incident:
    return Incident(
        incident_id="1",
        job_id="1",
        opened_at=0.0,
        score=0.8,
        risk=81.2,
        response=response,
        steps=steps,
    )


def responder(
    hass: HomeAssistant, keeper: Keeper, notifier: Mock, about: Incident
) -> Responder:
    controls = Controls(
        status=STATUS,
        states=StatusStates.by_hand(["printing"], ["paused"]),
        pause=PAUSE,
        power=POWER,
    )
    return Responder(hass, about, keeper, lambda: controls, notifier, Mock())


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("paused", "the printer was paused already"),
        ("idle", "the print was over already"),
        ("finished", "the print was over already"),
        ("error", "the print was over already"),
    ],
)
async def test_printer_that_does_not_print_is_not_pressed(
    house: House, keeper: Keeper, notifier: Mock, status: str, why: str
) -> None:
    await house.add()
    house.say(status)

    await responder(house.hass, keeper, notifier, incident()).async_run()

    assert house.pauses == []
    step = keeper.kept[-1].step(StepKind.PAUSE)
    assert step is not None
    assert (step.outcome, step.detail) == (Outcome.NOT_NEEDED, why)


async def test_intent_is_kept_before_the_press(
    house: House, keeper: Keeper, notifier: Mock
) -> None:
    await house.add()
    house.say("printing")
    keeper.house = house

    await responder(house.hass, keeper, notifier, incident()).async_run()

    first = keeper.kept[0].step(StepKind.PAUSE)
    assert first is not None
    assert first.pressed
    assert first.outcome is None
    assert keeper.presses_when_kept[0] == 0
    assert keeper.presses_when_kept[-1] == 1


async def test_event_is_fired_once(
    house: House, keeper: Keeper, notifier: Mock
) -> None:
    about = incident(Response.NOTIFY)
    await responder(house.hass, keeper, notifier, about).async_run()
    assert notifier.async_fire_event.call_count == 1

    await responder(house.hass, keeper, notifier, keeper.kept[-1]).async_run()

    assert notifier.async_fire_event.call_count == 1
    assert notifier.async_show.call_count == 2


async def test_finished_pause_is_not_made_again(
    house: House, keeper: Keeper, notifier: Mock
) -> None:
    await house.add()
    house.say("printing")
    done = Step(StepKind.PAUSE, 0.0, pressed=True, outcome=Outcome.UNCONFIRMED)

    await responder(
        house.hass, keeper, notifier, incident(Response.PAUSE, done)
    ).async_run()

    assert house.pauses == []
    assert notifier.async_show.called


async def test_finished_power_off_is_not_made_again(
    house: House, keeper: Keeper, notifier: Mock
) -> None:
    await house.add()
    house.say("paused")
    paused = Step(StepKind.PAUSE, 0.0, pressed=True, outcome=Outcome.CONFIRMED)
    cancelled = Step(
        StepKind.POWER_OFF, 0.0, due_at=0.0, outcome=Outcome.CANCELLED, detail="no"
    )

    await responder(
        house.hass,
        keeper,
        notifier,
        incident(Response.PAUSE_AND_OFF, paused, cancelled),
    ).async_run()

    assert house.power_calls == []


async def test_power_is_not_cut_once_the_incident_is_closed(
    house: House, keeper: Keeper, notifier: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.add()
    house.say("paused")
    paused = Step(StepKind.PAUSE, 0.0, pressed=True, outcome=Outcome.CONFIRMED)
    due = Step(StepKind.POWER_OFF, 0.0, due_at=0.0)
    monkeypatch.setattr(keeper, "is_open", lambda incident: False)
    monkeypatch.setattr(response, "SURE_S", 0.0)

    await responder(
        house.hass, keeper, notifier, incident(Response.PAUSE_AND_OFF, paused, due)
    ).async_run()

    assert house.power_calls == []
    step = keeper.kept[-1].step(StepKind.POWER_OFF)
    assert step is not None
    assert step.outcome is Outcome.CANCELLED


async def test_pressed_switch_without_outcome_is_looked_at_again(
    house: House, keeper: Keeper, notifier: Mock
) -> None:
    await house.add()
    house.say("paused")
    house.hass.states.async_set(POWER, "off")
    paused = Step(StepKind.PAUSE, 0.0, pressed=True, outcome=Outcome.CONFIRMED)
    pressed = replace(Step(StepKind.POWER_OFF, 0.0, due_at=0.0), pressed=True)

    await responder(
        house.hass,
        keeper,
        notifier,
        incident(Response.PAUSE_AND_OFF, paused, pressed),
    ).async_run()

    step = keeper.kept[-1].step(StepKind.POWER_OFF)
    assert step is not None
    assert step.outcome is Outcome.CONFIRMED
    assert house.power_calls == []


@pytest.mark.parametrize(("job_id", "opens"), [("job-1", True), (None, False)])
async def test_failure_without_a_print_is_no_incident(
    house: House, job_id: str | None, opens: bool
) -> None:
    await house.add()
    failing = Verdict(0.9, 0.3, 0.6, 90.0, FailureClass.FAILURE)

    opened = house.printer()._desk.async_take_in(
        failing, 0.0, job_id=job_id, confirmations=1, response=Response.NOTIFY
    )
    await house.settle()

    assert opened is opens
    assert ("Voron: the print is failing" in house.notifications()) is opens
