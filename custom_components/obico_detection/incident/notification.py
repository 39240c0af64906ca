"""What a person is told about an incident: a persistent notification and a bus event."""

from collections.abc import Callable

from homeassistant.components import persistent_notification
from homeassistant.core import Context, HomeAssistant, callback

from ..const import EVENT_FAILURE, Response
from ..notifications import Topic, notification_id
from ..words import for_markdown
from .incident import Incident, Outcome, Step, StepKind


class Notifier:
    """Tells about the incidents of one printer, in one notification that is kept up to date."""

    def __init__(
        self, hass: HomeAssistant, printer_id: str, name: Callable[[], str]
    ) -> None:
        """Prepare; `name` gives the printer's name as it is at that moment."""
        self._hass = hass
        self._printer_id = printer_id
        self._name = name
        self._incident_id = notification_id(printer_id, Topic.INCIDENT)
        self._silent_id = notification_id(printer_id, Topic.SILENT_PRINTER)

    @callback
    def async_fire_event(self, incident: Incident, context: Context) -> None:
        """Tell automations, once an incident."""
        self._hass.bus.async_fire(
            EVENT_FAILURE,
            {
                "printer": self._name(),
                "printer_id": self._printer_id,
                "incident_id": incident.incident_id,
                "score": incident.score,
                "risk": incident.risk,
                "response": incident.response.value,
            },
            context=context,
        )

    @callback
    def async_show(self, incident: Incident) -> None:
        """Show the incident as it stands now."""
        printer = self._name()
        persistent_notification.async_create(
            self._hass,
            message=message(incident, printer),
            title=f"{printer}: the print is failing",
            notification_id=self._incident_id,
        )

    @callback
    def async_show_held_long(self, status: str, *, checks_go_on: bool) -> None:
        """Tell that the printer has not answered for a while in mid-print."""
        printer = self._name()
        told = (
            f"{printer} is in the middle of a print, but {status} has said nothing "
            "usable for 10 minutes."
        )
        if checks_go_on:
            told += (
                " Checks go on, once a minute. If a failure is found now, whether a "
                "pause worked cannot be told."
            )
        persistent_notification.async_create(
            self._hass,
            message=told,
            title=f"{printer}: the printer does not answer",
            notification_id=self._silent_id,
        )

    @callback
    def async_dismiss(self) -> None:
        """Take the notification away."""
        persistent_notification.async_dismiss(self._hass, self._incident_id)

    @callback
    def async_dismiss_held_long(self) -> None:
        """Take the notification about the silent printer away."""
        persistent_notification.async_dismiss(self._hass, self._silent_id)


def message(incident: Incident, printer: str) -> str:
    """Put an incident in the words of what really happened."""
    printer = for_markdown(printer)
    found = (
        f"The camera of {printer} shows a failing print (risk {incident.risk:.0f} %)."
    )
    if incident.response is Response.NOTIFY:
        return f"{found} Nothing was done about it: the response is to notify only."
    told = [found, _about_pause(incident.step(StepKind.PAUSE))]
    if incident.response is Response.PAUSE_AND_OFF:
        told.append(_about_power(incident.step(StepKind.POWER_OFF)))
    return " ".join(text for text in told if text)


def _about_pause(step: Step | None) -> str:
    """Tell how far the pause has come."""
    if step is None:
        return "Pause was not pressed."
    match step.outcome:
        case None:
            return (
                "Pause was pressed; waiting for the printer to say that it is paused."
            )
        case Outcome.CONFIRMED:
            return "The print was paused, and the printer confirms it."
        case Outcome.NOT_NEEDED:
            return f"No pause was needed: {for_markdown(step.detail)}."
        case Outcome.FAILED:
            return (
                f"The print could NOT be paused: {for_markdown(step.detail)}. "
                "It is probably still running."
            )
        case _:
            return (
                "Pause was pressed, but the printer does not say that it is paused. "
                "The print is probably still running."
            )


def _about_power(step: Step | None) -> str:
    """Tell how far switching the power off has come."""
    if step is None:
        return ""
    match step.outcome:
        case None:
            return "Its power will be switched off 10 minutes after the pause."
        case Outcome.CONFIRMED:
            return "Its power was switched off."
        case Outcome.CANCELLED:
            return f"Its power was left on: {for_markdown(step.detail)}."
        case Outcome.FAILED:
            return f"Its power could NOT be switched off: {for_markdown(step.detail)}."
        case _:
            return (
                "Its power was told to switch off, but the switch does not say that "
                "it is off."
            )
