"""What there is to see inside, without what is nobody's business."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
import re
from typing import Any, Final
from urllib.parse import quote

from yarl import URL

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .const import (
    CONF_BASE_URL,
    CONF_CUSTOM_ACTIONS,
    CONF_JOB_MARKER,
    CONF_JOB_NAME,
    CONF_ML_URL,
    CONF_TOKEN,
    DOMAIN,
    SUBENTRY_TYPE_PRINTER,
)
from .coordinator import PrinterCoordinator
from .incident.incident import Incident
from .journal import iso_time
from .memory import PrinterMemory
from .ml_server.frames import FRAME_PATH
from .ml_server.urls import redact_url
from .printer.status import is_blank
from .runtime import ObicoConfigEntry, loaded
from .settings import ENTITY_KEYS
from .words import one_line

LONG_TEXT_CHARS: Final = 40
# Anything shorter is no secret, and would black out ordinary words.
MIN_SECRET_CHARS: Final = 3
_NONCE: Final = re.compile(rf"({re.escape(FRAME_PATH)}/)[\w.%~-]+")
# What is printed is nobody's business; whether anything is known of it matters.
# File names, and whatever people have put into actions of their own.
_PRIVATE: Final = {CONF_CUSTOM_ACTIONS, CONF_TOKEN, "marker"}
_NAMES: Final = (CONF_JOB_MARKER, CONF_JOB_NAME)
# What a file's name ends in; slicers add more than one.
_SUFFIXES: Final = re.compile(
    r"(\.(b?gcode|gco|gc|g|3mf|ufp|gx|acf|makerbot))+$", re.IGNORECASE
)


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: ObicoConfigEntry
) -> dict[str, Any]:
    """Return what is known of an ML server and of all its printers."""
    printers = [one.subentry_id for one in _printers(entry)]
    return _without_secrets(
        hass,
        entry,
        {
            "server": _server(entry),
            "printers": {one: _printer(hass, entry, one) for one in printers},
        },
    )


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: ObicoConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """Return what is known of the ML server, or of the printer, on a device of ours."""
    ids = {one for domain, one in device.identifiers if domain == DOMAIN}
    if entry.entry_id in ids:
        return _without_secrets(hass, entry, {"server": _server(entry)})
    return _without_secrets(
        hass,
        entry,
        {
            "printers": {
                one.subentry_id: _printer(hass, entry, one.subentry_id)
                for one in _printers(entry)
                if one.subentry_id in ids
            }
        },
    )


def _printers(entry: ObicoConfigEntry) -> list[ConfigSubentry]:
    """Return the printers of an ML server, loaded or not."""
    return list(entry.get_subentries_of_type(SUBENTRY_TYPE_PRINTER))


# -- the ML server


def _server(entry: ObicoConfigEntry) -> dict[str, Any]:
    """Return what is known of the ML server."""
    settings = {"title": entry.title, "settings": dict(entry.data)}
    if (runtime := loaded(entry)) is None:
        return {**settings, "state": entry.state.value}
    server = runtime.server
    contact = server.contact
    return {
        **settings,
        "contact": {
            "reachable": contact.reachable,
            "last_contact_at": _time(contact.last_contact_at),
            "last_success_at": _time(contact.last_success_at),
            "latency_s": contact.latency_s,
        },
        "queue": {
            "limit": server.queue.limit,
            "running": server.queue.running,
            "waiting": server.queue.waiting,
        },
        "frames_on_offer": len(server.frames),
        "box_heights_are_wrong": server.box_heights.are_wrong,
    }


# -- a printer


def _printer(
    hass: HomeAssistant, entry: ObicoConfigEntry, printer_id: str
) -> dict[str, Any]:
    """Return what is known of a printer."""
    subentry = entry.subentries[printer_id]
    told = {
        "title": subentry.title,
        "settings": dict(subentry.data),
        "entities": {
            key: _entity(hass, key, subentry.data[key])
            for key in ENTITY_KEYS
            if subentry.data.get(key)
        },
    }
    runtime = loaded(entry)
    coordinator = None if runtime is None else runtime.printers.get(printer_id)
    return told if coordinator is None else {**told, **_watch(coordinator)}


def _watch(coordinator: PrinterCoordinator) -> dict[str, Any]:
    """Return how the watch of a printer goes."""
    memory, journal = coordinator.memory, coordinator.journal
    return {
        "shown": asdict(replace(coordinator.data, last=None)),
        "job": _job(memory),
        "memory": _remembered(memory),
        "verdict": None if memory.verdict is None else asdict(memory.verdict),
        "light": coordinator.light.state(),
        "health": {"misses": coordinator.health.misses, **coordinator.health.state()},
        "incident": _incident(coordinator.incident),
        "last_incident": _incident(coordinator.last_incident),
        "muted": coordinator.is_muted,
        "interval_s": coordinator.interval_s,
        "frames_checked": journal.frames_checked,
        "last_inspected_at": _time(journal.last_inspected_at),
        "checks": [one.as_dict() for one in journal.records],
    }


def _incident(incident: Incident | None) -> dict[str, Any] | None:
    """Return what is known of an incident, but not what was printed."""
    if incident is None:
        return None
    state = incident.state()
    if incident.job_name is not None:
        state["job_name"] = REDACTED
    return state


def _job(memory: PrinterMemory) -> dict[str, Any]:
    """Return what is known of the print job."""
    jobs = memory.jobs
    return {
        "job": None if jobs.job is None else asdict(jobs.job),
        "activity": jobs.activity,
        "is_paused": jobs.is_paused,
        "is_settled": jobs.settled,
        "held_since": _time(jobs.held_since),
        "states": asdict(memory.states),
    }


def _remembered(memory: PrinterMemory) -> dict[str, Any]:
    """Return what the rule has learnt; of its long list only the length."""
    return {
        "baseline": memory.baseline.state(),
        "rule": _in_short(memory.rule.state()),
        "warm_up": memory.rule.warm_up,
    }


def _in_short(value: Any) -> Any:
    """Return a state as it is, and of long texts in it their length."""
    if isinstance(value, Mapping):
        return {key: _in_short(one) for key, one in value.items()}
    if isinstance(value, str) and len(value) > LONG_TEXT_CHARS:
        return f"{len(value)} characters"
    return value


def _entity(hass: HomeAssistant, key: str, entity_id: str) -> dict[str, Any]:
    """Return whether an entity of the settings is there, and what it says."""
    row = er.async_get(hass).async_get(entity_id)
    state = hass.states.get(entity_id)
    said = None if state is None else state.state
    if key in _NAMES and said not in (None, STATE_UNAVAILABLE, STATE_UNKNOWN):
        said = REDACTED
    return {
        "entity_id": entity_id,
        "exists": row is not None or state is not None,
        "platform": None if row is None else row.platform,
        "disabled_by": None if row is None else row.disabled_by,
        "state": said,
    }


def _time(at: float | None) -> str | None:
    return None if at is None else iso_time(at)


# -- redacting


def _without_secrets(
    hass: HomeAssistant, entry: ObicoConfigEntry, told: dict[str, Any]
) -> dict[str, Any]:
    """Return it without token, passwords, nonces and names of print files."""
    names = {name for one in _job_names(hass, entry) for name in _forms(one)}
    pattern = re.compile("|".join(_secrets(entry, names)) or "(?!)")

    def redact(text: str) -> str:
        text = _NONCE.sub(rf"\1{REDACTED}", redact_url(text))
        return pattern.sub(REDACTED, text)

    redacted: dict[str, Any] = _map_texts(async_redact_data(told, _PRIVATE), redact)
    return redacted


def _secrets(entry: ObicoConfigEntry, names: set[str]) -> list[str]:
    """Return patterns of what must not be told, the longest first."""
    found = {entry.data.get(CONF_TOKEN)}
    for key in (CONF_ML_URL, CONF_BASE_URL):
        url = URL(entry.data[key])
        found |= {url.user, url.password, url.raw_user, url.raw_password}
    # A file may be called like a common word, which must not be cut out of others.
    common = {one for one in names - found if one.isascii() and one.isalnum()}
    texts = {spelt for one in found | names if one for spelt in (one, quote(one, ""))}
    return [
        rf"(?<![a-zA-Z0-9]){one}(?![a-zA-Z0-9])" if one in common else re.escape(one)
        for one in sorted(texts, key=len, reverse=True)
        if len(one) >= MIN_SECRET_CHARS
    ]


def _job_names(hass: HomeAssistant, entry: ObicoConfigEntry) -> Iterator[str]:
    """Yield what the prints are called, of which something is still known."""
    for subentry in _printers(entry):
        for key in _NAMES:
            state = hass.states.get(subentry.data.get(key) or "")
            if state is not None and not is_blank(state.state):
                yield state.state
    runtime = loaded(entry)
    for one in [] if runtime is None else runtime.printers.values():
        if one.job is not None and one.job.marker is not None:
            yield one.job.marker
        for incident in (one.incident, one.last_incident):
            if incident is not None and incident.job_name is not None:
                yield incident.job_name


def _forms(name: str) -> Iterator[str]:
    """Yield a file's name as others may give it: without its folder, without its end."""
    line = one_line(name)
    for one in (name, line, re.split(r"[/\\]", line)[-1]):
        yield one
        yield _SUFFIXES.sub("", one)


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return plain JSON types with every text changed."""
    match value:
        case Mapping():
            return {str(key): _map_texts(one, change) for key, one in value.items()}
        case frozenset():
            return sorted(_map_texts(one, change) for one in value)
        case list() | tuple():
            return [_map_texts(one, change) for one in value]
        case str():
            return change(str(value))
    return value
