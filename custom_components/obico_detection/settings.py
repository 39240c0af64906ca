"""What a user has set for one printer; the config subentry's data is its only home."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .const import (
    CONF_CAMERA,
    CONF_CONFIRMATIONS,
    CONF_INTERVAL,
    CONF_JOB_MARKER,
    CONF_PAUSE_CONTROL,
    CONF_PAUSED_STATES,
    CONF_POWER_OFF_WHILE_HOT,
    CONF_POWER_SWITCH,
    CONF_PRINTING_STATES,
    CONF_RESPONSE,
    CONF_RULE,
    CONF_SENSITIVITY,
    CONF_STATUS,
    CONF_WARM_UP,
    CONF_WATCHING,
    DEFAULT_CONFIRMATIONS,
    DEFAULT_INTERVAL_S,
    DEFAULT_WARM_UP_S,
    Response,
)
from .detection.rules import DEFAULT_RULE, DEFAULT_SENSITIVITY, RuleName, Sensitivity


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """One printer's settings, typed."""

    camera: str
    status: str
    printing_states: tuple[str, ...]
    paused_states: tuple[str, ...]
    job_marker: str | None
    pause_control: str | None
    power_switch: str | None
    power_off_while_hot: bool
    response: Response
    watching: bool
    sensitivity: Sensitivity
    interval_s: float
    rule: RuleName
    warm_up_s: float
    confirmations: int

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Read a subentry's data; the flow has checked it."""
        return cls(
            camera=data[CONF_CAMERA],
            status=data[CONF_STATUS],
            printing_states=tuple(data[CONF_PRINTING_STATES]),
            paused_states=tuple(data.get(CONF_PAUSED_STATES, ())),
            job_marker=data.get(CONF_JOB_MARKER),
            pause_control=data.get(CONF_PAUSE_CONTROL),
            power_switch=data.get(CONF_POWER_SWITCH),
            power_off_while_hot=data.get(CONF_POWER_OFF_WHILE_HOT, False),
            response=Response(data[CONF_RESPONSE]),
            watching=data.get(CONF_WATCHING, True),
            sensitivity=Sensitivity(data.get(CONF_SENSITIVITY, DEFAULT_SENSITIVITY)),
            interval_s=data.get(CONF_INTERVAL, DEFAULT_INTERVAL_S),
            rule=RuleName(data.get(CONF_RULE, DEFAULT_RULE)),
            warm_up_s=data.get(CONF_WARM_UP, DEFAULT_WARM_UP_S),
            confirmations=data.get(CONF_CONFIRMATIONS, DEFAULT_CONFIRMATIONS),
        )

    def has_same_job_source(self, other: Self) -> bool:
        """Tell whether both read the print job from the same states in the same way."""
        return (
            self.status,
            self.printing_states,
            self.paused_states,
            self.job_marker,
        ) == (
            other.status,
            other.printing_states,
            other.paused_states,
            other.job_marker,
        )
