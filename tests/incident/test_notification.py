"""Who is told what about an incident, where, and in which order."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.obico_detection.const import DOMAIN, Response
from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident import outbox as outbox_module
from custom_components.obico_detection.incident.answers import Answer, answer_id
from custom_components.obico_detection.incident.incident import (
    Ending,
    Incident,
    Outcome,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.notification import Notifier
from custom_components.obico_detection.incident.options import NotifyTargets
from custom_components.obico_detection.incident.telling import Telling
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
from tests.support.phone import Phone
from tests.support.translations import TEXTS

HERE = NotifyTargets(here=True, devices=(), entities=(), critical=False)
NOT_SENT = "notification_not_sent"
PRESSED = Step(StepKind.PAUSE, 1.0, presses=1)
PAUSED = replace(PRESSED, outcome=Outcome.CONFIRMED)
LOST = replace(PRESSED, outcome=Outcome.UNCONFIRMED)
FAILING = Incident(
    incident_id="incident1",
    job_id="1",
    class_=FailureClass.FAILURE,
    opened_at=0.0,
    score=0.8,
    risk=81.2,
    response=Response.PAUSE,
    job_name="part_*1*.gcode",
)


def telling(*steps: Step, **changes: Any) -> Telling:
    """Return what is to be told about the failure with these steps."""
    return Telling(incident=replace(FAILING, steps=steps), **changes)


@dataclass
class Home:
    """A printer's notifier, and where a person looks."""

    hass: HomeAssistant
    targets: NotifyTargets = HERE
    name: str = "Voron"
    status: str = "sensor.voron_status"
    notifier: Notifier = field(init=False)

    def __post_init__(self) -> None:
        self.notifier = Notifier(
            self.hass,
            "printer1",
            lambda: self.name,
            lambda: self.targets,
            lambda: self.status,
        )

    def choose(self, **changes: Any) -> None:
        """Choose who is told."""
        self.targets = replace(self.targets, **changes)

    async def tell(self, *steps: Step, **changes: Any) -> None:
        """Tell, as the response does."""
        await self.notifier.async_tell(telling(*steps, **changes))

    @property
    def shown(self) -> dict[str, str]:
        """What Home Assistant shows: title to message."""
        found = _async_get_or_create_notifications(self.hass)
        return {str(one["title"]): one["message"] for one in found.values()}


@pytest.fixture
async def home(hass: HomeAssistant, socket_enabled: None, hass_storage: object) -> Home:
    """A home in which nothing was told yet."""
    await async_load_integrations(hass, {DOMAIN})
    assert await async_setup_component(hass, "http", {})
    return Home(hass)


@pytest.fixture
async def phone(home: Home) -> AsyncIterator[Phone]:
    """A phone that is told, in the place of Home Assistant itself."""
    async with Phone(home.hass) as registered:
        home.choose(here=False, devices=(registered.device_id,))
        yield registered


@pytest.fixture
async def other_phone(home: Home, phone: Phone) -> AsyncIterator[Phone]:
    """Another phone that is told as well."""
    async with Phone(home.hass, "iPhone") as registered:
        home.choose(devices=(phone.device_id, registered.device_id))
        yield registered


@pytest.fixture
def page(home: Home) -> str:
    """The page of the printer's own device, on which the status entity is."""
    entry = MockConfigEntry(domain="voron")
    entry.add_to_hass(home.hass)
    device = dr.async_get(home.hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("voron", "1")}
    )
    status = er.async_get(home.hass).async_get_or_create(
        "sensor", "voron", "1", device_id=device.id
    )
    home.status = status.entity_id
    return f"/config/devices/device/{device.id}"


# -- in Home Assistant itself


async def test_what_happened_is_shown(home: Home) -> None:
    await home.tell(PAUSED)

    [(title, message)] = home.shown.items()
    assert title == "Voron: failing print paused"
    assert message.endswith("The print was paused, and the printer confirms it.")
    # A name that is no Markdown stays what it is.
    assert r"part\_\*1\*.gcode" in message


async def test_later_word_takes_the_place_of_the_one_before(home: Home) -> None:
    await home.tell(PRESSED)
    await home.tell(PAUSED)
    assert list(home.shown) == ["Voron: failing print paused"]


