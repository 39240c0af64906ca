"""Read stored states back: files get damaged, and nothing in them is taken on trust.

Every function raises ValueError where the state does not hold what it should.
"""

from collections.abc import Mapping
import re
import sys
from typing import Any, Final

# 12 digits are far more than any sum needs, and few enough for a float.
NUMBERS: Final = re.compile(r"(?:[0-9]{1,12}(?: [0-9]{1,12})*)?")


def read_field(state: object, key: str) -> Any:
    """Return a field of a stored state; ValueError if there is none."""
    if not isinstance(state, Mapping) or key not in state:
        raise ValueError(f"the stored state has no {key}")
    return state[key]


def read_number(state: object, key: str) -> float:
    """Return a finite number of 0 or more from a stored state; ValueError if it is none."""
    value = read_field(state, key)
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or not 0 <= value <= sys.float_info.max
    ):
        raise ValueError(f"the stored {key} is not a finite number of 0 or more")
    return float(value)


def read_whole_numbers(state: object, key: str) -> list[int]:
    """Return the whole numbers of 12 digits at most that a stored text holds."""
    text = read_field(state, key)
    if not isinstance(text, str) or not NUMBERS.fullmatch(text):
        raise ValueError(f"the stored {key} is not a text of whole numbers")
    return [int(number) for number in text.split()]
