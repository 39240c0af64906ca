"""Stories of the power that stays on, and of why it does."""

from dataclasses import replace
from typing import Any, Final

from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.incident.incident import Ending, Progress, Reason
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import (
    DROPS_OUT,
    MINUTE,
    MUTED,
    NOT_A_FAILURE,
    OUR_RESUME,
    PAUSED_AT_THE_PANEL,
    POWER_KEPT_ON,
    RESUMED_AT_THE_PANEL,
    STOPPED_AT_THE_PANEL,
    WATCHING_OFF,
    answered,
    killed,
    killed_while,
    locks,
    plug_is_there,
    response_selected,
    settings_changed,
    wait,
)
from tests.stories.printers import BAMBU, LOST, pausing
from tests.stories.story import Story
from tests.stories.words import (
    MUTED_SAID,
    NOT_A_FAILURE_SAID,
    PAUSE_CONFIRMED,
    POWER_OFF_CONFIRMED,
)
from tests.support.simulated_printer import Traits

OFF: Final[dict[str, Any]] = {"response": "pause_and_off"}
TICKED: Final = {**OFF, "power_off_while_hot": True}
# It takes 160 s to cool down.
COOLS: Final = BAMBU
HOLDS: Final = replace(BAMBU, holds_temperature=True)
NO_SENSOR: Final = replace(BAMBU, has_nozzle_sensor=False)
FOR_LONG: Final = wait(12 * MINUTE, step=10)


def _on(
    name: str,
    why: Reason | None,
    *happens: Any,
    printer: Traits = COOLS,
    **changes: Any,
) -> Story:
    """Return a story in which the power stays on."""
    return Story(
        **{
            "name": name,
            "printer": printer,
            "settings": OFF,
            "happens": happens,
            "presses": ("pause",),
            "ends": Progress.POWER_OFF_CANCELLED,
            "why": why,
            "failing": True,
            "truth": Activity.PAUSED,
            "says": PAUSE_CONFIRMED,
            "never": (POWER_OFF_CONFIRMED,),
            **changes,
        }
    )