async def test_nothing_is_shown_where_that_is_not_wanted(home: Home) -> None:
    home.choose(here=False)
    await home.tell(PAUSED)
    assert home.shown == {}


async def test_link_leads_to_the_printers_own_device(home: Home, page: str) -> None:
    await home.tell()
    assert home.shown["Voron: the print is failing"].endswith(f"[Open Voron]({page})")


async def test_link_leads_to_our_device_where_the_printer_has_none(home: Home) -> None:
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(home.hass)
    device = dr.async_get(home.hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, "printer1")}
    )
    await home.tell()
    assert f"(/config/devices/device/{device.id})" in "".join(home.shown.values())


async def test_no_device_no_link(home: Home) -> None:
    await home.tell()
    assert "](" not in "".join(home.shown.values())


async def test_picture_is_shown_by_a_signed_path(home: Home) -> None:
    seen = replace(FAILING, has_picture=True)
    await home.notifier.async_tell(Telling(incident=seen))

    assert re.search(
        r"!\[The picture that decided\]\(/api/obico_detection/album/printer1/incident1/"
        r"picture\.jpg\?authSig=[\w.-]+\)",
        "".join(home.shown.values()),
    )


async def test_name_of_a_printer_does_nothing(home: Home, page: str) -> None:
    home.name = "![x](http://e.example/x.png)\n[y](z) <img src=x>"
    await home.tell()

    [(title, message)] = home.shown.items()
    assert "\n" not in title
    links = re.findall(r"(?<!\\)\]\(([^)]*)\)", message)
    assert links == [page]
    assert not re.search(r"(?<!\\)[<>]", message)


# -- on a phone


async def test_phone_gets_plain_words_picture_and_page(
    home: Home, phone: Phone, page: str
) -> None:
    seen = replace(FAILING, has_picture=True, steps=(PAUSED,))
    await home.notifier.async_tell(Telling(incident=seen))

    assert phone.latest["title"] == "Voron: failing print paused"
    assert "part_*1*.gcode" in phone.latest["message"]
    data = phone.latest["data"]
    assert data["tag"] == "obico_detection_printer1"
    assert data["url"] == data["clickAction"] == page
    assert data["image"].startswith("/api/obico_detection/album/printer1/incident1/")
    assert home.shown == {}


async def test_phone_shows_one_notification_a_printer(home: Home, phone: Phone) -> None:
    await home.tell(PRESSED)
    await home.tell(PAUSED, alert=False)

    assert len(phone.pushes) == 2
    [shown] = phone.shown.values()
    assert shown["title"] == "Voron: failing print paused"
    assert shown["data"]["alert_once"] is True


async def test_buttons_come_in_the_order_of_their_importance(
    home: Home, phone: Phone
) -> None:
    await home.tell(PAUSED, answers=tuple(Answer))

    buttons = phone.latest["data"]["actions"]
    assert [one["action"] for one in buttons] == [
        answer_id(answer, "incident1") for answer in Answer
    ]
    assert [one["title"] for one in buttons] == [
        TEXTS["common"][f"answer_{answer}"] for answer in Answer
    ]
    assert [one["title"] for one in buttons if one.get("destructive")] == ["Stop"]


@pytest.mark.parametrize(
    ("critical", "changes", "alert", "is_heard"),
    [
        (True, {}, True, True),
        (False, {}, True, False),
        (True, {}, False, False),
        (True, {"class_": FailureClass.WARNING}, True, False),
        (True, {"ending": Ending.JOB_ENDED}, True, False),
    ],
)
async def test_only_a_failure_breaks_through_silence(
    home: Home,
    phone: Phone,
    critical: bool,
    changes: dict[str, Any],
    alert: bool,
    is_heard: bool,
) -> None:
    home.choose(critical=critical)
    incident = replace(FAILING, **changes)
    await home.notifier.async_tell(Telling(incident=incident, alert=alert))

    assert (phone.latest["data"].get("channel") == "alarm_stream") is is_heard


async def test_after_a_restart_only_home_assistant_shows_it_again(
    home: Home, phone: Phone
) -> None:
    home.choose(here=True)
    await home.tell(PAUSED, only_here=True)

    assert list(home.shown) == ["Voron: failing print paused"]
    assert phone.pushes == []


