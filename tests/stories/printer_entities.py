"""The simulated printer's entities, real ones, from the integration that it stands for."""

import asyncio
from typing import Any, override

from pytest_homeassistant_custom_component.common import MockEntityPlatform

from custom_components.obico_detection.printer.status import Activity
from homeassistant.components.button import ButtonEntity
from homeassistant.components.sensor import SensorEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import Entity
from tests.support.simulated_printer import ROLES, Machine, Role

CONTROLS: dict[str, Role] = {f"button.voron_{role}_print": role for role in ROLES}
STATUS = "sensor.voron_status"
NOZZLE = "sensor.voron_nozzle"
PLUG = "switch.voron_power"


class PrinterPart(Entity):
    """An entity that shows something of the printer when it is told to."""

    _attr_should_poll = False

    def __init__(self, machine: Machine, entity_id: str) -> None:
        """Be known by this name."""
        self.machine = machine
        self.entity_id = entity_id
        self._attr_unique_id = f"unique {entity_id}"

    @property
    @override
    def available(self) -> bool:
        """Return whether the integration hears the printer."""
        return self.machine.is_reachable


class Status(PrinterPart, SensorEntity):
    """What the printer does, as far as its integration knows."""

    @property
    @override
    def native_value(self) -> str:
        """Return the integration's word for it."""
        return self.machine.traits.word(self.machine.heard)

    async def async_update(self) -> None:
        """Ask the printer, as `homeassistant.update_entity` wants it."""
        self.machine.refresh()


class JobMarker(PrinterPart, SensorEntity):
    """Which job it is at."""

    @property
    @override
    def native_value(self) -> str:
        """Return the job."""
        return self.machine.job


class Nozzle(PrinterPart, SensorEntity):
    """How hot the nozzle is."""

    _attr_native_unit_of_measurement = "°C"

    @property
    @override
    def native_value(self) -> float:
        """Return degrees."""
        return round(self.machine.nozzle_c, 1)


class Control(PrinterPart, ButtonEntity):
    """A button of the printer."""

    def __init__(
        self, machine: Machine, entity_id: str, role: Role, is_dead: asyncio.Event
    ) -> None:
        """Be there for this; a press that hangs ends when Home Assistant does."""
        super().__init__(machine, entity_id)
        self._role = role
        self._is_dead = is_dead

    @property
    @override
    def available(self) -> bool:
        """Return whether it can be pressed."""
        return self.machine.is_available(self._role)

    @override
    async def async_press(self) -> None:
        """Press it."""
        control = getattr(self.machine.traits, self._role)
        number = self.machine.counts[self._role] + 1
        if number <= control.hangs:
            self.machine.counts[self._role] = number
            self.machine.hanging += 1
            try:
                await self._is_dead.wait()
            finally:
                self.machine.hanging -= 1
            return
        raises = control.raises if number <= control.raising else "never"
        if raises == "undone":
            self.machine.counts[self._role] = number
        else:
            self.machine.press(self._role)
        if raises != "never":
            raise HomeAssistantError("The printer is busy")


class Plug(PrinterPart, SwitchEntity):
    """The plug that the printer gets its power from."""

    @property
    @override
    def available(self) -> bool:
        """Return whether it can be switched."""
        return self.machine.plug_is_available

    @property
    @override
    def is_on(self) -> bool:
        """Return whether it gives power."""
        return self.machine.plug_is_on

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Cut the power."""
        self.machine.cut_power()
        if self.machine.traits.plug in ("raises", "raises_but_works"):
            raise HomeAssistantError("The plug does not answer")

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Give power: no story does."""


class PrinterEntities:
    """All entities of one printer."""

    def __init__(self, machine: Machine) -> None:
        """Make them."""
        self.is_dead = asyncio.Event()
        printer = machine.traits.platform
        controls = printer if machine.traits.own_controls else "template"
        self._parts: list[tuple[str, str, PrinterPart]] = [
            ("sensor", printer, Status(machine, STATUS)),
            ("sensor", printer, JobMarker(machine, "sensor.voron_job")),
            ("sensor", printer, Nozzle(machine, NOZZLE)),
            ("switch", "tplink", Plug(machine, PLUG)),
            *(
                ("button", controls, Control(machine, entity_id, role, self.is_dead))
                for entity_id, role in CONTROLS.items()
            ),
        ]

    async def add(self, hass: HomeAssistant) -> None:
        """Bring them into Home Assistant, in the place of plain states."""
        for domain, platform, part in self._parts:
            hass.states.async_remove(part.entity_id)
            await MockEntityPlatform(
                hass, domain=domain, platform_name=platform
            ).async_add_entities([part])

    def write(self) -> None:
        """Show what is."""
        for _, _, part in self._parts:
            if part.hass is not None and part.platform_data is not None:
                part.async_write_ha_state()


def settled(activity: Activity) -> bool:
    """Tell whether a status confirms anything."""
    return activity not in (Activity.HELD, Activity.PAUSING, Activity.UNLISTED)
