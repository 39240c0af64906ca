"""What a camera sees at one moment, and what can turn it into a picture."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

PRINT_DURATION_S: Final = 2400.0
"""How long a print takes that nobody stops."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the camera sees at one moment.

    print_s: how long this print has been printing; None: the bed is empty.
    failing_s: how much of that it printed into the air.
    """

    now: datetime
    print_s: float | None = None
    failing_s: float = 0.0
    head_parked: bool = True
    light_on: bool = True


class PictureSource(Protocol):
    """Turns moments into pictures. Slow: not for the event loop."""

    def render(self, moment: Moment) -> bytes:
        """Return a JPEG; moments a second apart never give the same bytes."""
