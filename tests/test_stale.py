"""Nothing is shown of a print at which nobody looks."""

from tests.support.house import House


async def test_fault_outlives_a_restart(printing: House) -> None:
    printing.ml.fetches = False
    await printing.let_pass(3600, step=30)

    printing.camera.give = printing.camera.never
    await printing.restart()

    assert printing.watch_state == "fault"
    assert printing.shows()["class"] == "unknown"


async def test_class_does_not_outlive_a_long_absence(printing: House) -> None:
    printing.camera.give = printing.camera.never

    await printing.restart(away_s=5 * 3600)

    assert printing.shows()["class"] == "unknown"


async def test_class_does_not_outlive_a_time_without_watching(printing: House) -> None:
    await printing.change(watching=False)
    await printing.let_pass(3600, step=600)

    printing.camera.give = printing.camera.never
    await printing.change(watching=True)

    assert printing.shows()["class"] == "unknown"


async def test_job_that_began_unwatched_is_no_fault_later(house: House) -> None:
    await house.add()
    await house.change(watching=False)
    await house.printer_says("printing")
    await house.let_pass(3600, step=600)

    house.camera.give = house.camera.never
    await house.change(watching=True)

    assert house.watch_state == "warming_up"


async def test_flickering_status_hides_no_fault(printing: House) -> None:
    printing.camera.give = printing.camera.never
    for _ in range(10):
        await printing.printer_says("changingTool")
        await printing.let_pass(2)
        await printing.printer_says("printing")
        await printing.let_pass(18, step=3)

    assert printing.watch_state == "fault"


async def test_fault_that_ends_in_a_late_check_is_shown_to_end(printing: House) -> None:
    await printing.checks(5, p=0.0)
    before = printing.shows()
    turn = printing.runtime.server.queue.turn()
    await turn.__aenter__()
    await printing.let_pass(130, step=5)
    assert printing.watch_state == "fault"

    await turn.__aexit__(None, None, None)
    await printing.settle()

    assert printing.shows() == before


async def test_another_interval_in_a_pause_is_no_fault(printing: House) -> None:
    await printing.printer_says("paused")
    before = printing.shows()
    await printing.let_pass(130, step=10)

    await printing.change(interval=20)

    assert printing.shows() == before
