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

    # -- the simulated printer's own

    @property
    def status(self) -> str:
        """What it does."""
        return self.entity("sensor", "status")

    @property
    def job_name(self) -> str:
        """What it prints."""
        return self.entity("sensor", "job_name")

    @property
    def nozzle(self) -> str:
        """How hot its nozzle is."""
        return self.entity("sensor", "nozzle_temperature")

    @property
    def camera(self) -> str:
        """What it looks like."""
        return self.entity("camera", "camera")

    @property
    def camera_connected(self) -> str:
        """The plug of its camera."""
        return self.entity("switch", "camera_connected")

    @property
    def power(self) -> str:
        """The plug in its own power lead."""
        return self.entity("switch", "power")

    @property
    def start(self) -> str:
        """Its button for a new print."""
        return self.entity("button", "start_print")

    # -- its watch's

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
    def last_response(self) -> str:
        """How the response to its latest incident went."""
        return self.entity("sensor", "last_response")

    @property
    def event(self) -> str:
        """What happens to its print."""
        return self.entity("event", "print")

    @property
    def response(self) -> str:
        """What is done about a failure."""
        return self.entity("select", "response_to_a_failure")

    @property
    def watching(self) -> str:
        """The switch of the watch."""
        return self.entity("switch", "watching")

    @property
    def mute(self) -> str:
        """Leaves this print alone."""
        return self.entity("switch", "mute_this_print")

    @property
    def not_a_failure(self) -> str:
        """Says that it was a false alarm."""
        return self.entity("button", "not_a_failure")

    @property
    def pause(self) -> str:
        """Pauses it and looks whether it did."""
        return self.entity("button", "pause_print")

    @property
    def resume(self) -> str:
        """Resumes it and looks whether it did."""
        return self.entity("button", "resume_print")

    @property
    def stop(self) -> str:
        """Stops it and looks whether it did."""
        return self.entity("button", "stop_print")


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
            f"confirmed by {self.confirmations} in a row"
        )

    def steps(self, printer: Printer, phone: str) -> tuple[dict[str, Any], ...]:
        """Return the answers to the forms that add a printer; phone: a device's id."""
        return ({"printer": printer.status}, _entities(printer), self._response(phone))

    def _response(self, phone: str) -> dict[str, Any]:
        return {
            "response": "pause",
            "warning_response": "notify",
            "notifications": {"notify_devices": [phone]},
            "power": {},
            "actions": {},
            "fine_tuning": {
                "sensitivity": self.sensitivity,
                "interval": self.interval_s,
                "rule": self.rule,
                "warm_up": self.warm_up_s,
                "confirmations": self.confirmations,
            },
        }


def _entities(printer: Printer) -> dict[str, Any]:
    """Return which of a printer's entities is what."""
    return {
        "camera": printer.camera,
        "controls": {
            "pause_control": printer.entity("button", "pause"),
            "resume_control": printer.entity("button", "resume"),
            "stop_control": printer.entity("button", "stop"),
            "power_switch": printer.power,
            "nozzle_temperature": printer.nozzle,
        },
        "states": {
            "status": printer.status,
            "printing_states": ["printing"],
            "paused_states": ["paused"],
            "pausing_states": ["pausing"],
            "job_marker": printer.job_name,
            "job_name": printer.job_name,
        },
        "light": {"light_mode": "none", "light_settle": 3},
    }
