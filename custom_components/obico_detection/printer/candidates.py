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
from .state_guess import is_printer_status

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

# The picture of a known printer is its slicer's, unless the profile says otherwise.
_WEBCAM_PICTURES: Final = {
    platform: tuple(
        match
        for profile in PROFILES.values()
        if profile.platform == platform
        for match in profile.camera
        if match.domain == Platform.IMAGE
    )
    for platform in _NOT_WEBCAMS
}

_NOZZLE: Final = re.compile(r"nozzle|hotend|extruder|tool", re.IGNORECASE)
_NOT_NOZZLE: Final = re.compile(
    r"bed(?!room)|chamber|target|heatbreak|platform"
    # As a word of its own: max_nozzle_temp, maxNozzleTemp.
    r"|(?<![a-z])(?:max|min)(?:(?![a-z])|(?-i:(?=[A-Z])))",
    re.IGNORECASE,
)
_DEGREES: Final = frozenset({UnitOfTemperature.CELSIUS, UnitOfTemperature.FAHRENHEIT})

# Paper printers, and helpers that only repeat what another entity says.
_NOT_PRINTERS_OF: Final = _NOT_CAMERAS_OF | {"ipp", "template"}
_STATUS: Final = re.compile(r"(?:print(?:er)?[ _-]?)?(?:state|status)", re.IGNORECASE)

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
        and not is_called_drawn(f"{unique_id_of(row)} {row.translation_key}")
        and not any(
            is_match(row, match) for match in _NOT_WEBCAMS.get(row.platform, ())
        )
    )


def is_webcam_picture(row: er.RegistryEntry) -> bool:
    """Tell whether an image may be a camera's, and not a drawing."""
    if row.domain != Platform.IMAGE or row.platform in _NOT_CAMERAS_OF:
        return False
    if (matches := _WEBCAM_PICTURES.get(row.platform)) is not None:
        return any(is_match(row, match) for match in matches)
    return not is_called_drawn(f"{unique_id_of(row)} {row.translation_key}")


def is_called_drawn(words: str) -> bool:
    """Tell whether something is called like a slicer's preview."""
    return _DRAWN.search(words) is not None


def nozzles_of(devices: Iterable[DeviceRows]) -> tuple[str, ...]:
    """Return the temperature sensors of a printer's devices that are called a nozzle's."""
    return tuple(
        row.entity_id
        for rows in devices
        for row in rows.in_domain(Platform.SENSOR, _is_temperature)
        if not row.disabled and _is_nozzle(rows, row)
    )


def printer_status(rows: DeviceRows, *, has_nozzle: bool) -> er.RegistryEntry | None:
    """Return the sensor that says what a printer of an unknown integration does.

    Of several the one that is called state or status and nothing else.
    """

    def is_status(row: er.RegistryEntry) -> bool:
        if not row.capabilities or row.disabled or row.platform in _NOT_PRINTERS_OF:
            return False
        options = options_of(row.capabilities)
        return is_printer_status(options, has_nozzle=has_nozzle)

    found = rows.in_domain(Platform.SENSOR, is_status)
    return max(found, key=lambda row: _is_called_status(rows, row), default=None)


def options_of(told: Mapping[str, object] | None) -> list[str]:
    """Return the states that an entity says it can have."""
    options = told.get("options") if isinstance(told, Mapping) else None
    if not isinstance(options, list | tuple):
        return []
    return [option for option in options if isinstance(option, str)]


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


def _is_called_status(rows: DeviceRows, row: er.RegistryEntry) -> bool:
    words = (rows.own_part(row), str(row.translation_key))
    return any(_STATUS.fullmatch(word) for word in words)


def _is_temperature(row: er.RegistryEntry) -> bool:
    """Tell whether a sensor measures a temperature; some have a unit and no class."""
    return (
        SensorDeviceClass.TEMPERATURE in (row.device_class, row.original_device_class)
        or row.unit_of_measurement in _DEGREES
    )


def _is_nozzle(rows: DeviceRows, row: er.RegistryEntry) -> bool:
    """Tell whether a temperature is called like that of a nozzle.

    What its integration calls it says more than its name, which may be in any language
    and have the printer's name or the room in it.
    """
    for words in (
        f"{rows.own_part(row)} {row.translation_key}",
        f"{row.original_name} {row.name}",
    ):
        if _NOT_NOZZLE.search(words):
            return False
        if _NOZZLE.search(words):
            return True
    return False
