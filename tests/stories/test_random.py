"""Whatever happens, in whatever order: nothing is pressed too often, no word is untrue."""

import random
from typing import Any, Final

import pytest

from custom_components.obico_detection.incident.answers import Answer
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import (
    CLEAN,
    DROPS_OUT,
    FAILING,
    FINISHES,
    IS_BACK,
    MUTED,
    NOT_A_FAILURE,
    OUR_PAUSE,
    OUR_RESUME,
    OUR_STOP,
    PAUSED_AT_THE_PANEL,
    POWER_KEPT_ON,
    RESUMED_AT_THE_PANEL,
    UNMUTED,
    WARNING,
    WATCHING_OFF,
    WATCHING_ON,
    WORSE,
    Act,
    answered,
    begins_job,
    killed,
    locks,
    plug_is_there,
    reloaded,
    response_selected,
    restarted,
    wait,
)
from tests.stories.conftest import Build
from tests.stories.guard import Guard
from tests.stories.printers import (
    BAMBU,
    BY_HAND,
    FLASHFORGE,
    MOONRAKER,
    OCTOPRINT,
    TOGGLE,
)
from tests.stories.stage import Stage
from tests.stories.story import watched
from tests.support.simulated_printer import ControlTraits, Traits

SEEDS: Final = range(12)
EVENTS: Final = 25

# How likely something is, against the others.
HAPPENS: Final[tuple[tuple[int, str, Act], ...]] = (
    (6, "failing", FAILING),
    (3, "clean", CLEAN),
    (2, "warning", WARNING),
    (3, "worse", WORSE),
    (2, "resumed_at_the_panel", RESUMED_AT_THE_PANEL),
    (2, "paused_at_the_panel", PAUSED_AT_THE_PANEL),
    (1, "finishes", FINISHES),
    (1, "drops_out", DROPS_OUT),
    (3, "is_back", IS_BACK),
    (1, "locks('pause', 'stop')", locks("pause", "stop")),
    (2, "locks()", locks()),
    (1, "plug_is_there(false)", plug_is_there(False)),
    (1, "plug_is_there(true)", plug_is_there(True)),
    (1, "our_pause", OUR_PAUSE),
    (2, "our_resume", OUR_RESUME),
    (1, "our_stop", OUR_STOP),
    (2, "not_a_failure", NOT_A_FAILURE),
    (1, "muted", MUTED),
    (1, "unmuted", UNMUTED),
    (1, "watching_off", WATCHING_OFF),
    (2, "watching_on", WATCHING_ON),
    (1, "power_kept_on", POWER_KEPT_ON),
    (1, "response_selected('pause')", response_selected("pause")),
    (2, "response_selected('pause_and_off')", response_selected("pause_and_off")),
    (1, "response_selected('stop')", response_selected("stop")),
    (3, "killed()", killed()),
    (1, "killed(away_s=60)", killed(away_s=60)),
    (1, "restarted(silent_s=20)", restarted(silent_s=20)),
    (1, "reloaded", reloaded),
)
PRINTERS: Final = (BAMBU, MOONRAKER, FLASHFORGE, OCTOPRINT, TOGGLE, BY_HAND)


def any_printer(dice: random.Random) -> Traits:
    """Return a printer with faults that it may have."""
    kind = dice.choice(PRINTERS)

    def control() -> ControlTraits:
        return ControlTraits(
            lost=dice.choice((0, 0, 1, 2, 99)),
            effect_s=dice.choice((0, 0, 5, 40)),
            raises=dice.choice(("never", "never", "undone", "done")),
            raising=dice.choice((1, 99)),
            hangs=dice.choice((0, 0, 0, 1)),
            only_where_accepted=dice.random() < 0.2,
        )

    return Traits(
        profile=kind.profile,
        own_controls=kind.own_controls,
        poll_s=kind.poll_s,
        toggles=kind.toggles,
        pause=control(),
        resume=control(),
        stop=control(),
        pausing_s=dice.choice((0, 0, 8)),
        flickers=dice.random() < 0.1,
        holds_temperature=dice.random() < 0.2,
        cooling_c_per_s=4.0,
        answers_refresh=dice.random() < 0.7,
        plug=dice.choice(("works", "works", "lost", "raises", "slow")),
    )


def any_settings(dice: random.Random) -> dict[str, Any]:
    """Return settings that somebody may choose."""
    return {
        "response": dice.choice(("pause", "pause_and_off", "pause_and_off", "stop")),
        "warning_response": dice.choice(("none", "notify", "pause")),
        "confirmations": dice.choice((1, 2)),
    }


async def happen(stage: Stage, dice: random.Random, guard: Guard) -> None:
    """Let something happen, and some time pass."""
    ((_, what, act),) = dice.choices(HAPPENS, [one[0] for one in HAPPENS])
    if stage.machine.truth in (Activity.IDLE, Activity.FINISHED):
        number = len(stage.machine.history)
        await begins_job(f"job-{number}")(stage)
    if (answer := dice.choice((None, None, None, *Answer))) and stage.last:
        guard.write(f"* answered {answer}")
        await answered(answer)(stage)
    guard.write(f"* {what}")
    await act(stage)
    long = dice.random() < 0.15
    await wait(dice.choice((1, 3, 12, 33)), step=1)(stage)
    if long:
        await wait(150, step=5)(stage)


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_is_pressed_too_often_and_no_word_is_untrue(
    build: Build, seed: int
) -> None:
    dice = random.Random(seed)
    stage = await build(any_printer(dice))

    async with watched(stage, **any_settings(dice)) as guard:
        for _ in range(EVENTS):
            if not stage.machine.is_powered:
                break
            await happen(stage, dice, guard)

    assert guard.broken == [], "\n".join(guard.diary)
