"""Printers of integrations that are not known, guessed from their status entity."""

import attr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.forms.proposal import propose_states
from custom_components.obico_detection.printer.find_printers import (
    async_find_printers,
    async_match_generic,
)
from custom_components.obico_detection.printer.found import FoundPrinter
from custom_components.obico_detection.printer.profiles import Role
from custom_components.obico_detection.printer.status import Activity, StatusStates
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from tests.printer.registry import Added, Registries, Row


@pytest.fixture
def workshop(area_registry: ar.AreaRegistry) -> str:
    """An area."""
    return area_registry.async_create("Workshop").id


def guess(hass: HomeAssistant, status: str) -> FoundPrinter:
    printer = async_match_generic(hass, status)
    assert printer is not None
    assert printer.profile is None
    return printer


def guessed_states(hass: HomeAssistant, status: str) -> StatusStates:
    """Return what the states mean, if a person takes over what is proposed."""
    proposed = propose_states(hass, status, guess(hass, status))
    return StatusStates.chosen(
        proposed["printing_states"],
        proposed["paused_states"],
        proposed["pausing_states"],
        known=None,
    )


@pytest.fixture
def newcomer(registries: Registries, workshop: str) -> Added:
    """A printer of an integration that is not known; its status comes last."""
    added = registries.add(
        "newcomer",
        [
            Row("button", "{unique}_pause_print"),
            Row("button", "{unique}_weiter", "resume"),
            Row("button", "{unique}_cancel_job"),
            Row("button", "{unique}_emergency_stop"),
            Row("button", "{unique}_pause_resume"),
            Row("light", "{unique}_lamp"),
            Row("camera", "{unique}_thumbnail"),
            Row("camera", "{unique}_chamber"),
            Row("switch", "{unique}_power"),
        ],
        name="Newcomer",
    )
    registries.devices.async_update_device(added.device.id, area_id=workshop)
    registries.put(
        added,
        Row("sensor", "{unique}_state"),
        capabilities={"options": ["Idle", "Running", "Paused", "Heating"]},
    )
    return added


async def test_an_unknown_printer_is_guessed(
    hass: HomeAssistant, newcomer: Added
) -> None:
    ids = newcomer.entity_ids

    printer = guess(hass, ids[-1])

    assert printer.name == "Newcomer"
    assert printer.device_id == newcomer.device.id
    assert {role: entity for role, entity in printer.entities.items() if entity} == {
        Role.STATUS: ids[-1],
        Role.PAUSE: ids[0],
        Role.RESUME: ids[1],
        Role.STOP: ids[2],
        Role.LIGHT: ids[5],
        Role.CAMERA: ids[7],
    }
    assert async_find_printers(hass) == []


async def test_what_an_unknown_printer_says(
    hass: HomeAssistant, newcomer: Added
) -> None:
    states = guessed_states(hass, newcomer.entity_ids[-1])

    assert states.activity("running") is Activity.PRINTING
    assert states.activity("paused") is Activity.PAUSED
    assert states.activity("heating") is Activity.PREPARING


async def test_what_is_around_an_unknown_printer(
    hass: HomeAssistant, registries: Registries, newcomer: Added, workshop: str
) -> None:
    camera, status = newcomer.entity_ids[7], newcomer.entity_ids[-1]
    ceiling = registries.add_camera("ceiling", workshop)
    nozzle = registries.put(
        newcomer, Row("sensor", "{unique}_nozzle"), original_device_class="temperature"
    )

    printer = guess(hass, status)

    assert printer.cameras == (camera, ceiling)
    assert printer.nozzles == (nozzle,)


@pytest.mark.parametrize(
    ("unique_id", "role"),
    [
        ("{unique}_pause", Role.PAUSE),
        ("{unique}-pause print", Role.PAUSE),
        ("{unique}.print_pause", Role.PAUSE),
        ("{unique}_PAUSE_JOB", Role.PAUSE),
        ("{unique}_continue", Role.RESUME),
        ("Resume Job-{unique}", Role.RESUME),
        ("{unique}_abort", Role.STOP),
        ("{unique}_stop_printing", Role.STOP),
        ("{unique}_pause_resume", None),
        ("{unique}_resume_pause", None),
        ("{unique}_start_stop", None),
        ("{unique}_emergency_stop", None),
        ("{unique}_unpause", None),
        ("{unique}_pause_at_layer", None),
        ("{unique}_host_shutdown", None),
        ("{unique}_restart", None),
    ],
)
async def test_what_a_button_is_called(
    hass: HomeAssistant, registries: Registries, unique_id: str, role: Role | None
) -> None:
    added = registries.add(
        "newcomer", [Row("sensor", "status"), Row("button", unique_id)]
    )
    status, button = added.entity_ids

    entities = guess(hass, status).entities

    assert {role for role, entity in entities.items() if entity == button} == (
        {role} if role else set()
    )


async def test_disabled_guesses_are_told_apart(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = registries.add(
        "newcomer",
        [
            Row("binary_sensor", "printing", disabled=True),
            Row("button", "Pause Job-{unique}", disabled=True),
            Row("light", "one"),
            Row("light", "other"),
        ],
    )
    status, pause = added.entity_ids[:2]

    printer = guess(hass, status)

    assert printer.disabled == {Role.STATUS: status, Role.PAUSE: pause}
    assert not any(printer.entities.values())
    assert guessed_states(hass, status).activity("on") is Activity.PRINTING


async def test_a_status_without_a_device(
    hass: HomeAssistant, registries: Registries
) -> None:
    entry = MockConfigEntry(domain="template")
    entry.add_to_hass(hass)
    status = registries.entities.async_get_or_create(
        "sensor", "template", "printer", config_entry=entry
    ).entity_id

    printer = guess(hass, status)

    assert printer.device_id is None
    assert printer.name == status
    assert printer.cameras == ()
    assert printer.entities[Role.STATUS] == status


async def test_a_status_that_is_not_in_the_registry(hass: HomeAssistant) -> None:
    hass.states.async_set(
        "sensor.repetier",
        "idle",
        {"friendly_name": "Repetier", "options": ["idle", "print", "pause"]},
    )

    printer = guess(hass, "sensor.repetier")

    assert printer.name == "Repetier"
    assert printer.entities[Role.STATUS] == "sensor.repetier"
    states = guessed_states(hass, "sensor.repetier")
    assert states.activity("print") is Activity.PRINTING
    assert states.activity("pause") is Activity.PAUSED


async def test_options_that_are_not_as_they_should_be(
    hass: HomeAssistant, registries: Registries
) -> None:
    added = registries.add("newcomer", [Row("sensor", "status")])
    [status] = added.entity_ids
    rows = registries.entities.entities
    strange: list[object] = ["printing", None, [], 5]
    for options in strange:
        rows[status] = attr.evolve(rows[status], capabilities={"options": options})

        assert guessed_states(hass, status).activity("printing") is Activity.PRINTING

    rows[status] = attr.evolve(rows[status], capabilities={"options": ["print", 7]})
    assert guessed_states(hass, status).activity("print") is Activity.PRINTING


async def test_no_printer_to_guess_from(
    hass: HomeAssistant, registries: Registries
) -> None:
    ours = registries.add(DOMAIN, [Row("sensor", "watch_state")])

    assert async_match_generic(hass, "sensor.gone") is None
    assert async_match_generic(hass, ours.entity_ids[0]) is None
