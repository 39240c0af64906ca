"""What a user has set for one printer; the config subentry's data is its only home."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .const import (
    CONF_CAMERA,
    CONF_CONFIRMATIONS,
    CONF_INTERVAL,
    CONF_JOB_MARKER,
    CONF_LIGHT,
    CONF_LIGHT_MODE,
    CONF_LIGHT_SETTLE,
    CONF_NOZZLE_TEMPERATURE,
    CONF_PAUSE_CONTROL,
    CONF_PAUSED_STATES,
    CONF_PAUSING_STATES,
    CONF_POWER_OFF_WHILE_HOT,
    CONF_POWER_SWITCH,
    CONF_PRINTING_STATES,
    CONF_PROFILE,
    CONF_RESPONSE,
    CONF_RESUME_CONTROL,
    CONF_RULE,
    CONF_SENSITIVITY,
    CONF_STATUS,
    CONF_STOP_CONTROL,
    CONF_WARM_UP,
    CONF_WATCHING,
    DEFAULT_CONFIRMATIONS,
    DEFAULT_INTERVAL_S,
    DEFAULT_LIGHT_SETTLE_S,
    DEFAULT_WARM_UP_S,
    LightMode,
    Response,
)
from .detection.rules import DEFAULT_RULE, DEFAULT_SENSITIVITY, RuleName, Sensitivity
from .printer.light import LightSettings
from .printer.profiles import PROFILES
from .printer.status import StatusStates

# The settings that name an entity, in the order in which what is missing is told.
ENTITY_KEYS = (
    CONF_STATUS,
    CONF_CAMERA,
    CONF_JOB_MARKER,
    CONF_PAUSE_CONTROL,
    CONF_RESUME_CONTROL,
    CONF_STOP_CONTROL,
    CONF_POWER_SWITCH,
    CONF_NOZZLE_TEMPERATURE,
    CONF_LIGHT,
)


def light_settings(data: Mapping[str, Any]) -> LightSettings:
    """Read which light the camera needs, and when, from a subentry's data."""
    return LightSettings(
        data.get(CONF_LIGHT),
        LightMode(data.get(CONF_LIGHT_MODE, LightMode.NONE)),
        data.get(CONF_LIGHT_SETTLE, DEFAULT_LIGHT_SETTLE_S),
    )


def entities_of(data: Mapping[str, Any]) -> set[str]:
    """Return the entities that a printer's settings name."""
    return {data[key] for key in ENTITY_KEYS if data.get(key)}


def renamed(data: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return a printer's settings with an entity under its new name."""
    return {
        key: new if key in ENTITY_KEYS and value == old else value
        for key, value in data.items()
    }


def status_states(data: Mapping[str, Any]) -> StatusStates:
    """Read what the states of the status entity mean from a subentry's data."""
    profile = PROFILES.get(data.get(CONF_PROFILE) or "")
    return StatusStates.chosen(
        data.get(CONF_PRINTING_STATES, ()),
        data.get(CONF_PAUSED_STATES, ()),
        data.get(CONF_PAUSING_STATES, ()),
        known=None if profile is None else profile.states,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSettings:
    """One printer's settings, typed."""

    entities: frozenset[str]
    """All entities that are named in them, in use or not."""
    camera: str
    status: str
    states: StatusStates
    """What the states of the status entity mean."""
    job_marker: str | None
    pause_control: str | None
    power_switch: str | None
    light: LightSettings
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
            entities=frozenset(entities_of(data)),
            camera=data[CONF_CAMERA],
            status=data[CONF_STATUS],
            states=status_states(data),
            job_marker=data.get(CONF_JOB_MARKER),
            pause_control=data.get(CONF_PAUSE_CONTROL),
            power_switch=data.get(CONF_POWER_SWITCH),
            light=light_settings(data),
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
        return (self.status, self.job_marker, self.states) == (
            other.status,
            other.job_marker,
            other.states,
        )
