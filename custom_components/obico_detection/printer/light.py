"""Light for the picture: when a printer needs it, and when to keep our hands off it."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import logging
from typing import Any

from homeassistant.core import HomeAssistant, callback

from ..const import LightMode
from ..timers import async_wait
from .lamp import LAMP_DOMAINS, Lamp, LampError, async_lamp

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LightSettings:
    """Which light, when, and how long the camera needs to get used to it."""

    entity_id: str | None
    mode: LightMode
    settle_s: float


class PictureLight:
    """The light of one printer's camera.

    Whoever else switches it during a print job has taken it over: until the job ends it
    is left alone.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        settings: Callable[[], LightSettings],
        save: Callable[[], None],
        is_watched: Callable[[], bool],
    ) -> None:
        """Prepare; nothing is switched before `async_follow`.

        Args:
            hass: Home Assistant.
            settings: gives the settings of now.
            save: called when something has changed that must survive a restart.
            is_watched: tells whether anyone looks at the pictures of a job.

        """
        self._hass = hass
        self._settings = settings
        self._save = save
        self._is_watched = is_watched
        self._lamp: Lamp | None = None
        self._followed: LightSettings | None = None
        self._brackets: set[object] = set()
        self._in_job = False
        self._told = False
        self._lit_before: str | None = None
        self._is_lit_stored = False
        self.taken_over = False
        self.is_settling = False

    # -- what is remembered

    def state(self) -> dict[str, Any]:
        """Return it as JSON types, to be stored now."""
        lamp, lit = self._lamp, self._lit_before
        if lamp is not None and lamp.is_lit_for({self, *self._brackets}):
            lit = lamp.entity_id
        self._is_lit_stored = lit is not None
        return {"taken_over": self.taken_over, "lit": lit}

    def restore(self, saved: object, *, in_job: bool) -> None:
        """Take over what `state` gave; `in_job` says that its job may still run."""
        self._in_job = in_job
        if not isinstance(saved, Mapping):
            return
        self.taken_over = in_job and saved.get("taken_over") is True
        lit = saved.get("lit")
        if isinstance(lit, str) and lit.partition(".")[0] in LAMP_DOMAINS:
            self._lit_before = lit

    # -- life

    @callback
    def async_follow(self) -> None:
        """Follow the light that the settings name now."""
        settings, before = self._settings(), self._followed
        self._followed = settings
        if before is not None and before.mode is not settings.mode:
            # Chosen anew: that it was switched by hand before says nothing any more.
            self.taken_over = False
        self._change_lamp(
            settings.entity_id if settings.mode is not LightMode.NONE else None
        )
        self._take_up()
        if self._lamp is not None and not self._stays_on:
            self._lamp.async_release(self)

    async def async_stop(self) -> None:
        """Leave the light as it was, and let go of it."""
        if (lamp := self._lamp) is None:
            return
        self._lamp = None
        await lamp.async_release(self, *self._brackets)
        lamp.async_unfollow(self)
        if lamp.is_lit and not lamp.is_followed:
            # Unavailable just now: to be switched off when we are back.
            self._lit_before = lamp.entity_id

    def _change_lamp(self, entity_id: str | None) -> None:
        """Let go of the lamp that was followed, if it is another one now."""
        old = self._lamp
        if old is not None and entity_id is not None:
            if old.entity_id == entity_id or old.async_rename(entity_id):
                return
        self._lamp = None if entity_id is None else async_lamp(self._hass, entity_id)
        if self._lamp is not None:
            self._lamp.async_follow(self)
        if old is not None:
            self.taken_over = False
            # Followed to the end: trouble with it is still told.
            old.async_release(self).add_done_callback(
                lambda _: old.async_unfollow(self)
            )

    def _take_up(self) -> None:
        """See to the light that was on by our doing before a restart."""
        if (entity_id := self._lit_before) is None:
            return
        self._lit_before = None
        if self._lamp is not None and self._lamp.entity_id == entity_id:
            self._lamp.async_take_up(self)

    # -- the print job

    @callback
    def async_begin_job(self) -> None:
        """A job begins: trouble with the light is told anew."""
        self._in_job = True
        self._told = False

    @callback
    def async_end_job(self) -> None:
        """A job ends, and with it what was done by hand: nobody needs light any more."""
        self._in_job = self.taken_over = False
        if self._lamp is not None:
            self._lamp.async_release(self)

    @property
    def _stays_on(self) -> bool:
        """Whether the light stays on from picture to picture."""
        mode = self._settings().mode
        return self._in_job and self._is_watched() and mode is LightMode.WHILE_PRINTING

    # -- the picture

    @asynccontextmanager
    async def for_picture(self) -> AsyncIterator[None]:
        """Have light for the length of the block, as far as it can be had.

        A block is one check. The light is switched on once at most, and off once.
        """
        if (lamp := self._lamp) is None or self.taken_over:
            yield
            return
        holder: object = self if self._stays_on else object()
        if holder is not self:
            self._brackets.add(holder)
        try:
            await self._async_light_up(lamp, holder)
            yield
        finally:
            if holder is not self:
                self._brackets.discard(holder)
                lamp.async_release(holder)

    async def _async_light_up(self, lamp: Lamp, holder: object) -> None:
        """Switch the light on if it is off, and let the camera get used to it."""
        was_lit = lamp.is_lit
        try:
            await lamp.async_hold(holder)
        except LampError as err:
            # A dark picture may still show enough, and if not, that is told.
            self.on_trouble(err)
        if holder is self and lamp.is_lit and not was_lit:
            self._save()
        lit_for_s = lamp.lit_for_s()
        if lit_for_s is None or lit_for_s >= self._settings().settle_s:
            return
        self.is_settling = True
        try:
            await async_wait(self._hass, self._settings().settle_s - lit_for_s)
        finally:
            self.is_settling = False

    # -- what the lamp tells

    @callback
    def on_hand(self) -> None:
        """Somebody else has switched the light: it is theirs until the job ends."""
        takes_over = self._in_job and not self.taken_over
        self.taken_over |= takes_over
        if takes_over or self._is_lit_stored:
            self._save()

    @callback
    def on_put_out(self) -> None:
        """It is off again; a write at each picture would be too much."""
        if self._is_lit_stored:
            self._save()

    @callback
    def on_trouble(self, error: LampError) -> None:
        """Write one line a job when the light cannot be switched."""
        level = logging.DEBUG if self._told else logging.WARNING
        self._told = True
        _LOGGER.log(level, "No light for the picture as wanted: %s", error)


@asynccontextmanager
async def light_once(
    hass: HomeAssistant, settings: LightSettings
) -> AsyncIterator[None]:
    """Have light for one picture that belongs to no print."""
    light = PictureLight(hass, lambda: settings, lambda: None, lambda: False)
    light.async_follow()
    try:
        async with light.for_picture():
            yield
    finally:
        await light.async_stop()
