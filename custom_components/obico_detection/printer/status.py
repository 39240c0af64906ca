"""What a status entity's state says about the printer."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final, Self


class Activity(StrEnum):
    """What a printer is doing."""

    PRINTING = "printing"
    PAUSED = "paused"
    PAUSING = "pausing"
    """On the way into or out of a pause: not settled, confirms nothing."""
    PREPARING = "preparing"
    IDLE = "idle"
    FINISHED = "finished"
    ERROR = "error"
    HELD = "held"
    """Nothing is known for now (unavailable, offline, busy): what was, stays."""
    UNLISTED = "unlisted"
    """A state that stands in no list."""


# Said by Home Assistant or an integration that has nothing to say.
_BLANK_WORDS: Final = frozenset({"", "none", "null", "unknown", "unavailable"})

# The words below are those of the status entities of 27 printer integrations. Where two
# of them mean different things by a word, the meaning that keeps the job is taken.
_HELD_WORDS: Final = frozenset(
    {
        "offline",
        "disconnected",
        "connecting",
        "open_serial",
        "opening serial connection",
        "detect_serial",
        "detecting serial connection",
        "busy",
        "manipulating",
    }
)
PAUSING_WORDS: Final = frozenset({"pausing", "resuming"})
_PAUSED_WORDS: Final = frozenset(
    {
        "pause",
        "paused",
        "attention",
        "filament_unload_paused",
        "filament_unload_abnormal",
    }
)
_PREPARING_WORDS: Final = frozenset(
    {
        "prepare",
        "preparing",
        "init",
        "starting",
        "starting_sd",
        "print_started",
        "downloading",
        "slicing",
        "processing",
        "checking",
        "file_checking",
        "printers_checking",
        "self-testing",
        "heating",
        "preheating",
        "preheating_completed",
        "homing",
        "homing_completed",
        "leveling",
        "auto_leveling_completed",
        "calibrating",
        "resonance_testing",
        "resonance_testing_completed",
        "loading",
        "auto_feeding",
        "filament_unloading",
        "changingtool",
        "recovery",
        "printing_recovery",
    }
)
_IDLE_WORDS: Final = frozenset(
    {
        "idle",
        "ready",
        "standby",
        "operational",
        "stop",
        "stopping",
        "stopped",
        "canceling",
        "cancelling",
        "canceled",
        "cancelled",
        "aborted",
        "in_maintenance",
        "input_shaping",
        "pid_tuning",
        "devices_testing",
        "exposure_testing",
        "loading_unloading",
        "file_transferring",
        "transferring_file",
        "printing_streaming",
        "starting_streaming",
    }
)
_FINISHED_WORDS: Final = frozenset(
    {"finish", "finished", "complete", "completed", "building_completed"}
)
_ERROR_WORDS: Final = frozenset(
    {
        "error",
        "failed",
        "abort",
        "halted",
        "offline_after_error",
        "offline after error",
    }
)


@dataclass(frozen=True, slots=True)
class StatusStates:
    """Which states of a status entity mean what; upper and lower case are the same.

    A state in several lists has the meaning of the first of them, in the order of the
    fields. Unavailable, unknown, offline, connecting and busy are held unless listed.
    """

    printing: frozenset[str]
    paused: frozenset[str] = frozenset()
    pausing: frozenset[str] = frozenset()
    preparing: frozenset[str] = frozenset()
    idle: frozenset[str] = frozenset()
    finished: frozenset[str] = frozenset()
    error: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    preparing_counts: bool = False
    """Whether preparing is watched like printing."""

    def __post_init__(self) -> None:
        """Bring the lists into the form in which states are compared."""
        for field in fields(self):
            if field.name != "preparing_counts":
                words = frozenset(map(_normalise, getattr(self, field.name)))
                object.__setattr__(self, field.name, words)

    @classmethod
    def by_hand(cls, printing: Iterable[str], paused: Iterable[str]) -> Self:
        """Return the states of a printer set up by hand.

        What means printing and paused is the user's choice alone; the other lists get
        the words that printer integrations use.
        """
        printing = frozenset(map(_normalise, printing))
        idle = _IDLE_WORDS
        if "on" in printing:
            # The other half of a binary sensor. Elsewhere a printer that is "off" may be
            # one that cannot be reached: left in no list, it is idle only after a while.
            idle |= {"off"}
        return cls(
            printing=printing,
            paused=frozenset(paused),
            # A generic "paused" that the user did not choose stops the checks, as it
            # should, but is not certain enough to cut the power by.
            pausing=PAUSING_WORDS | _PAUSED_WORDS,
            preparing=_PREPARING_WORDS,
            idle=idle,
            finished=_FINISHED_WORDS,
            error=_ERROR_WORDS,
        )

    @classmethod
    def chosen(
        cls,
        printing: Iterable[str],
        paused: Iterable[str],
        pausing: Iterable[str],
        known: Self | None,
    ) -> Self:
        """Return the states of a printer as its user has settled them.

        What means printing, paused and pausing is the user's choice; the rest is as it is
        `known` of the printer's integration, if it is.
        """
        if known is None:
            by_hand = cls.by_hand(printing, paused)
            return replace(by_hand, pausing=by_hand.pausing | frozenset(pausing))
        return replace(
            known,
            printing=frozenset(printing),
            paused=frozenset(paused),
            # A known "paused" that the user took away still stops the checks.
            pausing=frozenset(pausing) | known.paused,
        )

    def activity(self, state: str | None) -> Activity:
        """Return what a state means; None is an entity that is missing."""
        if state is None:
            return Activity.HELD
        word = _normalise(state)
        for activity, words in (
            (Activity.PRINTING, self.printing),
            (Activity.PAUSED, self.paused),
            (Activity.PAUSING, self.pausing),
            (Activity.PREPARING, self.preparing),
            (Activity.IDLE, self.idle),
            (Activity.FINISHED, self.finished),
            (Activity.ERROR, self.error),
            (Activity.HELD, self.held | _HELD_WORDS | _BLANK_WORDS),
        ):
            if word in words:
                return activity
        return Activity.UNLISTED


def is_blank(text: str) -> bool:
    """Whether a state says nothing: empty, none, unknown or unavailable."""
    return _normalise(text) in _BLANK_WORDS


def _normalise(word: str) -> str:
    return word.strip().casefold()
