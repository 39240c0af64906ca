"""Each kind of target is told in its own way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
import logging
from typing import override

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.obico_detection.incident import outbox as outbox_module
from custom_components.obico_detection.incident.outbox import Outbox
from custom_components.obico_detection.incident.targets import (
    Entity,
    Letter,
    Phone as PhoneTarget,
    phone_data,
)
from homeassistant.components.notify import (
    DATA_COMPONENT,
    NotifyEntity,
    NotifyEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import EntityComponent
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
from tests.support.phone import Phone

LETTER = Letter(
    subject="incident-1",
    tag="voron",
    title="Voron: the print is failing",
    text="Look at it.",
    alert=True,
)


@pytest.fixture(autouse=True)
async def words(hass: HomeAssistant) -> None:
    """What is said is there."""
    await async_load_integrations(hass, {"obico_detection"})


@pytest.fixture
async def phone(
    hass: HomeAssistant, socket_enabled: None, hass_storage: object
) -> AsyncIterator[Phone]:
    """A phone that is there."""
    async with Phone(hass) as registered:
        yield registered


@pytest.fixture
def to_phone(hass: HomeAssistant, phone: Phone) -> Outbox:
    """What is on its way to the phone."""
    return Outbox(hass, PhoneTarget(hass, phone.device_id))


# -- what a phone is told


def test_plain_letter_has_a_tag_and_a_group() -> None:
    assert phone_data(LETTER) == {
        "tag": "voron",
        "group": "obico_detection",
        "ttl": 0,
        "priority": "high",
    }


def test_page_opens_on_both_systems() -> None:
    data = phone_data(replace(LETTER, page="/config/devices/device/1"))
    assert data["url"] == data["clickAction"] == "/config/devices/device/1"


def test_buttons_keep_their_order() -> None:
    data = phone_data(
        replace(LETTER, buttons=(("b", "Stop", True), ("a", "Resume", False)))
    )
    assert data["actions"] == [
        {"action": "b", "title": "Stop", "destructive": True},
        {"action": "a", "title": "Resume"},
    ]


def test_critical_letter_is_heard_on_both_systems() -> None:
    data = phone_data(replace(LETTER, is_critical=True))
    assert data["channel"] == "alarm_stream"
    assert data["push"] == {"sound": {"name": "default", "critical": 1, "volume": 1.0}}


def test_update_is_silent_on_both_systems_even_if_critical() -> None:
    data = phone_data(replace(LETTER, is_critical=True, alert=False))
    assert data["alert_once"] is True
    assert data["push"] == {"sound": "none", "interruption-level": "passive"}
    # On Android a channel keeps the loudness that it was made with.
    assert data["channel"] == "Obico: what has changed"
    assert data["importance"] == "low"
    assert "priority" not in data


# -- a phone


async def test_phone_is_told(to_phone: Outbox, phone: Phone) -> None:
    await to_phone.async_post(replace(LETTER, picture="/picture.jpg?authSig=x"))

    assert to_phone.failure("incident-1") is None
    assert phone.latest["title"] == "Voron: the print is failing"
    assert phone.latest["message"] == "Look at it."
    assert phone.latest["data"]["image"] == "/picture.jpg?authSig=x"


async def test_phone_shows_the_latest_only_and_can_be_cleared(
    to_phone: Outbox, phone: Phone
) -> None:
    await to_phone.async_post(LETTER)
    await to_phone.async_post(replace(LETTER, text="It was paused."))
    assert [one["message"] for one in phone.shown.values()] == ["It was paused."]

    await to_phone.async_clear("voron")
    assert phone.shown == {}


async def test_renamed_phone_is_still_told(
    hass: HomeAssistant, to_phone: Outbox, phone: Phone
) -> None:
    entry = hass.config_entries.async_entries("mobile_app")[0]
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "device_name": "Old phone"}
    )
    await hass.config_entries.async_reload(entry.entry_id)
    assert not hass.services.has_service("notify", "mobile_app_pixel")

    await to_phone.async_post(LETTER)

    assert phone.texts == ["Look at it."]


async def test_push_service_that_refuses_is_noticed(
    to_phone: Outbox, phone: Phone
) -> None:
    """The notify action of the companion app ends well even then."""
    phone.status = 500
    await to_phone.async_post(LETTER)

    why = to_phone.failure("incident-1")
    assert why is not None
    assert "Pixel" in why


async def test_refusal_of_another_phone_is_not_ours(
    hass: HomeAssistant, to_phone: Outbox, phone: Phone
) -> None:
    async with Phone(hass, "iPhone") as other:
        other.status = 500
        to_other = Outbox(hass, PhoneTarget(hass, other.device_id))
        await asyncio.gather(to_other.async_post(LETTER), to_phone.async_post(LETTER))

    assert to_other.failure("incident-1") is not None
    assert to_phone.failure("incident-1") is None
    assert phone.texts == ["Look at it."]


async def test_phone_that_is_removed_is_named_as_gone(
    to_phone: Outbox, phone: Phone
) -> None:
    await phone.remove()
    await to_phone.async_post(LETTER)

    assert to_phone.failure("incident-1") == "it does not exist any more"
    assert to_phone.target.name == "a phone"


async def test_phone_whose_app_is_not_loaded_takes_nothing(
    hass: HomeAssistant, to_phone: Outbox, phone: Phone
) -> None:
    entry = hass.config_entries.async_entries("mobile_app")[0]
    await hass.config_entries.async_unload(entry.entry_id)
    await to_phone.async_post(LETTER)

    assert to_phone.failure("incident-1") == "its app takes no notifications"
    assert to_phone.target.name == "Pixel"


async def test_device_without_the_companion_app_at_all(hass: HomeAssistant) -> None:
    outbox = Outbox(hass, PhoneTarget(hass, "no-such-device"))
    await outbox.async_post(LETTER)
    assert outbox.failure("incident-1") == "it does not exist any more"


async def test_phone_that_does_not_answer_is_given_up(
    to_phone: Outbox, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "SEND_TIMEOUT_S", 0.05)
    phone.get_stuck()
    await to_phone.async_post(LETTER)

    assert to_phone.failure("incident-1") == "no answer within 10 seconds"


async def test_trouble_is_logged_once_until_it_is_over(
    to_phone: Outbox, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, outbox_module.__name__)

    def logged() -> int:
        return sum(one.name == outbox_module.__name__ for one in caplog.records)

    phone.status = 500
    for _ in range(3):
        await to_phone.async_post(LETTER)
    assert logged() == 1

    phone.status = 201
    await to_phone.async_post(LETTER)
    phone.status = 500
    await to_phone.async_post(replace(LETTER, text="Look again."))
    assert logged() == 2


async def test_phone_is_not_told_the_same_twice(to_phone: Outbox, phone: Phone) -> None:
    quiet = replace(LETTER, alert=False, picture="/picture.jpg?authSig=x")

    await to_phone.async_post(quiet)
    await to_phone.async_post(replace(quiet, picture="/picture.jpg?authSig=y"))
    assert len(phone.pushes) == 1

    await to_phone.async_post(replace(quiet, alert=True))
    assert len(phone.pushes) == 2


async def test_trouble_is_about_one_incident(to_phone: Outbox, phone: Phone) -> None:
    phone.status = 500
    await to_phone.async_post(LETTER)

    assert to_phone.failure("incident-2") is None
    phone.status = 201
    await to_phone.async_post(LETTER)
    assert to_phone.failure("incident-1") is None


async def test_clearing_that_fails_is_logged_in_plain_words(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Entity):
        @override
        async def async_clear(self, tag: str) -> None:
            raise OSError("Lost\n http://me:secret@pager/?key=abc")

    caplog.set_level(logging.DEBUG, outbox_module.__name__)
    await Outbox(hass, Broken(hass, "notify.plain")).async_clear("voron")

    [one] = [one for one in caplog.records if one.name == outbox_module.__name__]
    assert one.getMessage().endswith(" was not cleared: Lost http://pager/")


# -- order


async def test_newer_letter_is_not_overtaken_and_stale_ones_are_left_out(
    to_phone: Outbox, phone: Phone
) -> None:
    phone.get_stuck()
    posts = [asyncio.create_task(to_phone.async_post(LETTER))]
    await phone.arrived.wait()
    for text in ("Pressed.", "Pressed twice.", "Paused."):
        later = replace(LETTER, text=text, alert=False)
        posts.append(asyncio.create_task(to_phone.async_post(later)))
    await asyncio.sleep(0)
    phone.go_on()
    await asyncio.gather(*posts)

    assert phone.texts == ["Look at it.", "Paused."]
    assert phone.latest["data"]["alert_once"] is True


async def test_sound_of_a_letter_that_is_left_out_is_not_lost(
    to_phone: Outbox, phone: Phone
) -> None:
    phone.get_stuck()
    first = asyncio.create_task(to_phone.async_post(replace(LETTER, alert=False)))
    await phone.arrived.wait()
    loud = replace(LETTER, text="Could NOT be paused.", is_critical=True)
    second = asyncio.create_task(to_phone.async_post(loud))
    await asyncio.sleep(0)
    quiet = replace(LETTER, text="Still not.", alert=False)
    third = asyncio.create_task(to_phone.async_post(quiet))
    await asyncio.sleep(0)
    phone.go_on()
    await asyncio.gather(first, second, third)

    assert phone.texts == ["Look at it.", "Still not."]
    assert phone.latest["data"]["channel"] == "alarm_stream"


async def test_what_waits_is_not_told_after_it_was_taken_away(
    to_phone: Outbox, phone: Phone
) -> None:
    phone.get_stuck()
    first = asyncio.create_task(to_phone.async_post(LETTER))
    await phone.arrived.wait()
    second = asyncio.create_task(to_phone.async_post(replace(LETTER, text="Old.")))
    await asyncio.sleep(0)
    clearing = asyncio.create_task(to_phone.async_clear("voron"))
    await asyncio.sleep(0)
    phone.go_on()
    await asyncio.gather(first, second, clearing)

    assert phone.texts == ["Look at it.", "clear_notification"]
    assert phone.shown == {}


async def test_clearing_a_phone_that_is_gone_is_no_trouble(
    to_phone: Outbox, phone: Phone
) -> None:
    await phone.remove()
    await to_phone.async_clear("voron")
    assert to_phone.failure("incident-1") is None


# -- notify entities


class Pager(NotifyEntity):
    """A notify entity that remembers what it was told."""

    def __init__(self, name: str, features: NotifyEntityFeature) -> None:
        self._attr_name = self._attr_unique_id = name
        self._attr_supported_features = features
        self.told: list[tuple[str | None, str]] = []
        self.error: Exception | None = None

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Take it down."""
        if self.error is not None:
            raise self.error
        self.told.append((title, message))


