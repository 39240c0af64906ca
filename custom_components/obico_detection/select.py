"""Selects of a watched printer: what is done about a failure, and how it is detected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import (
    CONF_RESPONSE,
    CONF_RULE,
    CONF_SENSITIVITY,
    CONF_WARNING_RESPONSE,
    DOMAIN,
    WARNING_RESPONSES,
    Response,
)
from .detection.rules import RuleName, Sensitivity
from .entity import PrinterEntity, async_add_printer_entities
from .responses import possible_responses, responses_with_controls
from .runtime import ObicoConfigEntry
from .settings import PrinterSettings

PARALLEL_UPDATES = 1

# Why a response for which there are controls may still not be chosen.
REFUSALS: Final[Mapping[str, str]] = {
    Response.PAUSE_AND_OFF: "power_off_needs_consent",
    Response.CUSTOM: "no_actions",
}


@dataclass(frozen=True, kw_only=True)
class PrinterSelectDescription(SelectEntityDescription):
    """Describes a select by the setting that it changes, which is its key."""

    entity_category: EntityCategory | None = EntityCategory.CONFIG
    current_fn: Callable[[PrinterSettings], str]


@dataclass(frozen=True, kw_only=True)
class ResponseSelectDescription(PrinterSelectDescription):
    """Describes a select of responses by what a printer's settings leave to choose from."""

    options_fn: Callable[[Mapping[str, Any]], list[Response]]


RESPONSE_SELECTS = (
    ResponseSelectDescription(
        key=CONF_RESPONSE,
        translation_key="response",
        current_fn=lambda settings: settings.response,
        options_fn=responses_with_controls,
    ),
    ResponseSelectDescription(
        key=CONF_WARNING_RESPONSE,
        translation_key="warning_response",
        entity_registry_enabled_default=False,
        current_fn=lambda settings: settings.warning_response,
        options_fn=lambda data: [
            one for one in responses_with_controls(data) if one in WARNING_RESPONSES
        ],
    ),
)

DETECTION_SELECTS = (
    PrinterSelectDescription(
        key=CONF_SENSITIVITY,
        translation_key="sensitivity",
        entity_registry_enabled_default=False,
        options=list(Sensitivity),
        current_fn=lambda settings: settings.sensitivity,
    ),
    PrinterSelectDescription(
        key=CONF_RULE,
        translation_key="rule",
        entity_registry_enabled_default=False,
        options=list(RuleName),
        current_fn=lambda settings: settings.rule,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ObicoConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the selects of all printers."""
    async_add_printer_entities(
        entry,
        async_add_entities,
        lambda printer: [
            *(ResponseSelect(printer, one) for one in RESPONSE_SELECTS),
            *(PrinterSelect(printer, one) for one in DETECTION_SELECTS),
        ],
    )


class PrinterSelect(PrinterEntity, SelectEntity):
    """One setting of a printer, changed at once, in the middle of a print too."""

    entity_description: PrinterSelectDescription

    @property
    @override
    def current_option(self) -> str:
        """Return what is set."""
        return self.entity_description.current_fn(self.coordinator.settings)

    @override
    async def async_select_option(self, option: str) -> None:
        """Set it."""
        self.coordinator.async_change(**{self.entity_description.key: option})


class ResponseSelect(PrinterSelect):
    """A response; what the printer has no controls for is not there to be chosen."""

    entity_description: ResponseSelectDescription

    @property
    @override
    def options(self) -> list[str]:
        """Return what can be chosen; an option that is set but gone shows as unknown."""
        options = self.entity_description.options_fn(self.coordinator.subentry.data)
        return list(options)

    @override
    async def async_select_option(self, option: str) -> None:
        """Set it, unless something has to be set in the printer's settings first."""
        if option not in possible_responses(self.coordinator.subentry.data):
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key=REFUSALS[option]
            )
        await super().async_select_option(option)
