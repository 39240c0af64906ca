"""A printer in the house with all the controls that there can be."""

from typing import Any

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, UnitOfTemperature

from .house import POWER, House, printer_data

RESUME = "input_button.voron_resume"
STOP = "input_button.voron_stop"
NOZZLE = "sensor.voron_nozzle"

# The settings that name them; None takes one away.
ALL_CONTROLS: dict[str, Any] = {
    "resume_control": RESUME,
    "stop_control": STOP,
    "power_switch": POWER,
    "nozzle_temperature": NOZZLE,
}


def with_all_controls(house: House, **changes: Any) -> dict[str, Any]:
    """Fit the first printer with controls; return the settings that name them."""
    states = house.hass.states
    states.async_set(RESUME, "unknown")
    states.async_set(STOP, "unknown")
    states.async_set(
        NOZZLE, "210", {ATTR_UNIT_OF_MEASUREMENT: UnitOfTemperature.CELSIUS}
    )
    return printer_data(**{**ALL_CONTROLS, **changes})


def pressed(house: House) -> list[str]:
    """Return which controls were pressed, in order."""
    return [call.data["entity_id"] for call in house.pauses]
