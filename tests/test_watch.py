"""One printer watched from end to end, in one process."""

from datetime import timedelta

import pytest

from custom_components.obico_detection.const import HappeningType
from custom_components.obico_detection.happenings import Happening
from custom_components.obico_detection.words import for_markdown
from tests.support.house import STATUS, House, printer_data
from tests.support.ml_server import saying


def told_failures(house: House) -> list[Happening]:
    """Return the failures that automations are told of from now on."""
    failures: list[Happening] = []

    def on_happening(happening: Happening) -> None:
        if happening.type is HappeningType.FAILURE:
            failures.append(happening)

    house.printer().happenings.async_add_listener(on_happening)
    return failures


async def fail(house: House) -> None:
    """Let the print fail up to the first frame that says so."""
    await house.checks_until(lambda: house.shows()["class"] == "failure", p=1.2)


async def test_printing_is_checked_at_once(house: House) -> None:
    await house.add()

    await house.printer_says("printing")

    assert house.watch_state == "warming_up"
    assert len(house.ml.frames) == 1


async def test_checks_run_at_the_interval(printing: House) -> None:
    before = len(printing.ml.frames)

    await printing.let_pass(60)

    assert len(printing.ml.frames) - before == 6


async def test_safe_print_is_left_alone(printing: House) -> None:
    await printing.checks(30, p=0.15)
    assert printing.shows()["class"] == "safe"

    await printing.printer_says("idle")

    assert printing.watch_state == "idle"
    assert printing.pauses == []
    assert printing.notifications() == {}


async def test_failing_print_is_paused(house: House) -> None:
    await house.add()
    assert house.watch_state == "idle"

    await house.printer_says("printing")
    assert house.watch_state == "warming_up"
    await house.checks(8, p=0.0)
    assert house.watch_state == "watching"
    assert house.state("sensor.voron_failure_class").state == "safe"
    assert house.pauses == []

    await house.checks(15, p=1.2)
    assert len(house.pauses) == 1
    assert house.state("binary_sensor.voron_print_failure").state == "on"
    assert house.watch_state == "paused"
    assert house.words().endswith("The print was paused, and the printer confirms it.")


async def test_print_that_goes_on_failing_is_paused_once(printing: House) -> None:
    printing.pause_works = False

    await printing.checks(60, p=1.2)

    assert len(printing.pauses) == 1
    assert printing.shows()["failure"] == "on"


async def test_failure_outlives_a_class_that_falls_back(printing: House) -> None:
    printing.pause_works = False
    await printing.checks(15, p=1.2)

    await printing.checks(30, p=0.0)

    assert printing.shows()["class"] == "safe"
    assert printing.shows()["failure"] == "on"


async def test_one_frame_does_not_confirm_a_failure(printing: House) -> None:
    await fail(printing)
    assert printing.pauses == []
    assert printing.shows()["failure"] == "off"

    await printing.checks(1)

    assert len(printing.pauses) == 1


async def test_miss_between_does_not_count_as_confirmation(printing: House) -> None:
    await fail(printing)
    printing.ml.answer = saying("", 500)

    await printing.checks(1)

    assert printing.pauses == []


async def test_miss_between_does_not_break_a_confirmation(printing: House) -> None:
    await fail(printing)
    printing.ml.answer = saying("", 500)
    await printing.checks(1)
    printing.ml.answer = None

    await printing.checks(1)

    assert len(printing.pauses) == 1


async def test_failure_is_told_to_automations_once(printing: House) -> None:
    happened = told_failures(printing)

    await printing.checks(20, p=1.2)

    (failure,) = happened
    assert failure.attributes["response"] == "pause"
    assert failure.attributes["job"] == "job-1"
    assert failure.attributes["score"] > failure.attributes["high"] >= 0.665
    assert failure.attributes["frame_score"] == pytest.approx(1.2)
    assert 66.7 <= failure.attributes["risk"] <= 100


async def test_notify_leaves_the_printer_alone(house: House) -> None:
    await house.add(printer_data(response="notify"))
    await house.printer_says("printing")
    await house.checks(8, p=0.0)

    await house.checks(15, p=1.2)

    assert house.pauses == []
    assert house.watch_state == "watching"
    assert house.shows()["failure"] == "on"
    assert house.words().endswith(
        "the response is to notify only. Look at it now; the print goes on."
    )


async def test_suspicion_is_confirmed_at_a_faster_pace(house: House) -> None:
    await house.add(printer_data(interval=60))
    await house.printer_says("printing")
    await house.let_pass(600, step=20)
    assert house.shows()["class"] == "safe"
    await house.checks_until(lambda: house.shows()["class"] == "warning", p=0.6)
    before = len(house.ml.frames)

    await house.let_pass(30)

    assert house.shows()["class"] == "warning"
    assert len(house.ml.frames) - before == 3


