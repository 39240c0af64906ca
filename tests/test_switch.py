"""The switch "Watching": off, nobody looks; on, it goes on where it was."""

import pytest

from tests.support.entities import turn
from tests.support.house import House

SWITCH = "switch.voron_watching"


async def test_switching_off_stops_the_checks(printing: House) -> None:
    await turn(printing, SWITCH, "off")
    shots = printing.camera.shots

    await printing.let_pass(120, step=10)

    assert printing.camera.shots == shots
    assert printing.state(SWITCH).state == "off"


async def test_switching_off_acknowledges_the_incident(printing: House) -> None:
    printing.pause_works = False
    await printing.checks(20, p=1.2)

    await turn(printing, SWITCH, "off")

    assert printing.shows()["failure"] == "off"
    assert printing.notifications() == {}


async def test_switching_on_again_goes_on_where_it_was(printing: House) -> None:
    before = printing.printer().memory.rule.job_weight
    await printing.let_pass(5)
    await turn(printing, SWITCH, "off")
    await printing.let_pass(3600, step=600)

    await turn(printing, SWITCH, "on")

    assert printing.watch_state == "watching"
    after = printing.printer().memory.rule.job_weight
    assert after - before == pytest.approx(0.5, abs=0.51)


async def test_switch_is_kept_with_the_settings(printing: House) -> None:
    await turn(printing, SWITCH, "off")

    await printing.restart()

    assert printing.subentry().data["watching"] is False
    assert printing.watch_state == "off"


async def test_silent_printer_is_not_told_while_it_is_not_watched(
    printing: House,
) -> None:
    await turn(printing, SWITCH, "off")
    await printing.printer_says("unavailable", None)

    await printing.let_pass(700, step=20)

    assert printing.notifications() == {}
