"""One printer watched from end to end, in one process."""

from tests.support.house import House


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
    assert "confirms" in house.notifications()["Voron: the print is failing"]
