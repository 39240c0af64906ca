"""The story of a breakage without a browser: noticed, named, told, mended, and judged."""

import asyncio
from dataclasses import dataclass, field
import sys
from typing import Any

from .breakages import Breakage, reauth_flows
from .hass_process import HassSocket
from .launcher import WATCHER, DemoHouse
from .printers import PRINTERS, Printer
from .story import Story, follow

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

type Notifications = dict[str, str]


@dataclass
class FaultStory:
    """What is told of one breakage, and what was wrong with it."""

    house: DemoHouse
    breakage: Breakage
    story: Story
    socket: HassSocket
    troubles: list[str] = field(default_factory=list)

    def expect(self, what: str, found: object, wanted: object) -> None:
        """Note what is not as it should be."""
        if found != wanted:
            self.troubles.append(f"{what}: {found}, expected {wanted}")

    async def follow(self, seconds: float, what: str, state: str) -> bool:
        """Wait until all concerned printers show this watch state."""
        seen = await follow(
            self.story, self.socket, seconds, until=lambda: self.all_show(state)
        )
        if not seen:
            self.troubles.append(f"{what}: never seen")
        return seen

    def all_show(self, state: str) -> bool:
        """Tell whether all concerned printers show this watch state."""
        shown = self.story.shown
        return all(
            shown.get(one.watch_state) == state for one in self.breakage.printers
        )

    async def look_for_a_while(self) -> None:
        """Look on during the fault: nobody may be told that all is well."""
        for _ in range(INTERVALS_IN_FAULT):
            await follow(self.story, self.socket, self._interval_s, until=lambda: False)
            states = await self.house.hass.states()
            for printer in PRINTERS:
                self._judge(printer, states)

    def _judge(self, printer: Printer, states: dict[str, dict[str, Any]]) -> None:
        """Compare what is shown of a printer during the fault with what should be."""
        watch, class_ = states[printer.watch_state], states[printer.class_]
        if printer not in self.breakage.printers:
            self.expect(f"{printer.name}: watch state", watch["state"], "watching")
            return
        self.expect(f"{printer.name}: watch state", watch["state"], "fault")
        reason = watch["attributes"].get("reason")
        self.expect(f"{printer.name}: reason", reason, self.breakage.reason)
        self.expect(f"{printer.name}: class", class_["state"], "unknown")

    @property
    def _interval_s(self) -> float:
        return self.house.options.watch.interval_s

    async def repairs(self) -> list[str]:
        """Return what asks to be mended: issues of ours, or forms for a new token."""
        if self.breakage.asks_for_token:
            return [flow["flow_id"] for flow in await reauth_flows(self.house)]
        async with await self.house.hass.socket() as socket:
            issues = (await socket.call("repairs/list_issues"))["issues"]
        return [one["issue_id"] for one in issues if one["domain"] == WATCHER]

    async def notifications(self) -> Notifications:
        """Return what is told in Home Assistant's sidebar."""
        async with await self.house.hass.socket() as socket:
            told = await socket.call("persistent_notification/get")
        # Home Assistant itself calls for the new token in one of its own.
        return {
            one["notification_id"]: f"{one['title']} | {one['message']}"
            for one in told
            if not one["notification_id"].startswith("config_entry_")
        }

    async def expect_repairs(self, count: int) -> None:
        """Wait until so many things ask to be mended."""
        try:
            async with asyncio.timeout(TOLD_TIMEOUT_S):
                while len(found := await self.repairs()) != count:
                    await asyncio.sleep(1)
        except TimeoutError:
            self.expect("things to mend", found, f"{count} of them")
        for one in found:
            self.story.tell(None, f"asks to be mended: {one}")


async def tell_fault_story(house: DemoHouse, breakage: Breakage) -> bool:
    """Break it, look, mend it; return whether everything went as it should."""
    print(f"settings: {house.options.watch}", flush=True)
    async with await house.hass.socket() as socket:
        await socket.call("subscribe_events", event_type="state_changed")
        telling = FaultStory(house, breakage, Story(house), socket)
        await house.start_prints()
        if await until_watched(telling.story, socket):
            await _break_and_mend(telling)
        else:
            telling.troubles.append("the printers were never watched")
    for trouble in telling.troubles:
        print(f"WRONG: {trouble}")
    print("the story went wrong" if telling.troubles else "the story went as it should")
    return not telling.troubles


async def show_fault(house: DemoHouse, breakage: Breakage) -> None:
    """Break it for somebody who looks at the screen, and say where to look."""
    story = Story(house)
    async with await house.hass.socket() as socket:
        await socket.call("subscribe_events", event_type="state_changed")
        await house.start_prints()
        await until_watched(story, socket)
    await breakage.break_(house)
    print(ON_SCREEN.format(breakage=breakage, mending=breakage.how_to_mend(house)))
    if sys.stdin.isatty():
        await _enter()
        await breakage.mend(house)
        story.tell(None, MENDED)


async def _enter() -> None:
    """Wait until Enter is pressed in the terminal."""
    pressed, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(sys.stdin, pressed.set)
    try:
        await pressed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    sys.stdin.readline()


async def until_watched(story: Story, socket: HassSocket) -> bool:
    """Wait until both printers are judged; return whether they were."""
    return await follow(
        story,
        socket,
        WATCHED_TIMEOUT_S,
        until=lambda: all(story.shown.get(one.class_) == "safe" for one in PRINTERS),
    )


async def _break_and_mend(telling: FaultStory) -> None:
    """Tell the story from the breakage to the recovery."""
    house, breakage = telling.house, telling.breakage
    telling.expect("told before", await telling.notifications(), {})
    telling.story.tell(None, f"BROKEN: {breakage.what}")
    await breakage.break_(house)
    if not await telling.follow(FAULT_TIMEOUT_S, "the fault", "fault"):
        return
    await telling.look_for_a_while()
    await telling.expect_repairs(1)
    outage = await telling.notifications()
    _tell_all(telling.story, outage)
    telling.expect("notifications of the outage", len(outage), 1)
    telling.story.tell(None, "MENDED")
    await breakage.mend(house)
    await telling.follow(RECOVERY_TIMEOUT_S, "the recovery", "watching")
    await telling.expect_repairs(0)
    recovery = await telling.notifications()
    _tell_all(telling.story, recovery)
    telling.expect("notified of the recovery in place", list(recovery), list(outage))
    telling.expect("told the same as before", recovery == outage, False)


def _tell_all(story: Story, notifications: Notifications) -> None:
    for text in notifications.values():
        story.tell(None, f"notification: {text}")
