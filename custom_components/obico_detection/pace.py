"""When checks run, and how much time lies between their frames."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
import time
from typing import Any

from homeassistant.core import callback

from .fault.health import CheckHealth
from .timers import Timers

# With checks further apart than this, a suspicion is confirmed at the faster pace.
LONG_INTERVAL_S = 30.0
CONFIRMING_INTERVAL_S = 10.0
# The pace while something outside is broken.
SLOW_INTERVAL_S = 60.0


def pace_in_force(interval_s: float, *, is_broken: bool, is_suspicious: bool) -> float:
    """Return the seconds from check to check.

    Args:
        interval_s: the setting.
        is_broken: something outside is; checks only find out when it is mended.
        is_suspicious: a warning or failure that no incident is open about.

    """
    if is_broken:
        return max(interval_s, SLOW_INTERVAL_S)
    if is_suspicious and interval_s > LONG_INTERVAL_S:
        return CONFIRMING_INTERVAL_S
    return interval_s


class FrameClock:
    """Measures the time from one learnt frame to the next, without the pauses.

    Times are seconds on the clock of time.monotonic.
    """

    def __init__(self) -> None:
        """Start before the first frame."""
        self._captured_at: float | None = None
        self._stopped_at: float | None = None

    def reset(self) -> None:
        """Start anew, before the first frame."""
        self._captured_at = None

    def elapsed_s(self, now: float) -> float | None:
        """Return how much time has counted since the last learnt frame, if any."""
        if self._captured_at is None:
            return None
        return (
            now if self._stopped_at is None else self._stopped_at
        ) - self._captured_at

    @property
    def is_stopped(self) -> bool:
        """Whether time does not count now."""
        return self._stopped_at is not None

    def restore(self, elapsed_s: float, now: float, *, is_stopped: bool) -> None:
        """Go on behind a learnt frame since which so much time has counted."""
        self._captured_at = now - max(0.0, elapsed_s)
        self._stopped_at = now if is_stopped else None

    def stop(self, now: float) -> None:
        """From now on time does not count, if it did so far."""
        if self._stopped_at is None:
            self._stopped_at = now

    def go_on(self, now: float) -> None:
        """From now on time counts again."""
        if self._captured_at is not None and self._stopped_at is not None:
            self._captured_at += now - self._stopped_at
        self._stopped_at = None

    def learnt(self, captured_at: float) -> float | None:
        """Take in a learnt frame; return the time since the one before, if any."""
        before, self._captured_at = self._captured_at, captured_at
        return None if before is None else captured_at - before


class CheckLoop:
    """Runs a check at once, and then every interval, until it is stopped."""

    def __init__(
        self,
        timers: Timers,
        health: CheckHealth,
        *,
        check: Callable[[], Awaitable[None]],
        run: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        interval_s: Callable[[], float],
        on_silence: Callable[[], None],
    ) -> None:
        """Prepare.

        Args:
            timers: where the loop's timers run.
            health: tells from when on too little was inspected.
            check: one check; it never raises.
            run: runs something in the background.
            interval_s: gives the pace now in force.
            on_silence: called when nothing was inspected for too long.

        """
        self._timers = timers
        self._health = health
        self._check = check
        self._run = run
        self._interval_s = interval_s
        self._on_silence = on_silence
        self._began_at = 0.0
        self._task: asyncio.Task[None] | None = None
        self.is_running = False
        # Counts the beginnings and ends. A check that ends in another round than it began
        # in looked at what does not matter any more.
        self.round = 0

    @callback
    def async_begin(self, delay_s: float = 0.0) -> None:
        """Start checking, or start anew because what checks look at has changed."""
        self.is_running = True
        self.round += 1
        self._health.begin(time.monotonic())
        self.async_watch_for_silence()
        if delay_s > 0:
            self._timers.async_start("check", delay_s, self._start_check)
        else:
            self._start_check()

    @callback
    def async_end(self) -> None:
        """Stop checking, if it runs; a check under way ends by itself."""
        if self.is_running:
            self._health.stop(time.monotonic())
        self.is_running = False
        self.round += 1
        self._timers.async_stop("check", "silence")

    @callback
    def async_check_now(self) -> asyncio.Task[None] | None:
        """Do not wait for the next check, if there is anything to check; return it."""
        if self.is_running:
            self._start_check()
        return self._task if self.is_checking else None

    @callback
    def async_plan(self) -> None:
        """Plan the next check one interval after the start of the last."""
        if self.is_running:
            due_at = self._began_at + self._interval_s()
            self._timers.async_start(
                "check", due_at - time.monotonic(), self._start_check
            )

    @callback
    def async_watch_for_silence(self) -> None:
        """Notice when nothing has been inspected for too long."""
        if not self.is_running:
            return
        now, interval_s = time.monotonic(), self._interval_s()
        if self._health.overdue(now, interval_s):
            self._on_silence()
        elif not self._health.in_fault:
            delay_s = self._health.silence_ends_at(interval_s) - now
            self._timers.async_start("silence", delay_s, self.async_watch_for_silence)

    @callback
    def _start_check(self) -> None:
        """Run a check in the background, unless one is still under way."""
        self._timers.async_stop("check")
        if not self.is_checking:
            self._task = self._run(self._async_check())

    @property
    def is_checking(self) -> bool:
        """Whether a check is under way; when it ends, it plans the next."""
        return self._task is not None and not self._task.done()

    async def _async_check(self) -> None:
        """Run one check and plan the next."""
        is_outdated = True
        while is_outdated:
            self._began_at, round_ = time.monotonic(), self.round
            await self._check()
            is_outdated = self.is_running and self.round != round_
        self.async_plan()
