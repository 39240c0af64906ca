"""A restart in mid-print changes no verdict, and nothing is done twice."""

from dataclasses import asdict
from typing import Any

import pytest

from tests.support.house import House, printer_data


@pytest.fixture
async def printing(printing: House) -> House:
    """A house whose printer has been printing, with something to see now and then."""
    await printing.checks(2, p=0.1)
    return printing


def learnt(house: House) -> dict[str, Any]:
    """Return all that was learnt of the print, to the last digit."""
    memory = house.printer().memory
    return {
        "rule": memory.rule.state(),
        "baseline": memory.baseline.state(),
        "job": memory.jobs.job,
        "verdict": memory.verdict,
    }


async def restart_without_a_check(house: House, **how: Any) -> None:
    """Restart while the camera sleeps, to see what was brought along."""
    house.camera.give = house.camera.never
    await house.restart(**how)


async def test_print_goes_on_as_the_same_job(printing: House) -> None:
    before = learnt(printing)

    await restart_without_a_check(printing)

    assert learnt(printing) == before
    assert printing.watch_state == "watching"
    assert printing.shows()["class"] == "safe"


async def test_killed_in_mid_print_it_goes_on_from_what_was_stored(
    printing: House,
) -> None:
    await printing.let_pass(60)
    stored = printing.stored()
    await printing.let_pass(15)

    await restart_without_a_check(printing, killed=True, away_s=30)

    now = learnt(printing)
    assert now["rule"] == stored["rule"]["state"]
    assert now["baseline"] == stored["baseline"]
    assert asdict(now["job"]) == stored["jobs"]["job"]


async def test_first_check_comes_at_once(printing: House) -> None:
    before = len(printing.ml.frames)

    await printing.restart()

    assert len(printing.ml.frames) == before + 1


async def test_warm_up_goes_on_where_it_was(house: House) -> None:
    await house.add()
    await house.printer_says("printing")
    await house.checks(3)
    assert house.watch_state == "warming_up"

    await house.restart()
    assert house.watch_state == "warming_up"
    await house.checks(3)

    assert house.watch_state == "watching"


async def test_time_away_counts_for_three_intervals_at_most(printing: House) -> None:
    before = printing.printer().memory.rule.job_weight

    await printing.restart(away_s=1200)

    assert printing.printer().memory.rule.job_weight == pytest.approx(before + 3)


async def test_time_away_in_a_pause_does_not_count(printing: House) -> None:
    await printing.let_pass(4)
    before = printing.printer().memory.rule.job_weight
    await printing.printer_says("paused")
    await printing.let_pass(60, step=10)
    await printing.restart(away_s=1200)
    await printing.let_pass(60, step=10)

    await printing.printer_says("printing")

    gained = printing.printer().memory.rule.job_weight - before
    assert gained == pytest.approx(0.4)


async def test_print_found_paused_after_a_restart_does_not_count_the_pause(
    printing: House,
) -> None:
    await printing.let_pass(4)
    await printing.unload()
    printing.say("paused")
    await printing.load()
    before = printing.printer().memory.rule.job_weight
    await printing.let_pass(1200, step=60)

    await printing.printer_says("printing")

    gained = printing.printer().memory.rule.job_weight - before
    assert gained == pytest.approx(0.4)


async def test_pause_holds_what_was_shown(printing: House) -> None:
    await printing.printer_says("paused")
    before = printing.shows()

    await printing.restart()

    assert printing.shows() == before


async def test_resume_after_a_restart_is_followed_by_grace(printing: House) -> None:
    await printing.printer_says("paused")
    await printing.restart()

    await printing.printer_says("printing")
    await printing.let_pass(85, step=5)
    assert printing.pauses == []
    await printing.checks(15, p=1.2)

    assert len(printing.pauses) == 1


async def test_restart_while_the_printer_is_away_watches_on(printing: House) -> None:
    before = learnt(printing)
    printing.say("unavailable", "unavailable")
    frames = len(printing.ml.frames)

    await restart_without_a_check(printing)
    assert learnt(printing) == before
    printing.camera.give = None
    await printing.let_pass(30)
    await printing.printer_says("printing")

    assert printing.watch_state == "watching"
    assert len(printing.ml.frames) > frames
    assert learnt(printing)["job"] == before["job"]


async def test_restart_before_the_printer_has_a_state_watches_on(
    printing: House,
) -> None:
    printing.hass.states.async_remove("sensor.voron_status")
    printing.hass.states.async_remove("sensor.voron_job")

    await printing.restart()

    assert printing.watch_state == "watching"


async def test_job_that_is_over_meanwhile_is_over(printing: House) -> None:
    await printing.unload()
    printing.say("idle")

    await printing.load()

    assert printing.watch_state == "idle"
    assert printing.stored()["jobs"]["job"] is None


async def test_another_job_meanwhile_starts_anew(printing: House) -> None:
    await printing.unload()
    printing.say("printing", "job-2")

    await printing.load()

    assert printing.watch_state == "warming_up"


async def test_job_without_a_marker_is_the_same_if_it_was_seen_lately(
    house: House,
) -> None:
    await house.add(printer_data(job_marker=None))
    await house.printer_says("printing", None)
    await house.checks(8)
    # Longer than a job without a marker is taken for the same.
    house.camera.give = house.camera.never
    await house.let_pass(7200, step=300)
    before = house.printer().memory.jobs.job

    await house.restart(killed=True, away_s=300)

    assert house.printer().memory.jobs.job == before


async def test_long_pause_without_a_marker_is_kept(house: House) -> None:
    await house.add(printer_data(job_marker=None))
    await house.printer_says("printing", None)
    await house.checks(8)
    await house.printer_says("paused", None)
    await house.let_pass(8 * 3600, step=300)
    before = house.printer().memory.jobs.job

    await house.restart(killed=True)

    assert house.printer().memory.jobs.job == before
    assert house.watch_state == "paused"
