"""What is said to a person outside of forms and entities, in the server's language."""

from datetime import datetime
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from .const import DOMAIN, FaultReason

MAX_DETAIL_CHARS: Final = 300


@callback
def text(hass: HomeAssistant, key: str, **placeholders: str) -> str:
    """Return a text of the translations' `common` section."""
    return _text(hass, "common", key, placeholders)


@callback
def cause(
    hass: HomeAssistant, reason: FaultReason, *, detail: str | None, address: str
) -> str:
    """Return a sentence or two: why nobody can look, and what to do about it.

    Args:
        hass: Home Assistant.
        reason: the cause.
        detail: what was found, in English.
        address: Home Assistant's address as the ML server was given it.

    """
    told = _text(
        hass, "exceptions", f"{reason}.message", cause_placeholders(detail, address)
    )
    # A detail that is missing would leave a blank behind.
    return told.strip()


def local_time(at_s: float) -> str:
    """Return a time of day as clocks on the wall show it; with its date if not today."""
    at = dt_util.as_local(datetime.fromtimestamp(at_s, dt_util.UTC))
    is_today = at.date() == dt_util.now().date()
    return at.strftime("%H:%M" if is_today else "%Y-%m-%d %H:%M")


def cause_placeholders(detail: str | None, address: str) -> dict[str, str]:
    """Return what the sentence of any reason may have in it."""
    found = (detail or "")[:MAX_DETAIL_CHARS]
    return {"detail": f"({found})" if found else "", "address": address}


def _text(
    hass: HomeAssistant, category: str, key: str, placeholders: dict[str, str]
) -> str:
    """Look a text up; Home Assistant has them in its cache once we are set up."""
    texts = async_get_cached_translations(hass, hass.config.language, category, DOMAIN)
    found = texts.get(f"component.{DOMAIN}.{category}.{key}", key)
    return found.format(**placeholders)
