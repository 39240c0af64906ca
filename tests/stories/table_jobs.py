"""Stories of one job after another, and of how many pictures it takes."""

from typing import Final

from custom_components.obico_detection.incident.incident import Progress
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import (
    CLEAN,
    FINISHES,
    NOT_A_FAILURE,
    begins_job,
    camera_shows,
    incidents,
    killed,
    until,
    wait,
)
from tests.stories.printers import BAMBU, LOST_ONCE, MOONRAKER, OCTOPRINT, pausing
from tests.stories.story import Story
from tests.stories.words import PAUSE_CONFIRMED

LONG: Final = wait(300, step=5)
STORIES: Final = (
    Story(
        name="the next job fails as well: an incident of its own",
        printer=BAMBU,
        happens=(
            wait(30),
            FINISHES,
            wait(20),
            begins_job("job-2"),
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
        name="acknowledged in the last job is not acknowledged in the next",
        printer=pausing(MOONRAKER, LOST_ONCE),
        happens=(
            wait(10),
            NOT_A_FAILURE,
            wait(10),
            FINISHES,
            wait(20),
            begins_job("job-2"),
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
        name="two pictures are needed, and the second is clean: nothing happens",
        settings={"confirmations": 2, "warning_response": "none"},
        # As little above the limit as to be below it with the next clean picture.
        verdict=camera_shows(0.8),
        happens=(CLEAN, wait(60)),
        incidents=0,
        ends=Progress.NOTHING,
        truth=Activity.PRINTING,
    ),
    Story(
        name="two pictures are needed: pressed at the second",
        printer=BAMBU,
        settings={"confirmations": 2},
        happens=(wait(60),),
        presses=("pause",),
        pressed_at=(10,),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="clean while the pause is waited for: the incident stays",
        printer=pausing(MOONRAKER, LOST_ONCE),
        happens=(wait(5), CLEAN, wait(100)),
        presses=("pause", "pause"),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="a job without a marker",
        printer=OCTOPRINT,
        settings={"job_marker": None},
        happens=(wait(90), killed(away_s=60), wait(60)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        truth=Activity.PAUSED,
        says=PAUSE_CONFIRMED,
    ),
)
