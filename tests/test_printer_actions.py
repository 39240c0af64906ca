"""The actions check now, acknowledge and mute: what they do to which printers."""

from typing import Any

import pytest

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.coordinator import PrinterCoordinator
from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from tests.support.automations import device_of, entity_of
from tests.support.camera import raising
from tests.support.house import House, printer_data

BOTH = "all"
ACTIONS = ["acknowledge", "check_now", "mute"]


@pytest.fixture
async def two_idle(house: House) -> House:
    """A house with two printers, of which none prints."""
    await house.add_camera("prusa")
    house.say("idle", name="prusa")
    await house.add(printer_data(), printer_data("prusa"))
    return house


@pytest.fixture
async def one_failing(both_printing: House) -> House:
    """A house with two printers that print, one of them well and only notified of."""
    await both_printing.change(0, response="notify")
    await both_printing.change(1, watching=False)
    await both_printing.checks_until(
        lambda: both_printing.printer().incident is not None, p=1.5
    )
    both_printing.ml.p = 0.0
    await both_printing.change(1, watching=True)
    return both_printing


async def call(
    house: House, action: str, *, ask: bool = False, **data: Any
) -> ServiceResponse:
    """Call an action of ours."""
    return await house.hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=ask
    )


async def checks_of(house: House, **target: Any) -> list[dict[str, Any]]:
    """Check now; return what is answered of each printer."""
    answer = await call(house, "check_now", ask=True, **target)
    assert isinstance(answer, dict)
    checks = answer["checks"]
    assert isinstance(checks, list)
    return [one for one in checks if isinstance(one, dict)]


def break_check(
    monkeypatch: pytest.MonkeyPatch, printer: PrinterCoordinator, err: Exception
) -> None:
    """Let the next check on order of this printer fail."""

    async def fail() -> None:
        raise err

    monkeypatch.setattr(printer, "async_check_now", fail)


# -- acknowledge


async def test_failure_is_acknowledged(one_failing: House) -> None:
    await call(
        one_failing, "acknowledge", entity_id=entity_of(one_failing, "event", "print")
    )

    assert one_failing.printer().incident is None
    assert one_failing.shows()["failure"] == "off"


async def test_printer_without_a_failure_is_passed_over(one_failing: House) -> None:
    assert one_failing.printer(1).incident is None

    await call(one_failing, "acknowledge", entity_id=BOTH)

    assert one_failing.printer().incident is None


async def test_nothing_to_acknowledge(printing: House) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await call(printing, "acknowledge", entity_id="sensor.voron_watch_state")

    assert raised.value.translation_key == "nothing_to_acknowledge"


async def test_nothing_to_acknowledge_anywhere(both_printing: House) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await call(both_printing, "acknowledge", entity_id=BOTH)

    assert str(raised.value) == (
        "Not done for every printer. "
        "There is no failure or warning of Voron to answer to. "
        "There is no failure or warning of Prusa to answer to"
    )


# -- mute


async def test_print_is_muted_and_not_any_more(both_printing: House) -> None:
    watch_state = entity_of(both_printing, "sensor", "watch_state")

    await call(both_printing, "mute", entity_id=watch_state)
    assert [both_printing.printer(one).is_muted for one in (0, 1)] == [True, False]

    await call(both_printing, "mute", entity_id=watch_state, muted=False)
    assert [both_printing.printer(one).is_muted for one in (0, 1)] == [False, False]


async def test_printer_that_does_not_print_is_passed_over(
    both_printing: House,
) -> None:
    await both_printing.printer_says("idle", name="prusa")

    await call(both_printing, "mute", entity_id=BOTH)

    assert [both_printing.printer(one).is_muted for one in (0, 1)] == [True, False]


async def test_nothing_to_mute(two_idle: House) -> None:
    watch_state = entity_of(two_idle, "sensor", "watch_state")
    with pytest.raises(ServiceValidationError) as raised:
        await call(two_idle, "mute", entity_id=watch_state)
    assert raised.value.translation_key == "nothing_prints"

    with pytest.raises(ServiceValidationError) as raised:
        await call(two_idle, "mute", entity_id=BOTH)
    assert str(raised.value) == (
        "Not done for every printer. Voron is not printing. Prusa is not printing"
    )


