"""A story: what kind of printer, what happens, and how exactly it must end."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from custom_components.obico_detection.incident.incident import Ending, Progress, Reason
from custom_components.obico_detection.printer.status import Activity
from tests.stories.acts import FAILING, Act
from tests.stories.guard import Guard
from tests.stories.stage import Stage
from tests.stories.words import told_of
from tests.support.simulated_printer import Role, Traits

# A control is pressed within the second in which it is due.
ABOUT_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Story:
    """One row of the table."""

    name: str
    printer: Traits = field(default_factory=Traits)
    settings: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[Act, ...] = ()
    """What happens while the printer still prints well."""
    verdict: Act = FAILING
    happens: tuple[Act, ...] = ()
    """What happens from the verdict on."""

    presses: tuple[Role, ...] = ()
    """Exactly which controls were pressed, in order."""
    pressed_at: tuple[float, ...] | None = None
    """So many seconds after the verdict."""
    power_cuts: int = 0
    ends: Progress | None = None
    """How the response to the latest incident ended; None where there was none."""
    why: Reason | None = None
    ending: Ending | None = None
    failing: bool = False
    """Whether an incident is open at the end."""
    incidents: int = 1
    warnings: int | None = None
    custom_runs: int = 0
    """How often the user's own actions told that they run."""
    truth: Activity | None = None
    """What the printer does at the end."""
    says: str | None = None
    """What the notification says at the end; None where there is none."""
    never: tuple[str, ...] = ()
    """What the notification must not say at any time."""
    refused: tuple[str, ...] | None = ()
    """What a person was refused; None where that does not matter."""


@asynccontextmanager
async def watched(stage: Stage, **settings: Any) -> AsyncGenerator[Guard]:
    """Let the printer print, and look at everything that happens from then on."""
    guard = Guard(stage)
    async with stage.stubborn_disk():
        await stage.add(stage.settings(**settings))
        stage.on_look = guard.look
        stage.began_at = stage.now
        await stage.it_does(Activity.PRINTING)
        if every_s := stage.traits.asked_every_s:
            await stage.let_pass(every_s)
        yield guard
        await stage.settle()
        guard.look()


async def play(story: Story, stage: Stage) -> Guard:
    """Let a story happen."""
    async with watched(stage, **story.settings) as guard:
        for act in story.before:
            await act(stage)
        await story.verdict(stage)
        await _begin(stage)
        for act in story.happens:
            await act(stage)
    guard.look_at_end()
    return guard


async def _begin(stage: Stage) -> None:
    """Let the next check see what the camera shows now."""
    checks = stage.ml.requests
    while stage.ml.requests == checks and stage.machine.shown is Activity.PRINTING:
        await stage.let_pass(1.0)
    stage.began_at = stage.now


def wanted(story: Story) -> dict[str, object]:
    """Return how a story must end."""
    return {
        "broken": [],
        "presses": story.presses,
        "pressed at": story.pressed_at,
        "power cuts": story.power_cuts,
        "incidents": story.incidents,
        "warnings": story.warnings,
        "custom runs": story.custom_runs,
        "refused": story.refused,
        "truth": story.truth,
        "progress": story.ends,
        "reason": story.why,
        "ending": story.ending,
        "failing": story.failing,
        "shown as failing": story.failing,
        "says": story.says,
        "said": [],
    }


def found(story: Story, stage: Stage, guard: Guard) -> dict[str, object]:
    """Return how it has ended, by the same names; what nobody asks for is left out."""
    last = stage.last
    step = last.last_step if last else None
    text = told_of(stage)
    says_it = bool(text and story.says is not None and story.says in text)
    return {
        "broken": guard.broken,
        "presses": tuple(one.role for one in stage.presses),
        "pressed at": _pressed_at(story, stage),
        "power cuts": len(stage.cuts),
        "incidents": len(stage.incident_ids),
        "warnings": None if story.warnings is None else len(stage.warning_ids),
        "custom runs": stage.custom_runs,
        "refused": None if story.refused is None else tuple(stage.refusals),
        "truth": None if story.truth is None else stage.machine.truth,
        "progress": last.progress if last else None,
        "reason": step.reason if step else None,
        "ending": last.ending if last else None,
        "failing": stage.printer().incident is not None,
        "shown as failing": stage.state(stage.ours("failure")).state == "on",
        "says": story.says if says_it else text,
        "said": [one for one in guard.told if any(no in one for no in story.never)],
    }


def _pressed_at(story: Story, stage: Stage) -> tuple[float, ...] | None:
    """Return when the controls were pressed; as it must be where it is about that."""
    if story.pressed_at is None:
        return None
    pressed_at = tuple(one.at - stage.began_at for one in stage.presses)
    if len(pressed_at) != len(story.pressed_at):
        return pressed_at
    pairs = zip(pressed_at, story.pressed_at, strict=True)
    is_about = all(abs(at - due_at) <= ABOUT_S for at, due_at in pairs)
    return story.pressed_at if is_about else pressed_at
