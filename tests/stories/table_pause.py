"""Stories of the pause: what kind of printer, and what becomes of a press."""

from dataclasses import replace
from typing import Final

from custom_components.obico_detection.incident.incident import Progress, Reason
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import wait
from tests.stories.printers import (
    ANYCUBIC,
    BAMBU,
    BY_HAND,
    CREALITY,
    DREMEL,
    FLASHFORGE,
    HAND_MADE_CONTROL,
    LOST,
    LOST_ONCE,
    LOST_TWICE,
    MOONRAKER,
    OCTOPRINT,
    PRUSALINK,
    TOGGLE,
    pausing,
    slow,
)
from tests.stories.story import Story
from tests.stories.words import (
    PAUSE_CONFIRMED,
    PAUSE_PRESSED,
    PAUSE_UNCONFIRMED,
    PRESSED_2,
    PRESSED_3,
    STILL_RUNNING,
)
from tests.support.simulated_printer import Role, Traits

PAUSES: Final[tuple[Role, ...]] = ("pause", "pause", "pause")
NEVER_CONFIRMED: Final = (PAUSE_CONFIRMED,)


def _works(name: str, printer: Traits, settle_s: float) -> Story:
    """Return the story of a pause that works at the first press, and is left alone."""
    return Story(
        name=f"{name}: one press pauses it, and it is left alone",
        printer=printer,
        happens=(wait(settle_s * 4, step=2),),
        presses=("pause",),
        pressed_at=(0,),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
        never=(STILL_RUNNING, PAUSE_UNCONFIRMED),
    )


def _lost_for_good(
    name: str, printer: Traits, settle_s: float, presses: int, says: str
) -> Story:
    """Return the story of a control that does nothing at all."""
    return Story(
        name=f"{name}: all presses are lost",
        printer=pausing(printer, LOST),
        happens=(wait(settle_s * presses + 5), wait(settle_s * 4, step=5)),
        presses=PAUSES[:presses],
        pressed_at=tuple(settle_s * number for number in range(presses)),
        ends=Progress.PAUSE_UNCONFIRMED,
        failing=True,
        truth=Activity.PRINTING,
        says=says,
        never=NEVER_CONFIRMED,
    )


WORKING: Final = (
    _works("Bambu Lab", BAMBU, 30),
    _works("Moonraker", MOONRAKER, 30),
    _works("FlashForge", FLASHFORGE, 30),
    _works("Dremel", DREMEL, 30),
    _works("OctoPrint", OCTOPRINT, 60),
    _works("PrusaLink", PRUSALINK, 60),
    _works("Anycubic", ANYCUBIC, 120),
    _works("Creality", CREALITY, 30),
    _works("a toggle", TOGGLE, 60),
    _works("set up by hand", BY_HAND, 60),
    _works("a control made by hand", HAND_MADE_CONTROL, 30),
    _works("OctoPrint without refresh", replace(OCTOPRINT, answers_refresh=False), 60),
)

LOST_PRESSES: Final = (
    _lost_for_good("Bambu Lab", BAMBU, 30, 3, PRESSED_3),
    _lost_for_good("Moonraker", MOONRAKER, 30, 3, PRESSED_3),
    _lost_for_good("PrusaLink", PRUSALINK, 60, 3, PRESSED_3),
    _lost_for_good("Anycubic", ANYCUBIC, 120, 3, PRESSED_3),
    _lost_for_good("Creality", CREALITY, 30, 1, PAUSE_PRESSED),
    _lost_for_good("a toggle", TOGGLE, 60, 1, PAUSE_PRESSED),
    _lost_for_good("set up by hand", BY_HAND, 60, 1, PAUSE_PRESSED),
    _lost_for_good("a control made by hand", HAND_MADE_CONTROL, 30, 1, PAUSE_PRESSED),
    Story(
        name="Moonraker: one lost press is made again",
        printer=pausing(MOONRAKER, LOST_ONCE),
        happens=(wait(29), wait(10), wait(200, step=5)),
        presses=("pause", "pause"),
        pressed_at=(0, 30),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PRESSED_2,
    ),
    Story(
        name="Bambu Lab: the third press works",
        printer=pausing(BAMBU, LOST_TWICE),
        happens=(wait(70), wait(200, step=5)),
        presses=("pause", "pause", "pause"),
        pressed_at=(0, 30, 60),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PRESSED_3,
    ),
    Story(
        name="OctoPrint: a lost press is made again only after two polls",
        printer=pausing(OCTOPRINT, LOST_ONCE),
        happens=(wait(100),),
        presses=("pause", "pause"),
        pressed_at=(0, 60),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        says=PRESSED_2,
    ),
)

SLOW_PRINTERS: Final = (
    Story(
        name="a printer that takes 25 s to pause is not pressed again",
        printer=pausing(MOONRAKER, slow(25)),
        happens=(wait(24), wait(100)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="a printer that takes 45 s to pause is pressed twice, which does no harm",
        printer=pausing(MOONRAKER, slow(45)),
        happens=(wait(100), wait(100, step=5)),
        presses=("pause", "pause"),
        pressed_at=(0, 30),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PRESSED_2,
    ),
    Story(
        name="a toggle that pauses after it was given up is confirmed late",
        printer=pausing(TOGGLE, slow(75)),
        happens=(wait(70), wait(60)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        why=Reason.LATE,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="a toggle that is asked seldom is not pressed while it shows what was",
        printer=replace(TOGGLE, poll_s=300, answers_refresh=False),
        happens=(wait(200, step=5), wait(150, step=5)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        why=Reason.LATE,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="a printer on its way into the pause for 50 s is not pressed again",
        printer=replace(FLASHFORGE, pausing_s=50),
        happens=(wait(120),),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="a printer that never ends to be on its way is told as such",
        printer=replace(FLASHFORGE, pausing_s=9999),
        happens=(wait(200),),
        presses=("pause",),
        ends=Progress.PAUSE_UNCONFIRMED,
        why=Reason.NOT_SETTLED,
        failing=True,
        truth=Activity.PAUSING,
        says=PAUSE_UNCONFIRMED,
        never=NEVER_CONFIRMED,
    ),
    Story(
        name="a printer that flickers on its way into the pause was not resumed",
        printer=replace(BAMBU, flickers=True),
        happens=(wait(200),),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
)

STORIES: Final = (*WORKING, *LOST_PRESSES, *SLOW_PRINTERS)
