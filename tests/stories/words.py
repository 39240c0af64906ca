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
from tests.support.simulated_printer import ROLES, Press, Role

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
LOOK: Final = "Look at it now."
LOOK_IT_RUNS: Final = "Look at it now; the print goes on."
ASKED_FOR: Final = "Somebody, or an automation, asked for this in Home Assistant."
KEPT_ON: Final = "A person wanted it to stay on."
STOP_NOT_PRESSED: Final = "Stop was not pressed."
RESUME_NOT_PRESSED: Final = "Resume was not pressed."
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


# -- what the printer did


def _was(*what: Activity) -> Truth:
    """The printer has done this since then."""

    def holds(stage: Stage) -> bool:
        since = stage.opened_at
        before = [truth for at, truth in stage.machine.history if at < since]
        after = [truth for at, truth in stage.machine.history if at >= since]
        return any(truth in what for truth in (*before[-1:], *after))

    return holds


def _has_ended(stage: Stage) -> bool:
    """The print is over since then, or another has taken its place."""
    is_another = stage.last is not None and stage.last.job_name != stage.machine.job
    return is_another or _was(*OVER)(stage)


def _was_resumed(stage: Stage) -> bool:
    """The printer has printed since resume was pressed last."""
    presses = _presses(stage, "resume")
    if not presses:
        return False
    last = presses[-1]
    after = [truth for at, truth in stage.machine.history if at >= last.at]
    return any(truth in RUNNING for truth in (last.truth, *after))


def _is_paused(stage: Stage) -> bool:
    """The printer shows that it is paused, or did before it went silent."""
    shown, truth = stage.machine.shown, stage.machine.truth
    return (truth if shown is Activity.HELD else shown) is Activity.PAUSED


def _shows_none_of(*what: Activity) -> Truth:
    """The printer shows nothing of this."""
    return lambda stage: stage.machine.shown not in what


# -- what was pressed


def _presses(stage: Stage, role: Role) -> list[Press]:
    """Return how a control was pressed since then."""
    since = stage.opened_at
    return [one for one in stage.presses if one.role == role and one.at >= since]


def _pressed(role: Role, times: int) -> Truth:
    """A control was pressed at least so often since then."""
    return lambda stage: len(_presses(stage, role)) >= times


def _was_not_pressed(role: Role) -> Truth:
    """A control was not pressed since that was last wanted."""

    def holds(stage: Stage) -> bool:
        step = stage.last.step(StepKind(role)) if stage.last else None
        return step is not None and all(
            one.at < step.intended_at for one in _presses(stage, role)
        )

    return holds


def _nothing_was_touched(stage: Stage) -> bool:
    """Neither the printer nor its plug was told anything since then."""
    told_at = [one.at for one in stage.presses] + [one.at for one in stage.cuts]
    return all(at < stage.opened_at for at in told_at)


def _own_actions_ran(stage: Stage) -> bool:
    """Each of the user's own actions that tells of itself has done so since then."""
    telling = [one for one in stage.printer().settings.custom_actions if "event" in one]
    ran = [at for at in stage.custom_runs_at if at >= stage.opened_at]
    return 0 < len(telling) <= len(ran)


# -- the plug


def _told_plug(stage: Stage) -> bool:
    """The plug was told since then."""
    return any(one.at >= stage.opened_at for one in stage.cuts)


def _is_off(stage: Stage) -> bool:
    """The plug was told, and is off."""
    return _told_plug(stage) and not stage.machine.plug_is_on


def _is_on(stage: Stage) -> bool:
    """The plug is on."""
    return stage.machine.plug_is_on


def _told_in_vain(stage: Stage) -> bool:
    """The plug was told, and does not show that it is off."""
    machine = stage.machine
    return _told_plug(stage) and (machine.plug_is_on or not machine.plug_is_available)


# -- what a person wanted


def _wanted(*wishes: str) -> Truth:
    """A person has wanted one of these since then."""
    return lambda stage: any(
        at >= stage.opened_at and wish in wishes for at, wish in stage.wishes
    )


CLAIMS: Final[dict[str, Truth]] = {
    PAUSE_CONFIRMED: _was(Activity.PAUSED),
    ALREADY_PAUSED: _was(Activity.PAUSED),
    NOW_PAUSED: _is_paused,
    "failing print paused": _was(Activity.PAUSED),
    PAUSE_UNCONFIRMED: _shows_none_of(Activity.PAUSED),
    PAUSE_PRESSED: _pressed("pause", 1),
    PRESSED_2: _pressed("pause", 2),
    PRESSED_3: _pressed("pause", 3),
    "Pause was pressed 4 times": lambda _: False,
    NOT_PRESSED: _was_not_pressed("pause"),
    STILL_RUNNING: _shows_none_of(Activity.PAUSED),
    LOOK_IT_RUNS: _shows_none_of(Activity.PAUSED),
    RESUME_CONFIRMED: _was_resumed,
    "Resume was pressed": _pressed("resume", 1),
    RESUME_NOT_PRESSED: _was_not_pressed("resume"),
    STOP_CONFIRMED: _was(*OVER),
    "failing print stopped": _was(*OVER),
    STOP_UNCONFIRMED: _shows_none_of(*OVER),
    "Stop was pressed": _pressed("stop", 1),
    STOP_NOT_PRESSED: _was_not_pressed("stop"),
    HAS_ENDED: _has_ended,
    ENDED_MEANWHILE: _has_ended,
    "Its power was told to switch off": _told_plug,
    POWER_OFF_CONFIRMED: _is_off,
    "and switched off": _is_off,
    POWER_OFF_UNCONFIRMED: _told_in_vain,
    LEFT_ON: _is_on,
    CUSTOM_CONFIRMED: _own_actions_ran,
    ONLY_NOTIFIED: _nothing_was_touched,
    NOT_A_FAILURE_SAID: _wanted("press not_a_failure", "answer not_a_failure"),
    MUTED_SAID: _wanted("turn_on muted", "answer mute"),
    KEPT_ON: _wanted("press keep_power_on", "answer keep_power_on"),
    ASKED_FOR: _wanted(
        *(f"{how} {role}" for how in ("press", "answer") for role in ROLES)
    ),
}
"""What must be so when the notification says this."""
