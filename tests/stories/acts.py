"""What can happen in a story, in the words in which it is told."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from custom_components.obico_detection.incident.answers import Answer, answer_id
from custom_components.obico_detection.incident.incident import StepKind
from custom_components.obico_detection.printer.status import Activity
from homeassistant.exceptions import HomeAssistantError
from tests.stories.stage import Stage
from tests.support.ml_server import saying
from tests.support.simulated_printer import Role

type Act = Callable[[Stage], Awaitable[None]]

MINUTE: Final = 60.0
# Longer than anything that happens once is worth waiting for.
MOST_S: Final = 900.0


# -- time


def wait(seconds: float, step: float = 1.0) -> Act:
    """Let time pass."""

    async def act(stage: Stage) -> None:
        await stage.let_pass(seconds, step)

    return act


def until(what: Callable[[Stage], bool], most_s: float = MOST_S) -> Act:
    """Let time pass until something is so."""

    async def act(stage: Stage) -> None:
        passed_s = 0.0
        while not what(stage):
            assert passed_s < most_s, "It did not happen"
            await stage.let_pass(1.0)
            passed_s += 1.0

    return act


def pressed(role: Role, times: int) -> Callable[[Stage], bool]:
    """A control was pressed so often."""
    return lambda stage: [one.role for one in stage.presses].count(role) >= times


def plug_was_told(stage: Stage) -> bool:
    """The plug was told to switch off."""
    return bool(stage.cuts)


def ended(kind: StepKind) -> Callable[[Stage], bool]:
    """A step of the response has come to its end."""

    def has_ended(stage: Stage) -> bool:
        step = stage.last.step(kind) if stage.last else None
        return step is not None and step.outcome is not None

    return has_ended


def counting_down(stage: Stage) -> bool:
    """The power is about to be cut."""
    step = stage.last.step(StepKind.POWER_OFF) if stage.last else None
    return step is not None and step.outcome is None


def incidents(number: int) -> Callable[[Stage], bool]:
    """So many incidents there have been."""
    return lambda stage: len(stage.incident_ids) >= number


# -- what the camera shows


def camera_shows(score: float) -> Act:
    """From the next check on the score is this; it falls only as fast as it can."""

    async def act(stage: Stage) -> None:
        stage.score = score

    return act


CLEAN: Final = camera_shows(0.0)
WARNING: Final = camera_shows(0.5)
FAILING: Final = camera_shows(1.0)
# By more than 1.25 times.
WORSE: Final = camera_shows(1.6)


# -- what the printer does


def printer_does(truth: Activity, where: Activity | None = None) -> Act:
    """At the printer itself, or by its own firmware; `where` it did this before."""

    async def act(stage: Stage) -> None:
        if where in (None, stage.machine.truth):
            await stage.it_does(truth)

    return act


RESUMED_AT_THE_PANEL: Final = printer_does(Activity.PRINTING, where=Activity.PAUSED)
PAUSED_AT_THE_PANEL: Final = printer_does(Activity.PAUSED, where=Activity.PRINTING)
STOPPED_AT_THE_PANEL: Final = printer_does(Activity.IDLE)
FINISHES: Final = printer_does(Activity.FINISHED)


def begins_job(job: str) -> Act:
    """Another print begins."""

    async def act(stage: Stage) -> None:
        stage.machine.begin(job)
        await stage.settle()

    return act


def connected(is_connected: bool) -> Act:
    """The printer's integration hears it, or does not."""

    async def act(stage: Stage) -> None:
        stage.machine.is_connected = is_connected
        stage.entities.write()
        await stage.settle()

    return act


DROPS_OUT: Final = connected(False)
IS_BACK: Final = connected(True)


def locks(*roles: Role) -> Act:
    """These controls become unavailable, and no others are."""

    async def act(stage: Stage) -> None:
        stage.machine.locked = set(roles)
        stage.entities.write()
        await stage.settle()

    return act


def plug_is_there(is_available: bool) -> Act:
    """The plug comes or goes."""

    async def act(stage: Stage) -> None:
        stage.machine.plug_is_available = is_available
        stage.entities.write()
        await stage.settle()

    return act


async def ml_server_goes(stage: Stage) -> None:
    """From now on the ML server answers nothing but errors."""
    stage.ml.answer = saying("broken", 500)


# -- what a person does


