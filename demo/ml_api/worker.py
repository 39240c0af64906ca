"""The one worker: takes requests in the order they come, one at a time."""

import asyncio
from collections.abc import Callable
import threading

_FAREWELL_S = 0.5


class WorkerKilledError(Exception):
    """The request took too long; its connection is closed without an answer."""


class Worker:
    """Runs slow jobs, strictly one after the other."""

    def __init__(self, limit_s: float, restart_s: float) -> None:
        """Kill a job after so long, and be away for so long then."""
        self._limit_s = limit_s
        self._restart_s = restart_s
        self._turn = asyncio.Lock()
        self._left_behind: list[threading.Thread] = []

    async def run[T](self, job: Callable[[threading.Event], T]) -> T:
        """Return what the job returns; its argument is set once nobody waits for it.

        Raises WorkerKilledError, and what the job raises.
        """
        async with self._turn:
            loop = asyncio.get_running_loop()
            done: asyncio.Future[T] = loop.create_future()
            given_up = threading.Event()
            # A daemon: one that hangs on a socket does not keep the process alive.
            thread = threading.Thread(
                target=_run, args=(job, given_up, loop, done), daemon=True
            )
            thread.start()
            try:
                await asyncio.wait([done], timeout=self._limit_s)
                if done.done():
                    return done.result()
            finally:
                # Nobody waits for it any more, whatever the reason.
                given_up.set()
                done.cancel()
                self._left_behind = [t for t in self._left_behind if t.is_alive()]
                self._left_behind.append(thread)
            await asyncio.sleep(self._restart_s)
            raise WorkerKilledError

    async def close(self) -> None:
        """Wait a little for those that were given up."""
        joins = [asyncio.to_thread(t.join, _FAREWELL_S) for t in self._left_behind]
        await asyncio.gather(*joins)


def _run[T](
    job: Callable[[threading.Event], T],
    given_up: threading.Event,
    loop: asyncio.AbstractEventLoop,
    done: asyncio.Future[T],
) -> None:
    """Run the job in its thread, and hand its outcome over to the loop."""
    result: T | None = None
    error: Exception | None = None
    try:
        result = job(given_up)
    except Exception as err:  # noqa: BLE001  (raised again where the job is awaited)
        error = err

    def settle() -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    # The loop is gone when the server was stopped in the middle of a job.
    if not loop.is_closed():
        loop.call_soon_threadsafe(settle)
