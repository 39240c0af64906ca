"""What is to be told about an incident at one moment."""

from dataclasses import dataclass

from .answers import Answer
from .incident import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """An incident as it stands, and what else the words and buttons depend on."""

    incident: Incident
    answers: tuple[Answer, ...] = ()
    """The buttons that make sense now, the most important first."""
    alert: bool = True
    """Whether it is worth a sound; else it takes the place of the last one silently."""
    only_here: bool = False
    """After a restart: in Home Assistant again, where nothing was kept; no phone."""
    is_paused: bool | None = None
    """What the printer itself says now; None if it says nothing."""
    nozzle_limit_c: float | None = None
    """The power is cut when the nozzle is cooler; None if nothing measures that."""
    delay_s: float = 0.0
    """The power is cut so long after the pause if nothing measures the nozzle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who knows of an incident now."""

    here: bool
    """It is shown in Home Assistant because that is wanted."""
    reached: int
    """So many phones and notify entities know of it."""
    unreached: str | None
    """Who of those that are chosen could not be told, and why; None if all could."""
