"""Stories of what else people say and choose, and what is never done to them again."""

from typing import Final

from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import Ending, Progress, Reason
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import (
    CLEAN,
    FAILING,
    MUTED,
    NOT_A_FAILURE,
    RESUMED_AT_THE_PANEL,
    STOPPED_AT_THE_PANEL,
    UNMUTED,
    WATCHING_OFF,
    WATCHING_ON,
    WORSE,
    answered,
    begins_job,
    incidents,
    response_selected,
    settings_changed,
    until,
    wait,
)
from tests.stories.printers import BAMBU, LOST, LOST_ONCE, MOONRAKER, pausing
from tests.stories.story import Story
from tests.stories.words import NOW_PAUSED, PAUSE_CONFIRMED, STILL_RUNNING
from tests.support.simulated_printer import ControlTraits

# Longer than the grace.
LONG: Final = wait(300, step=5)

JUDGED: Final = (
    Story(
        name="not a failure, said while the pause is waited for",
        printer=pausing(MOONRAKER, LOST),
        happens=(wait(10), NOT_A_FAILURE, LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CANCELLED,
        why=Reason.ACKNOWLEDGED,
        ending=Ending.NOT_A_FAILURE,
        truth=Activity.PRINTING,
    ),
    Story(
        name="not a failure, said on the phone of a paused printer",
        printer=MOONRAKER,
        happens=(
            wait(30),
            answered(Answer.NOT_A_FAILURE),
            wait(60),
            RESUMED_AT_THE_PANEL,
            LONG,
        ),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        ending=Ending.NOT_A_FAILURE,
        truth=Activity.PRINTING,
    ),
    Story(
        name="not a failure, but another follows when it was clean for once",
        printer=pausing(MOONRAKER, LOST_ONCE),
        happens=(
            wait(10),
            NOT_A_FAILURE,
            CLEAN,
            wait(120, step=5),
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
        name="not a failure, said between the store and the control that is not there",
        printer=pausing(BAMBU, ControlTraits(effect_s=20)),
        happens=(wait(5), answered(Answer.NOT_A_FAILURE), wait(60)),
        presses=("pause",),
        ends=Progress.PAUSE_CANCELLED,
        why=Reason.ACKNOWLEDGED,
        ending=Ending.NOT_A_FAILURE,
        truth=Activity.PAUSED,
        says=NOW_PAUSED,
    ),
    Story(
        name="nothing to acknowledge",
        before=(NOT_A_FAILURE,),
        presses=("pause",),
        happens=(wait(20),),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        says=PAUSE_CONFIRMED,
        refused=("nothing_to_acknowledge",),
    ),
)

MUTES: Final = (
    Story(
        name="muted before it fails: nothing happens at all",
        before=(MUTED,),
        happens=(LONG,),
        incidents=0,
        truth=Activity.PRINTING,
    ),
    Story(
        name="muted while the pause is waited for",
        printer=pausing(MOONRAKER, LOST),
        happens=(wait(10), MUTED, LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CANCELLED,
        why=Reason.ACKNOWLEDGED,
        ending=Ending.MUTED,
        truth=Activity.PRINTING,
    ),
    Story(
        name="muted on the phone, resumed, much worse: left alone",
        printer=MOONRAKER,
        happens=(
            wait(30),
            answered(Answer.MUTE),
            wait(5),
            RESUMED_AT_THE_PANEL,
            WORSE,
            LONG,
        ),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        ending=Ending.MUTED,
        truth=Activity.PRINTING,
    ),
    Story(
        name="mute ends with the job",
        before=(
            MUTED,
            STOPPED_AT_THE_PANEL,
            wait(10),
            begins_job("job-2"),
            wait(10),
        ),
        happens=(wait(20),),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        says=PAUSE_CONFIRMED,
    ),
    Story(
        name="unmuted while it fails",
        before=(MUTED,),
        happens=(wait(60), UNMUTED, until(incidents(1)), wait(20)),
        presses=("pause",),
        ends=Progress.PAUSE_CONFIRMED,
        failing=True,
        says=PAUSE_CONFIRMED,
    ),
)

SWITCHES: Final = (
    Story(
        name="watching is switched off while the pause is waited for",
        printer=pausing(MOONRAKER, LOST),
        happens=(wait(10), WATCHING_OFF, LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CANCELLED,
        why=Reason.ACKNOWLEDGED,
        ending=Ending.NOT_WATCHED,
        truth=Activity.PRINTING,
    ),
    Story(
        name="watching is switched off and on, and it looks the same",
        printer=pausing(MOONRAKER, LOST),
        happens=(wait(10), WATCHING_OFF, wait(20), WATCHING_ON, LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CANCELLED,
        why=Reason.ACKNOWLEDGED,
        ending=Ending.NOT_WATCHED,
        truth=Activity.PRINTING,
    ),
    Story(
        name="another response is chosen while the pause is waited for",
        printer=pausing(MOONRAKER, LOST),
        happens=(wait(10), response_selected("notify"), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_CANCELLED,
        why=Reason.NOT_ALLOWED,
        failing=True,
        truth=Activity.PRINTING,
        says=STILL_RUNNING,
    ),
    Story(
        name="the response chosen later is for the next incident",
        settings={"response": "notify"},
        happens=(wait(20), response_selected("pause"), wait(60)),
        ends=Progress.NOTIFIED,
        failing=True,
        truth=Activity.PRINTING,
        says="",
    ),
    Story(
        name="the control is taken out of the settings while it is waited for",
        printer=pausing(MOONRAKER, LOST),
        happens=(wait(10), settings_changed(pause_control=None), LONG),
        presses=("pause",),
        ends=Progress.PAUSE_UNCONFIRMED,
        failing=True,
        truth=Activity.PRINTING,
        says=STILL_RUNNING,
    ),
)

STORIES: Final = (*JUDGED, *MUTES, *SWITCHES)
