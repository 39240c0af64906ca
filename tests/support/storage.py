"""Home Assistant's storage, kept in memory."""

from typing import Any, override


class Storage(dict[str, Any]):
    """What was stored, and which file was written when."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.writes: list[str] = []

    @override
    def __setitem__(self, key: str, value: Any) -> None:
        """Write a file."""
        self.writes.append(key)
        super().__setitem__(key, value)
