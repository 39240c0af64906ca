"""Stands in for pymicro-vad where it could not be compiled.

Home Assistant's web interface does not come up without its voice parts, and those do not
load without this package. The demo never speaks.
"""


class MicroVad:
    """Tells speech from silence; not here."""

    def __init__(self) -> None:
        """Refuse: there is nothing behind it."""
        raise RuntimeError("the voice parts were not compiled on this machine")
