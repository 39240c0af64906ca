"""Tells each target in order, and remembers who could not be told."""

import asyncio
from dataclasses import replace
import logging
from typing import Final

from homeassistant.core import HomeAssistant

from ..texts import text
from ..words import plain_words
from .targets import Letter, Target

_LOGGER = logging.getLogger(__name__)

SEND_TIMEOUT_S: Final = 10.0


class Outbox:
    """Tells one target, one letter after the other, and never an old one after a new one."""

    def __init__(self, hass: HomeAssistant, target: Target) -> None:
        """Prepare."""
        self._hass = hass
        self.target = target
        self._turn = asyncio.Lock()
        self._waiting: Letter | None = None
        self._told: Letter | None = None
        self._failed: tuple[str, str] | None = None
        self._is_logged = False

    def failure(self, subject: str) -> str | None:
        """Return why the target does not know the latest about this, if so."""
        if self._failed is None or self._failed[0] != subject:
            return None
        return self._failed[1]

    def note(self, letter: Letter) -> None:
        """Take this as told: it was, before a restart."""
        self._told = letter

    async def async_post(self, letter: Letter) -> None:
        """Tell it, unless something newer comes up before its turn."""
        waiting = self._waiting
        if waiting is not None and waiting.subject == letter.subject and waiting.alert:
            # The sound of what is passed over must not be lost.
            critical = waiting.is_critical or letter.is_critical
            letter = replace(letter, alert=True, is_critical=critical)
        self._waiting = letter
        async with self._turn:
            if self._waiting is letter:
                self._waiting = None
                await self._async_send(letter)

    async def async_clear(self, tag: str) -> None:
        """Take away what it was told; what waits is not told any more."""
        self._waiting = self._told = self._failed = None
        async with self._turn:
            try:
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await self.target.async_clear(tag)
            except Exception as err:  # noqa: BLE001
                # Whoever could not be told has nothing to be taken away.
                said = plain_words(err)
                _LOGGER.debug("%s was not cleared: %s", self.target.name, said)

    async def _async_send(self, letter: Letter) -> None:
        """Tell it, and remember whether that worked."""
        if self._knows(letter):
            return
        why = await async_reach(self._hass, self.target, letter)
        if why is None:
            self._told, self._failed, self._is_logged = letter, None, False
            return
        self._failed = letter.subject, why
        level = logging.DEBUG if self._is_logged else logging.WARNING
        self._is_logged = True
        _LOGGER.log(level, "%s could not be told: %s", self.target.name, why)

    def _knows(self, letter: Letter) -> bool:
        """Whether the target was told just this."""
        if (told := self._told) is None or told.subject != letter.subject:
            return False
        if self.target.keeps_old:
            return told.text == letter.text
        is_louder = letter.alert and not told.alert
        return not is_louder and _looks(told) == _looks(letter)


def _looks(letter: Letter) -> tuple[object, ...]:
    """Return what a person sees of it; the address of its picture is signed each time."""
    return letter.title, letter.text, letter.buttons, letter.picture is not None


async def async_reach(
    hass: HomeAssistant, target: Target, letter: Letter
) -> str | None:
    """Tell a target; return why it could not be told, if so."""
    patience = asyncio.timeout(SEND_TIMEOUT_S)
    try:
        async with patience:
            await target.async_send(letter)
    except Exception as err:  # noqa: BLE001
        # Integrations let the errors of their libraries through.
        return text(hass, "notify_too_slow") if patience.expired() else plain_words(err)
    return None
