"""Buttons of a watched printer and of an ML server: does detection work?"""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .detection_test import Subject, async_test_and_show
from .entity import PrinterEntity, ServerEntity, async_add_printer_entities
from .runtime import ObicoConfigEntry

# A test takes its turn at the ML server anyway.
PARALLEL_UPDATES = 1

TEST_PRINTER = ButtonEntityDescription(
    key="test_detection",
    translation_key="test_detection",
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)
TEST_SERVER = ButtonEntityDescription(
    key="test_detection",
    translation_key="test_detection",
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of the ML server and of all printers."""
    async_add_entities([ServerTestButton(entry, TEST_SERVER)])
    async_add_printer_entities(
        entry,
        async_add_entities,
        lambda printer: [PrinterTestButton(printer, TEST_PRINTER)],
    )


class ServerTestButton(ServerEntity, ButtonEntity):
    """Tries the way with a picture of our own."""

    @override
    async def async_press(self) -> None:
        """Test, and show how it went."""
        await async_test_and_show(self.hass, Subject(self.entry))


class PrinterTestButton(PrinterEntity, ButtonEntity):
    """Tries the way with a picture of the printer's camera."""

    @override
    async def async_press(self) -> None:
        """Test, and show how it went."""
        printer = self.coordinator
        await async_test_and_show(self.hass, Subject(printer.config_entry, printer))
