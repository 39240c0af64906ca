"""Buttons of a watched printer and of an ML server: orders of a person, and tests."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import (
    DOMAIN as BUTTON_DOMAIN,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .detection_test import Subject, async_test_and_show
from .entity import PrinterEntity, ServerEntity
from .runtime import ObicoConfigEntry
from .settings import PrinterSettings

# The order to stop a printer does not wait for the test of another one.
PARALLEL_UPDATES = 0


async def _async_test_detection(printer: PrinterCoordinator) -> None:
    """Try the way with a picture of the printer's camera, and show how it went."""
    await async_test_and_show(printer.hass, Subject(printer.config_entry, printer))


async def _async_acknowledge(printer: PrinterCoordinator) -> None:
    """Take a person's word that the print is not failing."""
    printer.async_acknowledge()


async def _async_keep_power_on(printer: PrinterCoordinator) -> None:
    """Call off that the power is switched off."""
    printer.async_keep_power_on()


@dataclass(frozen=True, kw_only=True)
class PrinterButtonDescription(ButtonEntityDescription):
    """Describes a button by what it does, and by the settings that it needs."""

    press_fn: Callable[[PrinterCoordinator], Awaitable[None]]
    exists_fn: Callable[[PrinterSettings], bool] = lambda _: True


TEST_SERVER = ButtonEntityDescription(
    key="test_detection",
    translation_key="test_detection",
    entity_category=EntityCategory.DIAGNOSTIC,
)
BUTTONS = (
    PrinterButtonDescription(
        key="pause",
        translation_key="pause",
        press_fn=lambda printer: printer.async_pause(),
        exists_fn=lambda settings: settings.pause_control is not None,
    ),
    PrinterButtonDescription(
        key="resume",
        translation_key="resume",
        press_fn=lambda printer: printer.async_resume(),
        exists_fn=lambda settings: settings.resume_control is not None,
    ),
    PrinterButtonDescription(
        key="stop",
        translation_key="stop",
        press_fn=lambda printer: printer.async_stop(),
        exists_fn=lambda settings: settings.stop_control is not None,
    ),
    PrinterButtonDescription(
        key="not_a_failure",
        translation_key="not_a_failure",
        press_fn=_async_acknowledge,
    ),
    PrinterButtonDescription(
        key="keep_power_on",
        translation_key="keep_power_on",
        press_fn=_async_keep_power_on,
        exists_fn=lambda settings: settings.power.switch is not None,
    ),
    PrinterButtonDescription(
        key="test_detection",
        translation_key="test_detection",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        press_fn=_async_test_detection,
    ),
    PrinterButtonDescription(
        key="test_notification",
        translation_key="test_notification",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        press_fn=lambda printer: printer.async_test_notification(),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of the ML server and of all printers."""
    async_add_entities([ServerTestButton(entry, TEST_SERVER)])

    @callback
    def add(printer: PrinterCoordinator) -> None:
        _add_buttons(hass, async_add_entities, printer)

    runtime = entry.runtime_data
    for printer in runtime.printers.values():
        add(printer)
    runtime.on_printer_added.append(add)


@callback
def _add_buttons(
    hass: HomeAssistant,
    async_add_entities: AddConfigEntryEntitiesCallback,
    printer: PrinterCoordinator,
) -> None:
    """Give a printer the buttons for which its settings name a control, now and later."""
    settings: PrinterSettings | None = None
    there: set[str] = set()

    @callback
    def update() -> None:
        nonlocal settings
        if printer.settings is settings:
            return
        settings = printer.settings
        wanted = {one.key for one in BUTTONS if one.exists_fn(settings)}
        new = [one for one in BUTTONS if one.key in wanted - there]
        if new:
            async_add_entities(
                (PrinterButton(printer, one) for one in new),
                config_subentry_id=printer.subentry.subentry_id,
            )
        for one in BUTTONS:
            if one.key not in wanted:
                _remove_button(hass, printer, one)
        there.clear()
        there.update(wanted)

    update()
    # It ends with the printer's coordinator.
    printer.async_add_listener(update)


@callback
def _remove_button(
    hass: HomeAssistant,
    printer: PrinterCoordinator,
    description: PrinterButtonDescription,
) -> None:
    """Remove a button that has nothing left to press, should there be one."""
    registry = er.async_get(hass)
    unique_id = f"{printer.subentry.subentry_id}_{description.key}"
    entity_id = registry.async_get_entity_id(BUTTON_DOMAIN, DOMAIN, unique_id)
    if entity_id is not None:
        registry.async_remove(entity_id)


class ServerTestButton(ServerEntity, ButtonEntity):
    """Tries the way with a picture of our own."""

    @override
    async def async_press(self) -> None:
        """Test, and show how it went."""
        await async_test_and_show(self.hass, Subject(self.entry))


class PrinterButton(PrinterEntity, ButtonEntity):
    """One thing that a person can have done."""

    entity_description: PrinterButtonDescription

    @override
    async def async_press(self) -> None:
        """Have it done; what keeps it from being done is said."""
        await self.entity_description.press_fn(self.coordinator)
