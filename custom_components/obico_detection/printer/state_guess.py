"""A first guess at which states of a status entity mean printing and paused."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .status import PAUSING_WORDS

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


@dataclass(frozen=True, slots=True)
class StatesGuess:
    """Which states probably mean what, as the entity spells them."""

    printing: tuple[str, ...]
    paused: tuple[str, ...] = ()
    pausing: tuple[str, ...] = ()


def guess_states(domain: str, options: Sequence[str]) -> StatesGuess:
    """Return the states that probably mean printing and paused, for a person to check.

    Args:
        domain: the status entity's domain.
        options: the states it can have; empty where it does not tell.

    """
    if domain in _ON_OFF_DOMAINS:
        return StatesGuess(("on",))
    if not options:
        return StatesGuess(("printing",), ("paused",))
    return StatesGuess(
        *(
            tuple(word for word in options if word.casefold() in words)
            for words in (_PRINTING_WORDS, _PAUSED_WORDS, PAUSING_WORDS)
        )
    )


def is_printer_status(options: Sequence[str], *, has_nozzle: bool) -> bool:
    """Tell whether these are the states of a printer.

    Nothing else says that it is printing. Running and paused a washing machine is as well:
    something with a nozzle is none.
    """
    words = {word.casefold() for word in options}
    prints = "printing" in words or (has_nozzle and "running" in words)
    return prints and not words.isdisjoint(_PAUSED_WORDS)
