"""What the form for a printer is filled with before a person looks at it."""

from typing import Any

from custom_components.obico_detection.forms.proposal import (
    find_printer,
    propose,
    state_options,
)
from custom_components.obico_detection.printer.profiles import Role
from homeassistant.core import HomeAssistant
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Registries, Row


def proposed(hass: HomeAssistant, status: str) -> dict[str, Any]:
    return propose(hass, status, find_printer(hass, status))


async def test_known_printer_comes_filled_in(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    nozzle = registries.put(
        added, Row("sensor", "{unique}_nozzle"), original_device_class="temperature"
    )

    assert proposed(hass, ids[Role.STATUS]) == {
        "status": ids[Role.STATUS],
        "profile": "bambu_lab",
        "printing_states": ["running"],
        "paused_states": ["pause"],
        "pausing_states": [],
        "pause_control": ids[Role.PAUSE],
        "resume_control": ids[Role.RESUME],
        "stop_control": ids[Role.STOP],
        "light": ids[Role.LIGHT],
        "job_marker": ids[Role.JOB_MARKER],
        "job_name": ids[Role.JOB_NAME],
        "nozzle_temperature": nozzle,
    }


async def test_states_are_spelt_as_the_entity_spells_them(
    hass: HomeAssistant, registries: Registries
) -> None:
    _, ids = KNOWN_PRINTERS["flashforge_ghosttypes"].add_to(registries)
    status = ids[Role.STATUS]
    hass.states.async_set(
        status, "x", {"options": ["READY", "PRINTING", "PAUSING", "PAUSED"]}
    )

    states = proposed(hass, status)

    assert states["printing_states"] == ["PRINTING"]
    assert states["paused_states"] == ["PAUSED"]
    assert states["pausing_states"] == ["PAUSING"]


async def test_unknown_printer_is_guessed(
    hass: HomeAssistant, registries: Registries
) -> None:
    printer = registries.add(
        "homebrew", [Row("button", "{unique}_pause", "pause")], name="Homebrew"
    )
    status = registries.put(
        printer,
        Row("sensor", "{unique}_state", "state"),
        capabilities={"options": ["idle", "printing", "pausing", "paused"]},
    )

    assert proposed(hass, status) == {
        "status": status,
        "printing_states": ["printing"],
        "paused_states": ["paused"],
        "pausing_states": ["pausing"],
        "pause_control": printer.entity_ids[0],
    }


async def test_of_two_nozzles_none_is_proposed(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    for side in ("left", "right"):
        registries.put(
            added,
            Row("sensor", f"{{unique}}_{side}_nozzle"),
            original_device_class="temperature",
        )

    assert "nozzle_temperature" not in proposed(hass, ids[Role.STATUS])


async def test_another_sensor_of_a_known_printer_is_guessed(
    hass: HomeAssistant, registries: Registries
) -> None:
    added, _ = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    other = registries.put(added, Row("sensor", "{unique}_other"))

    assert "profile" not in proposed(hass, other)
    assert proposed(hass, other)["printing_states"] == ["printing"]


async def test_missing_entity_gets_the_usual_words(hass: HomeAssistant) -> None:
    assert proposed(hass, "sensor.gone") == {
        "status": "sensor.gone",
        "printing_states": ["printing"],
        "paused_states": ["paused"],
        "pausing_states": [],
    }
    assert state_options(hass, {"status": "sensor.gone"}) == []
