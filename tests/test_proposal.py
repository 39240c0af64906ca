"""What the form for a printer's controls is filled with before a person looks at it."""

from custom_components.obico_detection.printer.profiles import Role
from custom_components.obico_detection.proposal import propose_controls, state_options
from homeassistant.core import HomeAssistant
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Registries, Row


async def test_known_printer_comes_filled_in(hass: HomeAssistant) -> None:
    bambu = KNOWN_PRINTERS["bambu_lab"]
    _, ids = bambu.add_to(Registries(hass))

    proposed = propose_controls(hass, ids[Role.STATUS], [])

    assert proposed == {
        "printing_states": ["running"],
        "paused_states": ["pause"],
        "pause_control": ids[Role.PAUSE],
        "job_marker": ids[Role.JOB_MARKER],
    }


async def test_states_are_spelt_as_the_entity_spells_them(hass: HomeAssistant) -> None:
    bambu = KNOWN_PRINTERS["bambu_lab"]
    _, ids = bambu.add_to(Registries(hass))

    proposed = propose_controls(hass, ids[Role.STATUS], ["IDLE", "RUNNING", "PAUSE"])

    assert proposed["printing_states"] == ["RUNNING"]
    assert proposed["paused_states"] == ["PAUSE"]


async def test_unknown_printer_is_guessed(hass: HomeAssistant) -> None:
    registries = Registries(hass)
    printer = registries.add(
        "homebrew", [Row("button", "{unique}_pause", "pause")], name="Homebrew"
    )
    status = registries.put(
        printer,
        Row("sensor", "{unique}_state", "state"),
        capabilities={"options": ["idle", "printing", "paused"]},
    )

    proposed = propose_controls(hass, status, state_options(hass, status))

    assert proposed["printing_states"] == ["printing"]
    assert proposed["paused_states"] == ["paused"]
    assert proposed["pause_control"] == printer.entity_ids[0]
    assert "power_switch" not in proposed
    assert "job_marker" not in proposed


async def test_missing_entity_gets_the_usual_words(hass: HomeAssistant) -> None:
    assert propose_controls(hass, "sensor.gone", []) == {
        "printing_states": ["printing"],
        "paused_states": ["paused"],
    }
