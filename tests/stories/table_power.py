"""Stories of the power: cut only on a printer that is paused for certain, and cool."""

from dataclasses import replace
from typing import Any, Final

from custom_components.obico_detection.incident.incident import Ending, Progress, Reason
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import (
    DROPS_OUT,
    IS_BACK,
    MINUTE,
    counting_down,
    killed,
    plug_is_there,
    plug_was_told,
    restarted,
    until,
    wait,
)
from tests.stories.printers import BAMBU, MOONRAKER, OCTOPRINT
from tests.stories.story import Story
from tests.stories.words import POWER_OFF_CONFIRMED, POWER_OFF_UNCONFIRMED
from tests.support.simulated_printer import Traits

OFF: Final[dict[str, Any]] = {"response": "pause_and_off"}
TICKED: Final = {**OFF, "power_off_while_hot": True}
# It takes 160 s to cool down.
COOLS: Final = BAMBU
HOLDS: Final = replace(BAMBU, holds_temperature=True)
NO_SENSOR: Final = replace(BAMBU, has_nozzle_sensor=False)
FOR_LONG: Final = wait(12 * MINUTE, step=10)


def _off(name: str, *happens: Any, printer: Traits = COOLS, **changes: Any) -> Story:
    """Return a story in which the power is cut."""
    return Story(
        **{
            "name": name,
            "printer": printer,
            "settings": OFF,
            "happens": happens,
            "presses": ("pause",),
            "power_cuts": 1,
            "ends": Progress.POWER_OFF_CONFIRMED,
            "ending": Ending.POWERED_OFF,
            "truth": Activity.IDLE,
            "says": POWER_OFF_CONFIRMED,
            **changes,
        }
    )


CUT: Final = (
    _off("it cools down, and is switched off", wait(5 * MINUTE, step=5)),
    _off(
        "a printer that is asked seldom cools down, and is switched off",
        wait(6 * MINUTE, step=5),
        printer=OCTOPRINT,
    ),
    _off(
        "nothing measures it, and the delay is enough",
        wait(9 * MINUTE, step=5),
        wait(3 * MINUTE, step=5),
        printer=NO_SENSOR,
        settings=TICKED,
    ),
    _off(
        "a plug that takes 8 s",
        wait(5 * MINUTE, step=1),
        printer=replace(COOLS, plug="slow"),
    ),
    _off(
        "a plug that gives an error, and works",
        wait(5 * MINUTE, step=5),
        printer=replace(COOLS, plug="raises_but_works"),
    ),
    _off(
        "a plug that is unavailable for a while is waited for",
        plug_is_there(False),
        wait(6 * MINUTE, step=5),
        plug_is_there(True),
        wait(2 * MINUTE, step=5),
    ),
    _off(
        "a printer that is not heard for a while is waited for",
        wait(30),
        DROPS_OUT,
        wait(6 * MINUTE, step=5),
        IS_BACK,
        wait(3 * MINUTE, step=5),
    ),
    _off(
        "killed in the countdown, it is switched off when it is cool",
        until(counting_down),
        killed(away_s=20),
        wait(6 * MINUTE, step=5),
    ),
    _off(
        "restarted in the countdown of a printer that is not heard at first",
        until(counting_down),
        restarted(away_s=30, silent_s=90),
        wait(6 * MINUTE, step=5),
    ),
    _off(
        "killed in the countdown and started two hours later, when it has cooled",
        wait(10),
        killed(away_s=120 * MINUTE),
        wait(2 * MINUTE, step=5),
    ),
    _off(
        "killed after the plug was told: it is not told again",
        until(plug_was_told),
        killed(),
        wait(1 * MINUTE),
        printer=replace(COOLS, plug="slow", plug_s=10),
    ),
)

TROUBLE: Final = (
    Story(
        name="a plug that does nothing is told once, and that it is on is told",
        printer=replace(COOLS, plug="lost"),
        settings=OFF,
        happens=(wait(15 * MINUTE, step=5),),
        presses=("pause",),
        power_cuts=1,
        ends=Progress.POWER_OFF_UNCONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=POWER_OFF_UNCONFIRMED,
        never=(POWER_OFF_CONFIRMED,),
    ),
    Story(
        name="a plug that refuses is told once",
        printer=replace(COOLS, plug="raises"),
        settings=OFF,
        happens=(wait(15 * MINUTE, step=5),),
        presses=("pause",),
        power_cuts=1,
        ends=Progress.POWER_OFF_FAILED,
        why=Reason.CONTROL_REFUSED,
        failing=True,
        truth=Activity.PAUSED,
        says="The plug does not answer",
        never=(POWER_OFF_CONFIRMED,),
    ),
    Story(
        name="killed after a plug was told that does nothing: not told again",
        printer=replace(COOLS, plug="lost"),
        settings=OFF,
        happens=(until(plug_was_told), killed(), wait(5 * MINUTE, step=5)),
        presses=("pause",),
        power_cuts=1,
        ends=Progress.POWER_OFF_UNCONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=POWER_OFF_UNCONFIRMED,
        never=(POWER_OFF_CONFIRMED,),
    ),
    Story(
        name="the pause confirmed by a slow printer is waited for before the countdown",
        printer=replace(MOONRAKER, poll_s=25, answers_refresh=False),
        settings=OFF,
        happens=(until(counting_down), wait(6 * MINUTE, step=5)),
        presses=("pause",),
        power_cuts=1,
        ends=Progress.POWER_OFF_CONFIRMED,
        ending=Ending.POWERED_OFF,
        says=POWER_OFF_CONFIRMED,
    ),
)

STORIES: Final = (*CUT, *TROUBLE)
