"""What a user has chosen about telling and about the power."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyTargets:
    """Who is told about a printer's incidents and warnings."""

    here: bool
    """In Home Assistant itself, as a persistent notification."""
    devices: tuple[str, ...]
    """Devices of the companion app, by their ids in the device registry."""
    entities: tuple[str, ...]
    """Notify entities."""
    critical: bool
    """Whether a failure breaks through a phone's silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerSettings:
    """When the power of a paused printer may be cut."""

    switch: str | None
    nozzle_temperature: str | None
    nozzle_limit_c: float
    delay_s: float
    may_be_hot: bool
    """The user says that the delay is enough, where no sensor tells how hot it is."""

    @property
    def is_allowed(self) -> bool:
        """Whether it may be cut at all."""
        knows = self.nozzle_temperature is not None or self.may_be_hot
        return self.switch is not None and knows

    def withdrawn(self) -> Self:
        """Return the settings of a printer whose power must not be cut."""
        return replace(self, switch=None)
