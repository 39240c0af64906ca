"""Actions: test detection."""

from homeassistant.const import ATTR_ENTITY_ID, ENTITY_MATCH_ALL
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from .const import DOMAIN
from .detection_test import Subject, async_test, raise_failed
from .runtime import ObicoConfigEntry, loaded

ACTION_TEST_DETECTION = "test_detection"


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        ACTION_TEST_DETECTION,
        _async_test_detection,
        schema=cv.make_entity_service_schema({}),
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_test_detection(call: ServiceCall) -> ServiceResponse:
    """Test each printer and each ML server that is targeted, once.

    Raises:
        ServiceValidationError: nothing of ours is targeted, or it is not loaded.
        HomeAssistantError: a test failed, and nobody asked for the response.

    """
    tests = [
        (subject, await async_test(call.hass, subject)) for subject in _subjects(call)
    ]
    if call.return_response:
        return {"tests": [subject.answer(report) for subject, report in tests]}
    for _, report in tests:
        raise_failed(report)
    return None


@callback
def _subjects(call: ServiceCall) -> list[Subject]:
    """Return the targeted ML servers and printers, a server before its printers."""
    targeted = {
        (entity.config_entry_id, entity.config_subentry_id)
        for entity in _targeted_entities(call)
    }
    if not targeted:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_target"
        )
    subjects = []
    for entry in call.hass.config_entries.async_entries(DOMAIN):
        wanted = {
            printer_id
            for entry_id, printer_id in targeted
            if entry_id == entry.entry_id
        }
        if wanted:
            subjects += _subjects_of(entry, wanted)
    return subjects


def _subjects_of(entry: ObicoConfigEntry, wanted: set[str | None]) -> list[Subject]:
    """Return what is wanted of an entry: None is the ML server, else a printer's id."""
    if (runtime := loaded(entry)) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="entry_not_loaded",
            translation_placeholders={"name": entry.title},
        )
    printers = runtime.printers.items()
    return [
        *([Subject(entry)] if None in wanted else []),
        *(Subject(entry, printer) for key, printer in printers if key in wanted),
    ]


@callback
def _targeted_entities(call: ServiceCall) -> list[er.RegistryEntry]:
    """Return those of our entities that stand for what is targeted.

    A device may have none of ours but disabled ones; its printer is watched even so.
    """
    registry = er.async_get(call.hass)
    if call.data.get(ATTR_ENTITY_ID) == ENTITY_MATCH_ALL:
        found = list(registry.entities.values())
    else:
        chosen = async_extract_referenced_entity_ids(
            call.hass, TargetSelection(call.data)
        )
        named = map(
            registry.async_get, chosen.referenced | chosen.indirectly_referenced
        )
        found = [entity for entity in named if entity is not None]
        for device_id in chosen.referenced_devices:
            found += er.async_entries_for_device(
                registry, device_id, include_disabled_entities=True
            )
    return [entity for entity in found if entity.platform == DOMAIN]
