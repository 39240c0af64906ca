"""Which print job a printer is at, and whether it prints, is paused or held.

Pure: states and seconds in, changes out.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
import math
from typing import Any, Final, Self
import uuid

from .job_marker import are_different, known_marker
from .status import Activity, StatusStates

__all__ = ["Activity", "JobChange", "JobTracker", "PrintJob", "StatusStates"]

HELD_LONG_S: Final = 600.0
UNLISTED_S: Final = 60.0
# At its start a job may show the marker of the one before for a moment.
MARKER_SETTLES_S: Final = 30.0
# A job without a marker is taken for the same after a restart if it was seen this lately.
SAME_JOB_S: Final = 3600.0

_OVER: Final = frozenset({Activity.IDLE, Activity.FINISHED, Activity.ERROR})
_NOT_SETTLED: Final = frozenset({Activity.PAUSING, Activity.HELD, Activity.UNLISTED})


class JobChange(StrEnum):
    """What happened to the print job."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"
    HELD_LONG = "held_long"
    """Nothing was heard of the printer for 10 min during a job; told once."""


type JobChanges = tuple[JobChange, ...]


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One print, from start to end, through pauses and dropouts.

    `started_at` is in seconds since the epoch.
    """

    job_id: str
    marker: str | None
    started_at: float


class JobTracker:
    """Follows the print jobs of one printer.

    `update` takes what the status entity and the job marker say now, as often as one
    likes: at every change of either, at every check, and at `next_deadline`.
    """

    def __init__(
        self,
        states: StatusStates,
        *,
        job: PrintJob | None = None,
        paused: bool = False,
        activity: Activity | None = None,
        settled_at: float | None = None,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        """Start with no job, or with one known from before.

        The first settled status decides whether a job known from before still runs.
        `settled_at` is when a settled status was last seen, else it was at the start.
        """
        self._states = states
        self._job = job
        self._paused = paused and job is not None
        self._activity = activity or _usual_activity(job, self._paused)
        self._settled_at = settled_at
        if settled_at is None and job is not None:
            self._settled_at = job.started_at
        self._new_id = new_id
        self._seen: Activity | None = None
        # The job is from before, and no settled status has shown yet that it goes on.
        self._unproven = job is not None
        # We ended it, and the status still shows it as printing.
        self._cut_off: PrintJob | None = None
        self._held_since: float | None = None
        self._held_told = False
        self._unlisted_since: float | None = None
        self._unlisted_s = 0.0

    @property
    def job(self) -> PrintJob | None:
        """The print job under way, paused or not."""
        return self._job

    @property
    def activity(self) -> Activity:
        """What the printer is doing, as far as is known: never held or unlisted."""
        return self._activity

    @property
    def wants_checks(self) -> bool:
        """Whether there is a print to check; also while a printing printer is held."""
        return self._job is not None and self._is_running(self._activity)

    @property
    def is_paused(self) -> bool:
        """Whether the job is paused, until it has resumed for certain."""
        return self._paused

    @property
    def settled(self) -> bool:
        """Whether the latest status confirms anything."""
        return self._seen is not None and self._seen not in _NOT_SETTLED

    @property
    def held_since(self) -> float | None:
        """When the printer was last lost, until it is back."""
        return self._held_since

    @property
    def held_long(self) -> bool:
        """Whether the printer has been held for 10 min of a job."""
        return self._held_told

    @property
    def is_unlisted(self) -> bool:
        """Whether the latest status stands in no list, and is taken for idle."""
        return self._seen is Activity.UNLISTED and self._activity is Activity.IDLE

    @property
    def next_deadline(self) -> float | None:
        """When to call `update` again even if nothing has changed."""
        if self._seen is Activity.HELD and self._job and not self._held_told:
            return _later(self._held_since, HELD_LONG_S)
        if self._job or self._activity is not Activity.IDLE:
            return _later(self._unlisted_since, UNLISTED_S)
        return None

    def update(self, status: str | None, marker: str | None, now: float) -> JobChanges:
        """Take in the status and the job marker; return what that changed, in order."""
        seen = self._seen = self._states.activity(status)
        if seen is Activity.HELD:
            return self._hold(now)
        if seen is Activity.UNLISTED:
            return self._wait(now)
        self._held_since = self._unlisted_since = None
        self._held_told = False
        self._unlisted_s = 0.0
        self._activity = seen
        changes = self._follow(seen, known_marker(marker), now)
        if self.settled:
            self._settled_at = now
        return changes

    def end_job(self, now: float) -> JobChanges:
        """End the job because we switched its printer off.

        A status entity that goes on showing it as printing starts no new one.
        """
        self._activity = Activity.IDLE
        self._settled_at = now
        self._cut_off = self._job
        return self._end()

    def _hold(self, now: float) -> JobChanges:
        """Keep everything as it was; tell once if that lasts."""
        self._cut_off = None
        if self._unlisted_since is not None:
            # Only time in unlisted states counts towards their limit.
            self._unlisted_s = max(now - self._unlisted_since, 0.0)
            self._unlisted_since = None
        # A clock that was set back must not make the hold longer.
        since = now if self._held_since is None else self._held_since
        self._held_since = min(since, now)
        if self._job is None or self._held_told or now < self._held_since + HELD_LONG_S:
            return ()
        self._held_told = True
        return (JobChange.HELD_LONG,)

    def _wait(self, now: float) -> JobChanges:
        """Keep everything as it was, but take it for idle if that lasts."""
        if self._unlisted_since is None:
            self._unlisted_since = now - self._unlisted_s
        self._unlisted_since = min(self._unlisted_since, now)
        if now < self._unlisted_since + UNLISTED_S:
            return ()
        self._activity = Activity.IDLE
        return self._end()

    def _follow(self, seen: Activity, marker: str | None, now: float) -> JobChanges:
        """Follow a status that stands in a list."""
        if not self._is_running(seen):
            self._cut_off = None
        if seen in _OVER:
            return self._end()
        ended: JobChanges = ()
        if self._unproven and self.settled:
            self._unproven = False
            if not self._may_be_same(marker, now):
                ended = self._end()
        if self._is_running(seen):
            return ended + self._run(marker, now)
        if seen is Activity.PAUSED:
            return ended + self._pause(marker, now)
        return ended

    def _run(self, marker: str | None, now: float) -> JobChanges:
        """Start a job, or go on with the one there is."""
        ended = self._end() if self._is_other_job(marker, now) else ()
        if self._job is None:
            if self._cut_off and not are_different(self._cut_off.marker, marker):
                return ended
            self._cut_off = None
            self._job = PrintJob(self._new_id(), marker, now)
            return (*ended, JobChange.STARTED)
        self._adopt(marker)
        if not self._paused:
            return ()
        self._paused = False
        return (JobChange.RESUMED,)

    def _pause(self, marker: str | None, now: float) -> JobChanges:
        """Pause the job. Another job's marker counts only once that one prints."""
        if self._job is None:
            return ()
        if not self._is_other_job(marker, now):
            self._adopt(marker)
        if self._paused:
            return ()
        self._paused = True
        return (JobChange.PAUSED,)

    def _end(self) -> JobChanges:
        if self._job is None:
            return ()
        self._job = None
        self._paused = self._unproven = self._held_told = False
        return (JobChange.ENDED,)

    def _adopt(self, marker: str | None) -> None:
        """Take over a marker that is new, has settled or has drifted; never a blank."""
        if self._job and marker:
            self._job = replace(self._job, marker=marker)

    def _is_running(self, activity: Activity) -> bool:
        return activity is Activity.PRINTING or (
            activity is Activity.PREPARING and self._states.preparing_counts
        )

    def _is_other_job(self, marker: str | None, now: float) -> bool:
        """Whether the marker is that of another job than the one under way."""
        return (
            self._job is not None
            and are_different(self._job.marker, marker)
            and not 0 <= now - self._job.started_at < MARKER_SETTLES_S
        )

    def _may_be_same(self, marker: str | None, now: float) -> bool:
        """Whether the job from before a restart may be the one that is there now.

        One that had a marker is told by it as soon as there is one again. One without
        could be any, so it must have been seen lately.
        """
        if self._job is None or self._job.marker is not None:
            return not self._is_other_job(marker, now)
        return self._settled_at is not None and now - self._settled_at <= SAME_JOB_S

    def state(self, now: float | None = None) -> dict[str, Any]:
        """Return what survives a restart, as JSON types.

        With `now`, a settled status counts as seen at this moment: it has not changed
        since the last `update`, however long ago that was.
        """
        seen_now = now is not None and self.settled
        return {
            "job": None if self._job is None else asdict(self._job),
            "paused": self._paused,
            "activity": self._activity.value,
            "settled_at": now if seen_now else self._settled_at,
            "held_told": self._held_told,
        }

    @classmethod
    def restore(
        cls, states: StatusStates, saved: Mapping[str, Any], now: float
    ) -> Self:
        """Return a tracker that goes on from what `state` gave.

        Raises:
            ValueError: it is not what `state` gave.

        """
        try:
            job = None if saved["job"] is None else _read_job(saved["job"])
            activity = Activity(saved["activity"])
            paused = _read_flag(saved["paused"])
            held_told = _read_flag(saved["held_told"])
            settled_at = saved["settled_at"]
            if settled_at is not None:
                settled_at = min(_read_time(settled_at), now)
        except (KeyError, TypeError, OverflowError) as err:
            raise ValueError(f"not the state of a print job: {err!r}") from err
        if activity in {Activity.HELD, Activity.UNLISTED} or (
            job and activity in _OVER
        ):
            raise ValueError(f"not the state of a print job: {activity}")
        tracker = cls(
            states, job=job, paused=paused, activity=activity, settled_at=settled_at
        )
        # Told before the restart is told, if the printer has not been back since.
        tracker._held_told = held_told and job is not None
        return tracker


def _usual_activity(job: PrintJob | None, paused: bool) -> Activity:
    """Return what a printer is doing of which no status was seen yet."""
    if job is None:
        return Activity.IDLE
    return Activity.PAUSED if paused else Activity.PRINTING


def _later(since: float | None, seconds: float) -> float | None:
    return None if since is None else since + seconds


def _read_job(saved: Mapping[str, Any]) -> PrintJob:
    job_id, marker = saved["job_id"], saved["marker"]
    if not isinstance(job_id, str) or not job_id:
        raise TypeError("no job id")
    if marker is not None and not isinstance(marker, str):
        raise TypeError("a marker that is no text")
    return PrintJob(job_id, known_marker(marker), _read_time(saved["started_at"]))


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("a flag that is neither true nor false")
    return value


def _read_time(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a time that is no number")
    if not math.isfinite(value):
        raise ValueError("a time that is not finite")
    return float(value)
