"""Stories of simulated printers, told with a clock that is set by hand."""

from datetime import UTC, datetime
from itertools import pairwise
import json

import pytest

from demo.custom_components.simulated_printer.const import Status, Story
from demo.custom_components.simulated_printer.pictures.moment import (
    PRINT_DURATION_S,
    Moment,
)
from demo.custom_components.simulated_printer.simulation import (
    PAUSING_S,
    PREPARING_S,
    RELAPSES_AFTER_S,
    Simulation,
    State,
)

T0 = 1_800_000_000.0


def printer(story: Story = Story.GOOD, failure_after_s: float = 60) -> Simulation:
    return Simulation(story, failure_after_s)


def printing(story: Story = Story.GOOD, failure_after_s: float = 60) -> Simulation:
    """A printer that begins to print at T0."""
    built = printer(story, failure_after_s)
    assert built.start(T0 - PREPARING_S)
    return built


def seen(simulation: Simulation, at: float) -> Moment:
    return simulation.moment(datetime.fromtimestamp(at, UTC))


def status(simulation: Simulation, at: float) -> Status | None:
    return simulation.readings(at).status


def restarted(simulation: Simulation, story: Story = Story.GOOD) -> Simulation:
    """The same printer after nothing but what was stored is left of it."""
    stored = json.loads(json.dumps(simulation.state.as_dict()))
    return Simulation(story, 60, State.from_dict(stored))


def test_new_printer_is_idle() -> None:
    readings = printer().readings(T0)
    assert readings.status is Status.IDLE
    assert readings.job_name is None
    assert readings.can_start
    assert not (readings.can_pause or readings.can_resume or readings.can_stop)
    assert seen(printer(), T0).print_s is None


def test_print_from_start_to_end() -> None:
    simulation = printing()
    assert status(simulation, T0 - 0.1) is Status.PREPARING
    assert status(simulation, T0) is Status.PRINTING
    assert status(simulation, T0 + PRINT_DURATION_S - 0.1) is Status.PRINTING
    assert status(simulation, T0 + PRINT_DURATION_S) is Status.FINISHED
    assert seen(simulation, T0 + PRINT_DURATION_S + 999).print_s == PRINT_DURATION_S


@pytest.mark.parametrize(
    ("at", "accepted"),
    [
        (None, {"start"}),
        (-1.0, {"stop"}),
        (10.0, {"pause", "stop"}),
        (PRINT_DURATION_S + 1, {"start"}),
    ],
)
def test_buttons_are_there_when_they_do_something(
    at: float | None, accepted: set[str]
) -> None:
    simulation = printer() if at is None else printing()
    readings = simulation.readings(T0 + (at or 0))
    offered = {
        name
        for name in ("start", "pause", "resume", "stop")
        if getattr(readings, f"can_{name}")
    }
    assert offered == accepted


def test_pausing_takes_a_while_and_stops_the_print() -> None:
    simulation = printing()
    assert simulation.pause(T0 + 30)
    assert status(simulation, T0 + 30) is Status.PAUSING
    assert status(simulation, T0 + 30 + PAUSING_S) is Status.PAUSED
    assert seen(simulation, T0 + 500).print_s == 30
    assert not seen(simulation, T0 + 500).head_parked


def test_pause_pressed_twice_is_counted_twice() -> None:
    simulation = printing()
    assert simulation.pause(T0 + 30)
    assert simulation.pause(T0 + 31)
    assert simulation.readings(T0 + 31).pause_presses == 2
    assert status(simulation, T0 + 32) is Status.PAUSED
    assert not simulation.pause(T0 + 33)
    assert simulation.readings(T0 + 33).pause_presses == 2


def test_resumed_print_goes_on_where_it_was() -> None:
    simulation = printing()
    before = simulation.readings(T0).job_name
    simulation.pause(T0 + 30)
    assert simulation.resume(T0 + 500)
    assert status(simulation, T0 + 500) is Status.PRINTING
    assert seen(simulation, T0 + 510).print_s == 40
    assert simulation.readings(T0 + 510).job_name == before


def test_good_print_never_fails() -> None:
    assert seen(printing(), T0 + PRINT_DURATION_S).failing_s == 0


def test_failing_print_fails_after_its_time_of_printing() -> None:
    simulation = printing(Story.FAILING, failure_after_s=45)
    assert seen(simulation, T0 + 45).failing_s == 0
    assert seen(simulation, T0 + 60).failing_s == 15
    simulation.pause(T0 + 60)
    assert seen(simulation, T0 + 600).failing_s == 15


def test_resumed_without_its_tangle_it_goes_well_for_a_while_and_fails_again() -> None:
    simulation = printing(Story.FAILING, failure_after_s=45)
    for resumed_at in (T0 + 600, T0 + 900):
        simulation.pause(resumed_at - 500)
        height = simulation.moment(datetime.fromtimestamp(resumed_at, UTC))
        simulation.resume(resumed_at)
        clean = seen(simulation, resumed_at)
        assert clean.failing_s == 0
        # What was printed well still stands there.
        assert clean.print_s == (height.print_s or 0) - height.failing_s > 0
        assert seen(simulation, resumed_at + RELAPSES_AFTER_S).failing_s == 0
        assert seen(simulation, resumed_at + RELAPSES_AFTER_S + 9).failing_s == 9


