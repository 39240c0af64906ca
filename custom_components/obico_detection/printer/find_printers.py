"""Finding the printers that other integrations brought into Home Assistant.

Reads the registries and nothing else: no integration is asked, nothing is waited for.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import (
    HomeAssistant,
    State,
    callback,
    split_entity_id,
    valid_entity_id,
)
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import DOMAIN
from .candidates import generic_controls, is_webcam, nozzles_of, printer_status
from .controls import POWER_DOMAINS
from .device_rows import DeviceRows, ids_of
from .found import FoundEntity, FoundPrinter, FoundRoles, found_entities, settle
from .profiles import PROFILES, FromOptions, Profile, Role

_PROFILES_OF: Final[Mapping[str, list[Profile]]] = {
    platform: [profile for profile in PROFILES.values() if profile.platform == platform]
    for platform in {profile.platform for profile in PROFILES.values()}
}


@dataclass(frozen=True, slots=True)
class _Matched:
    """A device that may be a printer of a profile."""

    profile: Profile
    roles: FoundRoles

    @property
    def fit(self) -> tuple[int, bool]:
        """How much of the profile is there.

        A translation key says more than a unique id, which others may have as well.
        """
        profile = self.profile
        found = len(profile.signs) + sum(map(bool, self.roles.values()))
        return found, any(match.translation_key for match in profile.status)


@callback
def async_find_printers(hass: HomeAssistant) -> list[FoundPrinter]:
    """Return all printers: those of known integrations, then what looks like one.

    Printers whose device is disabled are left out.
    """
    house = _House(hass)
    return [*_known(house), *_unknown(house)]


def _known(house: _House) -> list[FoundPrinter]:
    """Return the printers of known integrations: common ones first, then by name."""
    found = [
        (PROFILES[printer.profile].tier, printer.name.casefold(), device_id, printer)
        for device_id in house.rows
        if (device := house.devices.async_get(device_id)) is not None
        and not device.disabled
        and (printer := house.match(device)) is not None
        and printer.profile is not None
    ]
    return [printer for *_, printer in sorted(found, key=lambda item: item[:3])]


def _unknown(house: _House) -> list[FoundPrinter]:
    """Return what looks like a printer, but of an integration that is not known.

    By name; at most one a device, and none on a device of a printer that is known.
    """
    found = [
        house.guess(status.entity_id, status, None)
        for device_id in house.rows
        if (status := house.unknown_status(device_id)) is not None
        and house.printer_of(device_id) is None
    ]
    return sorted(found, key=lambda printer: (printer.name.casefold(), printer.status))


@callback
def async_match_device(hass: HomeAssistant, device_id: str) -> FoundPrinter | None:
    """Return the printer that a device is or hangs on; None if there is none.

    What feeds a printer is often a device of its own, below the printer's.
    """
    return _House(hass).printer_of(device_id)


@callback
def async_match_generic(
    hass: HomeAssistant, status_entity_id: str
) -> FoundPrinter | None:
    """Return what can be guessed about a printer from its status entity.

    None if there is no such entity, or if it is one of ours.
    """
    house = _House(hass)
    row = house.entities.async_get(status_entity_id)
    state = hass.states.get(status_entity_id)
    if (row is None and state is None) or (row is not None and row.platform == DOMAIN):
        return None
    return house.guess(status_entity_id, row, state)


class _House:
    """The registries as they are now, read once."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Read them."""
        self._hass = hass
        self.entities = er.async_get(hass)
        self.devices = dr.async_get(hass)
        self.rows: defaultdict[str, list[er.RegistryEntry]] = defaultdict(list)
        self._cameras: defaultdict[str, list[er.RegistryEntry]] = defaultdict(list)
        for row in self.entities.entities.values():
            if row.device_id is not None:
                self.rows[row.device_id].append(row)
            if is_webcam(row) and not row.disabled:
                if area_id := er.async_get_effective_area_id(hass, row):
                    self._cameras[area_id].append(row)
        self._hanging_on: defaultdict[str, list[str]] = defaultdict(list)
        for device in self.devices.devices:
            if device.via_device_id is not None:
                self._hanging_on[device.via_device_id].append(device.id)

    def real_devices(self, device_id: str | None) -> list[dr.AnyDeviceEntry]:
        """Return the devices of an id; several if it is from before they were split."""
        if device_id is None:
            return []
        device = self.devices.async_get(device_id, include_composite_devices=False)
        if device is not None:
            return [device]
        return [*self.devices.async_get_devices_for_composite_device_id(device_id)]

    def printer_of(self, device_id: str) -> FoundPrinter | None:
        """Return the printer that a device is or hangs on."""
        waiting = self.real_devices(device_id)
        seen = set()
        while waiting:
            device = waiting.pop(0)
            if device.id in seen:
                continue
            seen.add(device.id)
            if (printer := self.match(device)) is not None:
                return printer
            waiting += self.real_devices(
                device.parent_device_id
                if isinstance(device, dr.ChildDeviceEntry)
                else device.via_device_id
            )
        return None

    def unknown_status(self, device_id: str) -> er.RegistryEntry | None:
        """Return the status entity of a device that nobody knows, if it is a printer."""
        device = self.devices.async_get(device_id)
        if device is None or device.disabled:
            return None
        for platform in sorted({row.platform for row in self.rows[device_id]}):
            rows = self._rows_of(device, platform)
            # Asked first, as next to none of a house's devices come any further.
            if printer_status(rows, has_nozzle=True) is None:
                continue
            has_nozzle = bool(self._nozzles_of(device, platform))
            if status := printer_status(rows, has_nozzle=has_nozzle):
                return status
        return None

    def match(self, device: dr.AnyDeviceEntry) -> FoundPrinter | None:
        """Return the printer that a device is, by the profile of which most is there."""
        fitting = list(self._fitting(device))
        if not fitting:
            return None
        best = max(fitting, key=lambda matched: matched.fit)
        profile = best.profile
        entities, disabled = settle(best.roles)
        return FoundPrinter(
            device_id=device.id,
            name=_name(device) or profile.name,
            platform=profile.platform,
            profile=profile.key,
            entities=entities,
            disabled=disabled,
            cameras=self._cameras_for(device, best.roles[Role.CAMERA]),
            nozzles=self._nozzles_of(device, profile.platform),
        )

    def _fitting(self, device: dr.AnyDeviceEntry) -> Iterator[_Matched]:
        """Yield the profiles whose status entity, and whatever else must be, is there."""
        platforms = {row.platform for row in self.rows.get(device.id, ())}
        for platform in sorted(platforms & _PROFILES_OF.keys()):
            rows = self._rows_of(device, platform)
            for profile in _PROFILES_OF[platform]:
                # Asked first, as next to none of a house's devices come any further.
                if not self._find(profile, Role.STATUS, rows):
                    continue
                if all(map(rows.find, profile.signs)):
                    roles = {role: self._find(profile, role, rows) for role in Role}
                    yield _Matched(profile, roles)

    def guess(
        self, status: str, row: er.RegistryEntry | None, state: State | None
    ) -> FoundPrinter:
        """Return what is called like a printer's part, next to a status entity."""
        roles = {Role.STATUS: [FoundEntity(status, row is not None and row.disabled)]}
        device = None
        cameras: tuple[str, ...] = ()
        nozzles: tuple[str, ...] = ()
        if row is not None and row.device_id is not None:
            device = self.devices.async_get(row.device_id)
        if row is not None and device is not None:
            rows = self._rows_of(device, row.platform)
            roles |= {
                role: found_entities(found)
                for role, found in generic_controls(rows).items()
            }
            webcams = filter(is_webcam, rows.in_domain(Platform.CAMERA))
            roles[Role.CAMERA] = found_entities(webcams)
            cameras = self._cameras_for(device, roles[Role.CAMERA])
            nozzles = self._nozzles_of(device, row.platform)
        entities, disabled = settle(roles)
        return FoundPrinter(
            device_id=device.id if device else None,
            name=_name(device) or (state.name if state else status),
            platform=row.platform if row else None,
            profile=None,
            entities=entities,
            disabled=disabled,
            cameras=cameras,
            nozzles=nozzles,
        )

    def _rows_of(self, device: dr.AnyDeviceEntry, platform: str) -> DeviceRows:
        """Return what an integration made for a device."""
        rows = [row for row in self.rows.get(device.id, ()) if row.platform == platform]
        return DeviceRows(rows, ids_of(self._hass, device, rows, platform))

    def _find(
        self, profile: Profile, role: Role, rows: DeviceRows
    ) -> list[FoundEntity]:
        """Return the entities of a role, the best match first."""
        matches = profile.matches(role)
        if isinstance(matches, FromOptions):
            return self._chosen(matches, rows)
        return found_entities(rows.find(*matches))

    def _chosen(self, choice: FromOptions, rows: DeviceRows) -> list[FoundEntity]:
        """Return the switch that the user named in the options of the integration."""
        chosen = []
        for entry_id in rows.ids["entry_id"]:
            entry = self._hass.config_entries.async_get_entry(entry_id)
            if entry is None or entry.options.get(choice.enabled) is not True:
                continue
            entity_id = entry.options.get(choice.entity_id)
            if not isinstance(entity_id, str) or not valid_entity_id(entity_id):
                continue
            row = self.entities.async_get(entity_id)
            is_there = row is not None or self._hass.states.get(entity_id) is not None
            if is_there and split_entity_id(entity_id)[0] in POWER_DOMAINS:
                chosen.append(FoundEntity(entity_id, row is not None and row.disabled))
        return chosen

    def _cameras_for(
        self, device: dr.AnyDeviceEntry, own: Iterable[FoundEntity]
    ) -> tuple[str, ...]:
        """Return what may show a printer: its own, then the cameras around it."""
        beside = [
            row
            for row in self.rows.get(device.id, ())
            if is_webcam(row) and not row.disabled
        ]
        area_id = dr.async_get_effective_area_id(self._hass, device)
        around = [] if area_id is None else self._cameras.get(area_id, [])
        # Another printer's webcam hardly shows this one.
        around = sorted(around, key=lambda row: row.platform in _PROFILES_OF)
        entity_ids = [
            *(entity.entity_id for entity in own if not entity.disabled),
            *(row.entity_id for row in (*beside, *around)),
        ]
        return tuple(dict.fromkeys(entity_ids))

    def _nozzles_of(self, device: dr.AnyDeviceEntry, platform: str) -> tuple[str, ...]:
        """Return the nozzles' temperatures of a printer and of what hangs on it."""
        hanging_on = (
            *dr.async_entries_for_parent_device(self.devices, device.id),
            *(
                below
                for device_id in self._hanging_on.get(device.id, ())
                for below in self.real_devices(device_id)
            ),
        )
        return nozzles_of(
            self._rows_of(each, platform) for each in (device, *hanging_on)
        )


def _name(device: dr.AnyDeviceEntry | None) -> str | None:
    return (device.name_by_user or device.name) if device else None
