"""What a person is told about a printer that was found, in the server's language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.device import async_entity_id_to_device
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.loader import Integration, async_get_integrations

from ..const import CONF_PROFILE
from ..printer.found import FoundPrinter
from ..printer.profiles import PROFILES
from ..texts import text
from .proposal import CONTROLS

# Which setting a disabled entity would be for; no word about it where there is another.
_SETTINGS: Final = {role: key for key, role, _ in CONTROLS}


async def async_choices(
    hass: HomeAssistant, printers: Sequence[FoundPrinter]
) -> list[SelectOptionDict]:
    """Return printers to choose from, by their status entities, in the same order.

    Each has its name and its integration; its status entity too, where that is not enough.
    """
    platforms = {one.platform for one in printers if one.platform is not None}
    integrations = await async_get_integrations(hass, platforms)

    def made_by(printer: FoundPrinter) -> str | None:
        if printer.profile is not None:
            return PROFILES[printer.profile].name
        integration = integrations.get(printer.platform or "")
        if isinstance(integration, Integration):
            return integration.name
        return printer.platform

    names = {
        printer.status: f"{printer.name} · {maker}"
        if (maker := made_by(printer)) not in (None, printer.name)
        else printer.name
        for printer in printers
    }
    times = Counter(names.values())
    return [
        SelectOptionDict(
            value=status, label=name if times[name] == 1 else f"{name} · {status}"
        )
        for status, name in names.items()
    ]


def printer_name(hass: HomeAssistant, status: str) -> str:
    """Name a printer after its device, else after its status entity."""
    if (device := async_entity_id_to_device(hass, status)) is not None:
        if name := device.name_by_user or device.name:
            return name
    if (state := hass.states.get(status)) is not None:
        return state.name
    return status


def about(
    hass: HomeAssistant,
    found: FoundPrinter | None,
    settings: Mapping[str, Any],
    *,
    is_proposed: bool,
) -> str:
    """Tell how far a printer is known, and what it would have if that were enabled.

    `is_proposed` says that the form was filled in by us.
    """
    profile = PROFILES.get(settings.get(CONF_PROFILE, ""))
    told = []
    if profile is None and is_proposed:
        told.append(text(hass, "printer_guessed"))
    elif profile is not None and is_proposed:
        told.append(text(hass, "printer_known", integration=profile.name))
    if profile is not None and profile.note is not None:
        told.append(profile.note)
    told += [
        text(hass, f"printer_disabled_{role}", entity=f"`{entity_id}`")
        for role, entity_id in (found.disabled if found else {}).items()
        if _SETTINGS.get(role) not in settings
    ]
    return "\n\n".join(told)
