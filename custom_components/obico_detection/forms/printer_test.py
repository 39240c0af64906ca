"""Trying, while a printer is set up, whether pictures of it can be inspected."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..connection import async_test_printer
from ..connection_words import cause_of_printer, summary
from ..const import CONF_CAMERA, KINDS, FaultKind
from ..ml_server.connection_test import ConnectionReport
from ..printer.light import light_once
from ..runtime import loaded
from ..settings import light_settings
from ..texts import text


class PrinterTest:
    """The latest test of the whole way, with the camera that was chosen."""

    def __init__(self) -> None:
        """Begin with nothing tested."""
        self._report: ConnectionReport | None = None
        # What the report is about.
        self._camera: str | None = None

    @property
    def has_failed(self) -> bool:
        """Whether the latest test has shown that something does not work."""
        return self._report is not None and self._report.failed is not None

    async def async_run(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        settings: Mapping[str, Any],
        subentry_id: str | None,
    ) -> dict[str, str]:
        """Try the whole way; return what is wrong, by the field that it is in.

        `subentry_id` is that of the printer; None if it is a new one.
        """
        self._camera = settings[CONF_CAMERA]
        light = _light(hass, entry, settings, subentry_id)
        self._report = await async_test_printer(hass, entry, self._camera, light)
        failed = self._report.failed
        if failed is None:
            return {}
        is_camera = KINDS[failed.reason] in (FaultKind.CAMERA, FaultKind.PICTURE)
        return {CONF_CAMERA if is_camera else "base": "test_failed"}

    def forget_unless(self, camera: str) -> None:
        """Forget what was found out about another camera."""
        if self._camera != camera:
            self._report = None

    def told(self, hass: HomeAssistant) -> dict[str, str]:
        """Return what the form says about it."""
        if self._report is None:
            return {"cause": "", "report": ""}
        return {
            "cause": cause_of_printer(hass, self._report),
            "report": summary(hass, self._report, with_cause=False),
        }

    def outcome(self, hass: HomeAssistant) -> str:
        """Tell what is known of whether it works."""
        if self._report is None:
            return text(hass, "printer_not_tested")
        told = text(hass, "printer_not_passed" if self.has_failed else "printer_tested")
        return f"{told}\n\n{summary(hass, self._report)}"


def _light(
    hass: HomeAssistant,
    entry: ConfigEntry,
    settings: Mapping[str, Any],
    subentry_id: str | None,
) -> AbstractAsyncContextManager[None]:
    """Return the light for the test; a running print may have its own say in it."""
    chosen = light_settings(settings)
    if subentry_id is not None and (runtime := loaded(entry)) is not None:
        # A new one is not watched while the one before is still being stopped.
        watched = runtime.printers.get(subentry_id)
        if watched is not None and watched.settings.light == chosen:
            return watched.light.for_picture()
    return light_once(hass, chosen)
