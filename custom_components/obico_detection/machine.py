"""Through what a printer is told something, as its settings have it at one moment."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import Response
from .incident.controls import Controls
from .printer.drive import MOST_PRESSES, Command, Lever, Machine, settle_s
from .printer.print_job import PrintJob
from .printer.status import StatusStates, is_blank
from .settings import PrinterSettings


def controls_of(
    hass: HomeAssistant, settings: PrinterSettings, states: StatusStates
) -> Controls:
    """Return what a response may act through now."""
    power = settings.power
    if settings.response is not Response.PAUSE_AND_OFF:
        power = power.withdrawn()
    return Controls(
        machine=machine_of(hass, settings, states),
        power=power,
        response=settings.response,
        warning_response=settings.warning_response,
        actions=settings.custom_actions,
    )


def machine_of(
    hass: HomeAssistant, settings: PrinterSettings, states: StatusStates
) -> Machine:
    """Return how to read the printer, and the controls it has."""
    profile = settings.profile
    return Machine(
        status=settings.status,
        states=states,
        settle_s=settle_s(None if profile is None else profile.poll_s),
        levers={
            Command.PAUSE: _lever(hass, settings, settings.pause_control),
            # Pressed twice, it could pause what goes on already.
            Command.RESUME: Lever(entity_id=settings.resume_control),
            Command.STOP: _lever(hass, settings, settings.stop_control),
        },
    )


def _lever(
    hass: HomeAssistant, settings: PrinterSettings, control: str | None
) -> Lever:
    """Return a control, and how often pressing it is known to be harmless."""
    profile = settings.profile
    entity = None if control is None else er.async_get(hass).async_get(control)
    is_own = (
        profile is not None
        and entity is not None
        and entity.platform == profile.platform
    )
    is_repeatable = (
        is_own
        and profile is not None
        and bool(profile.pause_repeatable)
        and not profile.pause_toggles
    )
    return Lever(entity_id=control, most_presses=MOST_PRESSES if is_repeatable else 1)


def job_name(
    hass: HomeAssistant, settings: PrinterSettings, job: PrintJob | None
) -> str | None:
    """Return what is printed, as people call it: the file's name, else its marker."""
    if settings.job_name is not None:
        state = hass.states.get(settings.job_name)
        if state is not None and not is_blank(state.state):
            return state.state
    return None if job is None else job.marker
