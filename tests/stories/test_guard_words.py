"""The guard sees untrue words, or what it lets pass would prove nothing."""

from dataclasses import replace

import pytest

from custom_components.obico_detection.incident.incident import StepKind
from custom_components.obico_detection.notifications import Topic, notification_id
from custom_components.obico_detection.printer.status import Activity
from homeassistant.components import persistent_notification
from tests.stories.acts import FAILING, ended, incidents, our_button, until
from tests.stories.conftest import Build
from tests.stories.guard import Guard
from tests.stories.printer_entities import PLUG
from tests.stories.printers import BAMBU, LOST, pausing
from tests.stories.stage import Stage
from tests.stories.story import watched
from tests.stories.words import (
    ASKED_FOR,
    CUSTOM_CONFIRMED,
    KEPT_ON,
    LEFT_ON,
    LOOK_IT_RUNS,
    MUTED_SAID,
    NOT_A_FAILURE_SAID,
    NOT_PRESSED,
    NOW_PAUSED,
    ONLY_NOTIFIED,
    PAUSE_CONFIRMED,
    PAUSE_PRESSED,
    PAUSE_UNCONFIRMED,
    POWER_OFF_CONFIRMED,
    POWER_OFF_UNCONFIRMED,
    RESUME_CONFIRMED,
    RESUME_NOT_PRESSED,
    STILL_RUNNING,
    STOP_CONFIRMED,
    STOP_NOT_PRESSED,
    STOP_UNCONFIRMED,
    told_of,
)


async def act(stage: Stage, domain: str, action: str, entity_id: str) -> None:
    await stage.hass.services.async_call(
        domain, action, {"entity_id": entity_id}, blocking=True
    )
    await stage.settle()
    stage.on_look()


async def cut(stage: Stage) -> None:
    await act(stage, "switch", "turn_off", PLUG)


def says(stage: Stage, text: str) -> None:
    persistent_notification.async_create(
        stage.hass,
        text,
        "Voron",
        notification_id(stage.subentry().subentry_id, Topic.INCIDENT),
    )
    stage.on_look()


@pytest.mark.parametrize(
    "untrue",
    [
        PAUSE_CONFIRMED,
        PAUSE_PRESSED,
        RESUME_CONFIRMED,
        STOP_CONFIRMED,
        POWER_OFF_CONFIRMED,
        POWER_OFF_UNCONFIRMED,
        CUSTOM_CONFIRMED,
        NOT_A_FAILURE_SAID,
        MUTED_SAID,
        KEPT_ON,
        ASKED_FOR,
    ],
)
async def test_untrue_words_are_seen(build: Build, untrue: str) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        says(stage, f"Something. {untrue}")

    (one,) = [one for one in guard.broken if one.startswith(f"it says {untrue!r}")]
    assert one


async def test_resume_that_changed_nothing_is_not_confirmed(build: Build) -> None:
    stage = await build(replace(BAMBU, resume=LOST))

    async with watched(stage, response="none") as guard:
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(5)
        await our_button("resume")(stage)
        says(stage, RESUME_CONFIRMED)

    assert seen(guard) == [f"it says {RESUME_CONFIRMED!r}: Voron: {RESUME_CONFIRMED}"]


async def test_resume_that_was_followed_is_confirmed(build: Build) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(5)
        await our_button("resume")(stage)
        says(stage, RESUME_CONFIRMED)
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(5)
        says(stage, f"{RESUME_CONFIRMED} Once more.")

    assert guard.broken == []


@pytest.mark.parametrize(
    ("untrue", "does"),
    [
        (PAUSE_UNCONFIRMED, Activity.PAUSED),
        (STOP_UNCONFIRMED, Activity.IDLE),
    ],
)
async def test_what_the_printer_does_say_is_not_denied(
    build: Build, untrue: str, does: Activity
) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        says(stage, untrue)
        assert guard.broken == []
        await stage.it_does(does)
        says(stage, f"{untrue} Still.")

    assert seen(guard) == [f"it says {untrue!r}: Voron: {untrue} Still."]


@pytest.mark.parametrize("untrue", [LEFT_ON, POWER_OFF_UNCONFIRMED])
async def test_power_that_is_off_is_not_denied(build: Build, untrue: str) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="pause_and_off") as guard:
        await stage.it_does(Activity.PAUSED)
        await stage.let_pass(200, step=5)
        await cut(stage)
        assert guard.broken == []
        says(stage, untrue)

    assert seen(guard) == [f"it says {untrue!r}: Voron: {untrue}"]


async def test_own_actions_that_ran_half_are_not_carried_out(build: Build) -> None:
    stage = await build(BAMBU)
    tells = {"event": "story_action", "event_data": {}}

    async with watched(stage, response="none", custom_actions=[tells, tells]) as guard:
        for _ in range(2):
            stage.hass.bus.async_fire("story_action")
            await stage.settle()
            says(stage, f"{CUSTOM_CONFIRMED} {stage.custom_runs}")

    assert seen(guard) == [f"it says {CUSTOM_CONFIRMED!r}: Voron: {CUSTOM_CONFIRMED} 1"]


@pytest.mark.parametrize(
    ("response", "untrue"),
    [("pause", NOT_PRESSED), ("stop", STOP_NOT_PRESSED), ("stop", ONLY_NOTIFIED)],
)
async def test_press_that_was_made_is_not_denied(
    build: Build, response: str, untrue: str
) -> None:
    stage = await build(replace(BAMBU, pause=LOST, stop=LOST))

    async with watched(stage, response=response) as guard:
        await FAILING(stage)
        await until(lambda stage: bool(stage.presses))(stage)
        says(stage, f"{told_of(stage)} {untrue}")

    assert [one for one in seen(guard) if one.startswith(f"it says {untrue!r}")]


async def test_resume_that_was_pressed_is_not_denied(build: Build) -> None:
    stage = await build(replace(BAMBU, resume=LOST))

    async with watched(stage, response="pause") as guard:
        await FAILING(stage)
        await until(ended(StepKind.PAUSE))(stage)
        await our_button("resume")(stage)
        says(stage, f"{told_of(stage)} {RESUME_NOT_PRESSED}")

    assert [
        one for one in seen(guard) if one.startswith(f"it says {RESUME_NOT_PRESSED!r}")
    ]


@pytest.mark.parametrize(
    ("words", "begins", "goes_on"),
    [
        (NOW_PAUSED, Activity.PAUSED, Activity.PRINTING),
        (STILL_RUNNING, Activity.PRINTING, Activity.PAUSED),
        (LOOK_IT_RUNS, Activity.PRINTING, Activity.PAUSED),
    ],
)
async def test_words_that_stay_too_long_are_seen(
    build: Build, words: str, begins: Activity, goes_on: Activity
) -> None:
    stage = await build(BAMBU)

    async with watched(stage, response="none") as guard:
        await stage.it_does(begins)
        says(stage, words)
        await stage.it_does(goes_on)
        await stage.let_pass(20)

    assert seen(guard) == [f"it goes on saying {words!r}"]


async def test_print_that_runs_and_is_not_told_is_seen(build: Build) -> None:
    stage = await build(pausing(BAMBU, LOST))

    async with watched(stage, response="pause") as guard:
        await FAILING(stage)
        await until(incidents(1))(stage)
        guard.told = ["All is well."]
        guard.look_at_end()

    assert seen(guard) == ["the print still runs, and it does not say so: All is well."]


def seen(guard: Guard) -> list[str]:
    return [one.rpartition(" (at ")[0] for one in guard.broken]
