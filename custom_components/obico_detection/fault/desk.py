"""Makes every fault of a running print visible: a repair, and a notification once."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import CONF_BASE_URL, DOMAIN, SERVER_KINDS, FaultKind
from ..notifications import async_dismiss_all
from ..timers import epoch_s
from ..words import for_markdown
from .notice import MAX_NAMES, FaultNotices, joined
from .outage import Outage, Victim, Watch

# A refused token is mended by the re-authentication flow that Home Assistant shows itself.
KINDS_WITH_REPAIR = frozenset(FaultKind) - {FaultKind.TOKEN}


class FaultDesk:
    """Tells about the faults of the printers of one ML server.

    What all printers of the ML server share is one outage, told once for all of them;
    what concerns a single printer is one of its own. A fault is told while a print runs.
    What makes watching impossible at all raises its repair while idle too.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Start without an outage."""
        self._hass = hass
        self._entry = entry
        self._outages: dict[str, Outage] = {}
        self._notices = FaultNotices(
            hass, address=lambda: entry.data[CONF_BASE_URL], on_read=self._on_read
        )

    @callback
    def async_report(self, printer_id: str, watch: Watch) -> None:
        """Take up how a printer is watched now; the same report again changes nothing."""
        now = epoch_s()
        old = self._outage_of(printer_id)
        fault = watch.relevant_fault
        if fault is None:
            if old is not None:
                old.end(printer_id, watch, now)
                self._show(old, now)
            return
        is_shared = fault.kind in SERVER_KINDS
        owner_id = self._entry.entry_id if is_shared else printer_id
        if old is not None and old.owner_id != owner_id:
            # Something else is broken now: that one is told in its place.
            old.leave(printer_id)
            self._show(old, now)
        outage = self._outages.setdefault(owner_id, Outage(owner_id))
        outage.join(printer_id, watch, fault, now)
        self._show(outage, now)

    @callback
    def async_leave(self, printer_id: str) -> None:
        """Nobody wants the printer watched any more: its outage ends without a word."""
        if (outage := self._outage_of(printer_id)) is not None:
            outage.leave(printer_id)
            self._show(outage, epoch_s())

    @callback
    def async_forget(self, printer_id: str) -> None:
        """The printer was removed, and with it all that was told about it."""
        for outage in list(self._outages.values()):
            outage.forget(printer_id)
            self._show(outage, epoch_s())
        self._outages.pop(printer_id, None)
        # Also what others have told of it, and what was told before the last restart.
        async_dismiss_all(self._hass, printer_id)

    @callback
    def async_stop(self) -> None:
        """The entry is unloaded. What is open is told anew if the entry comes back."""
        for outage in self._outages.values():
            outage.victims.clear()
            self._show(outage, epoch_s())
        self._notices.async_stop()

    @callback
    def _on_read(self, owner_id: str) -> None:
        """A person has dismissed a notification."""
        self._outages[owner_id].read()

    def _outage_of(self, printer_id: str) -> Outage | None:
        """Return the outage a printer is in; there is one at most."""
        for owner_id in (printer_id, self._entry.entry_id):
            outage = self._outages.get(owner_id)
            if outage is not None and printer_id in outage.victims:
                return outage
        return None

    @callback
    def _show(self, outage: Outage, now: float) -> None:
        """Bring the repairs and the notification in line with an outage."""
        groups: dict[FaultKind, list[Victim]] = {}
        for victim in outage.victims.values():
            if victim.fault.kind in KINDS_WITH_REPAIR:
                groups.setdefault(victim.fault.kind, []).append(victim)
        for kind in outage.issues - groups.keys():
            ir.async_delete_issue(self._hass, DOMAIN, issue_id(outage.owner_id, kind))
        for kind, victims in groups.items():
            self._raise_issue(outage.owner_id, kind, victims)
        outage.issues = set(groups)
        self._notices.async_show(outage, now)

    @callback
    def _raise_issue(
        self, owner_id: str, kind: FaultKind, victims: list[Victim]
    ) -> None:
        """Raise a repair, or bring it up to date."""
        entry = self._entry
        is_shared = owner_id == entry.entry_id
        names = [one.name for one in victims]
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id(owner_id, kind),
            is_fixable=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=kind.value,
            translation_placeholders={
                # A title is no Markdown, what is below it is.
                "name": entry.title if is_shared else names[0],
                "printers": for_markdown(joined(names, MAX_NAMES)),
                "cause": self._notices.sentence(victims[0].fault),
            },
            data={
                "entry_id": entry.entry_id,
                "printer_id": None if is_shared else owner_id,
                "kind": kind.value,
            },
        )


@callback
def async_remove_faults(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Remove all that was told about an ML server that was removed, and its printers."""
    for owner_id in (entry.entry_id, *entry.subentries):
        for kind in KINDS_WITH_REPAIR:
            ir.async_delete_issue(hass, DOMAIN, issue_id(owner_id, kind))
        async_dismiss_all(hass, owner_id)


def issue_id(owner_id: str, kind: FaultKind) -> str:
    """Return the id of the repair for what is broken."""
    return f"{owner_id}_{kind}"
