"""What a control or a plug does when it is told something, and when it cannot be."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from custom_components.obico_detection.printer import controls
from custom_components.obico_detection.printer.controls import (
    PRESS_ACTIONS,
    ControlError,
    ControlFault,
    async_is_switched_off,
    async_press,
    async_switch_off,
    async_wait_until,
    fault_of,
)
from homeassistant.core import Context, HomeAssistant, ServiceCall

PLUG = "switch.plug"


@pytest.fixture
def calls(hass: HomeAssistant) -> list[ServiceCall]:
    """What everything that can be pressed or switched was told."""
    told: list[ServiceCall] = []
    for domain, action in (*PRESS_ACTIONS.items(), ("switch", "turn_off")):
        hass.services.async_register(domain, action, told.append)
    return told


@pytest.mark.parametrize("domain", PRESS_ACTIONS)
async def test_control_is_pressed_by_the_action_of_its_domain(
    hass: HomeAssistant, calls: list[ServiceCall], domain: str
) -> None:
    hass.states.async_set(f"{domain}.control", "unknown")
    context = Context()

    await async_press(hass, f"{domain}.control", context)

    (call,) = calls
    assert (call.domain, call.service) == (domain, PRESS_ACTIONS[domain])
    assert (call.data, call.context) == ({"entity_id": f"{domain}.control"}, context)


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("unavailable", ControlFault.CONTROL_UNAVAILABLE),
        (None, ControlFault.CONTROL_GONE),
    ],
)
@pytest.mark.parametrize("act", [async_press, async_switch_off])
async def test_what_is_not_there_is_told_nothing(
    hass: HomeAssistant,
    calls: list[ServiceCall],
    act: Callable[[HomeAssistant, str, Context], Awaitable[None]],
    state: str | None,
    fault: ControlFault,
) -> None:
    if state is not None:
        hass.states.async_set(PLUG, state)

    with pytest.raises(ControlError) as raised:
        await act(hass, PLUG, Context())

    assert raised.value.fault is fault_of(hass, PLUG) is fault
    assert calls == []


async def test_plug_is_off_when_it_says_so(
    hass: HomeAssistant, calls: list[ServiceCall]
) -> None:
    hass.states.async_set(PLUG, "on")
    await async_switch_off(hass, PLUG, Context())
    waiting = asyncio.create_task(async_is_switched_off(hass, PLUG))
    await asyncio.sleep(0)
    assert not waiting.done()

    hass.states.async_set(PLUG, "off")

    assert await waiting
    assert [call.service for call in calls] == ["turn_off"]


async def test_wait_for_what_is_so_already_is_none(hass: HomeAssistant) -> None:
    assert await async_wait_until(hass, [None], lambda: True, 3600.0)


async def test_error_for_which_nobody_waits_is_logged_in_plain_words(
    hass: HomeAssistant,
    calls: list[ServiceCall],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = asyncio.Event()

    async def press(_call: ServiceCall) -> None:
        await answered.wait()
        raise OSError("Lost\n http://me:secret@printer/?key=abc " + "x" * 500)

    monkeypatch.setattr(controls, "PRESS_TIMEOUT_S", 0.0)
    hass.services.async_register("button", "press", press)
    hass.states.async_set("button.pause", "unknown")
    await async_press(hass, "button.pause", Context())

    answered.set()
    await hass.async_block_till_done(wait_background_tasks=True)

    [line] = [one for one in caplog.messages if "failed late" in one]
    assert "Lost http://printer/ xxx" in line
    assert len(line) < 300
