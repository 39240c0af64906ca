"""Stories of restarts: at each step, and nothing is done twice."""

from typing import Final

from custom_components.obico_detection.incident.incident import (
    Ending,
    Progress,
    StepKind,
)
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import (
    disk_waits,
    ended,
    killed,
    pressed,
    reloaded,
    restarted,
    until,
    wait,
)
from tests.stories.printers import (
    BAMBU,
    BY_HAND,
    LOST,
    LOST_ONCE,
    LOST_TWICE,
    MOONRAKER,
    OCTOPRINT,
    TOGGLE,
    pausing,
    slow,
    stopping,
)
from tests.stories.story import Story
from tests.stories.words import (
    PAUSE_CONFIRMED,
    PAUSE_PRESSED,
    PRESSED_2,
    PRESSED_3,
    STILL_RUNNING,
    STOP_CONFIRMED,
)
from tests.support.simulated_printer import ControlTraits

HANGS: Final = ControlTraits(hangs=1)
LONG: Final = wait(300, step=5)

BEFORE_THE_PRESS: Final = (
    Story(
        name="killed before the press was stored: nothing was pressed, then it is",
        printer=BAMBU,
        before=(disk_waits,),
        happens=(wait(5), killed(), wait(30)),
        presses=("pause",),
        pressed_at=(5,),
        # The first one was never stored: it is as if it had never been.
        incidents=2,
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="killed after the press was stored and before it got out: made again",
        printer=pausing(BAMBU, HANGS),
        happens=(wait(2), killed(), wait(35), LONG),
        presses=("pause", "pause"),
        pressed_at=(0, 32),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PRESSED_2,
    ),
    Story(
        name="the same with a toggle: not made again",
        printer=pausing(TOGGLE, HANGS),
        happens=(wait(2), killed(), wait(70), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_UNCONFIRMED,
        failing=True,
        truth=Activity.PRINTING,
        says=PAUSE_PRESSED,
        never=(PAUSE_CONFIRMED,),
    ),
    Story(
        name="the same with a printer set up by hand: not made again",
        printer=pausing(BY_HAND, HANGS),
        happens=(wait(2), killed(), wait(70), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_UNCONFIRMED,
        failing=True,
        truth=Activity.PRINTING,
        says=STILL_RUNNING,
        never=(PAUSE_CONFIRMED,),
    ),
)

UNCONFIRMED: Final = (
    Story(
        name="killed while the pause is on its way, which comes meanwhile",
        printer=pausing(MOONRAKER, slow(20)),
        happens=(wait(5), killed(away_s=60), wait(60), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="killed while the pause of a toggle is on its way",
        printer=pausing(TOGGLE, slow(20)),
        happens=(wait(5), killed(away_s=5), wait(100), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="killed after the second press: only one is left",
        printer=pausing(MOONRAKER, LOST_TWICE),
        happens=(until(pressed("pause", 2)), wait(3), killed(), wait(60), LONG),
        presses=("pause", "pause", "pause"),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PRESSED_3,
    ),
    Story(
        name="killed after each press: never a fourth",
        printer=pausing(BAMBU, LOST),
        happens=(
            wait(1),
            killed(),
            until(pressed("pause", 2)),
            killed(),
            until(pressed("pause", 3)),
            killed(),
            LONG,
            killed(),
            LONG,
        ),
        presses=("pause", "pause", "pause"),
        ends=Progress.PAUSE_UNCONFIRMED,
        failing=True,
        truth=Activity.PRINTING,
        says=PRESSED_3,
        never=(PAUSE_CONFIRMED,),
    ),
    Story(
        name="restarted while the printer's integration takes two minutes to be back",
        printer=pausing(BAMBU, slow(10)),
        happens=(wait(5), restarted(away_s=10, silent_s=120), wait(60)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="restarted, not heard for two minutes, and it still prints: pressed again",
        printer=pausing(MOONRAKER, LOST_ONCE),
        happens=(wait(5), restarted(silent_s=120), wait(60)),
        presses=("pause", "pause"),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PRESSED_2,
    ),
    Story(
        name="reloaded while the pause is waited for",
        printer=pausing(OCTOPRINT, slow(40)),
        happens=(wait(10), reloaded, wait(10), reloaded, wait(120, step=2)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="killed when it was given up: it stays given up, and says so again",
        printer=pausing(TOGGLE, LOST),
        happens=(until(ended(StepKind.PAUSE)), wait(5), killed(away_s=30), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_UNCONFIRMED,
        failing=True,
        truth=Activity.PRINTING,
        says=STILL_RUNNING,
    ),
    Story(
        name="killed while a stop is waited for, which has worked",
        printer=stopping(MOONRAKER, slow(20)),
        settings={"response": "stop"},
        happens=(wait(5), killed(away_s=40), wait(30)),
        presses=("stop",),
        ends=Progress.STOP_CONFIRMED,
        ending=Ending.JOB_ENDED,
        truth=Activity.IDLE,
        says=STOP_CONFIRMED,
    ),
)

STORIES: Final = (*BEFORE_THE_PRESS, *UNCONFIRMED)
