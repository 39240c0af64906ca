"""Why nobody looks at a printer, if so: noticed, logged once, and told."""

import logging
import time

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..const import FaultReason
from ..timers import epoch_s
from .desk import FaultDesk
from .followed import FollowedEntities
from .health import CheckHealth
from .outage import Fault, Watch

_LOGGER = logging.getLogger(__name__)

# Without its status nobody knows whether anything prints.
_BLINDING = frozenset({FaultReason.STATUS_GONE, FaultReason.DEVICE_DISABLED})


class Watchdog:
    """Knows of one printer what its checks and its entities say about trouble."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        subentry: ConfigSubentry,
        desk: FaultDesk,
        followed: FollowedEntities,
    ) -> None:
        """Start without trouble."""
        self._hass = hass
        self._entry = entry
        self._printer_id = subentry.subentry_id
        self._subentry = subentry
        self._desk = desk
        self._followed = followed
        self.health = CheckHealth()
        self._wants_token = False

    # -- what checks say

    @callback
    def async_missed(self, reason: FaultReason, detail: str) -> None:
        """Count a miss; log it when it becomes a fault."""
        if reason is FaultReason.TOKEN_REFUSED:
            self._wants_token = True
            self._entry.async_start_reauth(self._hass)
        _LOGGER.debug("%s: missed a check: %s", self._subentry.title, detail)
        if self.health.missed(reason, detail):
            self.async_fault_began()

    @callback
    def async_fault_began(self) -> None:
        """Note since when nobody has looked, and log one line."""
        silence_s = self.health.silence_s(time.monotonic())
        self.health.since = epoch_s() - silence_s
        _LOGGER.warning(
            "%s is not being watched: %s", self._subentry.title, self.health.detail
        )

    @callback
    def async_inspected(self) -> bool:
        """A frame was inspected; return whether that ends a fault."""
        if self._wants_token:
            self._wants_token = False
            async_end_reauth(self._hass, self._entry)
        recovered = self.health.inspected(time.monotonic())
        if recovered:
            _LOGGER.info("%s is being watched again", self._subentry.title)
        return recovered

    # -- what is told

    def fault(self, *, has_job: bool) -> Fault | None:
        """Return why nobody looks, for the watch state.

        While a print is checked, what its entities lack is no fault: somebody looks.
        """
        if has_job:
            return self._check_fault
        lacking = self._followed.fault
        return lacking if lacking is not None and lacking.reason in _BLINDING else None

    @callback
    def async_report(self, job_id: str | None, *, watching: bool) -> None:
        """Have it told and mended."""
        if not watching:
            self._desk.async_leave(self._printer_id)
            return
        lacking = self._followed.fault
        checks = None if job_id is None else self._check_fault
        watch = Watch(
            name=self._subentry.title,
            fault=_more_telling(lacking, checks),
            since=self.health.since if checks else None,
            job_id=job_id,
            # A status that is gone does not keep checks from getting through.
            is_looked_at=checks is None,
        )
        self._desk.async_report(self._printer_id, watch)

    @callback
    def async_forget(self) -> None:
        """The printer was removed."""
        self._desk.async_forget(self._printer_id)

    @property
    def _check_fault(self) -> Fault | None:
        """What the checks have found."""
        health = self.health
        if not health.in_fault or health.reason is None:
            return None
        return Fault(health.reason, health.detail)


def _more_telling(lacking: Fault | None, checks: Fault | None) -> Fault | None:
    """Return what to tell of two faults."""
    if lacking is not None and lacking.reason is FaultReason.ENTITY_GONE:
        # A button that is gone matters less than that nobody looks.
        return checks or lacking
    # What is lacking explains why the checks fail.
    return lacking or checks


@callback
def async_end_reauth(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Ask for no other token any more: the ML server takes the one it gets."""
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])
