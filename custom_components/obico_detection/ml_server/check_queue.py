"""Who may use the ML server when."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class CheckQueue:
    """Turns at one ML server: at most `limit` at a time, the longest-waiting first."""

    def __init__(self, limit: int) -> None:
        """Let `limit` checks (1 or more) run at a time."""
        self._limit = _at_least_one(limit)
        self._running = 0
        self._waiters: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """How many checks may run at a time."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        # A lower limit takes no turn away: it bites when holders leave.
        self._limit = _at_least_one(limit)
        self._admit()

    @property
    def running(self) -> int:
        """How many checks hold a turn."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many checks wait for a turn."""
        return sum(not waiter.done() for waiter in self._waiters)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it for the length of the block."""
        await self._wait()
        try:
            yield
        finally:
            self._leave()

    async def _wait(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        self._admit()
        try:
            await waiter
        except BaseException:
            # Admitted and cancelled in the same moment: the turn goes on to the next.
            # A waiter that was only cancelled is passed over when it comes to the front.
            if not waiter.cancel() and not waiter.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        self._running -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiters and self._running < self._limit:
            waiter = self._waiters.popleft()
            if not waiter.done():
                self._running += 1
                waiter.set_result(None)


def _at_least_one(limit: int) -> int:
    if limit < 1:
        raise ValueError(f"At least one check must be able to run, not {limit}")
    return limit