@pytest.fixture
async def pagers(hass: HomeAssistant) -> dict[str, Pager]:
    """Two notify entities, of which one knows no titles."""
    made = {
        "plain": Pager("plain", NotifyEntityFeature(0)),
        "titled": Pager("titled", NotifyEntityFeature.TITLE),
    }

    assert await async_setup_component(hass, "notify", {})
    component: EntityComponent[NotifyEntity] = hass.data[DATA_COMPONENT]
    await component.async_add_entities(made.values())
    return made


async def test_entity_gets_the_text_and_a_title_where_it_knows_titles(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    for name in pagers:
        await Outbox(hass, Entity(hass, f"notify.{name}")).async_post(LETTER)

    assert pagers["plain"].told == [(None, "Look at it.")]
    assert pagers["titled"].told == [("Voron: the print is failing", "Look at it.")]


async def test_entity_is_not_told_the_same_twice_about_an_incident(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    outbox = Outbox(hass, Entity(hass, "notify.plain"))
    for letter in (
        LETTER,
        LETTER,
        replace(LETTER, text="Paused."),
        replace(LETTER, text="Paused.", alert=False),
        replace(LETTER, text="Paused.", subject="incident-2"),
    ):
        await outbox.async_post(letter)

    texts = [text for _, text in pagers["plain"].told]
    assert texts == ["Look at it.", "Paused.", "Paused."]


async def test_entity_that_failed_is_told_the_same_again(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    outbox = Outbox(hass, Entity(hass, "notify.plain"))
    pagers["plain"].error = HomeAssistantError("The network is down")
    await outbox.async_post(LETTER)
    assert outbox.failure("incident-1") == "The network is down"

    pagers["plain"].error = None
    await outbox.async_post(LETTER)
    assert pagers["plain"].told == [(None, "Look at it.")]
    assert outbox.failure("incident-1") is None


async def test_errors_of_libraries_are_survived_and_keep_no_secrets(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    outbox = Outbox(hass, Entity(hass, "notify.plain"))
    pagers["plain"].error = OSError("http://me:secret@pager/?token=abc")
    await outbox.async_post(LETTER)
    assert outbox.failure("incident-1") == "http://pager/"


async def test_entity_that_would_be_passed_over_silently_is_named(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    hass.states.async_set("notify.plain", "unavailable")
    away = Outbox(hass, Entity(hass, "notify.plain"))
    gone = Outbox(hass, Entity(hass, "notify.nobody"))
    await away.async_post(LETTER)
    await gone.async_post(LETTER)

    assert away.failure("incident-1") == "it is not available"
    assert gone.failure("incident-1") == "it does not exist any more"
    assert gone.target.name == "notify.nobody"
    assert pagers["plain"].told == []


async def test_entity_told_before_a_restart_is_not_told_again(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    outbox = Outbox(hass, Entity(hass, "notify.plain"))
    outbox.note(LETTER)
    await outbox.async_post(LETTER)
    assert pagers["plain"].told == []


async def test_renamed_entity_keeps_its_own_name(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    er.async_get(hass).async_update_entity("notify.plain", name="Bedroom")
    await hass.async_block_till_done()
    assert Entity(hass, "notify.plain").name == "Bedroom"


async def test_entity_cannot_be_cleared(
    hass: HomeAssistant, pagers: dict[str, Pager]
) -> None:
    calls = async_mock_service(hass, "notify", "send_message")
    await Outbox(hass, Entity(hass, "notify.plain")).async_clear("voron")
    assert calls == []
