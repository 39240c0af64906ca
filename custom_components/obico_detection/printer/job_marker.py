"""What tells one print job from the next: a job number, a file name or a start time."""

from datetime import datetime
from typing import Final

from .status import is_blank

# A start time that an integration reckons anew each time it asks the printer moves by as
# much as lies between two asks; no two jobs start that close together.
DRIFT_S: Final = 120.0


def known_marker(marker: str | None) -> str | None:
    """Return a job marker as it is compared; None where it says nothing."""
    if marker is None or is_blank(marker):
        return None
    return marker.strip()


def are_different(known: str | None, marker: str | None) -> bool:
    """Whether two markers are of different jobs; a blank one tells nothing."""
    if known is None or marker is None or known == marker:
        return False
    return not _is_drift(known, marker)


def _is_drift(known: str, marker: str) -> bool:
    """Whether both are start times, and too close together for two jobs."""
    if ":" not in known or ":" not in marker:
        return False  # A job's number can look like a date.
    try:
        known_start = datetime.fromisoformat(known)
        start = datetime.fromisoformat(marker)
    except ValueError:
        return False
    if (known_start.tzinfo is None) != (start.tzinfo is None):
        return False
    return abs((start - known_start).total_seconds()) <= DRIFT_S
