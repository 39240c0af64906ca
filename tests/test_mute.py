"""The switch "Mute this print": whatever is seen of it, nothing is done."""

import pytest

from homeassistant.exceptions import ServiceValidationError
from tests.support.entities import turn
from tests.support.house import House
from tests.support.ml_server import saying

MUTED = "switch.voron_mute_this_print"
WATCH_STATE = "sensor.voron_watch_state"


async def test_only_a_print_can_be_muted(house: House) -> None:
    await house.add()

    with pytest.raises(ServiceValidationError) as raised:
        await turn(house, MUTED, "on")

    assert raised.value.translation_key == "nothing_prints"
    assert house.state(MUTED).state == "off"


async def test_muted_print_is_watched_but_nothing_is_done(printing: House) -> None:
    await turn(printing, MUTED, "on")

    await printing.checks(30, p=1.2)

    assert printing.state(MUTED).state == "on"
    assert printing.shows()["class"] == "failure"
    assert printing.shows()["failure"] == "off"
    assert printing.pauses == []
    assert printing.notifications() == {}


async def test_mute_is_told_with_the_watch_state(printing: House) -> None:
    told = [printing.state(WATCH_STATE).attributes["muted"]]

    await turn(printing, MUTED, "on")
    told.append(printing.state(WATCH_STATE).attributes["muted"])

    assert told == [False, True]


async def test_fault_is_told_of_a_muted_print_too(printing: House) -> None:
    await turn(printing, MUTED, "on")
    printing.ml.answer = saying("", 500)

    await printing.checks(8)

    assert printing.watch_state == "fault"
    assert len(printing.notifications()) == 1


async def test_mute_acknowledges_what_is_open(printing: House) -> None:
    printing.pause_works = False
    await printing.checks(20, p=1.2)
    assert printing.shows()["failure"] == "on"

    await turn(printing, MUTED, "on")

    assert printing.shows()["failure"] == "off"
    incident = printing.printer().last_incident
    assert incident is not None
    assert incident.ending == "muted"


async def test_mute_ends_with_the_print(printing: House) -> None:
    await turn(printing, MUTED, "on")

    await printing.printer_says("idle")
    shown = [printing.state(MUTED).state]
    await printing.printer_says("printing", "job-2")
    await printing.checks(8, p=0.0)
    await printing.checks(20, p=1.2)

    assert shown == ["off"]
    assert len(printing.pauses) == 1


async def test_mute_survives_a_pause_and_a_restart(printing: House) -> None:
    await turn(printing, MUTED, "on")

    await printing.printer_says("paused")
    await printing.restart(away_s=60)
    await printing.printer_says("printing")
    shown = printing.state(MUTED).state
    await printing.checks(30, p=1.2)

    assert shown == "on"
    assert printing.pauses == []


async def test_print_that_is_muted_no_more_is_responded_to(printing: House) -> None:
    await turn(printing, MUTED, "on")
    await printing.checks(4, p=0.0)

    await turn(printing, MUTED, "off")
    await printing.checks(20, p=1.2)

    assert printing.state(MUTED).state == "off"
    assert len(printing.pauses) == 1