async def test_entity_is_not_told_again_what_it_knew_before_a_restart(
    home: Home,
) -> None:
    calls = async_mock_service(home.hass, "notify", "send_message")
    home.hass.states.async_set("notify.pager", "unknown")
    home.choose(entities=("notify.pager",))
    await home.tell(PRESSED, only_here=True)
    await home.tell(PRESSED, alert=False)
    assert calls == []

    await home.tell(PAUSED)
    assert len(calls) == 1


# -- who cannot be told


async def test_who_cannot_be_told_is_named_even_where_nothing_is_shown(
    home: Home, phone: Phone, other_phone: Phone
) -> None:
    await other_phone.remove()
    await home.tell(LOST)

    [message] = home.shown.values()
    assert "Could not be told: a phone (it does not exist any more)." in message
    assert "The print is probably still running." in message
    assert len(phone.pushes) == 1


async def test_it_is_not_named_any_more_when_it_could_be_told(
    home: Home, phone: Phone
) -> None:
    phone.status = 500
    await home.tell(PRESSED)
    assert "Could not be told: Pixel (" in "".join(home.shown.values())

    phone.status = 201
    await home.tell(PAUSED)
    assert home.shown == {}


async def test_name_of_a_phone_does_nothing(home: Home) -> None:
    async with Phone(home.hass, "<img src=x> [a](b)") as phone:
        home.choose(devices=(phone.device_id,))
        phone.status = 500
        await home.tell()

    assert r"Could not be told: \<img src=x\> \[a\](b)" in "".join(home.shown.values())


async def test_notify_entities_are_told_and_named(home: Home) -> None:
    calls = async_mock_service(home.hass, "notify", "send_message")
    home.hass.states.async_set("notify.pager", "unknown", {"friendly_name": "Pager"})
    home.hass.states.async_set("notify.dead", "unavailable", {"friendly_name": "Dead"})
    home.choose(entities=("notify.pager", "notify.dead"))
    await home.tell(PRESSED)
    await home.tell(PRESSED, alert=False)
    await home.tell(PAUSED)

    assert [call.data["entity_id"] for call in calls] == ["notify.pager"] * 2
    assert calls[1].data["message"].endswith("and the printer confirms it.")
    assert (
        "Could not be told: Dead (it is not available)."
        in (home.shown["Voron: failing print paused"])
    )


async def test_everything_that_breaks_at_once_raises_nothing(
    home: Home, phone: Phone
) -> None:
    await phone.remove()
    home.choose(devices=(phone.device_id, "nothing"), entities=("notify.nobody",))
    await home.tell()
    assert "".join(home.shown.values()).count("it does not exist any more") == 3


# -- in which order


async def test_home_assistant_shows_it_before_anybody_else_is_told(
    home: Home, phone: Phone
) -> None:
    home.choose(here=True)
    coroutine = home.notifier.async_tell(telling(PAUSED))
    asyncio.Task(coroutine, loop=home.hass.loop, eager_start=True)

    assert list(home.shown) == ["Voron: failing print paused"]
    assert phone.pushes == []
    await home.hass.async_block_till_done()
    await phone.arrived.wait()


async def test_one_that_hangs_keeps_no_other_from_being_told(
    home: Home, phone: Phone, other_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "SEND_TIMEOUT_S", 0.2)
    phone.get_stuck()
    told = asyncio.create_task(home.tell(PRESSED))
    await other_phone.arrived.wait()
    assert not told.done()
    await told

    assert len(other_phone.pushes) == 1
    assert "Pixel (no answer within 10 seconds)" in "".join(home.shown.values())


async def test_stale_word_does_not_come_after_a_newer_one(
    home: Home, phone: Phone, other_phone: Phone
) -> None:
    home.choose(here=True)
    phone.get_stuck()
    tasks = [asyncio.create_task(home.tell())]
    await phone.arrived.wait()
    for step in (PRESSED, PAUSED):
        tasks.append(asyncio.create_task(home.tell(step)))
        await asyncio.sleep(0)
    phone.go_on()
    await asyncio.gather(*tasks)

    titles = [push["title"] for push in phone.pushes]
    assert titles == ["Voron: the print is failing", "Voron: failing print paused"]
    assert other_phone.latest["title"] == "Voron: failing print paused"
    assert list(home.shown) == ["Voron: failing print paused"]


