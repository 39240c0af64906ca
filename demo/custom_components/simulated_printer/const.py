"""Names and numbers that more than one file needs."""

from enum import StrEnum
from typing import Final

DOMAIN: Final = "simulated_printer"

CONF_STORY: Final = "story"
CONF_FAILURE_AFTER: Final = "failure_after"
CONF_PHOTOS: Final = "photos"
CONF_AUTOSTART: Final = "autostart"

DEFAULT_FAILURE_AFTER_S: Final = 60


class Story(StrEnum):
    """How this printer's prints go."""

    GOOD = "good"
    FAILING = "failing"


class Status(StrEnum):
    """What the printer says it is doing."""

    IDLE = "idle"
    PREPARING = "preparing"
    PRINTING = "printing"
    PAUSING = "pausing"
    PAUSED = "paused"
    FINISHED = "finished"
    ERROR = "error"
