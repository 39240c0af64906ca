"""Turns at the ML server: bounded, in order, and never lost."""

import asyncio
from collections.abc import Iterable
import random

import pytest

from custom_components.obico_detection.ml_server.check_queue import CheckQueue


class Check:
    """A check that takes its turn and keeps it until told to finish."""

    def __init__(self, queue: CheckQueue, log: list[str], name: str) -> None:
        self.finish = asyncio.Event()
        self.task = asyncio.create_task(self._run(queue, log, name))

    async def _run(self, queue: CheckQueue, log: list[str], name: str) -> None:
        async with queue.turn():
            log.append(name)
            await self.finish.wait()

    async def end(self) -> None:
        self.finish.set()
        await self.task

    async def cancel(self) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])


async def settle() -> None:
    """Let every task that can move go as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def checks(queue: CheckQueue, log: list[str], names: str) -> list[Check]:
    started = [Check(queue, log, name) for name in names]
    await settle()
    return started


async def end_all(started: Iterable[Check]) -> None:
    for check in started:
        check.finish.set()
    await asyncio.gather(*(check.task for check in started), return_exceptions=True)


async def test_at_most_the_limit_at_a_time_and_first_come_first_served() -> None:
    queue, log = CheckQueue(2), list[str]()
    a, b, c, d, e = await checks(queue, log, "abcde")
    assert (log, queue.running, queue.waiting) == (["a", "b"], 2, 3)

    await b.end()
    await settle()
    assert (log, queue.running, queue.waiting) == (["a", "b", "c"], 2, 2)

    await end_all([a, c, d, e])
    assert (log, queue.running, queue.waiting) == (list("abcde"), 0, 0)


async def test_who_comes_later_does_not_overtake() -> None:
    queue, log = CheckQueue(1), list[str]()
    a, b = await checks(queue, log, "ab")

    a.finish.set()
    await a.task  # its turn is free, and b has not run yet
    (c,) = await checks(queue, log, "c")

    assert log == ["a", "b"]
    await end_all([b, c])
    assert log == ["a", "b", "c"]


async def test_an_error_gives_the_turn_back() -> None:
    queue = CheckQueue(1)

    with pytest.raises(ZeroDivisionError):
        async with queue.turn():
            _ = 1 / 0

    assert queue.running == 0
    async with queue.turn():
        assert queue.running == 1


async def test_a_cancelled_waiter_is_passed_over() -> None:
    queue, log = CheckQueue(1), list[str]()
    a, b, c = await checks(queue, log, "abc")

    await b.cancel()
    assert (queue.running, queue.waiting) == (1, 1)
    await a.end()
    await settle()

    assert log == ["a", "c"]
    await c.end()
    assert (queue.running, queue.waiting) == (0, 0)


async def test_a_cancelled_holder_gives_the_turn_on() -> None:
    queue, log = CheckQueue(1), list[str]()
    a, b = await checks(queue, log, "ab")

    await a.cancel()
    await settle()

    assert log == ["a", "b"]
    await b.end()
    assert queue.running == 0


@pytest.mark.parametrize("cancel_first", [True, False])
async def test_cancelled_in_the_moment_of_being_admitted(cancel_first: bool) -> None:
    queue, log = CheckQueue(1), list[str]()

    async with queue.turn():
        a, b = await checks(queue, log, "ab")
        if cancel_first:
            a.task.cancel()
    assert a.task.cancelled() is False  # it has not run since
    a.task.cancel()
    await settle()

    assert a.task.cancelled()
    assert log == ["b"]
    await b.end()
    assert (queue.running, queue.waiting) == (0, 0)


async def test_a_waiter_that_is_thrown_away() -> None:
    queue, log = CheckQueue(1), list[str]()
    (a,) = await checks(queue, log, "a")
    turn = queue.turn().__aenter__()
    turn.send(None)
    assert queue.waiting == 1

    turn.close()

    assert queue.waiting == 0
    await a.end()
    assert queue.running == 0


async def test_a_higher_limit_admits_at_once() -> None:
    queue, log = CheckQueue(1), list[str]()
    started = await checks(queue, log, "abcd")

    queue.limit = 3
    await settle()

    assert (queue.limit, log) == (3, ["a", "b", "c"])
    await end_all(started)


async def test_a_lower_limit_takes_no_turn_away() -> None:
    queue, log = CheckQueue(3), list[str]()
    a, b, c, d = await checks(queue, log, "abcd")

    queue.limit = 1
    await a.end()
    await b.end()
    await settle()
    assert (log, queue.running) == (["a", "b", "c"], 1)

    await c.end()
    await settle()
    assert (log, queue.running) == (["a", "b", "c", "d"], 1)
    await d.end()


def test_no_limit_below_one() -> None:
    with pytest.raises(ValueError, match="At least one"):
        CheckQueue(0)

    queue = CheckQueue(1)
    with pytest.raises(ValueError, match="At least one"):
        queue.limit = 0
    assert queue.limit == 1


@pytest.mark.parametrize("seed", range(20))
async def test_no_turn_is_ever_lost(seed: int) -> None:
    """Whatever comes, goes, is cancelled or changed, in any order."""
    dice = random.Random(seed)
    queue, log = CheckQueue(2), list[str]()
    started: list[Check] = []

    for number in range(200):
        match dice.randrange(5):
            case 0 | 1:
                started.append(Check(queue, log, str(number)))
            case 2 if started:
                dice.choice(started).finish.set()
            case 3 if started:
                dice.choice(started).task.cancel()
            case 4:
                queue.limit = dice.randint(1, 4)
        for _ in range(dice.randrange(3)):
            await asyncio.sleep(0)
        assert queue.running <= 4

    await end_all(started)
    assert (queue.running, queue.waiting) == (0, 0)
    assert log == sorted(log, key=int)
