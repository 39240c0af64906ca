"""The entities: right in what they are known by, and simple in everything else."""

from collections.abc import Awaitable, Callable
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.button import ButtonEntity
from homeassistant.components.camera import Camera
from homeassistant.components.image import ImageEntity
from homeassistant.components.light import ColorMode, LightEntity
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .printer import AnyPrinter


class AnyEntity(Entity):
    """An entity on the printer's device."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self, entry: ConfigEntry[AnyPrinter], row: dict[str, Any], hass: HomeAssistant
    ) -> None:
        """Be the entity that the row describes."""
        self.printer = entry.runtime_data
        self.is_status: bool = row["role"] == "status"
        self._attr_unique_id = row["unique_id"]
        self._attr_translation_key = row["translation_key"]
        self._attr_name = row["name"]
        self._attr_entity_registry_enabled_default = not row["off"]
        self._attr_device_info = DeviceInfo(
            identifiers={(entry.domain, self.printer.identifier)},
            name=self.printer.name,
        )
        self.printer.add_listener(self._said)

    def _said(self) -> None:
        if self.is_status and self.hass is not None:
            self.async_write_ha_state()


class AnyBinarySensor(AnyEntity, BinarySensorEntity):
    """On while it prints, where that is its status."""

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the printer prints."""
        return self.is_status and self.printer.is_printing


class AnyButton(AnyEntity, ButtonEntity):
    """Can be pressed; nothing comes of it."""

    @override
    async def async_press(self) -> None:
        """Do nothing."""


class AnyCamera(AnyEntity, Camera):
    """Shows the print."""

    def __init__(self, *args: Any) -> None:
        """Be a camera and an entity of the printer."""
        Camera.__init__(self)
        AnyEntity.__init__(self, *args)

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes:
        """Return a picture."""
        return self.printer.picture()


class AnyImage(AnyEntity, ImageEntity):
    """Shows what the slicer drew."""

    _attr_content_type = "image/jpeg"

    def __init__(
        self, entry: ConfigEntry[AnyPrinter], row: dict[str, Any], hass: HomeAssistant
    ) -> None:
        """Be an image and an entity of the printer."""
        ImageEntity.__init__(self, hass)
        AnyEntity.__init__(self, entry, row, hass)
        self._attr_image_last_updated = dt_util.utcnow()

    @override
    async def async_image(self) -> bytes:
        """Return the drawing."""
        return self.printer.picture()


class AnyLight(AnyEntity, LightEntity):
    """Is off."""

    _attr_color_mode = ColorMode.ONOFF
    _attr_supported_color_modes = {ColorMode.ONOFF}
    _attr_is_on = False


class AnySensor(AnyEntity, SensorEntity):
    """Says what the printer does, where that is its part."""

    def __init__(self, *args: Any) -> None:
        """Be a sensor; the status is one of a list."""
        AnyEntity.__init__(self, *args)
        if self.is_status:
            words = [one for listed in self.printer.states.values() for one in listed]
            self._attr_device_class = SensorDeviceClass.ENUM
            self._attr_options = list(dict.fromkeys(words))

    @property
    @override
    def native_value(self) -> str | None:
        """Return the status."""
        return self.printer.status if self.is_status else None


class AnySwitch(AnyEntity, SwitchEntity):
    """Is on."""

    _attr_is_on = True


_KINDS: dict[str, type[AnyEntity]] = {
    "binary_sensor": AnyBinarySensor,
    "button": AnyButton,
    "camera": AnyCamera,
    "image": AnyImage,
    "light": AnyLight,
    "sensor": AnySensor,
    "switch": AnySwitch,
}

type SetUp = Callable[
    [HomeAssistant, ConfigEntry[AnyPrinter], AddConfigEntryEntitiesCallback],
    Awaitable[None],
]


def setting_up(domain: str) -> SetUp:
    """Return what adds a printer's entities of one domain."""

    async def async_setup_entry(
        hass: HomeAssistant,
        entry: ConfigEntry[AnyPrinter],
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        async_add_entities(
            _KINDS[domain](entry, row, hass)
            for row in entry.runtime_data.rows
            if row["domain"] == domain
        )

    return async_setup_entry