def test_resume_before_anything_went_wrong_changes_nothing() -> None:
    simulation = printing(Story.FAILING, failure_after_s=45)
    simulation.pause(T0 + 30)
    simulation.resume(T0 + 600)
    assert seen(simulation, T0 + 625).failing_s == 10


def test_new_print_fails_when_the_first_one_did_not_when_it_relapsed() -> None:
    simulation = printing(Story.FAILING, failure_after_s=45)
    simulation.pause(T0 + 60)
    simulation.resume(T0 + 100)
    simulation.stop(T0 + 110)
    simulation.start(T0 + 200 - PREPARING_S)
    assert seen(simulation, T0 + 250).failing_s == 5


def test_stop_clears_the_bed() -> None:
    simulation = printing()
    assert simulation.stop(T0 + 100)
    assert seen(simulation, T0 + 100).print_s is None
    assert status(simulation, T0 + 100) is Status.IDLE


def test_new_print_clears_the_bed_and_is_another_job() -> None:
    simulation = printing(Story.FAILING)
    first = simulation.readings(T0)
    end = T0 + PRINT_DURATION_S + 60
    assert simulation.start(end)
    second = simulation.readings(end)
    assert seen(simulation, end).print_s is None
    assert second.job_name != first.job_name
    assert second.job_started == end
    # And it fails anew.
    assert seen(simulation, end + PREPARING_S + 70).failing_s == 10


def test_job_has_a_name_as_long_as_there_is_one() -> None:
    simulation = printing()
    assert simulation.readings(T0).job_name == "twisted_vase_0001.gcode"
    simulation.stop(T0 + 10)
    assert simulation.readings(T0 + 10).job_name is None


def test_what_a_button_did_is_counted_and_what_it_did_not_is_not() -> None:
    simulation = printing()
    for press in ("resume", "pause", "resume", "resume", "stop", "stop"):
        getattr(simulation, press)(T0 + 10)
        simulation.advance(T0 + 20)
    readings = simulation.readings(T0 + 20)
    assert (
        readings.pause_presses,
        readings.resume_presses,
        readings.stop_presses,
    ) == (1, 1, 1)


def test_without_power_there_is_no_status() -> None:
    simulation = printing()
    simulation.set_power(False, T0 + 50)
    readings = simulation.readings(T0 + 50)
    assert readings.status is None
    assert readings.job_name is None
    assert not any((readings.can_start, readings.can_pause, readings.can_stop))
    assert not simulation.start(T0 + 51)
    dark = seen(simulation, T0 + 60)
    assert not dark.light_on
    assert dark.print_s == 50


def test_power_comes_back_idle_with_the_ruin_still_there() -> None:
    simulation = printing()
    simulation.set_power(False, T0 + 50)
    simulation.set_power(True, T0 + 100)
    assert status(simulation, T0 + 100) is Status.IDLE
    assert seen(simulation, T0 + 100).print_s == 50
    # Switched on when it is on: nothing happens.
    simulation.start(T0 + 110)
    simulation.set_power(True, T0 + 120)
    assert status(simulation, T0 + 120) is Status.PRINTING


def test_nozzle_is_hot_while_printing() -> None:
    simulation = printing()
    assert simulation.readings(T0 - PREPARING_S).nozzle_c == 24
    for at in (0, 10, 1000):
        assert simulation.readings(T0 + at).nozzle_c == pytest.approx(215, abs=5)


@pytest.mark.parametrize("how", ["pause", "power", "stop"])
def test_nozzle_cools_down_ever_more_slowly(how: str) -> None:
    simulation = printing()
    if how == "power":
        simulation.set_power(False, T0 + 100)
    else:
        getattr(simulation, how)(T0 + 100)
    readings = [
        simulation.readings(T0 + 102 + seconds).nozzle_c
        for seconds in (0, 100, 200, 300, 3000)
    ]
    falls = [before - after for before, after in pairwise(readings[:4])]
    assert falls[0] > falls[1] > falls[2] > 0
    assert readings[3] < 60
    assert readings[-1] == 24


def test_resumed_nozzle_heats_up_again() -> None:
    simulation = printing()
    simulation.pause(T0 + 10)
    assert simulation.readings(T0 + 1000).nozzle_c < 40
    simulation.resume(T0 + 1000)
    assert simulation.readings(T0 + 1010).nozzle_c == pytest.approx(215, abs=2)


def test_restart_while_printing_finds_the_same_job_further_on() -> None:
    simulation = printing(Story.FAILING)
    again = restarted(simulation, Story.FAILING)
    assert again.readings(T0 + 80) == simulation.readings(T0 + 80)
    assert seen(again, T0 + 80).failing_s == 20


def test_restart_right_after_the_pause_finds_it_paused() -> None:
    simulation = printing()
    simulation.pause(T0 + 30)
    again = restarted(simulation)
    assert status(again, T0 + 31) is Status.PAUSING
    assert status(again, T0 + 90) is Status.PAUSED
    assert again.readings(T0 + 90).pause_presses == 1
    assert again.readings(T0 + 90).job_started == T0 - PREPARING_S
    assert seen(again, T0 + 90).print_s == 30


def test_clock_set_back_does_no_harm() -> None:
    simulation = printing()
    simulation.readings(T0)
    assert seen(simulation, T0 - 500).print_s == 0
    assert status(simulation, T0 - 500) is Status.PRINTING
