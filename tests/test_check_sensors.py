"""What is shown of how a printer's checks go, once a person wants it."""

from datetime import datetime, timedelta
from itertools import cycle

from homeassistant.util import dt as dt_util
from tests.support.entities import add_with_all_enabled, count_writes
from tests.support.house import House
from tests.support.ml_server import saying

FRAMES_CHECKED = "sensor.voron_frames_checked"
LAST_CHECK = "sensor.voron_last_check"
MISSES = "sensor.voron_misses_in_a_row"


async def test_checks_are_counted(house: House) -> None:
    await add_with_all_enabled(house)
    assert house.state(LAST_CHECK).state == "unknown"
    assert house.state(FRAMES_CHECKED).state == "0"
    await house.printer_says("printing")
    await house.let_pass(125, step=5)

    # At 0, 10, ... 120 s; shown once a minute.
    assert house.state(FRAMES_CHECKED).state == "13"
    assert house.state(MISSES).state == "0"
    ago = dt_util.utcnow() - datetime.fromisoformat(house.state(LAST_CHECK).state)
    assert timedelta(0) <= ago <= timedelta(seconds=10)


async def test_misses_are_counted_until_a_frame_is_inspected(house: House) -> None:
    await add_with_all_enabled(house)
    house.ml.answer = saying("", 500)
    await house.printer_says("printing")
    await house.let_pass(300, step=5)
    misses = int(house.state(MISSES).state)

    house.ml.answer = None
    await house.let_pass(120, step=5)

    assert misses >= 4
    assert house.state(MISSES).state == "0"


async def test_how_checks_go_is_written_once_a_minute_at_most(house: House) -> None:
    await add_with_all_enabled(house)
    await house.printer_says("printing")
    await house.let_pass(60, step=5)
    writes = count_writes(house, {LAST_CHECK, FRAMES_CHECKED, MISSES})
    scores = cycle((0.0, 0.3))

    for _ in range(60):
        await house.checks(1, p=next(scores))

    assert 9 <= writes[LAST_CHECK] == writes[FRAMES_CHECKED] <= 10
    assert writes[MISSES] == 0
