"""Each known printer, picked from the list: what its form comes filled in with."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import ANY, AsyncMock, patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.ml_server.connection_test import ConnectionReport
from custom_components.obico_detection.printer.profiles import PROFILES, Role
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import area_registry as ar
from tests.printer.known_printers import KNOWN_PRINTERS, KnownPrinter
from tests.printer.registry import Added, Registries, Row
from tests.support.flows import (
    NO_LIGHT,
    go,
    offered,
    start_printer,
    suggested,
    told,
    unfolded,
)
from tests.support.house import CAMERA, House

# Which setting an entity is for, and in which section of the form that is.
PLACES = {
    Role.PAUSE: ("controls", "pause_control"),
    Role.RESUME: ("controls", "resume_control"),
    Role.STOP: ("controls", "stop_control"),
    Role.POWER: ("controls", "power_switch"),
    Role.STATUS: ("states", "status"),
    Role.JOB_MARKER: ("states", "job_marker"),
    Role.JOB_NAME: ("states", "job_name"),
    Role.LIGHT: ("light", "light"),
}

each_known = pytest.mark.parametrize(
    "known", KNOWN_PRINTERS.values(), ids=list(KNOWN_PRINTERS)
)


@pytest.fixture(autouse=True)
def chain() -> Iterator[AsyncMock]:
    """The way to the ML server, which works; these printers' cameras are not there."""
    with patch(
        "custom_components.obico_detection.forms.printer_test.async_test_printer",
        return_value=ConnectionReport("http://x", ()),
    ) as tested:
        yield tested


def expected(ids: dict[Role, str]) -> dict[str, Any]:
    """Return what the form should have been filled in with of a printer's entities."""
    form: dict[str, Any] = {"controls": {}, "states": {}, "light": dict(NO_LIGHT)}
    if (camera := ids.get(Role.CAMERA)) is not None:
        form["camera"] = camera
    for role, (part, key) in PLACES.items():
        if role in ids:
            form[part][key] = ids[role]
    return form


def without_states(form: dict[str, Any]) -> dict[str, Any]:
    """Return a form without what the states mean."""
    meanings = ("printing_states", "paused_states", "pausing_states")
    states = {k: v for k, v in form["states"].items() if k not in meanings}
    return {**form, "states": states}


async def pick(house: House, status: str | None = None) -> SubentryFlowResult:
    """Pick a printer from the list, by default the first."""
    form = await start_printer(house)
    return await go(house, form, {"printer": status} if status else suggested(form))


@each_known
async def test_it_is_added_with_nothing_typed(
    house: House,
    server: MockConfigEntry,
    registries: Registries,
    known: KnownPrinter,
    chain: AsyncMock,
) -> None:
    added, ids = known.add_to(registries, name="My printer")
    if Role.CAMERA not in ids:
        # As a person would put it there, whose printer has none.
        registries.entities.async_update_entity(CAMERA, device_id=added.device.id)
        ids[Role.CAMERA] = CAMERA
    profile = PROFILES[known.profile]

    form = await pick(house)
    assert without_states(suggested(form)) == expected(ids)
    states = suggested(form)["states"]
    assert set(states["printing_states"]) == profile.states.printing
    assert set(states["paused_states"]) == profile.states.paused
    assert set(states["pausing_states"]) == profile.states.pausing
    assert unfolded(form) == (set() if Role.PAUSE in ids else {"controls"})
    assert profile.name in told(form, "about")
    assert (profile.note or "") in told(form, "about")

    form = await go(house, form, suggested(form))
    result = await go(house, form, suggested(form))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    data = house.subentry().data
    assert house.subentry().title == "My printer"
    assert data["profile"] == known.profile
    assert data["response"] == ("pause" if Role.PAUSE in ids else "notify")
    assert data["camera"] == ids[Role.CAMERA]
    chain.assert_awaited_once_with(house.hass, server, ids[Role.CAMERA], ANY)


@each_known
async def test_renamed_it_comes_filled_in_as_well(
    house: House, server: MockConfigEntry, registries: Registries, known: KnownPrinter
) -> None:
    added, ids = known.add_to(registries)
    registries.devices.async_update_device(added.device.id, name_by_user="Bert")
    renamed = {
        role: registries.entities.async_update_entity(
            entity_id,
            new_entity_id=f"{entity_id.split('.')[0]}.bert_{number}",
            name=f"Bert {number}",
        ).entity_id
        for number, (role, entity_id) in enumerate(ids.items())
    }

    form = await pick(house)

    assert told(form, "printer") == "Bert"
    assert without_states(suggested(form)) == expected(renamed)