# -- taking it away


async def test_it_is_taken_away_everywhere(home: Home, phone: Phone) -> None:
    home.choose(here=True)
    await home.tell()
    await home.notifier.async_take_away()

    assert home.shown == {}
    assert phone.shown == {}


async def test_phone_that_is_not_chosen_any_more_is_cleared_too(
    home: Home, phone: Phone
) -> None:
    await home.tell()
    home.choose(devices=())
    await home.notifier.async_take_away()
    assert phone.shown == {}


async def test_phone_told_before_a_restart_is_cleared_too(
    home: Home, phone: Phone
) -> None:
    await home.tell()
    await Home(home.hass, home.targets).notifier.async_take_away()
    assert phone.shown == {}


async def test_trouble_told_too_late_shows_nothing_again(
    home: Home, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox_module, "SEND_TIMEOUT_S", 0.1)
    home.choose(here=True)
    phone.get_stuck()
    told = asyncio.create_task(home.tell())
    await phone.arrived.wait()
    await home.notifier.async_take_away()
    await told

    assert home.shown == {}


# -- a test


async def test_everyone_gets_the_test(home: Home, phone: Phone) -> None:
    home.choose(here=True, critical=True)
    await home.tell()
    await home.notifier.async_test()

    assert home.shown["Voron: test notification"] == (
        "This is how you are told when a print of Voron fails. A real notification also shows the picture, and buttons on a phone."
    )
    assert phone.latest["title"] == "Voron: test notification"
    assert phone.latest["data"]["channel"] == "alarm_stream"
    # It does not take the place of what is really happening.
    assert len(phone.shown) == len(home.shown) == 2


async def test_second_test_is_sent_too(home: Home) -> None:
    calls = async_mock_service(home.hass, "notify", "send_message")
    home.hass.states.async_set("notify.pager", "unknown")
    home.choose(entities=("notify.pager",))
    await home.notifier.async_test()
    await home.notifier.async_test()
    assert len(calls) == 2


async def test_test_says_who_was_not_reached(home: Home, phone: Phone) -> None:
    home.choose(devices=(phone.device_id, "gone"), entities=("notify.nobody",))
    with pytest.raises(HomeAssistantError) as raised:
        await home.notifier.async_test()

    assert raised.value.translation_key == NOT_SENT
    assert raised.value.translation_placeholders == {
        "reason": "a phone (it does not exist any more), "
        "notify.nobody (it does not exist any more)"
    }
    assert phone.texts == [
        "This is how you are told when a print of Voron fails. A real notification also shows the picture, and buttons on a phone."
    ]


async def test_test_without_anybody_to_tell_says_so(home: Home) -> None:
    home.choose(here=False)
    with pytest.raises(HomeAssistantError) as raised:
        await home.notifier.async_test()

    assert raised.value.translation_key == NOT_SENT
    assert raised.value.translation_placeholders == {
        "reason": "nobody is chosen to be told"
    }


# -- a printer that does not answer


@pytest.mark.parametrize(
    ("checks_go_on", "end"),
    [(False, "for 10 minutes."), (True, "whether a pause worked cannot be told.")],
)
async def test_silent_printer_is_told_and_taken_away(
    home: Home, checks_go_on: bool, end: str
) -> None:
    home.name = "My *Voron*"
    home.notifier.async_show_held_long("sensor.voron", checks_go_on=checks_go_on)

    message = home.shown["My *Voron*: the printer does not answer"]
    assert message.startswith(r"My \*Voron\* is in the middle of a print, but sensor.v")
    assert message.endswith(end)

    home.notifier.async_dismiss_held_long()
    assert home.shown == {}


def test_no_text_is_left_over() -> None:
    told = {one for one in TEXTS["common"] if one.startswith(("notify_", "held_"))}
    assert told == {
        "held_message",
        "held_message_checks",
        "held_title",
        "notify_gone",
        "notify_no_push",
        "notify_no_target",
        "notify_some_phone",
        "notify_target",
        "notify_test_message",
        "notify_test_title",
        "notify_too_slow",
        "notify_unavailable",
        "notify_unreached",
    }