async def test_pause_stops_the_checks_and_holds_what_is_shown(printing: House) -> None:
    await printing.checks(3, p=0.3)
    before = printing.shows()
    shots = printing.camera.shots

    await printing.printer_says("paused")
    await printing.let_pass(1200, step=60)

    assert printing.shows() == before | {"watch_state": "paused"}
    assert printing.camera.shots == shots


async def test_time_in_a_pause_does_not_count(printing: House) -> None:
    await printing.let_pass(3)
    before = printing.printer().memory.rule.job_weight
    await printing.printer_says("paused")
    await printing.let_pass(1200, step=60)

    await printing.printer_says("printing")

    assert printing.watch_state == "watching"
    assert printing.printer().memory.rule.job_weight == pytest.approx(before + 0.3)


async def test_check_under_way_at_a_pause_tells_nothing(printing: House) -> None:
    printing.ml.p = 5.0
    printing.ml.answer = printing.ml.wait
    await printing.let_pass(10)
    before = printing.shows()

    await printing.printer_says("paused")
    printing.ml.go_on()
    await printing.settle()

    assert printing.ml.busy == 0
    assert printing.shows() == before | {"watch_state": "paused"}


async def test_end_of_the_job_ends_the_incident(printing: House) -> None:
    await printing.checks(15, p=1.2)

    await printing.printer_says("idle")

    assert printing.shows() == {
        "watch_state": "idle",
        "score": "unknown",
        "risk": "unknown",
        "class": "unknown",
        "failure": "off",
    }
    # Whoever was asleep still finds it.
    assert printing.told().startswith("Voron: the failing print has ended")


async def test_next_job_is_armed_again(printing: House) -> None:
    await printing.checks(15, p=1.2)
    await printing.printer_says("idle")

    await printing.printer_says("printing", "job-2")
    assert printing.watch_state == "warming_up"
    await printing.checks(8, p=0.0)
    await printing.checks(15, p=1.2)

    assert len(printing.pauses) == 2


async def test_failure_of_the_last_job_confirms_none_of_the_next(house: House) -> None:
    await house.add(printer_data(warm_up=0, confirmations=2))
    house.ml.p = 5.0
    await house.printer_says("printing")
    assert house.shows()["class"] == "failure"
    await house.let_pass(8)
    await house.printer_says("idle")

    await house.printer_says("printing", "job-2")

    assert house.shows()["class"] == "failure"
    assert house.shows()["failure"] == "off"
    assert house.pauses == []
    await house.let_pass(10)
    assert len(house.pauses) == 1


async def test_another_job_in_mid_print_starts_anew(printing: House) -> None:
    before = len(printing.ml.frames)

    await printing.printer_says("printing", "job-2")

    assert printing.watch_state == "warming_up"
    assert len(printing.ml.frames) == before + 1


async def test_marker_that_goes_blank_is_the_same_job(printing: House) -> None:
    await printing.printer_says("printing", "unknown")

    assert printing.watch_state == "watching"


async def test_printer_that_drops_out_is_watched_on(printing: House) -> None:
    before = len(printing.ml.frames)

    await printing.printer_says("unavailable", "unavailable")
    await printing.let_pass(60)

    assert printing.watch_state == "watching"
    assert len(printing.ml.frames) == before + 6


async def test_failing_print_is_paused_once_the_printer_speaks_again(
    printing: House,
) -> None:
    await printing.printer_says("unavailable", None)
    await printing.checks(15, p=1.2)
    # A control chosen by hand could be a toggle, and the print paused by now.
    assert printing.pauses == []
    assert "The print is to be paused." in printing.told()

    await printing.printer_says("printing", None)

    assert len(printing.pauses) == 1


async def test_printer_silent_for_long_is_told_and_checked_slowly(
    printing: House,
) -> None:
    await printing.printer_says("unavailable", None)
    await printing.let_pass(610, step=5)
    before = len(printing.ml.frames)

    await printing.let_pass(180, step=10)

    assert len(printing.ml.frames) - before == 3
    told = printing.notifications()["Voron: the printer does not answer"]
    assert f"{for_markdown(STATUS)} has said nothing usable" in told
    assert "Checks go on, once a minute." in told
    state = printing.state("sensor.voron_watch_state")
    assert state.attributes["printer_silent"] is True


async def test_printer_that_is_back_is_checked_at_the_old_pace(printing: House) -> None:
    await printing.printer_says("unavailable", None)
    await printing.let_pass(660, step=5)
    await printing.printer_says("printing")
    before = len(printing.ml.frames)

    await printing.let_pass(60)

    assert len(printing.ml.frames) - before >= 6
    assert printing.notifications() == {}


async def test_nothing_runs_while_idle(printing: House) -> None:
    await printing.printer_says("idle")
    frames, shots = len(printing.ml.frames), printing.camera.shots

    await printing.let_pass(timedelta(hours=2).total_seconds(), step=600)

    assert (len(printing.ml.frames), printing.camera.shots) == (frames, shots)
    assert printing.printer()._parts.timers._running == {}
    assert printing.ml.requests == frames
