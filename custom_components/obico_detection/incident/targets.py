"""Who can be told about an incident, and how each is told."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import logging
import threading
from typing import Any, Final, Protocol, override

from homeassistant.components.notify import NotifyEntityFeature
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_SUPPORTED_FEATURES,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN
from ..texts import text
from ..words import one_line

NOTIFY: Final = "notify"
MOBILE_APP: Final = "mobile_app"
MOBILE_APP_LOG: Final = "homeassistant.components.mobile_app.notify"
QUIET_CHANNEL: Final = "Obico: what has changed"
CLEAR: Final = "clear_notification"


class NotReachedError(Exception):
    """A target was not told; in words, why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a target is told."""

    subject: str
    """What it is about: an incident's id."""
    tag: str
    """What replaces what on a phone."""
    title: str
    text: str
    """Plain; phones know no Markdown."""
    alert: bool
    """Whether it is worth a sound."""
    is_critical: bool = False
    """Whether its sound breaks through a phone's silence."""
    page: str | None = None
    """What opens when it is tapped, as a path."""
    picture: str | None = None
    """Signed, as a path."""
    buttons: tuple[tuple[str, str, bool], ...] = ()
    """Id, title, and whether it destroys something, the most important first."""


def phone_data(letter: Letter) -> dict[str, Any]:
    """Return what the companion app makes of a letter, with the keys of both systems.

    Neither system minds the keys of the other.
    """
    data: dict[str, Any] = {"tag": letter.tag, "group": DOMAIN}
    if letter.page:
        # iOS opens the first, Android the second.
        data |= {"url": letter.page, "clickAction": letter.page}
    if letter.picture:
        data["image"] = letter.picture
    if letter.buttons:
        data["actions"] = [
            {"action": id_, "title": title, **({"destructive": True} if is_bad else {})}
            for id_, title, is_bad in letter.buttons
        ]
    if not letter.alert:
        silence = {"sound": "none", "interruption-level": "passive"}
        # Android rings for what replaces nothing any more, unless its channel is quiet.
        quiet = {"alert_once": True, "channel": QUIET_CHANNEL, "importance": "low"}
        return {**data, **quiet, "push": silence}
    # Android delivers at once even to a phone that sleeps.
    data |= {"ttl": 0, "priority": "high"}
    if letter.is_critical:
        sound = {"name": "default", "critical": 1, "volume": 1.0}
        data |= {"channel": "alarm_stream", "push": {"sound": sound}}
    return data


class Target(Protocol):
    """One that can be told."""

    keeps_old: bool
    """Whether what was told before stays beside what is told now."""

    @property
    def name(self) -> str:
        """What people call it."""

    async def async_send(self, letter: Letter) -> None:
        """Tell it; raises whatever the outside world raises."""

    async def async_clear(self, tag: str) -> None:
        """Take away what it was told, if that can be."""


class Phone:
    """A device of the companion app."""

    keeps_old = False

    def __init__(self, hass: HomeAssistant, device_id: str) -> None:
        """Prepare."""
        self._hass = hass
        self._device_id = device_id

    @property
    def name(self) -> str:
        """What people call it."""
        device = dr.async_get(self._hass).async_get(self._device_id)
        name = None if device is None else device.name_by_user or device.name
        return one_line(name or "") or text(self._hass, "notify_some_phone")

    async def async_send(self, letter: Letter) -> None:
        """Tell it, in the place of what it was told before."""
        content = {"title": letter.title, "message": letter.text}
        await self._async_notify({**content, "data": phone_data(letter)})

    async def async_clear(self, tag: str) -> None:
        """Take away what it was told."""
        await self._async_notify({"message": CLEAR, "data": {"tag": tag}})

    async def _async_notify(self, content: Mapping[str, Any]) -> None:
        """Call the phone's notify action."""
        action = self._action()
        with _logged_refusals() as refusals:
            await self._hass.services.async_call(
                NOTIFY, action, dict(content), blocking=True
            )
        if refusals:
            raise NotReachedError(refusals[0])

    def _action(self) -> str:
        """Return the notify action of the phone, as it is named at this moment."""
        if dr.async_get(self._hass).async_get(self._device_id) is None:
            raise NotReachedError(text(self._hass, "notify_gone"))
        action = None
        if NOTIFY in self._hass.data.get(MOBILE_APP, {}):
            # It is loaded; where it is not, nothing of it must be.
            from homeassistant.components.mobile_app import util  # noqa: PLC0415

            webhook_id = util.webhook_id_from_device_id(self._hass, self._device_id)
            if webhook_id is not None:
                action = util.get_notify_service(self._hass, webhook_id)
        if action is None:
            raise NotReachedError(text(self._hass, "notify_no_push"))
        return action


class Entity:
    """A notify entity."""

    keeps_old = True

    def __init__(self, hass: HomeAssistant, entity_id: str) -> None:
        """Prepare."""
        self._hass = hass
        self._entity_id = entity_id

    @property
    def name(self) -> str:
        """What people call it."""
        state = self._hass.states.get(self._entity_id)
        return self._entity_id if state is None else one_line(state.name)

    async def async_send(self, letter: Letter) -> None:
        """Tell it; what is not available would be passed over silently."""
        if (state := self._hass.states.get(self._entity_id)) is None:
            raise NotReachedError(text(self._hass, "notify_gone"))
        if state.state == STATE_UNAVAILABLE:
            raise NotReachedError(text(self._hass, "notify_unavailable"))
        content = {"message": letter.text}
        features = state.attributes.get(ATTR_SUPPORTED_FEATURES, 0)
        if features & NotifyEntityFeature.TITLE:
            content["title"] = letter.title
        await self._hass.services.async_call(
            NOTIFY,
            "send_message",
            content,
            target={ATTR_ENTITY_ID: self._entity_id},
            blocking=True,
        )

    async def async_clear(self, tag: str) -> None:
        """It cannot be cleared."""


class _Refusals(logging.Handler):
    """Collects what is logged while one task runs."""

    def __init__(self) -> None:
        """Begin in the task that runs now."""
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self._thread = threading.get_ident()
        self._task = asyncio.current_task()

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Take it down if it comes from this task."""
        if threading.get_ident() == self._thread:
            if asyncio.current_task() is self._task:
                self.said.append(record.getMessage().rstrip("."))


@contextmanager
def _logged_refusals() -> Iterator[list[str]]:
    """Collect why a push service refuses: the companion app's integration only logs it.

    Its notify action ends well even so.
    """
    logger, refusals = logging.getLogger(MOBILE_APP_LOG), _Refusals()
    logger.addHandler(refusals)
    try:
        yield refusals.said
    finally:
        logger.removeHandler(refusals)
