"""What must hold in every story, whatever happens in it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from custom_components.obico_detection.const import Response
from custom_components.obico_detection.printer.status import Activity
from tests.stories.printer_entities import settled
from tests.stories.stage import Stage
from tests.stories.words import (
    CLAIMS,
    LOOK_IT_RUNS,
    NOW_PAUSED,
    PLANNED,
    STILL_RUNNING,
    told_of,
)
from tests.support.simulated_printer import Press, Role

MOST_PRESSES: Final = 3
NOW: Final = (NOW_PAUSED, STILL_RUNNING, LOOK_IT_RUNS)
# A word about now may be behind for so long.
SOON_S: Final = 15.0
RUNNING: Final = frozenset({Activity.PRINTING, Activity.PREPARING})
# What a printer shows that has followed.
GOALS: Final[dict[Role, frozenset[Activity]]] = {
    "pause": frozenset({Activity.PAUSED}),
    "resume": RUNNING,
    "stop": frozenset({Activity.IDLE, Activity.FINISHED, Activity.ERROR}),
}


@dataclass
class Guard:
    """Looks at everything that happens, and takes down what must not."""

    stage: Stage
    broken: list[str] = field(default_factory=list)
    diary: list[str] = field(default_factory=list)
    """What has happened, for whoever has to find out why."""
    told: list[str] = field(default_factory=list)
    """What the notification said, one text after the other."""
    _untrue_since: float | None = None
    _presses: int = 0
    _cuts: int = 0
    _shown: list[tuple[float, float, Activity]] = field(default_factory=list)
    """In which incident and from when on the printer showed what."""

    def look(self) -> None:
        """Look at what is new."""
        stage = self.stage
        incident = stage.last
        if incident is not None:
            stage.take_note(incident)
        for number in range(self._presses, len(stage.presses)):
            self._look_at_press(number)
            press = stage.presses[number]
            self.write(f"{press.role} pressed, {press.shown} shown, is {press.truth}")
        self._presses = len(stage.presses)
        for cut in range(self._cuts, len(stage.cuts)):
            self._look_at_cut(cut)
        self._cuts = len(stage.cuts)
        shown = stage.machine.shown
        if not self._shown or self._shown[-1][::2] != (stage.opened_at, shown):
            self._shown.append((stage.opened_at, stage.now, shown))
            self.write(f"shows {shown}")
        text = told_of(stage)
        self._look_at_now(text)
        if text and (not self.told or self.told[-1] != text):
            self.told.append(text)
            self.write(text)
            self._look_at_words(text)

    def _note(self, what: str) -> None:
        self.write(f"!!! {what}")
        self.broken.append(f"{what} (at {self.stage.story_s:.0f} s)")

    def write(self, what: str) -> None:
        """Take down what happens."""
        self.diary.append(f"{self.stage.story_s:5.0f} {what}")

    # -- presses

    def _look_at_press(self, number: int) -> None:
        """Check one press against those before it."""
        press = self.stage.presses[number]
        before = [
            one
            for one in self.stage.presses[:number]
            if (one.role, one.opened_at, one.ordered_at)
            == (press.role, press.opened_at, press.ordered_at)
        ]
        if press.role == "resume" and press.ordered_at is None:
            self._note("resume was pressed, and nobody asked for it")
        if not press.is_available:
            self._note(f"{press.role} was pressed blindly")
        if len(before) >= MOST_PRESSES:
            self._note(f"{press.role} was pressed a fourth time")
        if before and not self.stage.traits.may_be_pressed_again:
            self._note(f"{press.role} was pressed twice")
        if before and not settled(press.shown):
            self._note(f"{press.role} was pressed again without a look")
        goal = GOALS[press.role]
        if press.shown in goal:
            self._note(f"{press.role} was pressed where it was not needed")
        if before and self._was_shown(press, before[0].at, goal):
            self._note(f"{press.role} was pressed after it was confirmed")

    def _was_shown(
        self, press: Press, since: float, goal: AbstractSet[Activity]
    ) -> bool:
        """Tell whether the printer showed in this incident that it had followed."""
        return any(
            opened_at == press.opened_at and at >= since and shown in goal
            for opened_at, at, shown in self._shown
        )

    # -- power

    def _look_at_cut(self, number: int) -> None:
        """Check one switching off."""
        stage = self.stage
        cut = stage.cuts[number]
        if number and stage.cuts[number - 1].opened_at == cut.opened_at:
            self._note("the plug was told twice")
        if not cut.is_available:
            self._note("the plug was told blindly")
        if cut.truth is not Activity.PAUSED:
            self._note(f"the power was cut while the printer was {cut.truth}")
        if cut.shown is not Activity.PAUSED:
            self._note(f"the power was cut while the printer showed {cut.shown}")
        power = stage.printer().settings.power
        if power.nozzle_temperature and cut.nozzle_c > power.nozzle_limit_c + 1:
            self._note(f"the power was cut at {cut.nozzle_c:.0f} °C")
        if stage.printer().settings.response is not Response.PAUSE_AND_OFF:
            self._note("the power was cut, and the response is another one")
        pauses = [
            at
            for at, truth in stage.machine.history
            if truth is Activity.PAUSED and at >= stage.began_at
        ]
        resumes = [at for at, truth in stage.machine.history if truth in RUNNING]
        if not pauses or (resumes and max(resumes) > max(pauses)):
            self._note("the power was cut on a printer that was resumed")

    # -- words

    def _look_at_words(self, text: str) -> None:
        """Check what the notification claims against what has happened."""
        if not self._is_about_latest(text):
            return
        for phrase, holds in CLAIMS.items():
            # What is told about now is looked at elsewhere: it may be behind for a moment.
            if phrase in NOW or phrase not in text:
                continue
            if not holds(self.stage):
                self._note(f"it says {phrase!r}: {text}")

    def _is_about_latest(self, text: str) -> bool:
        """Tell whether it is about the latest incident, or warning, there was."""
        if (last := self.stage.last) is None:
            return True
        found = "may be failing" if last.is_warning else "a failing print"
        return found in text and (last.job_name or "") in text

    def _look_at_now(self, text: str | None) -> None:
        """Check that what it says about now does not stay when it is over."""
        untrue = [
            phrase
            for phrase in NOW
            if text and phrase in text and not CLAIMS[phrase](self.stage)
        ]
        incident = self.stage.printer().incident if self.stage.is_loaded else None
        if text and incident is not None and not self._is_about_latest(text):
            untrue.append("something about another incident")
        if not untrue:
            self._untrue_since = None
        elif self._untrue_since is None:
            self._untrue_since = self.stage.now
        elif self.stage.now - self._untrue_since > SOON_S:
            self._note(f"it goes on saying {untrue[0]!r}")
            self._untrue_since = self.stage.now + 1e6

    def look_at_end(self) -> None:
        """Check what is told when the story is over."""
        stage = self.stage
        incident = stage.last
        if incident is None or not incident.is_open or incident.is_warning:
            return
        acts = incident.response in (
            Response.PAUSE,
            Response.PAUSE_AND_OFF,
            Response.STOP,
        )
        last = self.told[-1] if self.told else ""
        # As long as nothing was pressed, nothing else can be thought.
        says_so = STILL_RUNNING in last or any(one in last for one in PLANNED)
        if acts and stage.machine.truth in RUNNING and not says_so:
            self._note(f"the print still runs, and it does not say so: {last}")
