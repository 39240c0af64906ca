"""Tells people about the incidents of a printer: in Home Assistant, on phones, by entities."""

import asyncio
from collections.abc import Callable
from typing import Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import DOMAIN
from ..notifications import Topic, notification_id
from ..texts import text
from ..words import for_markdown, one_line
from .album import signed_picture_path
from .answers import Answer, answer_id
from .incident_words import MAX_NAME_CHARS, message, title
from .options import NotifyTargets
from .outbox import Outbox, async_reach
from .targets import Entity, Letter, Phone, Target
from .telling import Telling, Told

DESTRUCTIVE: Final = frozenset({Answer.STOP})


class Notifier:
    """Tells about one printer; what is told of an incident takes the place of what was."""

    def __init__(
        self,
        hass: HomeAssistant,
        printer_id: str,
        name: Callable[[], str],
        targets: Callable[[], NotifyTargets],
        status: Callable[[], str],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            printer_id: the id of the printer's subentry.
            name: gives the printer's name as it is at that moment.
            targets: gives who is to be told at that moment.
            status: gives the entity on whose device the printer's entities are.

        """
        self._hass = hass
        self._printer_id = printer_id
        self._name = name
        self._targets = targets
        self._status = status
        self._tag = notification_id(printer_id, Topic.INCIDENT)
        self._outboxes: dict[str, Outbox] = {}
        self._latest: Telling | None = None

    # -- an incident

    async def async_tell(self, telling: Telling) -> Told:
        """Tell how an incident stands; who cannot be told is named where it is shown."""
        self._latest = telling
        outboxes = self._chosen_outboxes()
        self._show()
        letter = self._letter(telling)
        if telling.only_here:
            for outbox in outboxes:
                outbox.note(letter)
            return Told(here=self._targets().here, reached=0, unreached=None)
        before = self._unreached(telling)
        await asyncio.gather(*(outbox.async_post(letter) for outbox in outboxes))
        if self._latest is not None and self._unreached(self._latest) != before:
            self._show()
        unreached = self._unreached(telling)
        return Told(
            here=self._targets().here,
            reached=len(outboxes) - len(unreached),
            unreached=self._who(unreached) if unreached else None,
        )

    async def async_take_away(self) -> None:
        """Take away what was told about an incident, wherever that can be done."""
        self._latest = None
        persistent_notification.async_dismiss(self._hass, self._tag)
        chosen = self._chosen_outboxes()
        told = list(self._outboxes.values())
        self._outboxes = {
            key: outbox for key, outbox in self._outboxes.items() if outbox in chosen
        }
        await asyncio.gather(*(outbox.async_clear(self._tag) for outbox in told))

    def _chosen_outboxes(self) -> list[Outbox]:
        """Return those of the targets that are to be told now."""
        chosen = self._targets()
        for device_id in chosen.devices:
            if device_id not in self._outboxes:
                phone = Phone(self._hass, device_id)
                self._outboxes[device_id] = Outbox(self._hass, phone)
        for entity_id in chosen.entities:
            if entity_id not in self._outboxes:
                entity = Entity(self._hass, entity_id)
                self._outboxes[entity_id] = Outbox(self._hass, entity)
        keys = dict.fromkeys((*chosen.devices, *chosen.entities))
        return [self._outboxes[key] for key in keys]

    def _unreached(self, telling: Telling) -> list[tuple[str, str]]:
        """Return who could not be told the latest about an incident, and why."""
        subject = telling.incident.incident_id
        return [
            (outbox.target.name, why)
            for outbox in self._chosen_outboxes()
            if (why := outbox.failure(subject)) is not None
        ]

    def _letter(self, telling: Telling) -> Letter:
        """Return what everyone but Home Assistant itself is told."""
        incident, printer = telling.incident, self._name()
        is_urgent = telling.alert and incident.is_open and not incident.is_warning
        return Letter(
            subject=incident.incident_id,
            tag=self._tag,
            title=title(self._hass, telling, printer),
            text=message(self._hass, telling, printer, markdown=False),
            alert=telling.alert,
            is_critical=is_urgent and self._targets().critical,
            page=self._page(),
            picture=self._picture(telling),
            buttons=tuple(
                (
                    answer_id(answer, incident.incident_id),
                    text(self._hass, f"answer_{answer}"),
                    answer in DESTRUCTIVE,
                )
                for answer in telling.answers
            ),
        )

    # -- in Home Assistant itself

    @callback
    def _show(self) -> None:
        """Show the latest here, if that is wanted or somebody could not be told."""
        if (telling := self._latest) is None:
            return
        unreached = self._unreached(telling)
        if not self._targets().here and not unreached:
            persistent_notification.async_dismiss(self._hass, self._tag)
            return
        printer = self._name()
        told = [message(self._hass, telling, printer, markdown=True)]
        if unreached:
            told.append(for_markdown(self._who(unreached, "notify_unreached")))
        if (picture := self._picture(telling)) is not None:
            told.append(f"![{text(self._hass, 'incident_picture')}]({picture})")
        if (page := self._page()) is not None:
            name = for_markdown(one_line(printer, MAX_NAME_CHARS))
            told.append(f"[{text(self._hass, 'incident_open', printer=name)}]({page})")
        persistent_notification.async_create(
            self._hass,
            message="\n\n".join(told),
            title=title(self._hass, telling, printer),
            notification_id=self._tag,
        )

    def _who(self, unreached: list[tuple[str, str]], key: str | None = None) -> str:
        """Name who could not be told, and why; in a sentence of its own if it has a key."""
        names = ", ".join(
            text(
                self._hass,
                "notify_target",
                name=one_line(name, MAX_NAME_CHARS),
                reason=why,
            )
            for name, why in unreached
        )
        return names if key is None else text(self._hass, key, targets=names)

    def _page(self) -> str | None:
        """Return the path of the page of the device that has the printer's entities."""
        status = er.async_get(self._hass).async_get(self._status())
        device_id = None if status is None else status.device_id
        if device_id is None:
            devices = dr.async_get(self._hass)
            for entry in self._hass.config_entries.async_entries(DOMAIN):
                own = devices.async_get_device_by_identifier(
                    (DOMAIN, self._printer_id), entry.entry_id
                )
                device_id = device_id or (None if own is None else own.id)
        return None if device_id is None else f"/config/devices/device/{device_id}"

    def _picture(self, telling: Telling) -> str | None:
        """Return a path to the incident's picture that is open to whoever has it, for a while."""
        incident = telling.incident
        if not incident.has_picture:
            return None
        return signed_picture_path(self._hass, self._printer_id, incident.incident_id)

    # -- a test

    async def async_test(self) -> None:
        """Tell every target that this is a test, as it would be told of a failure.

        Raises:
            HomeAssistantError: nobody is to be told, or somebody could not be told.

        """
        chosen, printer = self._targets(), one_line(self._name(), MAX_NAME_CHARS)
        targets: list[Target] = [outbox.target for outbox in self._chosen_outboxes()]
        if not targets and not chosen.here:
            raise _not_sent(text(self._hass, "notify_no_target"))
        tag = notification_id(self._printer_id, Topic.NOTIFICATION_TEST)
        letter = Letter(
            subject=tag,
            tag=tag,
            title=text(self._hass, "notify_test_title", printer=printer),
            text=text(self._hass, "notify_test_message", printer=printer),
            alert=True,
            is_critical=chosen.critical,
            page=self._page(),
        )
        if chosen.here:
            persistent_notification.async_create(
                self._hass, for_markdown(letter.text), letter.title, tag
            )
        answers = await asyncio.gather(
            *(async_reach(self._hass, target, letter) for target in targets)
        )
        unreached = [
            (target.name, why)
            for target, why in zip(targets, answers, strict=True)
            if why is not None
        ]
        if unreached:
            raise _not_sent(self._who(unreached))

    # -- a printer that does not answer

    @callback
    def async_show_held_long(self, status: str, *, checks_go_on: bool) -> None:
        """Tell that the printer has not answered for a while in mid-print."""
        printer = self._name()
        persistent_notification.async_create(
            self._hass,
            message=text(
                self._hass,
                "held_message_checks" if checks_go_on else "held_message",
                printer=for_markdown(one_line(printer, MAX_NAME_CHARS)),
                status=for_markdown(status),
            ),
            title=text(
                self._hass, "held_title", printer=one_line(printer, MAX_NAME_CHARS)
            ),
            notification_id=notification_id(self._printer_id, Topic.SILENT_PRINTER),
        )

    @callback
    def async_dismiss_held_long(self) -> None:
        """Take the notification about the silent printer away."""
        persistent_notification.async_dismiss(
            self._hass, notification_id(self._printer_id, Topic.SILENT_PRINTER)
        )


def _not_sent(reason: str) -> HomeAssistantError:
    """Return the error that says so."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="notification_not_sent",
        translation_placeholders={"reason": reason},
    )
