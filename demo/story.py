"""The demo's story without a browser: told step by step, and judged at its end."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
import time
from typing import Any

from .hass_process import HassSocket
from .launcher import DemoHouse
from .printers import PRINTERS, Printer, printer_of

RENDERED_TIMEOUT_S = 180.0
PHOTOS_TIMEOUT_S = 360.0
# After the pause the good printer is watched for so many intervals more.
INTERVALS_AFTER = 3


@dataclass
class Story:
    """What has happened so far."""

    house: DemoHouse
    started_at: float = field(default_factory=time.monotonic)
    ever_paused: set[str] = field(default_factory=set)
    shown: dict[str, str] = field(default_factory=dict)

    def tell(self, printer: Printer | None, text: str) -> None:
        """Print one step."""
        seconds = time.monotonic() - self.started_at
        name = f"{printer.name}: " if printer else ""
        print(f"{seconds:6.1f} s  {name}{text}", flush=True)

    def take_in(self, event: dict[str, Any]) -> None:
        """Tell a state change if it is part of the story."""
        data = event["data"]
        new, old = data["new_state"], data["old_state"]
        if new is None or (printer := printer_of(new["entity_id"])) is None:
            return
        if old is not None and old["state"] == new["state"]:
            return
        words = {
            printer.status: "printer says {}",
            printer.watch_state: "watch state {}",
            printer.class_: "class {}",
            printer.score: "score {}",
            printer.failure: "print failure {}",
        }
        self.shown[new["entity_id"]] = new["state"]
        if (text := words.get(new["entity_id"])) is not None:
            reason = new["attributes"].get("reason")
            state = f"{new['state']} ({reason})" if reason else new["state"]
            self.tell(printer, text.format(state))
        if new["entity_id"] == printer.status and new["state"] == "paused":
            self.ever_paused.add(printer.name)


async def tell_story(house: DemoHouse) -> bool:
    """Run the story once; return whether it went as it should."""
    options = house.options
    print(f"settings: {options.watch}")
    print(f"detector: {options.detector}")
    print(f"pictures: {options.photos or 'rendered'}", flush=True)
    timeout_s = RENDERED_TIMEOUT_S if options.photos is None else PHOTOS_TIMEOUT_S
    async with await house.hass.socket() as socket:
        await socket.call("subscribe_events", event_type="state_changed")
        story = Story(house)
        await house.start_prints()
        failing = next(one for one in PRINTERS if one.fails)
        paused = await follow(
            story, socket, timeout_s, until=lambda: failing.name in story.ever_paused
        )
        if paused:
            # Is the other one left alone?
            more_s = INTERVALS_AFTER * options.watch.interval_s
            await follow(story, socket, more_s, until=lambda: False)
    return await _judge(story)


async def follow(
    story: Story, socket: HassSocket, seconds: float, until: Callable[[], bool]
) -> bool:
    """Take in events until something is so, or the time is up."""
    try:
        async with asyncio.timeout(seconds):
            while not until():
                story.take_in(await socket.next_event())
    except TimeoutError:
        return False
    return True


async def _judge(story: Story) -> bool:
    """Look at the end of the story, printer by printer."""
    hass, ml = story.house.hass, story.house.ml
    states = await hass.states()
    async with await hass.socket() as socket:
        notifications = await socket.call("persistent_notification/get")
    for one in notifications:
        story.tell(None, f"notification: {one['title']} | {one['message']}")
    minutes = (time.monotonic() - story.started_at) / 60
    checks = ml.detections_served()
    story.tell(None, f"checks: {checks}, {checks / minutes:.1f} a minute")
    troubles = [
        trouble
        for printer in PRINTERS
        for trouble in _troubles(story, printer, states, notifications)
    ]
    for trouble in troubles:
        print(f"WRONG: {trouble}")
    print("the story went wrong" if troubles else "the story went as it should")
    return not troubles


def _troubles(
    story: Story,
    printer: Printer,
    states: dict[str, dict[str, Any]],
    notifications: list[dict[str, Any]],
) -> list[str]:
    """Return what is not as it should be with this printer."""
    told = any(printer.name in one["title"] for one in notifications)
    presses = states[printer.status]["attributes"].get("pause_presses")
    expected: list[tuple[str, object, object]] = [
        ("was paused", printer.name in story.ever_paused, printer.fails),
        ("pause presses", presses, int(printer.fails)),
        ("notified", told, printer.fails),
        (
            "printer says",
            states[printer.status]["state"],
            "paused" if printer.fails else "printing",
        ),
        ("print failure", states[printer.failure]["state"], _on_off(printer.fails)),
        (
            "watch state",
            states[printer.watch_state]["state"],
            "paused" if printer.fails else "watching",
        ),
    ]
    return [
        f"{printer.name}: {what}: {found}, not {wanted}"
        for what, found, wanted in expected
        if found != wanted
    ]


def _on_off(value: bool) -> str:
    return "on" if value else "off"
