"""Actions: check now, acknowledge, mute, test detection."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv

from .const import DOMAIN
from .coordinator import PrinterCoordinator
from .detection_test import Subject, async_test, raise_failed
from .targets import targeted, targeted_printers

ACTION_ACKNOWLEDGE = "acknowledge"
ACTION_CHECK_NOW = "check_now"
ACTION_MUTE = "mute"
ACTION_TEST_DETECTION = "test_detection"

ATTR_MUTED: Final = "muted"


@dataclass(frozen=True, slots=True)
class Attempt[Done]:
    """What came of an order to one printer: what it gave, or why it was not done."""

    printer: PrinterCoordinator
    result: Done | HomeAssistantError

    @property
    def error(self) -> HomeAssistantError | None:
        """Why it was not done."""
        return self.result if isinstance(self.result, HomeAssistantError) else None

    @property
    def has_no_use(self) -> bool:
        """Whether there was nothing to do it to."""
        return isinstance(self.result, ServiceValidationError)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    plain = cv.make_entity_service_schema({})
    mute = cv.make_entity_service_schema(
        {vol.Optional(ATTR_MUTED, default=True): cv.boolean}
    )
    register = hass.services.async_register
    register(DOMAIN, ACTION_ACKNOWLEDGE, _async_acknowledge, schema=plain)
    register(DOMAIN, ACTION_MUTE, _async_mute, schema=mute)
    for action, handler in (
        (ACTION_CHECK_NOW, _async_check_now),
        (ACTION_TEST_DETECTION, _async_test_detection),
    ):
        register(
            DOMAIN,
            action,
            handler,
            schema=plain,
            supports_response=SupportsResponse.OPTIONAL,
        )


async def _async_acknowledge(call: ServiceCall) -> None:
    """Say of what is open on the targeted printers that it is not a failure.

    Raises:
        ServiceValidationError: nothing is open on any of them, or none is targeted.

    """

    async def acknowledge(printer: PrinterCoordinator) -> None:
        printer.async_acknowledge()

    _raise_unless_of_use(await _async_each(call, acknowledge))


async def _async_mute(call: ServiceCall) -> None:
    """Mute what the targeted printers print, or end that.

    Raises:
        ServiceValidationError: none of them prints, or none is targeted.

    """
    muted: bool = call.data[ATTR_MUTED]

    async def mute(printer: PrinterCoordinator) -> None:
        if muted:
            printer.async_mute()
        else:
            printer.async_unmute()

    _raise_unless_of_use(await _async_each(call, mute))


async def _async_check_now(call: ServiceCall) -> ServiceResponse:
    """Check each targeted printer once; the response tells how it went.

    Raises:
        ServiceValidationError: none is targeted.
        HomeAssistantError: a printer could not be checked, and the response does not
            tell so: nobody asked for it, or there is nothing else to tell.

    """

    async def check(printer: PrinterCoordinator) -> dict[str, Any]:
        return (await printer.async_check_now()).as_dict()

    attempts = await _async_each(call, check)
    if not call.return_response or all(one.error for one in attempts):
        _raise_failed(attempts)
    return {"checks": [_answer(one) for one in attempts]}


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
    subjects = []
    for entry, runtime, wanted in targeted(call):
        printers = runtime.printers.items()
        subjects += [Subject(entry)] if None in wanted else []
        subjects += [
            Subject(entry, printer) for key, printer in printers if key in wanted
        ]
    if not subjects:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_target"
        )
    return subjects


async def _async_each[Done](
    call: ServiceCall, order: Callable[[PrinterCoordinator], Awaitable[Done]]
) -> list[Attempt[Done]]:
    """Give an order to all targeted printers; one that fails does not stop the others."""

    async def attempt(printer: PrinterCoordinator) -> Attempt[Done]:
        try:
            return Attempt(printer, await order(printer))
        except HomeAssistantError as err:
            return Attempt(printer, err)

    return await asyncio.gather(*map(attempt, targeted_printers(call)))


def _answer(attempt: Attempt[dict[str, Any]]) -> dict[str, Any]:
    """Return what came of an order to one printer as JSON types."""
    subentry = attempt.printer.subentry
    told = {"name": subentry.title, "printer_id": subentry.subentry_id}
    if isinstance(attempt.result, HomeAssistantError):
        return {**told, "error": str(attempt.result)}
    return {**told, **attempt.result}


def _raise_unless_of_use[Done](attempts: list[Attempt[Done]]) -> None:
    """Raise what failed; where it was of use to one, others may have had no use for it."""
    if any(one.error is None for one in attempts):
        attempts = [one for one in attempts if not one.has_no_use]
    _raise_failed(attempts)


def _raise_failed[Done](attempts: list[Attempt[Done]]) -> None:
    """Raise why an order was not carried out: of one printer as it is, else of all.

    Raises:
        ServiceValidationError: only because there was nothing to do it to.
        HomeAssistantError: something failed.

    """
    errors = [(one.printer, one.error) for one in attempts if one.error is not None]
    if not errors:
        return
    if len(attempts) == 1:
        raise errors[0][1]
    kind = HomeAssistantError
    if all(isinstance(err, ServiceValidationError) for _, err in errors):
        kind = ServiceValidationError
    raise kind(
        translation_domain=DOMAIN,
        translation_key="not_done_for",
        translation_placeholders={"errors": ". ".join(_told(*one) for one in errors)},
    )


def _told(printer: PrinterCoordinator, err: HomeAssistantError) -> str:
    """Return an error with the printer that it is about; most of ours name it."""
    words, name = str(err), printer.printer_name
    return words if name in words else f"{name}: {words}"
