"""A story of the demo's house without a browser: told step by step, and judged."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import time
from typing import Any

from .hass_process import HassSocket
from .launcher import DemoHouse
from .printers import PRINTERS, Printer, printer_of

LOOK_S = 0.1

type States = dict[str, dict[str, Any]]


@dataclass
class Story:
    """What has happened so far, and what of it was wrong.

    shown: the latest states. events: what the printers' event entities have told, as
    pairs of printer and event. listening: what takes all that in.
    """

    house: DemoHouse
    started_at: float = field(default_factory=time.monotonic)
    shown: States = field(default_factory=dict)
    events: list[tuple[str, str]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    listening: asyncio.Task[None] | None = None
    _pushes_told: int = 0

    # -- telling

    @property
    def seconds(self) -> float:
        """How long it has gone on."""
        return time.monotonic() - self.started_at

    def tell(self, who: str, text: str) -> None:
        """Print one step."""
        print(f"{self.seconds:6.1f} s  {who}: {text}", flush=True)

    def take_in(self, event: dict[str, Any]) -> None:
        """Tell a state change if it is part of the story."""
        data = event["data"]
        new, old = data["new_state"], data["old_state"]
        if new is None or (printer := printer_of(new["entity_id"])) is None:
            return
        self.shown[new["entity_id"]] = new
        if old is not None and old["state"] == new["state"]:
            return
        if new["entity_id"] == printer.event:
            self.events.append((printer.name, new["attributes"]["event_type"]))
        if text := _told(printer, new):
            self.tell(printer.name, text)

    def tell_of_phone(self) -> None:
        """Tell what the phone has received since the last time."""
        received = self.house.phone.shade.received
        for one in received[self._pushes_told :]:
            buttons = ", ".join(action.title for action in one.actions)
            how = "" if one.alerts else " (silently)"
            self.tell("phone", f"{one.title} | {one.message} [{buttons}]{how}")
        self._pushes_told = len(received)

    # -- what is so

    def state(self, entity_id: str) -> str | None:
        """Return what an entity shows."""
        return self.shown[entity_id]["state"] if entity_id in self.shown else None

    def attribute(self, entity_id: str, name: str) -> Any:
        """Return an attribute of what an entity shows."""
        return self.shown.get(entity_id, {}).get("attributes", {}).get(name)

    # -- judging

    def expect(self, what: str, found: object, wanted: object) -> None:
        """Note what is not as it should be."""
        if found != wanted:
            self.troubles.append(f"{what}: {found}, expected {wanted}")

    async def follow(
        self, seconds: float, until: Callable[[], object], what: str | None = None
    ) -> bool:
        """Look on until something is so; where it must be, not to see it is a trouble."""
        end = time.monotonic() + seconds
        while not until():
            if self.listening is not None and self.listening.done():
                self.listening.result()
            if time.monotonic() > end:
                if what is not None:
                    self.troubles.append(f"{what}: not seen within {seconds:.0f} s")
                return False
            await asyncio.sleep(LOOK_S)
            self.tell_of_phone()
        return True

    async def look_on(self, seconds: float) -> None:
        """Only look on."""
        await self.follow(seconds, until=lambda: False)

    def end(self) -> bool:
        """Tell what went wrong; return whether nothing did."""
        for trouble in self.troubles:
            print(f"WRONG: {trouble}")
        print(
            "the story went wrong" if self.troubles else "the story went as it should"
        )
        return not self.troubles


def _told(printer: Printer, state: dict[str, Any]) -> str | None:
    """Return a state in words, if it is part of the story."""
    value, attributes = state["state"], state["attributes"]
    if state["entity_id"] == printer.event:
        return f"EVENT {attributes['event_type']}"
    names = {
        printer.status: "printer says",
        printer.watch_state: "watch state",
        printer.class_: "class",
        printer.score: "score",
        printer.failure: "print failure",
        printer.last_response: "last response",
    }
    if (name := names.get(state["entity_id"])) is None:
        return None
    reason = attributes.get("reason")
    return f"{name} {value} ({reason})" if reason else f"{name} {value}"


@asynccontextmanager
async def listen(house: DemoHouse) -> AsyncIterator[Story]:
    """Begin a story: from here on every state change is part of it."""
    async with await house.hass.socket() as socket:
        await socket.call("subscribe_events", event_type="state_changed")
        story = Story(house, shown=await house.hass.states())
        story.listening = asyncio.create_task(_listen(story, socket))
        try:
            yield story
        finally:
            story.listening.cancel()


async def _listen(story: Story, socket: HassSocket) -> None:
    while True:
        story.take_in(await socket.next_event())


async def until_watched(story: Story, seconds: float) -> bool:
    """Wait until both printers are judged; return whether they were."""
    return await story.follow(
        seconds,
        until=lambda: all(story.state(one.class_) == "safe" for one in PRINTERS),
        what="both printers watched",
    )


async def sidebar(house: DemoHouse) -> dict[str, str]:
    """Return what is told in Home Assistant's sidebar, by its id."""
    async with await house.hass.socket() as socket:
        told = await socket.call("persistent_notification/get")
    # Home Assistant itself calls for a new token in one of its own.
    return {
        one["notification_id"]: f"{one['title']} | {one['message']}"
        for one in told
        if not one["notification_id"].startswith("config_entry_")
    }