STORIES: Final = (
    _on(
        "a printer that holds its temperature for an hour is left on",
        Reason.STILL_HOT,
        wait(59 * MINUTE, step=10),
        wait(2 * MINUTE, step=10),
        printer=HOLDS,
    ),
    _on(
        "a limit that is never reached in a warm room",
        Reason.STILL_HOT,
        wait(61 * MINUTE, step=10),
        printer=replace(COOLS, cooling_c_per_s=0.04),
    ),
    _on(
        "a sensor that says nothing is no sensor",
        Reason.TEMPERATURE_UNKNOWN,
        wait(61 * MINUTE, step=10),
        settings={**OFF, "nozzle_temperature": "sensor.of_yesterday"},
    ),
    _on(
        "nothing measures it, and nobody has ticked that the delay is enough",
        Reason.NOT_ALLOWED,
        FOR_LONG,
        printer=NO_SENSOR,
    ),
    _on(
        "the pause was not confirmed",
        Reason.PAUSE_NOT_CONFIRMED,
        FOR_LONG,
        printer=pausing(BAMBU, LOST),
        presses=("pause", "pause", "pause"),
        truth=Activity.PRINTING,
        says="still running",
    ),
    _on(
        "the pause was not ours",
        Reason.PAUSE_NOT_CONFIRMED,
        wait(10),
        PAUSED_AT_THE_PANEL,
        locks(),
        FOR_LONG,
        before=(locks("pause"),),
        presses=(),
        says="paused",
    ),
    _on(
        "resumed at the panel in the countdown",
        Reason.NOT_PAUSED_ANY_MORE,
        wait(1 * MINUTE),
        RESUMED_AT_THE_PANEL,
        FOR_LONG,
        ending=Ending.RESUMED,
        failing=False,
        truth=Activity.PRINTING,
        says=None,
    ),
    _on(
        "resumed by our button in the countdown",
        None,
        wait(1 * MINUTE),
        OUR_RESUME,
        FOR_LONG,
        presses=("pause", "resume"),
        ends=Progress.RESUME_CONFIRMED,
        ending=Ending.RESUMED,
        failing=False,
        truth=Activity.PRINTING,
        says=None,
    ),
    _on(
        "resumed and paused again by hand in the countdown",
        Reason.NOT_PAUSED_ANY_MORE,
        wait(1 * MINUTE),
        RESUMED_AT_THE_PANEL,
        wait(15),
        PAUSED_AT_THE_PANEL,
        FOR_LONG,
        ending=Ending.RESUMED,
        failing=False,
        says=None,
    ),
    _on(
        "stopped at the panel in the countdown",
        Reason.NOT_PAUSED_ANY_MORE,
        wait(1 * MINUTE),
        STOPPED_AT_THE_PANEL,
        FOR_LONG,
        ending=Ending.JOB_ENDED,
        failing=False,
        truth=Activity.IDLE,
        says="ended",
    ),
    _on(
        "kept on by our button",
        Reason.KEPT_ON,
        wait(1 * MINUTE),
        POWER_KEPT_ON,
        FOR_LONG,
    ),
    _on(
        "kept on by the phone",
        Reason.KEPT_ON,
        wait(1 * MINUTE),
        answered(Answer.KEEP_POWER_ON),
        FOR_LONG,
    ),
    _on(
        "not a failure, said in the countdown",
        Reason.ACKNOWLEDGED,
        wait(1 * MINUTE),
        NOT_A_FAILURE,
        FOR_LONG,
        ending=Ending.NOT_A_FAILURE,
        failing=False,
        says=NOT_A_FAILURE_SAID,
    ),
    _on(
        "muted in the countdown",
        Reason.ACKNOWLEDGED,
        wait(1 * MINUTE),
        MUTED,
        FOR_LONG,
        ending=Ending.MUTED,
        failing=False,
        says=MUTED_SAID,
    ),
    _on(
        "not watched any more in the countdown",
        Reason.ACKNOWLEDGED,
        wait(1 * MINUTE),
        WATCHING_OFF,
        FOR_LONG,
        ending=Ending.NOT_WATCHED,
        failing=False,
        says=None,
    ),
    _on(
        "killed after it was kept on",
        Reason.KEPT_ON,
        wait(1 * MINUTE),
        POWER_KEPT_ON,
        wait(1),
        killed(away_s=120),
        FOR_LONG,
    ),
    _on(
        "killed after it was called no failure in the countdown",
        Reason.ACKNOWLEDGED,
        wait(1 * MINUTE),
        NOT_A_FAILURE,
        wait(1),
        killed(away_s=120),
        FOR_LONG,
        ending=Ending.NOT_A_FAILURE,
        failing=False,
        says=None,
    ),
    _on(
        "killed in the countdown and resumed meanwhile, and shown as paused at first",
        Reason.NOT_PAUSED_ANY_MORE,
        wait(2 * MINUTE),
        killed_while(RESUMED_AT_THE_PANEL, away_s=15 * MINUTE, is_stale=True),
        wait(2 * MINUTE),
        printer=replace(
            NO_SENSOR, profile="octoprint", poll_s=50, answers_refresh=False
        ),
        settings=TICKED,
        ending=Ending.RESUMED,
        failing=False,
        truth=Activity.PRINTING,
        says=None,
    ),
    _on(
        "another response is chosen in the countdown",
        Reason.NOT_ALLOWED,
        wait(1 * MINUTE),
        response_selected("pause"),
        FOR_LONG,
    ),
    _on(
        "the plug is taken out of the settings in the countdown",
        Reason.NOT_ALLOWED,
        wait(1 * MINUTE),
        settings_changed(power_switch=None),
        FOR_LONG,
    ),
    _on(
        "a printer that is not heard any more keeps its power",
        Reason.PRINTER_SILENT,
        wait(30),
        DROPS_OUT,
        wait(15 * MINUTE, step=10),
        printer=NO_SENSOR,
        settings=TICKED | {"power_off_delay": 2},
    ),
    _on(
        "a plug that is gone",
        Reason.CONTROL_UNAVAILABLE,
        plug_is_there(False),
        wait(15 * MINUTE, step=10),
        printer=NO_SENSOR,
        settings=TICKED | {"power_off_delay": 2},
    ),
    _on(
        "killed in the countdown, and resumed meanwhile",
        Reason.NOT_PAUSED_ANY_MORE,
        wait(1 * MINUTE),
        killed_while(RESUMED_AT_THE_PANEL, away_s=120),
        FOR_LONG,
        ending=Ending.RESUMED,
        failing=False,
        truth=Activity.PRINTING,
        says=None,
    ),
    _on(
        "killed in the countdown of a printer that holds its temperature",
        Reason.STILL_HOT,
        wait(1 * MINUTE),
        killed_while(away_s=60),
        wait(61 * MINUTE, step=10),
        printer=HOLDS,
    ),
)