async def test_muted_is_yes_or_no(printing: House) -> None:
    with pytest.raises(Exception, match="expected boolean|invalid boolean"):
        await call(printing, "mute", entity_id=BOTH, muted="perhaps")

    assert not printing.printer().is_muted


# -- check now


async def test_check_is_answered(printing: House) -> None:
    frames = len(printing.ml.frames)
    printing.ml.p = 0.25

    (check,) = await checks_of(printing, entity_id="sensor.voron_watch_state")

    assert len(printing.ml.frames) == frames + 1
    assert check["name"] == "Voron"
    assert check["printer_id"] == printing.subentry().subentry_id
    assert (check["outcome"], check["frame_score"]) == ("inspected", 0.25)
    assert check["class"] == "safe"


async def test_missed_check_says_why(printing: House) -> None:
    printing.camera.give = raising(OSError("no route"))

    (check,) = await checks_of(printing, entity_id="sensor.voron_watch_state")

    assert (check["outcome"], check["reason"]) == ("miss", "camera_unavailable")


async def test_check_of_a_printer_that_is_idle_changes_nothing(
    two_idle: House,
) -> None:
    learnt = two_idle.printer().memory.rule.state()

    checks = await checks_of(two_idle, entity_id=BOTH)

    assert [(one["name"], one["outcome"]) for one in checks] == [
        ("Voron", "inspected"),
        ("Prusa", "inspected"),
    ]
    assert two_idle.printer().memory.rule.state() == learnt
    assert two_idle.shows()["score"] == "unknown"


async def test_check_without_an_answer(printing: House) -> None:
    frames = len(printing.ml.frames)

    assert await call(printing, "check_now", entity_id=BOTH) is None

    assert len(printing.ml.frames) == frames + 1


async def test_one_that_fails_does_not_stop_the_others(
    both_printing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_check(monkeypatch, both_printing.printer(0), HomeAssistantError("broken"))
    frames = len(both_printing.ml.frames)

    with pytest.raises(HomeAssistantError, match="Voron: broken$") as raised:
        await call(both_printing, "check_now", entity_id=BOTH)

    assert raised.value.translation_key == "not_done_for"
    assert not isinstance(raised.value, ServiceValidationError)
    assert len(both_printing.ml.frames) == frames + 1


async def test_one_that_fails_is_told_in_the_answer(
    both_printing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_check(monkeypatch, both_printing.printer(0), HomeAssistantError("broken"))

    voron, prusa = await checks_of(both_printing, entity_id=BOTH)

    assert voron == {
        "name": "Voron",
        "printer_id": both_printing.subentry(0).subentry_id,
        "error": "broken",
    }
    assert prusa["outcome"] == "inspected"


async def test_nothing_to_answer(
    printing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    err = ServiceValidationError("it cannot")
    break_check(monkeypatch, printing.printer(), err)

    with pytest.raises(ServiceValidationError, match="^it cannot$"):
        await checks_of(printing, entity_id=BOTH)


# -- whom they mean


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    "target",
    [
        {"entity_id": "binary_sensor.ml_connectivity"},
        {"entity_id": "input_button.voron_pause"},
        {"entity_id": "sensor.nowhere"},
        {"entity_id": "none"},
        {"device_id": "nowhere"},
    ],
)
async def test_no_printer_is_meant(
    printing: House, action: str, target: dict[str, Any]
) -> None:
    with pytest.raises(ServiceValidationError, match="None of the targets") as raised:
        await call(printing, action, **target)

    assert raised.value.translation_key == "no_printer_target"
    assert not printing.printer().is_muted


async def test_device_stands_for_its_printer_even_with_all_of_ours_disabled(
    both_printing: House,
) -> None:
    device_id = device_of(both_printing, entity_of(both_printing, "event", "print", 1))
    registry = er.async_get(both_printing.hass)
    for entity in er.async_entries_for_device(registry, device_id):
        registry.async_update_entity(
            entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )

    await call(both_printing, "mute", device_id=device_id)

    assert [both_printing.printer(one).is_muted for one in (0, 1)] == [False, True]


@pytest.mark.parametrize("action", ACTIONS)
async def test_server_that_is_not_loaded(printing: House, action: str) -> None:
    await printing.unload()

    with pytest.raises(ServiceValidationError, match="ML is not loaded") as raised:
        await call(printing, action, entity_id="sensor.voron_watch_state")

    assert raised.value.translation_key == "entry_not_loaded"
