"""Picking the printer from a list."""

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
)

from custom_components.obico_detection.forms.fields import MOST_IN_SIGHT
from custom_components.obico_detection.printer.profiles import Role
from homeassistant.data_entry_flow import FlowResultType
from tests.printer.known_printers import KNOWN_PRINTERS
from tests.printer.registry import Added, Registries, Row
from tests.support.flows import (
    BY_HAND,
    answer,
    go,
    labels,
    offered,
    start_printer,
    suggested,
    told,
    unfolded,
)
from tests.support.house import CAMERA, House, printer_data

PRINTS = {"options": ["idle", "printing", "pausing", "paused"]}


@pytest.fixture
def homebrew(registries: Registries) -> Added:
    """A printer of an integration that nobody knows, with a camera that works."""
    added = registries.add(
        "homebrew", [Row("button", "{unique}_pause")], name="Homebrew"
    )
    status = Row("sensor", "{unique}_status")
    registries.put(added, status, capabilities=PRINTS)
    registries.entities.async_update_entity(CAMERA, device_id=added.device.id)
    return added


async def test_common_printers_first_then_unknown_ones_then_by_hand(
    house: House, server: MockConfigEntry, registries: Registries, homebrew: Added
) -> None:
    ids = [
        KNOWN_PRINTERS[key].add_to(registries, number, name=name)[1]
        for number, (key, name) in enumerate(
            [("snapmaker", "Sam"), ("moonraker", "Voron 2.4"), ("bambu_lab", "X1C")]
        )
    ]

    form = await start_printer(house)

    assert form["step_id"] == "user"
    sam, voron, bambu = (each[Role.STATUS] for each in ids)
    unknown = homebrew.entity_ids[1]
    assert offered(form, "printer") == [voron, bambu, sam, unknown, "by_hand"]
    assert labels(form, "printer")[:4] == [
        "Voron 2.4 · Klipper (Moonraker)",
        "X1C · Bambu Lab",
        "Sam · Snapmaker 2.0, J1, Artisan",
        "Homebrew · homebrew",
    ]
    # Nothing has to be typed for the likeliest.
    assert suggested(form) == {"printer": voron}


async def test_unknown_printers_have_the_name_of_their_integration(
    house: House, server: MockConfigEntry, homebrew: Added
) -> None:
    mock_integration(
        house.hass, MockModule("homebrew", partial_manifest={"name": "Home Brew"})
    )

    form = await start_printer(house)

    assert labels(form, "printer")[0] == "Homebrew · Home Brew"


async def test_printers_of_the_same_name_are_told_apart(
    house: House, server: MockConfigEntry, registries: Registries
) -> None:
    statuses = [
        KNOWN_PRINTERS["octoprint"].add_to(registries, number, name="OctoPrint")[1][
            Role.STATUS
        ]
        for number in (1, 2)
    ]

    form = await start_printer(house)

    assert set(labels(form, "printer")[:2]) == {
        f"OctoPrint · {status}" for status in statuses
    }


async def test_a_long_list_is_folded(
    house: House, server: MockConfigEntry, registries: Registries
) -> None:
    def mode() -> str:
        assert form["data_schema"] is not None
        shown: str = form["data_schema"].schema["printer"].config["mode"]
        return shown

    for number in range(MOST_IN_SIGHT - 1):
        KNOWN_PRINTERS["bambu_lab"].add_to(registries, number)
    form = await start_printer(house)
    assert mode() == "list"

    KNOWN_PRINTERS["bambu_lab"].add_to(registries, MOST_IN_SIGHT)
    form = await start_printer(house)
    assert mode() == "dropdown"


async def test_an_unknown_printer_needs_nothing_typed(
    house: House, server: MockConfigEntry, homebrew: Added
) -> None:
    pause, status = homebrew.entity_ids
    result = await start_printer(house)
    forms = 0
    while result["type"] is FlowResultType.FORM:
        forms += 1
        result = await go(house, result, suggested(result))

    # The form of the ML server is the first of four.
    assert forms == 3
    assert house.subentry().title == "Homebrew"
    data = house.subentry().data
    assert data["camera"] == CAMERA
    assert data["status"] == status
    assert data["pause_control"] == pause
    assert data["printing_states"] == ["printing"]
    assert data["response"] == "pause"
    assert "profile" not in data
    assert len(house.ml.frames) == 1


async def test_what_is_guessed_is_shown(
    house: House, server: MockConfigEntry, homebrew: Added
) -> None:
    form = await start_printer(house)

    form = await go(house, form, suggested(form))

    assert told(form, "about").startswith("This kind of printer is not known.")
    assert unfolded(form) == {"states"}


async def test_entities_can_be_chosen_by_hand_all_the_same(
    house: House, server: MockConfigEntry, homebrew: Added
) -> None:
    form = await go(house, await start_printer(house), {"printer": "by_hand"})
    assert form["step_id"] == "by_hand"
    assert told(form, "hint") == ""

    form = await go(house, form, BY_HAND)
    assert form["step_id"] == "printer"
    assert suggested(form)["states"]["status"] == BY_HAND["status"]


async def test_a_watched_printer_is_not_offered(
    house: House, registries: Registries, homebrew: Added
) -> None:
    watched, watched_ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries)
    other = registries.put(watched, Row("sensor", "{unique}_stage_2"))
    _, free_ids = KNOWN_PRINTERS["bambu_lab"].add_to(registries, 2)
    await house.add(
        # By an entity of its device that the profile does not take.
        printer_data(status=other),
        printer_data(status=homebrew.entity_ids[1]),
    )

    form = await start_printer(house)

    assert offered(form, "printer") == [free_ids[Role.STATUS], "by_hand"]
    assert watched_ids[Role.STATUS] not in offered(form, "printer")


async def test_if_all_are_watched_the_rest_is_by_hand(
    house: House, homebrew: Added
) -> None:
    await house.add(printer_data(status=homebrew.entity_ids[1]))

    form = await start_printer(house)

    assert form["step_id"] == "by_hand"


async def test_a_printer_that_another_flow_has_added_meanwhile(
    house: House, server: MockConfigEntry, homebrew: Added
) -> None:
    late = await start_printer(house)
    first = await start_printer(house)
    for _ in range(3):
        first = await go(house, first, suggested(first))

    form = await go(house, late, suggested(late))
    form = await go(house, form, suggested(form))

    assert form["errors"] == {"states": "already_watched"}


async def test_the_first_camera_that_works_is_chosen(
    house: House,
    server: MockConfigEntry,
    registries: Registries,
) -> None:
    added, _ = KNOWN_PRINTERS["moonraker"].add_to(registries)
    # Klipper's guess at a webcam, which need not exist, comes before.
    registries.entities.async_update_entity(CAMERA, device_id=added.device.id)
    form = await start_printer(house)

    form = await go(house, form, suggested(form))

    assert offered(form, "camera")[1] == CAMERA
    assert suggested(form)["camera"] == CAMERA


async def test_if_no_camera_works_the_likeliest_is_chosen(
    house: House, server: MockConfigEntry, registries: Registries
) -> None:
    _, ids = KNOWN_PRINTERS["moonraker"].add_to(registries)
    form = await start_printer(house)

    form = await go(house, form, suggested(form))

    assert suggested(form)["camera"] == ids[Role.CAMERA]


async def test_a_chosen_response_is_the_users(
    house: House, server: MockConfigEntry, homebrew: Added
) -> None:
    form = await start_printer(house)
    for _ in range(2):
        form = await go(house, form, suggested(form))

    await go(house, form, answer("notify"))

    assert house.subentry().data["response"] == "notify"
