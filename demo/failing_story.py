"""The story of a failing print: paused, told, resumed on the phone, paused again, stopped."""

from dataclasses import dataclass, field
from itertools import pairwise

from .launcher import DemoHouse
from .phone.notifications import Notification
from .printers import PRINTERS, Printer
from .story import Story, listen, sidebar

RENDERED_TIMEOUT_S = 180.0
PHOTOS_TIMEOUT_S = 360.0
TOLD_TIMEOUT_S = 20.0
DONE_TIMEOUT_S = 20.0
# After a resume no incident opens for so long.
GRACE_S = 90.0
# After the end the good printer is watched for so many intervals more.
INTERVALS_AFTER = 3
JPEG = b"\xff\xd8"
# What is told to automations, without the responses in between.
EVENTS = ["warning", "failure", "acknowledged", "failure", "cleared"]


@dataclass
class FailingStory:
    """The failing printer's part of a story.

    ever_paused: the printers that were. incidents: the ids of those that were responded to.
    """

    story: Story
    printer: Printer
    failing_timeout_s: float
    ever_paused: set[str] = field(default_factory=set)
    incidents: list[str] = field(default_factory=list)

    # -- chapters

    async def is_paused(self, pauses: int) -> Notification | None:
        """See the print fail, be paused once more, and the phone told; with what."""
        story, printer = self.story, self.printer
        if not await story.follow(
            self.failing_timeout_s, lambda: self.shows("paused"), f"pause {pauses}"
        ):
            return None
        await story.follow(
            TOLD_TIMEOUT_S,
            lambda: story.state(printer.last_response) == "pause_confirmed",
            f"confirmation of pause {pauses}",
        )
        told = await self._told_with("Resume", "Stop")
        self.expect("pause presses", self.presses("pause"), pauses)
        self.expect("print failure", story.state(printer.failure), "on")
        self.incidents.append(
            str(story.attribute(printer.last_response, "incident_id"))
        )
        self.expect("incidents", len(set(self.incidents)), pauses)
        here = [text for text in await self._sidebar() if "paused" in text]
        self.expect("told here that it is paused", len(here), 1)
        return told

    async def resume(self, told: Notification) -> bool:
        """Press Resume on the phone: the print goes on, and nothing is done in the grace."""
        story, printer = self.story, self.printer
        if not await self._press(told, "Resume"):
            return False
        if not await story.follow(
            DONE_TIMEOUT_S, lambda: self.shows("printing"), "resumed"
        ):
            return False
        await story.follow(
            DONE_TIMEOUT_S,
            lambda: story.state(printer.failure) == "off",
            "acknowledged by the resume",
        )
        was_left_alone = not await story.follow(GRACE_S, lambda: self.shows("paused"))
        self.expect("left alone in the grace", was_left_alone, True)
        self.expect("shown on the phone in the grace", self._latest(), "")
        self.expect("pause presses in the grace", self.presses("pause"), 1)
        return was_left_alone

    async def stop(self, told: Notification) -> None:
        """Press Stop on the phone: the print is given up, and the phone says so."""
        story, printer = self.story, self.printer
        if not await self._press(told, "Stop"):
            return
        await story.follow(DONE_TIMEOUT_S, lambda: self.shows("idle"), "stopped")
        await story.follow(
            DONE_TIMEOUT_S,
            lambda: (
                (story.state(printer.failure), story.state(printer.last_response))
                == ("off", "stop_confirmed")
            ),
            "incident cleared",
        )
        await story.follow(
            TOLD_TIMEOUT_S, lambda: "stopped" in self._latest(), "phone says stopped"
        )
        here = [text for text in await self._sidebar() if "stopped" in text]
        self.expect("told here that it is stopped", len(here), 1)

    # -- the phone

    async def _told_with(self, *titles: str) -> Notification | None:
        """Wait for the phone's notification with these buttons and a picture."""

        def found() -> Notification | None:
            return next(
                (
                    one
                    for one in self.story.house.phone.shade.shown
                    if self.printer.name in one.title + one.message
                    and all(one.action(title) for title in titles)
                ),
                None,
            )

        await self.story.follow(
            TOLD_TIMEOUT_S, found, f"{', '.join(titles)} on the phone"
        )
        if (told := found()) is None:
            return None
        await self.story.house.phone.settle()
        picture = self.story.house.phone.shade.pictures.get(told.number, b"")
        self.expect("picture on the phone", picture[:2], JPEG)
        self.expect(
            "notifications on the phone", len(self.story.house.phone.shade.shown), 1
        )
        return told

    async def _press(self, told: Notification, title: str) -> bool:
        """Press a button on the phone."""
        if (action := told.action(title)) is None:
            return False
        self.story.tell("phone", f"{title.upper()} PRESSED")
        await self.story.house.phone.press(told, action)
        return True

    def _latest(self) -> str:
        """Return the latest notification that the phone shows."""
        shown = self.story.house.phone.shade.shown
        return f"{shown[0].title} | {shown[0].message}" if shown else ""

    # -- looking

    def shows(self, status: str) -> bool:
        """Tell whether the printer says so, and note who was ever paused."""
        for printer in PRINTERS:
            if self.story.state(printer.status) == "paused":
                self.ever_paused.add(printer.name)
        return self.story.state(self.printer.status) == status

    def presses(self, button: str, printer: Printer | None = None) -> object:
        """Return how often a button of a printer did something."""
        status = (printer or self.printer).status
        return self.story.attribute(status, f"{button}_presses")

    def expect(self, what: str, found: object, wanted: object) -> None:
        """Note what is not as it should be with the failing printer."""
        self.story.expect(f"{self.printer.name}: {what}", found, wanted)

    async def _sidebar(self) -> list[str]:
        """Return what is told here of the failing printer."""
        told = (await sidebar(self.story.house)).values()
        return [text for text in told if self.printer.name in text]


