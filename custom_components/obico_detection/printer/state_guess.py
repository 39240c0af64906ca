"""A first guess at which states of a status entity mean printing and paused."""

from collections.abc import Sequence
from typing import Final

# What the status entities of printer integrations say while the head moves over a print.
_PRINTING_WORDS: Final = frozenset(
    {
        "building",
        "building_from_sd",
        "finishing",
        "print",
        "printing",
        "printing from sd",
        "printing_sd",
        "running",
    }
)
_PAUSED_WORDS: Final = frozenset({"pause", "paused"})
_ON_OFF_DOMAINS: Final = frozenset({"binary_sensor", "input_boolean"})


def guess_states(domain: str, options: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the states that probably mean printing and paused, for a person to check.

    Args:
        domain: the status entity's domain.
        options: the states it can have; empty where it does not tell.

    """
    if domain in _ON_OFF_DOMAINS:
        return ["on"], []
    if not options:
        return ["printing"], ["paused"]
    return (
        [word for word in options if word.casefold() in _PRINTING_WORDS],
        [word for word in options if word.casefold() in _PAUSED_WORDS],
    )
