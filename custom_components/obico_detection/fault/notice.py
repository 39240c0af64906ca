"""What a person is told about an outage: one notification, kept up to date until read."""

from collections.abc import Callable, Iterable
import math

from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import Notification, UpdateType
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import FaultKind
from ..notifications import Topic, notification_id
from ..texts import cause, local_time, text
from ..words import for_markdown
from .outage import Ending, Fault, Outage, Victim

MAX_NAMES_IN_TITLE = 3
MAX_NAMES = 10


class FaultNotices:
    """The notifications of one entry's outages, and which of them are still unread."""

    def __init__(
        self,
        hass: HomeAssistant,
        *,
        address: Callable[[], str],
        on_read: Callable[[str], None],
    ) -> None:
        """Prepare.

        Args:
            hass: Home Assistant.
            address: gives Home Assistant's address as the ML server is given it.
            on_read: called with the owner of a notification that was dismissed.

        """
        self._hass = hass
        self._address = address
        self._on_read = on_read
        self._shown: dict[str, tuple[str, str]] = {}
        self._stop_listening: CALLBACK_TYPE = (
            persistent_notification.async_register_callback(hass, self._on_update)
        )

    @callback
    def async_stop(self) -> None:
        """Follow the notifications no more; those that are shown stay."""
        self._stop_listening()

    @callback
    def async_show(self, outage: Outage, now: float) -> None:
        """Show an outage as it stands now, if there is anything a person must know."""
        if not outage.unwatched and not outage.endings:
            self.async_dismiss(outage.owner_id)
            return
        is_unread = outage.owner_id in self._shown
        if not is_unread and not outage.is_news(now):
            return
        outage.tell()
        told = self._title(outage), self._message(outage)
        if self._shown.get(outage.owner_id) == told:
            return
        self._shown[outage.owner_id] = told
        persistent_notification.async_create(
            self._hass,
            title=told[0],
            message=told[1],
            notification_id=notification_id(outage.owner_id, Topic.FAULT),
        )

    @callback
    def async_dismiss(self, owner_id: str) -> None:
        """Take a notification away, if it is there."""
        if self._shown.pop(owner_id, None) is not None:
            persistent_notification.async_dismiss(
                self._hass, notification_id(owner_id, Topic.FAULT)
            )

    @callback
    def _on_update(
        self, update: UpdateType, notifications: dict[str, Notification]
    ) -> None:
        """Note what a person has dismissed."""
        if update is not UpdateType.REMOVED:
            return
        for owner_id in list(self._shown):
            if notification_id(owner_id, Topic.FAULT) in notifications:
                del self._shown[owner_id]
                self._on_read(owner_id)

    # -- words

    def sentence(self, fault: Fault) -> str:
        """Return what is wrong and what to do about it, as Markdown."""
        return for_markdown(
            cause(
                self._hass, fault.reason, detail=fault.detail, address=self._address()
            )
        )

    def _title(self, outage: Outage) -> str:
        """Name the printers; no foreign text needs escaping here, it is no Markdown."""
        if unwatched := outage.unwatched:
            is_unwatched = not all(one.is_looked_at for one in unwatched)
            key = "fault_title" if is_unwatched else "fault_unsure_title"
            names = [one.name for one in unwatched]
        else:
            is_watched = outage.endings[-1].is_watched
            key = "recovered_title" if is_watched else "fault_until_end_title"
            names = [one.name for one in outage.endings if one.is_watched is is_watched]
        return text(self._hass, key, printers=joined(names, MAX_NAMES_IN_TITLE))

    def _message(self, outage: Outage) -> str:
        """Tell who is not looked at and why, and what has ended since it was read."""
        paragraphs = [self._current(group) for group in by_fault(outage.unwatched)]
        kinds = {one.fault.kind for one in outage.unwatched}
        if FaultKind.TOKEN in kinds:
            paragraphs.append(text(self._hass, "fault_mend_token"))
        if kinds - {FaultKind.TOKEN}:
            paragraphs.append(text(self._hass, "fault_mend"))
        paragraphs += [self._ended(ending) for ending in outage.endings]
        return "\n\n".join(paragraphs)

    def _current(self, victims: list[Victim]) -> str:
        """Tell who is not looked at for the same reason."""
        printers = [
            text(
                self._hass,
                "fault_printer",
                printer=for_markdown(one.name),
                since=local_time(one.since),
            )
            for one in victims
        ]
        is_unwatched = not all(one.is_looked_at for one in victims)
        return text(
            self._hass,
            "fault_message" if is_unwatched else "fault_unsure_message",
            printers=joined(printers, MAX_NAMES),
            cause=self.sentence(victims[0].fault),
        )

    def _ended(self, ending: Ending) -> str:
        """Tell how it ended for a print."""
        key = "recovered" if ending.is_watched else "fault_until_end"
        return text(
            self._hass,
            f"{key}_unsure_message" if ending.was_looked_at else f"{key}_message",
            printer=for_markdown(ending.name),
            since=local_time(ending.since),
            until=local_time(ending.until),
            duration=_duration(ending.until - ending.since),
        )


def by_fault(victims: Iterable[Victim]) -> list[list[Victim]]:
    """Return the printers in groups of the same reason."""
    groups: dict[str, list[Victim]] = {}
    for victim in victims:
        groups.setdefault(victim.fault.reason, []).append(victim)
    return list(groups.values())


def joined(names: Iterable[str], limit: int) -> str:
    """Return names in order in one line, each once, and how many more there are."""
    unique = sorted(set(names), key=str.casefold)
    more = len(unique) - limit
    return ", ".join(unique[:limit]) + (f" +{more}" if more > 0 else "")


def _duration(seconds: float) -> str:
    """Return how long something took, in words of any language."""
    hours, minutes = divmod(math.ceil(seconds / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
