"""The action that tests detection: whom it finds, what it answers, how it fails."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection.const import DOMAIN
from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from tests.support.devices import put_on_device
from tests.support.house import STATUS, House, printer_data
from tests.support.ml_server import saying


@pytest.fixture
async def two_printers(house: House) -> House:
    """A house with two printers, of which one sits on a device not of ours."""
    await house.add_camera("prusa")
    house.say("idle", name="prusa")
    put_on_device(house.hass, STATUS, "Voron")
    await house.add(printer_data(), printer_data("prusa"))
    return house


async def ask(house: House, **target: Any) -> dict[str, Any]:
    """Test, and return the response."""
    answer = await call(house, return_response=True, **target)
    assert isinstance(answer, dict)
    return answer


async def call(
    house: House, *, return_response: bool = False, **target: Any
) -> ServiceResponse:
    """Call the action."""
    return await house.hass.services.async_call(
        DOMAIN,
        "test_detection",
        target,
        blocking=True,
        return_response=return_response,
    )


def device_of(house: House, entity_id: str) -> str:
    """Return the device that an entity is on."""
    entity = er.async_get(house.hass).async_get(entity_id)
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id


def names_in(answer: dict[str, Any]) -> list[str]:
    """Return the names of what was tested."""
    return [one["name"] for one in answer["tests"]]


@pytest.mark.parametrize(
    ("entity_ids", "names"),
    [
        (["sensor.voron_watch_state"], ["Voron"]),
        (["sensor.voron_watch_state", "switch.voron_watching"], ["Voron"]),
        (["sensor.prusa_watch_state", "sensor.voron_watch_state"], ["Voron", "Prusa"]),
        (["binary_sensor.ml_connectivity"], ["ML"]),
        (["button.ml_test_detection", "sensor.prusa_failure_risk"], ["ML", "Prusa"]),
        (["switch.voron_power", "sensor.voron_watch_state"], ["Voron"]),
        ("all", ["ML", "Voron", "Prusa"]),
    ],
)
async def test_entities_stand_for_their_printer_or_server(
    two_printers: House, entity_ids: list[str] | str, names: list[str]
) -> None:
    answer = await ask(two_printers, entity_id=entity_ids)

    assert names_in(answer) == names


@pytest.mark.parametrize(
    ("entity_id", "name"),
    [
        ("binary_sensor.ml_connectivity", "ML"),
        ("sensor.voron_watch_state", "Voron"),
        ("sensor.prusa_watch_state", "Prusa"),
    ],
)
async def test_devices_stand_for_what_is_on_them(
    two_printers: House, entity_id: str, name: str
) -> None:
    answer = await ask(two_printers, device_id=device_of(two_printers, entity_id))

    assert names_in(answer) == [name]


async def test_device_with_disabled_entities_only(
    two_printers: House, entity_registry: er.EntityRegistry
) -> None:
    device_id = device_of(two_printers, "sensor.prusa_watch_state")
    for entity in er.async_entries_for_device(entity_registry, device_id):
        entity_registry.async_update_entity(
            entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )

    answer = await ask(two_printers, device_id=device_id)

    assert names_in(answer) == ["Prusa"]


async def test_area_stands_for_what_is_in_it(
    two_printers: House,
    area_registry: ar.AreaRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    cellar = area_registry.async_create("Cellar")
    device_registry.async_update_device(
        device_of(two_printers, "sensor.voron_watch_state"), area_id=cellar.id
    )

    answer = await ask(two_printers, area_id=cellar.id)

    assert names_in(answer) == ["Voron"]


async def test_label_stands_for_what_has_it(
    two_printers: House,
    label_registry: lr.LabelRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    label = label_registry.async_create("Nightly")
    entity_registry.async_update_entity(
        "sensor.prusa_watch_state", labels={label.label_id}
    )

    answer = await ask(two_printers, label_id=label.label_id)

    assert names_in(answer) == ["Prusa"]


async def test_answer_of_a_printer(house: House) -> None:
    await house.add()

    (test,) = (await ask(house, entity_id="sensor.voron_watch_state"))["tests"]

    assert test["printer_id"] == house.subentry().subentry_id
    assert "server_id" not in test
    assert test["passed"] is True
    assert [(leg["leg"], leg["passed"]) for leg in test["legs"]] == [
        ("ml_server", True),
        ("token", True),
        ("camera", True),
        ("fetch", True),
        ("answer", True),
    ]
    assert test["legs"][2]["width"] == 160


async def test_answer_of_a_server(house: House) -> None:
    entry = await house.add()

    (test,) = (await ask(house, entity_id="button.ml_test_detection"))["tests"]

    assert test["server_id"] == entry.entry_id
    assert "printer_id" not in test
    assert house.camera.shots == 0


async def test_failed_test_is_told_in_the_answer(two_printers: House) -> None:
    two_printers.camera.give = two_printers.camera.black

    answer = await ask(two_printers, entity_id="all")

    assert [one["passed"] for one in answer["tests"]] == [True, False, True]
    failed = [leg for leg in answer["tests"][1]["legs"] if leg["passed"] is False]
    assert [(leg["leg"], leg["reason"]) for leg in failed] == [
        ("camera", "picture_black")
    ]


async def test_failed_test_raises_where_nobody_wants_the_answer(
    two_printers: House,
) -> None:
    two_printers.cameras["prusa"].give = two_printers.cameras["prusa"].black

    with pytest.raises(HomeAssistantError) as raised:
        await call(two_printers, entity_id="all")

    assert raised.value.translation_key == "picture_black"


async def test_passed_test_is_silent_where_nobody_wants_the_answer(
    house: House,
) -> None:
    await house.add()

    assert await call(house, entity_id="sensor.voron_watch_state") is None
    assert len(house.ml.frames) == 1
    assert house.notifications() == {}


async def test_running_print_is_not_told_of_a_test(printing: House) -> None:
    learnt = printing.printer().memory.rule.state()
    printing.ml.answer = saying("", 500)

    answer = await ask(printing, entity_id="all")

    assert [one["passed"] for one in answer["tests"]] == [False, False]
    assert printing.printer().memory.rule.state() == learnt
    assert printing.printer().health.misses == 0


@pytest.mark.parametrize(
    "target",
    [
        {"entity_id": "switch.voron_power"},
        {"entity_id": STATUS},
        {"entity_id": "sensor.nowhere"},
        {"entity_id": "none"},
        {"device_id": "nowhere"},
        {"area_id": "nowhere"},
    ],
)
async def test_nothing_of_ours(two_printers: House, target: dict[str, Any]) -> None:
    with pytest.raises(ServiceValidationError, match="None of the targets") as raised:
        await call(two_printers, **target)

    assert raised.value.translation_key == "no_target"
    assert two_printers.ml.requests == 0


async def test_other_servers_are_left_alone(house: House) -> None:
    await house.add()
    # It is not even loaded.
    MockConfigEntry(domain=DOMAIN, title="Garage").add_to_hass(house.hass)

    answer = await ask(house, entity_id="all")

    assert names_in(answer) == ["ML", "Voron"]


async def test_server_that_is_not_loaded(house: House) -> None:
    await house.add()
    await house.unload()

    with pytest.raises(ServiceValidationError, match="ML is not loaded") as raised:
        await call(house, entity_id="sensor.voron_watch_state")

    assert raised.value.translation_key == "entry_not_loaded"
