"""The story of a breakage without a browser: noticed, named, told, mended, and judged."""

import asyncio
from dataclasses import dataclass
import sys

from .breakages import Breakage, reauth_flows
from .launcher import WATCHER, DemoHouse
from .printers import PRINTERS, Printer
from .story import Story, listen, sidebar, until_watched

WATCHED_TIMEOUT_S = 90.0
FAULT_TIMEOUT_S = 60.0
# While a fault lasts, checks are taken at the slow pace.
RECOVERY_TIMEOUT_S = 120.0
TOLD_TIMEOUT_S = 15.0
INTERVALS_IN_FAULT = 3

ON_SCREEN = """
  Broken {breakage.what}
  Look   On the dashboard the watch state becomes Fault after three checks (15 s).
         A notification tells of it, and Settings > System > Repairs what to do.
  Mend   {mending}
         Pressing Enter in this terminal does it for you.
"""
MENDED = (
    "mended; within a minute the printers are watched again, and a notification says so"
)


@dataclass
class FaultStory:
    """What is told of one breakage."""

    story: Story
    breakage: Breakage

    @property
    def house(self) -> DemoHouse:
        """Where it happens."""
        return self.story.house

    async def follow(self, seconds: float, what: str, state: str) -> bool:
        """Wait until all concerned printers show this watch state."""
        return await self.story.follow(
            seconds, until=lambda: self.all_show(state), what=what
        )

    def all_show(self, state: str) -> bool:
        """Tell whether all concerned printers show this watch state."""
        return all(
            self.story.state(one.watch_state) == state for one in self.breakage.printers
        )

    async def look_for_a_while(self) -> None:
        """Look on during the fault: nobody may be told that all is well."""
        for _ in range(INTERVALS_IN_FAULT):
            await self.story.look_on(self.house.options.watch.interval_s)
            for printer in PRINTERS:
                self._judge(printer)

    def _judge(self, printer: Printer) -> None:
        """Compare what is shown of a printer during the fault with what should be."""
        story, name = self.story, printer.name
        watch_state = story.state(printer.watch_state)
        if printer not in self.breakage.printers:
            story.expect(f"{name}: watch state", watch_state, "watching")
            return
        story.expect(f"{name}: watch state", watch_state, "fault")
        reason = story.attribute(printer.watch_state, "reason")
        story.expect(f"{name}: reason", reason, self.breakage.reason)
        story.expect(f"{name}: class", story.state(printer.class_), "unknown")

    async def repairs(self) -> list[str]:
        """Return what asks to be mended: issues of ours, or forms for a new token."""
        if self.breakage.asks_for_token:
            return [flow["flow_id"] for flow in await reauth_flows(self.house)]
        async with await self.house.hass.socket() as socket:
            issues = (await socket.call("repairs/list_issues"))["issues"]
        return [one["issue_id"] for one in issues if one["domain"] == WATCHER]

    async def expect_repairs(self, count: int) -> None:
        """Wait until so many things ask to be mended."""
        try:
            async with asyncio.timeout(TOLD_TIMEOUT_S):
                while len(found := await self.repairs()) != count:
                    await asyncio.sleep(1)
        except TimeoutError:
            self.story.expect("things to mend", found, f"{count} of them")
        for one in found:
            self.story.tell("asks to be mended", one)


async def tell_fault_story(house: DemoHouse, breakage: Breakage) -> bool:
    """Break it, look, mend it; return whether everything went as it should."""
    print(f"settings: {house.options.watch}", flush=True)
    async with listen(house) as story:
        await house.start_prints()
        if await until_watched(story, WATCHED_TIMEOUT_S):
            await _break_and_mend(FaultStory(story, breakage))
    return story.end()


async def show_fault(house: DemoHouse, breakage: Breakage) -> None:
    """Break it for somebody who looks at the screen, and say where to look."""
    async with listen(house) as story:
        await house.start_prints()
        await until_watched(story, WATCHED_TIMEOUT_S)
    await breakage.break_(house)
    print(ON_SCREEN.format(breakage=breakage, mending=breakage.how_to_mend(house)))
    if sys.stdin.isatty():
        await _enter()
        await breakage.mend(house)
        print(MENDED)


async def _enter() -> None:
    """Wait until Enter is pressed in the terminal."""
    pressed, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(sys.stdin, pressed.set)
    try:
        await pressed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    sys.stdin.readline()


async def _break_and_mend(telling: FaultStory) -> None:
    """Tell the story from the breakage to the recovery."""
    house, story, breakage = telling.house, telling.story, telling.breakage
    story.expect("told before", await sidebar(house), {})
    story.tell("BROKEN", breakage.what)
    await breakage.break_(house)
    if not await telling.follow(FAULT_TIMEOUT_S, "the fault", "fault"):
        return
    await telling.look_for_a_while()
    await telling.expect_repairs(1)
    outage = await sidebar(house)
    _tell_all(story, outage)
    story.expect("notifications of the outage", len(outage), 1)
    story.tell("MENDED", breakage.how_to_mend(house))
    await breakage.mend(house)
    await telling.follow(RECOVERY_TIMEOUT_S, "the recovery", "watching")
    await telling.expect_repairs(0)
    recovery = await sidebar(house)
    _tell_all(story, recovery)
    story.expect("notified of the recovery in place", list(recovery), list(outage))
    story.expect("told the same as before", recovery == outage, False)


def _tell_all(story: Story, notifications: dict[str, str]) -> None:
    for text in notifications.values():
        story.tell("notification", text)
