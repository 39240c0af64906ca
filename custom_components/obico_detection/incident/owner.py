"""The coordinator, as the rooms of an incident know it."""

from typing import Protocol

from ..printer.print_job import PrintJob
from .controls import Controls


class Owner(Protocol):
    """The coordinator, as the desk knows it."""

    @property
    def printer_id(self) -> str:
        """The printer's id."""

    @property
    def printer_name(self) -> str:
        """The printer's name as it is at this moment."""

    @property
    def job(self) -> PrintJob | None:
        """The print job under way."""

    @property
    def job_name(self) -> str | None:
        """What is printed, as people call it."""

    def controls(self) -> Controls:
        """Return what a response may act through at this moment."""

    async def async_save(self) -> None:
        """Store the printer's state at once."""

    def on_incident_change(self) -> None:
        """Something is to be shown that was not."""

    def on_power_off(self) -> None:
        """A response has switched the printer off."""