@each_known
async def test_what_is_disabled_is_named_and_not_filled_in(
    house: House, server: MockConfigEntry, registries: Registries, known: KnownPrinter
) -> None:
    _, ids = known.add_to(registries)
    status = ids[Role.STATUS]
    for role, entity_id in ids.items():
        registries.disable(entity_id)

        form = await pick(house, status)

        assert f"`{entity_id}` is disabled. Enable it" in told(form, "about")
        left = {other: ids[other] for other in ids if other != role}
        # Without a status there is no printer: it stays, for a person to enable it.
        left[Role.STATUS] = status
        assert without_states(suggested(form)) == expected(left)
        registries.enable(entity_id)


@each_known
async def test_of_two_of_a_kind_each_has_its_own(
    house: House, server: MockConfigEntry, registries: Registries, known: KnownPrinter
) -> None:
    first, first_ids = known.add_to(registries)
    entry = first.entry if known.account else None
    _, second_ids = known.add_to(registries, 2, entry, name="Another")

    for ids in (first_ids, second_ids):
        form = await pick(house, ids[Role.STATUS])

        assert without_states(suggested(form)) == expected(ids)


@each_known
async def test_what_hangs_on_it_is_not_offered(
    house: House, server: MockConfigEntry, registries: Registries, known: KnownPrinter
) -> None:
    added, ids = known.add_to(registries)
    feeder = registries.add(
        known.platform,
        [Row("button", "feeder_pause", "pause"), Row("light", "feeder_light")],
        identifier="feeder",
        entry=added.entry,
        via_device_id=added.device.id,
    )
    registries.put(
        feeder,
        Row("sensor", "feeder_state"),
        capabilities={"options": ["idle", "printing", "paused"]},
    )

    form = await start_printer(house)
    assert offered(form, "printer") == [ids[Role.STATUS], "by_hand"]

    form = await go(house, form, suggested(form))
    assert without_states(suggested(form)) == expected(ids)


# -- what there is beside it


@pytest.fixture
def x1c(registries: Registries) -> tuple[Added, dict[Role, str]]:
    return KNOWN_PRINTERS["bambu_lab"].add_to(registries)


async def test_nozzle_is_filled_in(
    house: House,
    server: MockConfigEntry,
    registries: Registries,
    x1c: tuple[Added, dict[Role, str]],
) -> None:
    _, nozzle, _ = (
        registries.put(x1c[0], Row("sensor", key), original_device_class="temperature")
        for key in (
            "{unique}_bed_temp",
            "{unique}_nozzle_temp",
            "{unique}_target_nozzle",
        )
    )

    form = await pick(house)

    assert suggested(form)["controls"]["nozzle_temperature"] == nozzle


async def test_cameras_of_the_area_come_next_and_drawings_never(
    house: House,
    server: MockConfigEntry,
    registries: Registries,
    area_registry: ar.AreaRegistry,
    x1c: tuple[Added, dict[Role, str]],
) -> None:
    added, ids = x1c
    workshop = area_registry.async_create("Workshop").id
    registries.devices.async_update_device(added.device.id, area_id=workshop)
    attic = registries.add_camera("attic", None)
    ceiling = registries.add_camera("ceiling", workshop)

    form = await pick(house)

    # The cover image and the pick image of the slicer are in none of these.
    assert offered(form, "camera") == [ids[Role.CAMERA], ceiling, attic, CAMERA]


async def test_printer_without_a_camera_gets_one_of_its_area(
    house: House,
    server: MockConfigEntry,
    registries: Registries,
    area_registry: ar.AreaRegistry,
) -> None:
    added, _ = KNOWN_PRINTERS["prusalink"].add_to(registries)
    workshop = area_registry.async_create("Workshop").id
    registries.devices.async_update_device(added.device.id, area_id=workshop)
    registries.entities.async_update_entity(CAMERA, area_id=workshop)

    form = await pick(house)

    assert suggested(form)["camera"] == CAMERA


async def test_printer_without_any_camera_near_is_asked_for_one(
    house: House, server: MockConfigEntry, registries: Registries
) -> None:
    KNOWN_PRINTERS["prusalink"].add_to(registries)

    form = await pick(house)

    assert "camera" not in suggested(form)
    assert offered(form, "camera") == [CAMERA]


async def test_disabled_control_is_not_named_where_there_is_another(
    house: House,
    server: MockConfigEntry,
    registries: Registries,
    x1c: tuple[Added, dict[Role, str]],
) -> None:
    _, ids = x1c
    registries.disable(ids[Role.PAUSE])
    form = await pick(house)
    assert ids[Role.PAUSE] in told(form, "about")

    typed = suggested(form)
    typed["controls"]["pause_control"] = "script.pause"
    typed["states"]["printing_states"] = []
    form = await go(house, form, typed)

    assert ids[Role.PAUSE] not in told(form, "about")
