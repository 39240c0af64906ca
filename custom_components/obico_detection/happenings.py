"""What happens to a printer's print, for whoever wants to hear of it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import CALLBACK_TYPE, callback

from .const import HappeningType


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, with what explains it as JSON types."""

    type: HappeningType
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Happenings:
    """Tells those who listen to one printer."""

    def __init__(self) -> None:
        """Start without listeners."""
        self._listeners: list[Callable[[Happening], None]] = []

    @callback
    def async_add_listener(
        self, listener: Callable[[Happening], None]
    ) -> CALLBACK_TYPE:
        """Tell this one, until the result is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @callback
    def async_tell(self, type_: HappeningType, **attributes: Any) -> None:
        """Tell that this has happened."""
        happening = Happening(type_, attributes)
        for listener in list(self._listeners):
            listener(happening)
