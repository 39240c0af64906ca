"""What a user has set for one printer; the config subentry's data is its only home."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from .const import (
    CONF_CAMERA,
    CONF_CONFIRMATIONS,
    CONF_CUSTOM_ACTIONS,
    CONF_INTERVAL,
    CONF_JOB_MARKER,
    CONF_JOB_NAME,
    CONF_LIGHT,
    CONF_LIGHT_MODE,
    CONF_LIGHT_SETTLE,
    CONF_NOTIFY_CRITICAL,
    CONF_NOTIFY_DEVICES,
    CONF_NOTIFY_ENTITIES,
    CONF_NOTIFY_HERE,
    CONF_NOZZLE_LIMIT,
    CONF_NOZZLE_TEMPERATURE,
    CONF_PAUSE_CONTROL,
    CONF_PAUSED_STATES,
    CONF_PAUSING_STATES,
    CONF_POWER_OFF_DELAY,
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
    CONF_WARNING_RESPONSE,
    CONF_WATCHING,
    DEFAULT_CONFIRMATIONS,
    DEFAULT_INTERVAL_S,
    DEFAULT_LIGHT_SETTLE_S,
    DEFAULT_NOZZLE_LIMIT_C,
    DEFAULT_POWER_OFF_DELAY_MIN,
    DEFAULT_WARM_UP_S,
    LightMode,
    Response,
)
from .detection.rules import DEFAULT_RULE, DEFAULT_SENSITIVITY, RuleName, Sensitivity
from .incident.options import NotifyTargets, PowerSettings
from .printer.light import LightSettings
from .printer.profiles import PROFILES, Profile
from .printer.status import StatusStates

# The settings that name an entity, in the order in which what is missing is told.
ENTITY_KEYS = (
    CONF_STATUS,
    CONF_CAMERA,
    CONF_JOB_MARKER,
    CONF_JOB_NAME,
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
    named = {data[key] for key in ENTITY_KEYS if data.get(key)}
    return named | set(data.get(CONF_NOTIFY_ENTITIES, ()))


def with_names(
    data: Mapping[str, Any], name_of: Callable[[str], str]
) -> dict[str, Any]:
    """Return a printer's settings with each entity under the name that is given for it."""
    named = {
        key: name_of(value) if key in ENTITY_KEYS else value
        for key, value in data.items()
    }
    if told := named.get(CONF_NOTIFY_ENTITIES):
        named[CONF_NOTIFY_ENTITIES] = [name_of(entity_id) for entity_id in told]
    return named


def renamed(data: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """Return a printer's settings with an entity under its new name."""
    return with_names(data, lambda entity_id: new if entity_id == old else entity_id)


def profile_of(data: Mapping[str, Any]) -> Profile | None:
    """Return what is known of a printer's integration, from a subentry's data."""
    return PROFILES.get(data.get(CONF_PROFILE) or "")


def notify_targets(data: Mapping[str, Any]) -> NotifyTargets:
    """Read who is told about a printer from a subentry's data."""
    return NotifyTargets(
        here=data.get(CONF_NOTIFY_HERE, True),
        devices=tuple(data.get(CONF_NOTIFY_DEVICES, ())),
        entities=tuple(data.get(CONF_NOTIFY_ENTITIES, ())),
        critical=data.get(CONF_NOTIFY_CRITICAL, False),
    )


def power_settings(data: Mapping[str, Any]) -> PowerSettings:
    """Read when the power may be cut from a subentry's data."""
    return PowerSettings(
        switch=data.get(CONF_POWER_SWITCH),
        nozzle_temperature=data.get(CONF_NOZZLE_TEMPERATURE),
        nozzle_limit_c=data.get(CONF_NOZZLE_LIMIT, DEFAULT_NOZZLE_LIMIT_C),
        delay_s=60.0 * data.get(CONF_POWER_OFF_DELAY, DEFAULT_POWER_OFF_DELAY_MIN),
        may_be_hot=data.get(CONF_POWER_OFF_WHILE_HOT, False),
    )


def status_states(data: Mapping[str, Any]) -> StatusStates:
    """Read what the states of the status entity mean from a subentry's data."""
    profile = profile_of(data)
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
    job_name: str | None
    profile: Profile | None
    pause_control: str | None
    resume_control: str | None
    stop_control: str | None
    power: PowerSettings
    light: LightSettings
    response: Response
    warning_response: Response
    custom_actions: tuple[Mapping[str, Any], ...]
    """What the user wants done, as the action editor has stored it."""
    notify: NotifyTargets
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
            job_name=data.get(CONF_JOB_NAME),
            profile=profile_of(data),
            pause_control=data.get(CONF_PAUSE_CONTROL),
            resume_control=data.get(CONF_RESUME_CONTROL),
            stop_control=data.get(CONF_STOP_CONTROL),
            power=power_settings(data),
            light=light_settings(data),
            response=Response(data[CONF_RESPONSE]),
            warning_response=Response(data.get(CONF_WARNING_RESPONSE, Response.NOTIFY)),
            custom_actions=tuple(data.get(CONF_CUSTOM_ACTIONS, ())),
            notify=notify_targets(data),
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
