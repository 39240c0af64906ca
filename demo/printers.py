"""The demo's two printers, and how each is watched."""

from dataclasses import dataclass
from typing import Any, override


@dataclass(frozen=True, slots=True)
class Printer:
    """A simulated printer; its entities follow from its name."""

    name: str
    fails: bool

    @property
    def slug(self) -> str:
        """The name as entity ids have it."""
        return self.name.lower().replace(" ", "_")

    def entity(self, domain: str, what: str) -> str:
        """Return an entity id of this printer."""
        return f"{domain}.{self.slug}_{what}"

    @property
    def status(self) -> str:
        """What it does."""
        return self.entity("sensor", "status")

    @property
    def camera(self) -> str:
        """What it looks like."""
        return self.entity("camera", "camera")

    @property
    def pause(self) -> str:
        """Its pause button."""
        return self.entity("button", "pause")

    @property
    def resume(self) -> str:
        """Its resume button."""
        return self.entity("button", "resume")

    @property
    def camera_connected(self) -> str:
        """The plug of its camera."""
        return self.entity("switch", "camera_connected")

    @property
    def start(self) -> str:
        """Its button for a new print."""
        return self.entity("button", "start_print")

    @property
    def watch_state(self) -> str:
        """Is anyone looking?"""
        return self.entity("sensor", "watch_state")

    @property
    def score(self) -> str:
        """The number that decides."""
        return self.entity("sensor", "failure_score")

    @property
    def risk(self) -> str:
        """The score as a percentage."""
        return self.entity("sensor", "failure_risk")

    @property
    def class_(self) -> str:
        """Safe, warning or failure."""
        return self.entity("sensor", "failure_class")

    @property
    def failure(self) -> str:
        """Whether an incident is open."""
        return self.entity("binary_sensor", "print_failure")

    @property
    def watching(self) -> str:
        """The switch of the watch."""
        return self.entity("switch", "watching")


PRINTERS = (
    Printer("Good printer", fails=False),
    Printer("Failing printer", fails=True),
)


def printer_of(entity_id: str) -> Printer | None:
    """Return the printer that an entity belongs to."""
    name = entity_id.partition(".")[2]
    return next((one for one in PRINTERS if name.startswith(one.slug)), None)


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """The settings of both watches; shorter than a real print wants them."""

    rule: str = "adaptive"
    sensitivity: str = "medium"
    interval_s: int = 5
    warm_up_s: int = 30
    confirmations: int = 2

    @override
    def __str__(self) -> str:
        """Name them, and what they usually are."""
        return (
            f"rule {self.rule}, sensitivity {self.sensitivity}, "
            f"a check every {self.interval_s} s (usually 10), "
            f"warm-up {self.warm_up_s} s (usually 300), "
            f"{self.confirmations} confirmations"
        )

    def steps(self, printer: Printer) -> tuple[dict[str, Any], ...]:
        """Return the answers to the forms that add a printer."""
        return (
            {"printer": printer.status},
            {
                "camera": printer.camera,
                "controls": {
                    "pause_control": printer.pause,
                    "resume_control": printer.resume,
                    "stop_control": printer.entity("button", "stop"),
                    "nozzle_temperature": printer.entity(
                        "sensor", "nozzle_temperature"
                    ),
                },
                "states": {
                    "status": printer.status,
                    "printing_states": ["printing"],
                    "paused_states": ["paused"],
                    "pausing_states": ["pausing"],
                    "job_marker": printer.entity("sensor", "job_name"),
                },
                "light": {"light_mode": "none", "light_settle": 3},
            },
            {
                "response": "pause",
                "fine_tuning": {
                    "sensitivity": self.sensitivity,
                    "interval": self.interval_s,
                    "rule": self.rule,
                    "warm_up": self.warm_up_s,
                    "confirmations": self.confirmations,
                },
            },
        )
