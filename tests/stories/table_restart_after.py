"""Stories of restarts after the response: what was settled stays settled."""

from dataclasses import replace
from typing import Final

from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import Ending, Progress, Reason
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import (
    CLEAN,
    FAILING,
    FINISHES,
    MINUTE,
    MUTED,
    NOT_A_FAILURE,
    OUR_RESUME,
    RESUMED_AT_THE_PANEL,
    WORSE,
    answered,
    begins_job,
    incidents,
    killed,
    killed_while,
    restarted,
    until,
    wait,
)
from tests.stories.printers import BAMBU, BY_HAND, LOST, MOONRAKER, pausing, stopping
from tests.stories.story import Story
from tests.stories.words import (
    HAS_ENDED,
    ONLY_NOTIFIED,
    PAUSE_CONFIRMED,
    STOP_CONFIRMED,
    STOP_UNCONFIRMED,
)

LONG: Final = wait(300, step=5)

CONFIRMED: Final = (
    Story(
        name="killed after the pause was confirmed: not pressed again, told again",
        printer=MOONRAKER,
        happens=(wait(60), killed(away_s=60), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="killed when paused, resumed meanwhile: acknowledged, and left alone",
        printer=MOONRAKER,
        happens=(wait(60), killed_while(RESUMED_AT_THE_PANEL, away_s=20), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        ending=Ending.RESUMED,
        truth=Activity.PRINTING,
    ),
    Story(
        name="killed when paused, and the print has ended meanwhile",
        printer=BAMBU,
        happens=(wait(60), killed_while(FINISHES, away_s=20), wait(60)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        ending=Ending.JOB_ENDED,
        truth=Activity.FINISHED,
        says=HAS_ENDED,
    ),
    Story(
        name="killed while the pause is waited for, and another job prints then",
        printer=pausing(BAMBU, LOST),
        happens=(
            wait(5),
            CLEAN,
            killed_while(FINISHES, begins_job("job-2"), away_s=60),
            wait(120, step=5),
        ),
        presses=("pause",),
        ends=Progress.PAUSE_UNCONFIRMED,
        why=Reason.ENDED_MEANWHILE,
        ending=Ending.JOB_ENDED,
        truth=Activity.PRINTING,
        says="The print ended meanwhile.",
    ),
    Story(
        name="killed where the response is to notify: no second incident",
        settings={"response": "notify"},
        happens=(wait(20), killed(away_s=20), LONG),
        ends=Progress.NOTIFIED,
        failing=True,
        truth=Activity.PRINTING,
        says=ONLY_NOTIFIED,
    ),
)

ACKNOWLEDGED: Final = (
    Story(
        name="killed after a person's stop was pressed: how it ended is told",
        printer=stopping(BY_HAND, LOST),
        happens=(wait(60), answered(Answer.STOP), wait(3), killed(), LONG),
        presses=("pause", "stop"),
        ends=Progress.STOP_UNCONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=STOP_UNCONFIRMED,
        never=(STOP_CONFIRMED,),
    ),
    Story(
        name="killed right after it was resumed: not paused again",
        printer=BAMBU,
        happens=(wait(30), RESUMED_AT_THE_PANEL, wait(1), killed(), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        ending=Ending.RESUMED,
        truth=Activity.PRINTING,
    ),
    Story(
        name="killed in the grace, and much worse: not before the grace is over",
        printer=BAMBU,
        happens=(
            wait(30),
            OUR_RESUME,
            WORSE,
            wait(40),
            killed(away_s=10),
            wait(36),
            until(incidents(2)),
        ),
        presses=("pause", "resume", "pause"),
        pressed_at=(0, 30, 122),
        incidents=2,
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="killed when the grace is over, and it looks the same: left alone",
        printer=MOONRAKER,
        happens=(wait(30), RESUMED_AT_THE_PANEL, wait(120, step=5), killed(), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        ending=Ending.RESUMED,
        truth=Activity.PRINTING,
    ),
    Story(
        name="killed when the grace is over, clean for once and failing: paused again",
        printer=MOONRAKER,
        happens=(
            wait(30),
            RESUMED_AT_THE_PANEL,
            wait(120, step=5),
            killed(),
            CLEAN,
            wait(90, step=5),
            killed(),
            FAILING,
            until(incidents(2)),
            wait(30),
        ),
        presses=("pause", "pause"),
        incidents=2,
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="killed after it was called no failure: left alone",
        printer=pausing(MOONRAKER, LOST),
        happens=(wait(5), NOT_A_FAILURE, wait(1), killed(), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CANCELLED,
        why=Reason.ACKNOWLEDGED,
        ending=Ending.NOT_A_FAILURE,
        truth=Activity.PRINTING,
    ),
    Story(
        name="killed when muted: still muted",
        before=(MUTED,),
        happens=(wait(10), killed(away_s=30), LONG),
        incidents=0,
        truth=Activity.PRINTING,
    ),
    Story(
        name="restarted twice at any moment of a pause that works at once",
        printer=replace(MOONRAKER, answers_refresh=False),
        happens=(
            restarted(),
            wait(3),
            restarted(silent_s=20),
            wait(2 * MINUTE, step=2),
        ),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
)

STORIES: Final = (*CONFIRMED, *ACKNOWLEDGED)
