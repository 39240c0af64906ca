"""What is known of an integration that brings 3D printers into Home Assistant."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..status import StatusStates

PLACEHOLDERS: Final = (
    "entry_id",
    "entry_unique_id",
    "entry",
    "host",
    "identifier",
)
"""What a unique id may be built from, written as `{entry_id}`.

`entry_id` and `entry_unique_id` are those of the printer's config entry, `entry` is either
of them, `host` is in that entry's data, and `identifier` is what the integration calls the
device by: its serial number, machine id or the like.
"""

_NONE: Final[frozenset[str]] = frozenset()


class Tier(StrEnum):
    """How common an integration is among people who print, from common to rare."""

    A = "A"
    B = "B"
    C = "C"


class Role(StrEnum):
    """What one of a printer's entities is for."""

    CAMERA = "camera"
    STATUS = "status"
    JOB_MARKER = "job_marker"
    JOB_NAME = "job_name"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    LIGHT = "light"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Match:
    """How an entity is told from the others that its integration made for a device.

    By its domain and the first of these that is given; by the domain alone where none is.
    Never by its name or entity id, which are the user's to change.
    """

    domain: str
    translation_key: str | None = None
    unique_id: str | None = None
    """The whole unique id, with one placeholder."""
    pattern: str | None = None
    """A regular expression for the whole unique id, with one placeholder at its start."""


@dataclass(frozen=True, slots=True)
class FromOptions:
    """An entity of another device that the user named in the integration's own options."""

    entity_id: str
    """The option that holds the entity id."""
    enabled: str
    """The option that says whether it is used."""


type Matches = tuple[Match, ...]
"""Ways to find the same thing, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One integration's printers: which entity is what, and what its states mean.

    Several integrations may share a platform; a device is then of the one of which most
    is found.
    """

    key: str
    platform: str
    tier: Tier
    name: str
    status: Matches
    states: StatusStates
    camera: Matches = ()
    job_marker: Matches = ()
    """Only of an entity whose every change is a new print."""
    job_name: Matches = ()
    """What is printed, for a person to read: it may be blank, or stay after the print."""
    pause: Matches = ()
    resume: Matches = ()
    stop: Matches = ()
    light: Matches = ()
    power: Matches | FromOptions = ()
    signs: Matches = ()
    """What else must be there for a device to be of this integration."""
    not_webcams: Matches = ()
    """Cameras that show something else than the printer: thumbnails, previews."""
    poll_s: float | None = None
    """How often the printer is asked; 0 if it tells by itself, None if that is unknown."""
    pause_repeatable: bool | None = None
    """Whether a second press of pause is harmless; None without a pause control."""
    pause_toggles: bool = False
    """Whether pressing pause on a paused printer resumes it."""
    note: str | None = None
    """What a person who sets up this printer must know, in one sentence."""

    def matches(self, role: Role) -> Matches | FromOptions:
        """Return how the entity of a role is found; empty if there is none."""
        found: Matches | FromOptions = getattr(self, role.value)
        return found


def states(
    *,
    printing: AbstractSet[str],
    paused: AbstractSet[str] = _NONE,
    pausing: AbstractSet[str] = _NONE,
    preparing: AbstractSet[str] = _NONE,
    idle: AbstractSet[str] = _NONE,
    finished: AbstractSet[str] = _NONE,
    error: AbstractSet[str] = _NONE,
    held: AbstractSet[str] = _NONE,
    preparing_counts: bool = False,
) -> StatusStates:
    """Return which states of a status entity mean what."""
    return StatusStates(
        printing=frozenset(printing),
        paused=frozenset(paused),
        pausing=frozenset(pausing),
        preparing=frozenset(preparing),
        idle=frozenset(idle),
        finished=frozenset(finished),
        error=frozenset(error),
        held=frozenset(held),
        preparing_counts=preparing_counts,
    )


def by_key(domain: str, *translation_keys: str) -> Matches:
    """Find an entity by its translation key."""
    return tuple(Match(domain, translation_key=key) for key in translation_keys)


def by_id(domain: str, *unique_ids: str) -> Matches:
    """Find an entity by its whole unique id."""
    return tuple(Match(domain, unique_id=unique_id) for unique_id in unique_ids)


def by_pattern(domain: str, *patterns: str) -> Matches:
    """Find an entity by a regular expression for its whole unique id."""
    return tuple(Match(domain, pattern=pattern) for pattern in patterns)
