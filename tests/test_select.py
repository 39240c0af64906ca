"""The selects: what is done about a failing print, and how it is found, changed at once."""

import pytest

from homeassistant.exceptions import ServiceValidationError
from tests.support.controls import ALL_CONTROLS, NOZZLE, with_all_controls
from tests.support.entities import add_with_all_enabled
from tests.support.house import House, printer_data

RESPONSE = "select.voron_response_to_a_failure"
WARNING_RESPONSE = "select.voron_response_to_a_warning"
SENSITIVITY = "select.voron_detection_sensitivity"
RULE = "select.voron_detection_rule"

ACTIONS = [{"event": "alarm"}]


async def choose(house: House, entity_id: str, option: str) -> None:
    """Choose as a person does."""
    data = {"entity_id": entity_id, "option": option}
    await house.hass.services.async_call("select", "select_option", data, blocking=True)
    await house.settle()


def options(house: House, entity_id: str) -> set[str]:
    """Return what can be chosen."""
    return set(house.state(entity_id).attributes["options"])


async def test_printer_with_all_controls_leaves_every_response(house: House) -> None:
    await house.add(with_all_controls(house))

    assert house.state(RESPONSE).state == "pause"
    assert options(house, RESPONSE) == {
        "none",
        "notify",
        "pause",
        "pause_and_off",
        "stop",
        "custom",
    }


@pytest.mark.parametrize(
    ("lacking", "gone"),
    [
        ("pause_control", {"pause", "pause_and_off"}),
        ("power_switch", {"pause_and_off"}),
        ("stop_control", {"stop"}),
    ],
)
async def test_response_without_its_control_cannot_be_chosen(
    house: House, lacking: str, gone: set[str]
) -> None:
    data = with_all_controls(house, response="notify", **{lacking: None})
    await house.add(data)

    assert not gone & options(house, RESPONSE)
    for response in gone:
        with pytest.raises(ServiceValidationError):
            await choose(house, RESPONSE, response)
    assert house.subentry().data["response"] == "notify"


async def test_control_that_is_set_later_is_there_to_be_chosen_at_once(
    house: House,
) -> None:
    with_all_controls(house)
    await house.add()
    before = options(house, RESPONSE)

    await house.change(**ALL_CONTROLS)

    assert options(house, RESPONSE) - before == {"pause_and_off", "stop"}


async def test_response_whose_control_was_removed_is_shown_as_unknown(
    house: House,
) -> None:
    await house.add()

    await house.change(pause_control=None)

    assert house.state(RESPONSE).state == "unknown"


async def test_chosen_response_is_kept_and_shown(house: House) -> None:
    await house.add(with_all_controls(house))

    await choose(house, RESPONSE, "stop")

    assert house.subentry().data["response"] == "stop"
    assert house.state(RESPONSE).state == "stop"


async def test_chosen_response_counts_in_the_same_print(printing: House) -> None:
    await choose(printing, RESPONSE, "notify")

    await printing.checks(20, p=1.2)

    assert printing.shows()["failure"] == "on"
    assert printing.pauses == []


async def test_power_is_not_cut_while_nobody_knows_how_hot_it_is(house: House) -> None:
    await house.add(with_all_controls(house, nozzle_temperature=None))

    with pytest.raises(ServiceValidationError) as raised:
        await choose(house, RESPONSE, "pause_and_off")

    assert raised.value.translation_key == "power_off_needs_consent"
    assert house.state(RESPONSE).state == "pause"


@pytest.mark.parametrize(
    "changes", [{"nozzle_temperature": NOZZLE}, {"power_off_while_hot": True}]
)
async def test_power_may_be_cut_with_a_sensor_or_with_consent(
    house: House, changes: dict[str, object]
) -> None:
    await house.add(with_all_controls(house, **{"nozzle_temperature": None, **changes}))

    await choose(house, RESPONSE, "pause_and_off")

    assert house.state(RESPONSE).state == "pause_and_off"


@pytest.mark.parametrize("select", [RESPONSE, WARNING_RESPONSE])
async def test_own_actions_have_to_be_set_before(house: House, select: str) -> None:
    await add_with_all_enabled(house)
    before = house.state(select).state

    with pytest.raises(ServiceValidationError) as raised:
        await choose(house, select, "custom")

    assert raised.value.translation_key == "no_actions"
    assert house.state(select).state == before


@pytest.mark.parametrize("select", [RESPONSE, WARNING_RESPONSE])
async def test_own_actions_that_are_set_can_be_chosen(
    house: House, select: str
) -> None:
    await add_with_all_enabled(house, printer_data(custom_actions=ACTIONS))

    await choose(house, select, "custom")

    assert house.state(select).state == "custom"


async def test_what_cannot_be_undone_is_no_response_to_a_warning(house: House) -> None:
    await add_with_all_enabled(house, with_all_controls(house))

    assert house.state(WARNING_RESPONSE).state == "notify"
    assert options(house, WARNING_RESPONSE) == {"none", "notify", "pause", "custom"}


async def test_warning_response_is_changed_by_itself(house: House) -> None:
    await add_with_all_enabled(house)

    await choose(house, WARNING_RESPONSE, "pause")

    data = house.subentry().data
    assert (data["response"], data["warning_response"]) == ("pause", "pause")
    await choose(house, WARNING_RESPONSE, "none")
    data = house.subentry().data
    assert (data["response"], data["warning_response"]) == ("pause", "none")


@pytest.mark.parametrize(
    ("select", "setting", "choices"),
    [
        (SENSITIVITY, "sensitivity", ["low", "high", "medium"]),
        (RULE, "rule", ["obico", "fixed", "adaptive"]),
    ],
)
async def test_detection_is_changed_in_mid_print(
    house: House, select: str, setting: str, choices: list[str]
) -> None:
    await add_with_all_enabled(house)
    await house.printer_says("printing")
    await house.checks(2, p=0.0)
    assert house.state(select).state == choices[-1]
    assert options(house, select) == set(choices)

    for choice in choices:
        await choose(house, select, choice)

        assert house.subentry().data[setting] == choice
        assert house.state(select).state == choice
        assert getattr(house.printer().settings, setting) == choice


async def test_change_in_the_settings_is_shown(house: House) -> None:
    await add_with_all_enabled(house)

    await house.change(
        response="notify", warning_response="none", sensitivity="low", rule="fixed"
    )

    shown = [
        house.state(one).state
        for one in (RESPONSE, WARNING_RESPONSE, SENSITIVITY, RULE)
    ]
    assert shown == ["notify", "none", "low", "fixed"]


async def test_choice_of_one_printer_leaves_the_other_alone(
    both_printing: House,
) -> None:
    await choose(both_printing, RESPONSE, "notify")

    assert both_printing.state("select.prusa_response_to_a_failure").state == "pause"
    assert both_printing.watch_state == "watching"


async def test_choice_survives_a_restart(printing: House) -> None:
    await choose(printing, RESPONSE, "none")

    await printing.restart()

    assert printing.state(RESPONSE).state == "none"
