"""Stories of a printer, one step after the other, told in one line.

"0 idle | 10 printing:a = started" reads: at 0 s the status entity says idle, there is no
job marker; at 10 s it says printing, the marker is "a", and that starts a job. A status
"-" is an entity that is missing, "_" is a space. RESTART and POWER_OFF are no
states but what happens then.
"""

from itertools import count
import json

from custom_components.obico_detection.printer.print_job import (
    JobChange,
    JobTracker,
    StatusStates,
)

EPOCH = 1_790_000_000.0

STATES = StatusStates(
    printing=frozenset({"printing", "resuming"}),
    paused=frozenset({"paused", "attention"}),
    pausing=frozenset({"pausing"}),
    preparing=frozenset({"preparing"}),
    idle=frozenset({"idle"}),
    finished=frozenset({"complete"}),
    error=frozenset({"error"}),
)


class Teller:
    """Tells a story to a tracker and collects what the tracker makes of it."""

    def __init__(self, states: StatusStates = STATES) -> None:
        self.states = states
        self._ids = map(str, count(1))
        self.tracker = JobTracker(states, new_id=self._next_id)
        self.now = EPOCH

    def tell(self, story: str) -> JobTracker:
        """Tell a story and check each of its steps."""
        for text in story.split("|"):
            step, _, expected = text.partition("=")
            time, event = step.split()
            self.now = EPOCH + float(time)
            assert self.happen(event) == tuple(map(JobChange, expected.split())), text
        return self.tracker

    def happen(self, event: str) -> tuple[JobChange, ...]:
        if event == "RESTART":
            self.restart()
            return ()
        if event == "POWER_OFF":
            return self.tracker.end_job(self.now)
        status, colon, marker = event.partition(":")
        return self.tracker.update(
            None if status == "-" else status.replace("_", " "),
            marker.replace("_", " ") if colon else None,
            self.now,
        )

    def restart(self) -> None:
        """Forget everything but what was saved."""
        saved = json.loads(json.dumps(self.tracker.state()))
        self.tracker = JobTracker.restore(self.states, saved, self.now)
        self.tracker._new_id = self._next_id

    def _next_id(self) -> str:
        return next(self._ids)
