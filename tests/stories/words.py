"""The sentences by which a person learns what happened, and when each of them is true."""

from collections.abc import Callable
from typing import Final

from custom_components.obico_detection.incident.incident import StepKind
from custom_components.obico_detection.notifications import Topic, notification_id
from custom_components.obico_detection.printer.status import Activity
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from tests.stories.stage import Stage
from tests.support.simulated_printer import Role

PAUSE_CONFIRMED: Final = "The print was paused, and the printer confirms it."
PAUSE_UNCONFIRMED: Final = "The printer does not say that it is paused."
PAUSE_PRESSED: Final = "Pause was pressed."
NOT_PRESSED: Final = "Pause was not pressed."
PRESSED_2: Final = "Pause was pressed 2 times."
PRESSED_3: Final = "Pause was pressed 3 times."
RESUME_CONFIRMED: Final = "The print was resumed, and the printer confirms it."
STOP_CONFIRMED: Final = "The print was stopped, and the printer confirms it."
STOP_UNCONFIRMED: Final = "The printer does not say that the print has ended."
STOP_PRESSED: Final = "Stop was pressed."
STILL_RUNNING: Final = "The print is probably still running."
PLANNED: Final = ("The print is to be paused.", "The print is to be stopped.")
NOW_PAUSED: Final = "The printer says now that it is paused."
ALREADY_PAUSED: Final = "The printer was paused already."
ENDED_MEANWHILE: Final = "The print ended meanwhile."
HAS_ENDED: Final = "The print has ended."
NOT_A_FAILURE_SAID: Final = "Somebody said that this is not a failure."
MUTED_SAID: Final = "This print was muted"
ONLY_NOTIFIED: Final = "Nothing was done about it: the response is to notify only."
POWER_OFF_CONFIRMED: Final = "Its power was switched off, and the switch confirms it."
POWER_OFF_UNCONFIRMED: Final = (
    "Its power was told to switch off, but the switch does not say that it is off."
)
LEFT_ON: Final = "Its power was left on."
CUSTOM_CONFIRMED: Final = "Your own actions were carried out."

RUNNING: Final = frozenset({Activity.PRINTING, Activity.PREPARING})
OVER: Final = frozenset({Activity.IDLE, Activity.FINISHED, Activity.ERROR})

type Truth = Callable[[Stage], bool]


def told_of(stage: Stage) -> str | None:
    """Return what the notification about the printer's prints says, title first.

    Without the picture and the link.
    """
    if stage.entry is None:
        return None
    shown = _async_get_or_create_notifications(stage.hass)
    tag = notification_id(stage.subentry().subentry_id, Topic.INCIDENT)
    if (one := shown.get(tag)) is None:
        return None
    words = str(one["message"]).partition("\n\n")[0]
    return f"{one['title']}: {words}"


def _opened_at(stage: Stage) -> float:
    """Return since when what is told may have happened: a warning comes first."""
    return stage.opened_at


def _was(*what: Activity) -> Truth:
    """The printer has done this since then."""

    def holds(stage: Stage) -> bool:
        opened_at = _opened_at(stage)
        before = [truth for at, truth in stage.machine.history if at < opened_at]
        since = [truth for at, truth in stage.machine.history if at >= opened_at]
        return any(truth in what for truth in (*before[-1:], *since))

    return holds


def _pressed(role: Role, times: int) -> Truth:
    """A control was pressed so often since then, and no more often."""

    def holds(stage: Stage) -> bool:
        since = _opened_at(stage)
        done = [one for one in stage.presses if one.role == role and one.at >= since]
        return len(done) >= times

    return holds


def _shows(*what: Activity) -> Truth:
    """The printer shows this now."""
    return lambda stage: stage.machine.shown in what


def _is_paused(stage: Stage) -> bool:
    """The printer shows that it is paused, or did before it went silent."""
    shown, truth = stage.machine.shown, stage.machine.truth
    return (truth if shown is Activity.HELD else shown) is Activity.PAUSED


def _not_paused(stage: Stage) -> bool:
    """The printer does not show that it is paused."""
    return stage.machine.shown is not Activity.PAUSED


def _told_plug(stage: Stage) -> bool:
    """The plug was told."""
    return bool(stage.cuts)


def _is_off(stage: Stage) -> bool:
    """The plug is off."""
    return bool(stage.cuts) and not stage.machine.plug_is_on


def _pause_was_not_pressed(stage: Stage) -> bool:
    """Pause was not pressed since that was last wanted."""
    step = stage.last.step(StepKind.PAUSE) if stage.last else None
    return step is not None and all(
        one.role != "pause" or one.at < step.intended_at or one.ordered_at is not None
        for one in stage.presses
    )


CLAIMS: Final[dict[str, Truth]] = {
    PAUSE_CONFIRMED: _was(Activity.PAUSED),
    ALREADY_PAUSED: _was(Activity.PAUSED),
    NOW_PAUSED: _is_paused,
    "failing print paused": _was(Activity.PAUSED),
    PAUSE_PRESSED: _pressed("pause", 1),
    PRESSED_2: _pressed("pause", 2),
    PRESSED_3: _pressed("pause", 3),
    "Pause was pressed 4 times": lambda _: False,
    NOT_PRESSED: _pause_was_not_pressed,
    STILL_RUNNING: _not_paused,
    RESUME_CONFIRMED: _pressed("resume", 1),
    "Resume was pressed": _pressed("resume", 1),
    STOP_CONFIRMED: _was(*OVER),
    "failing print stopped": _was(*OVER),
    "Stop was pressed": _pressed("stop", 1),
    HAS_ENDED: _was(*OVER),
    ENDED_MEANWHILE: _was(*OVER),
    "Its power was told to switch off": _told_plug,
    POWER_OFF_CONFIRMED: _is_off,
    "and switched off": _is_off,
}
"""What must be so when the notification says this."""