async def tell_story(house: DemoHouse) -> bool:
    """Run the story once; return whether it went as it should."""
    options = house.options
    print(f"settings: {options.watch}")
    print(f"detector: {options.detector}")
    print(f"pictures: {options.photos or 'rendered'}", flush=True)
    timeout_s = RENDERED_TIMEOUT_S if options.photos is None else PHOTOS_TIMEOUT_S
    failing = next(one for one in PRINTERS if one.fails)
    async with listen(house) as story:
        await house.start_prints()
        telling = FailingStory(story, failing, timeout_s)
        if (told := await telling.is_paused(1)) and await telling.resume(told):
            if told := await telling.is_paused(2):
                await telling.stop(told)
        # Is the other one left alone?
        await story.look_on(INTERVALS_AFTER * options.watch.interval_s)
        await _judge(telling)
    return story.end()


async def _judge(telling: FailingStory) -> None:
    """Look at the end of the story, printer by printer."""
    story = telling.story
    told = await sidebar(story.house)
    for text in told.values():
        # What follows is the picture and a link.
        story.tell("notification", text.partition("\n")[0])
    checks = story.house.ml.detections_served()
    story.tell("checks", f"{checks}, {checks * 60 / story.seconds:.1f} a minute")
    events = [event for _, event in story.events if event != "response"]
    telling.expect("events", events, EVENTS)
    pushes = [(one.title, one.message) for one in story.house.phone.shade.received]
    twice = [one for one, next_one in pairwise(pushes) if one == next_one]
    telling.expect("told the phone twice", twice, [])
    for printer in PRINTERS:
        _judge_printer(telling, printer, told)


def _judge_printer(
    telling: FailingStory, printer: Printer, told: dict[str, str]
) -> None:
    """Compare a printer at the end of the story with what should be."""
    story = telling.story
    end = {
        "was paused": printer.name in telling.ever_paused,
        "pause presses": telling.presses("pause", printer),
        "resume presses": telling.presses("resume", printer),
        "stop presses": telling.presses("stop", printer),
        "told of": any(printer.name in text for text in told.values()),
        "printer says": story.state(printer.status),
        "print failure": story.state(printer.failure),
        "watch state": story.state(printer.watch_state),
    }
    if printer.fails:
        wanted: tuple[object, ...] = (True, 2, 1, 1, True, "idle", "off", "idle")
    else:
        wanted = (False, 0, 0, 0, False, "printing", "off", "watching")
    for (what, found), right in zip(end.items(), wanted, strict=True):
        story.expect(f"{printer.name}: {what}", found, right)
