"""What to offer of a device's entities where no profile says which is which."""

from collections.abc import Iterable, Mapping
import re
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform, UnitOfTemperature
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from .device_rows import DeviceRows, is_match, unique_id_of
from .profiles import PROFILES, Role

# What shows a picture of ours, or of another integration that does what we do.
_NOT_CAMERAS_OF: Final = frozenset({DOMAIN, "obico_ml"})
_DRAWN: Final = re.compile(
    r"thumbnail|job_preview|print_preview|cover_image|gcode", re.IGNORECASE
)
_NOT_WEBCAMS: Final = {
    platform: tuple(
        match
        for profile in PROFILES.values()
        if profile.platform == platform
        for match in profile.not_webcams
    )
    for platform in {profile.platform for profile in PROFILES.values()}
}

_NOZZLE: Final = re.compile(r"nozzle|hotend|extruder|tool", re.IGNORECASE)
_NOT_NOZZLE: Final = re.compile(
    r"bed(?!room)|chamber|target|heatbreak|platform"
    # As a word of its own: max_nozzle_temp, maxNozzleTemp.
    r"|(?<![a-z])(?:max|min)(?:(?![a-z])|(?-i:(?=[A-Z])))",
    re.IGNORECASE,
)
_DEGREES: Final = frozenset({UnitOfTemperature.CELSIUS, UnitOfTemperature.FAHRENHEIT})

# The end of a control's translation key or unique id. A button that does one thing and
# the other, and an emergency stop, are for a person to choose.
_CONTROLS: Final[Mapping[Role, re.Pattern[str]]] = {
    role: re.compile(
        r"(?:.*[^a-z])?(?<!emergency.)(?<!start.)(?<!pause.)(?<!resume.)(?:print[ _-])?"
        rf"(?:{words})(?:[ _-]?(?:print|printing|job))?",
        re.IGNORECASE,
    )
    for role, words in (
        (Role.PAUSE, "pause"),
        (Role.RESUME, "resume|continue"),
        (Role.STOP, "cancel|stop|abort"),
    )
}


def is_webcam(row: er.RegistryEntry) -> bool:
    """Tell whether a camera may show the printer, and not what is to be printed."""
    return (
        row.domain == Platform.CAMERA
        and row.platform not in _NOT_CAMERAS_OF
        and not _DRAWN.search(f"{unique_id_of(row)} {row.translation_key}")
        and not any(
            is_match(row, match) for match in _NOT_WEBCAMS.get(row.platform, ())
        )
    )


def nozzle_temperatures(devices: Iterable[DeviceRows]) -> tuple[str, ...]:
    """Return the temperature sensors of a printer's devices, likely nozzles first."""
    ranked = [
        (_nozzle_rank(rows, row), row.entity_id)
        for rows in devices
        for row in rows.in_domain(Platform.SENSOR)
        if not row.disabled and _is_temperature(row)
    ]
    return tuple(entity_id for _, entity_id in sorted(ranked, key=lambda item: item[0]))


def generic_controls(rows: DeviceRows) -> dict[Role, list[er.RegistryEntry]]:
    """Return the buttons that are called like a control, and the light if it is the only."""
    found = {
        role: [
            row
            for row in rows.in_domain(Platform.BUTTON)
            if pattern.fullmatch(str(row.translation_key))
            or pattern.fullmatch(rows.own_part(row))
        ]
        for role, pattern in _CONTROLS.items()
    }
    lights = rows.in_domain(Platform.LIGHT)
    return {**found, Role.LIGHT: lights if len(lights) == 1 else []}


def _is_temperature(row: er.RegistryEntry) -> bool:
    """Tell whether a sensor measures a temperature; some have a unit and no class."""
    return (
        SensorDeviceClass.TEMPERATURE in (row.device_class, row.original_device_class)
        or row.unit_of_measurement in _DEGREES
    )


def _nozzle_rank(rows: DeviceRows, row: er.RegistryEntry) -> int:
    """Return how far down the list a temperature belongs.

    What its integration calls it says more than its name, which may be in any language
    and have the printer's name or the room in it.
    """
    for words in (
        f"{rows.own_part(row)} {row.translation_key}",
        f"{row.original_name} {row.name}",
    ):
        if _NOT_NOZZLE.search(words):
            return 2
        if _NOZZLE.search(words):
            return 0
    return 1