@contextmanager
def _person(stage: Stage, wish: str) -> Iterator[None]:
    """What is pressed in here is pressed for a person."""
    stage.wishes.append((stage.now, wish))
    stage.person_acts = True
    stage.orders += 1
    try:
        yield
    finally:
        stage.person_acts = False


async def _press_ours(
    stage: Stage, domain: str, action: str, key: str, **data: Any
) -> None:
    """Use one of our entities; nobody waits for a press that hangs."""
    data["entity_id"] = stage.ours(key)

    async def use() -> None:
        try:
            await stage.hass.services.async_call(domain, action, data, blocking=True)
        except HomeAssistantError as err:
            stage.refusals.append(err.translation_key or str(err))

    with _person(stage, f"{action} {key}"):
        stage.hass.async_create_background_task(use(), "somebody")
        await stage.settle()
    stage.on_look()


def our_button(key: str) -> Act:
    """A person presses one of our buttons."""

    async def act(stage: Stage) -> None:
        await _press_ours(stage, "button", "press", key)

    return act


def our_switch(key: str, *, on: bool) -> Act:
    """A person uses one of our switches."""

    async def act(stage: Stage) -> None:
        action = "turn_on" if on else "turn_off"
        await _press_ours(stage, "switch", action, key)

    return act


OUR_PAUSE: Final = our_button("pause")
OUR_RESUME: Final = our_button("resume")
OUR_STOP: Final = our_button("stop")
NOT_A_FAILURE: Final = our_button("not_a_failure")
POWER_KEPT_ON: Final = our_button("keep_power_on")
MUTED: Final = our_switch("muted", on=True)
UNMUTED: Final = our_switch("muted", on=False)
WATCHING_OFF: Final = our_switch("watching", on=False)
WATCHING_ON: Final = our_switch("watching", on=True)


def response_selected(response: str) -> Act:
    """A person chooses another response."""

    async def act(stage: Stage) -> None:
        await _press_ours(stage, "select", "select_option", "response", option=response)

    return act


def settings_changed(**changes: Any) -> Act:
    """A person changes the printer's settings."""

    async def act(stage: Stage) -> None:
        await stage.change(**changes)
        stage.on_look()

    return act


def answered(answer: Answer) -> Act:
    """A person presses a button of the notification on the phone."""

    async def act(stage: Stage) -> None:
        assert stage.last is not None
        await _answer(stage, answer, stage.last.incident_id)

    return act


def answered_late(answer: Answer) -> Act:
    """A person presses a button of the first notification there was."""

    async def act(stage: Stage) -> None:
        await _answer(stage, answer, next(iter(stage.incident_ids)))

    return act


async def _answer(stage: Stage, answer: Answer, incident_id: str) -> None:
    with _person(stage, f"answer {answer}"):
        stage.hass.bus.async_fire(
            "mobile_app_notification_action",
            {"action": answer_id(answer, incident_id)},
        )
        await stage.settle()
    stage.on_look()


# -- Home Assistant


def restarted(away_s: float = 0.0, silent_s: float = 0.0) -> Act:
    """Home Assistant is restarted."""

    async def act(stage: Stage) -> None:
        await stage.restart(away_s=away_s, silent_s=silent_s)

    return act


def killed(away_s: float = 0.0, silent_s: float = 0.0) -> Act:
    """Home Assistant is killed, without storing anything, and started."""

    async def act(stage: Stage) -> None:
        await stage.restart(killed=True, away_s=away_s, silent_s=silent_s)

    return act


def killed_while(*acts: Act, away_s: float = 0.0, is_stale: bool = False) -> Act:
    """Home Assistant is killed, and meanwhile something happens.

    `is_stale`: the printer is shown at first as it was before.
    """

    async def act(stage: Stage) -> None:
        async def meanwhile() -> None:
            for one in acts:
                await one(stage)

        await stage.restart(
            killed=True, away_s=away_s, is_stale=is_stale, meanwhile=meanwhile
        )

    return act


async def reloaded(stage: Stage) -> None:
    """The integration is reloaded."""
    await stage.unload()
    await stage.load()
    stage.on_look()


async def disk_waits(stage: Stage) -> None:
    """From now on nothing gets to the disk, until Home Assistant is started anew."""
    stage.store_waits = True


async def disk_goes_on(stage: Stage) -> None:
    """What has waited for the disk is stored now."""
    stage.store_waits = False
    stage.end_waiting()
    await stage.settle()
    stage.on_look()
