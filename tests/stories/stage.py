"""The house of a story: one simulated printer, and the clock that moves all of it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import timedelta
import time
from typing import Any, Self, cast, override
from unittest.mock import patch

from aiohttp import web
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.detection.means import ewm_gain, frame_weight
from custom_components.obico_detection.incident.incident import Incident, StepKind
from custom_components.obico_detection.printer.status import Activity
from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.storage import Store
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from tests.stories.printer_entities import (
    CONTROLS,
    NOZZLE,
    PLUG,
    STATUS,
    PrinterEntities,
)
from tests.support.house import House
from tests.support.ml_server import boxes
from tests.support.simulated_printer import Machine, PowerCut, Press, Role, Traits

# So many turns of the loop until all has happened that needs no waiting.
SOON = 50


@dataclass
class Stage(House):
    """A house with one simulated printer in it, and everything it was told to do."""

    traits: Traits = field(default_factory=Traits)
    presses: list[Press] = field(default_factory=list)
    cuts: list[PowerCut] = field(default_factory=list)
    on_look: Callable[[], None] = lambda: None
    """Called whenever something may have happened."""
    person_acts: bool = False
    """What is pressed now is pressed because a person wants it."""
    orders: int = 0
    """How often a person has wanted something."""
    wishes: list[tuple[float, str]] = field(default_factory=list)
    """What a person has wanted, and when."""
    refusals: list[str] = field(default_factory=list)
    """What a person was told that could not be done."""
    incident_ids: dict[str, None] = field(default_factory=dict)
    """The incidents there have been, in order."""
    warning_ids: dict[str, None] = field(default_factory=dict)
    opened_at: float = 0.0
    """When the latest of them was opened, or the warning that led to it."""
    score: float = 0.0
    """What the camera's pictures are to come to, smoothed: reached at the next check."""
    custom_runs_at: list[float] = field(default_factory=list)
    """When the user's own actions told that they run."""
    began_at: float = 0.0
    """When the verdict came."""
    store_waits: bool = False
    """What is to be stored never gets to the disk."""
    _is_stored: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def in_house(cls, house: House, traits: Traits) -> Self:
        """Put a simulated printer into a house, in the place of its plain states."""
        known = {one.name: getattr(house, one.name) for one in fields(house)}
        return cls(**known, traits=traits)

    async def build(self) -> None:
        """Bring the printer in."""
        for component in ("homeassistant", "button", "sensor", "switch"):
            assert await async_setup_component(self.hass, component, {})
        self.machine = Machine(self.traits, self.now, self._show)
        self.entities = PrinterEntities(self.machine)
        await self.entities.add(self.hass)
        self.ml.answer = self._detect
        self.hass.bus.async_listen("story_action", self._on_custom)

    @property
    def now(self) -> float:
        """Seconds since the epoch."""
        return dt_util.utcnow().timestamp()

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Return the printer's settings; a change to None leaves the setting out."""
        known = self.traits.known
        data = {
            "profile": self.traits.profile,
            "status": STATUS,
            "camera": "camera.voron",
            "printing_states": list(known.states.printing) if known else ["printing"],
            "paused_states": list(known.states.paused) if known else ["paused"],
            "pausing_states": list(known.states.pausing) if known else ["pausing"],
            "job_marker": "sensor.voron_job",
            "power_switch": PLUG,
            "nozzle_temperature": NOZZLE if self.traits.has_nozzle_sensor else None,
            "response": "pause",
            "rule": "fixed",
            "warm_up": 0,
            "confirmations": 1,
            **{f"{role}_control": entity_id for entity_id, role in CONTROLS.items()},
            **changes,
        }
        return {key: value for key, value in data.items() if value is not None}

    # -- what is seen

    @property
    def story_s(self) -> float:
        """Seconds since the verdict."""
        return self.now - self.began_at

    @property
    def custom_runs(self) -> int:
        """How often the user's own actions told that they run."""
        return len(self.custom_runs_at)

    @property
    def is_loaded(self) -> bool:
        """Whether the integration runs."""
        return self.entry is not None and self.entry.state is ConfigEntryState.LOADED

    @property
    def last(self) -> Incident | None:
        """The latest incident or warning that something was done about."""
        return self.printer().last_incident if self.is_loaded else None

    def take_note(self, incident: Incident) -> None:
        """Take down that there is this incident, or this warning."""
        known = self.incident_ids | self.warning_ids
        if incident.incident_id in known:
            return
        if incident.is_warning:
            self.warning_ids[incident.incident_id] = None
        else:
            self.incident_ids[incident.incident_id] = None
        if incident.is_warning or not self._led_to(incident):
            self.opened_at = incident.opened_at

    def _led_to(self, incident: Incident) -> bool:
        """Tell whether it goes on from what was done about a warning."""
        return any(step.intended_at < incident.opened_at for step in incident.steps)

    def ours(self, key: str) -> str:
        """Return one of the printer's entities that are ours."""
        unique_id = f"{self.subentry().subentry_id}_{key}"
        for entity in er.async_entries_for_config_entry(
            er.async_get(self.hass), cast(Any, self.entry).entry_id
        ):
            if entity.unique_id == unique_id:
                return entity.entity_id
        raise AssertionError(f"there is no entity {key}")

    def note_action(
        self, service: str, data: Mapping[str, Any], target: Mapping[str, Any]
    ) -> None:
        """Take note of what the printer and its plug are told, before they are."""
        targets = target.get("entity_id") or data.get("entity_id") or []
        targets = [targets] if isinstance(targets, str) else targets
        if (incident := self.last) is not None:
            self.take_note(incident)
        machine = self.machine
        for entity_id in targets:
            if (role := CONTROLS.get(entity_id)) is not None:
                self.presses.append(
                    Press(
                        role=role,
                        at=self.now,
                        shown=machine.shown,
                        truth=machine.truth,
                        is_available=machine.is_available(role),
                        opened_at=self.opened_at,
                        ordered_at=self._ordered_at(role),
                    )
                )
            elif entity_id == PLUG and service == "turn_off":
                self.cuts.append(
                    PowerCut(
                        at=self.now,
                        shown=machine.shown,
                        truth=machine.truth,
                        nozzle_c=machine.nozzle_c,
                        is_available=machine.plug_is_available,
                        opened_at=self.opened_at,
                    )
                )
        self.on_look()

    def _ordered_at(self, role: Role) -> float | None:
        """Return since when a person wants this, if one does."""
        if self.person_acts:
            # Each time it is another order, also in the same second.
            return self.now + 0.001 * self.orders
        step = self.last.step(StepKind(role)) if self.last else None
        if step is not None and step.by_person and step.outcome is None:
            return step.intended_at
        return None

    async def _detect(self, _request: web.Request) -> web.Response:
        """Answer with the frame score that brings the smoothed one to where it shall be."""
        memory = self.printer().memory
        before = memory.rule.state()["ewm"]
        elapsed_s = memory.frame_clock.elapsed_s(time.monotonic())
        gain = ewm_gain(frame_weight(elapsed_s, self.printer().interval_s))
        frame_score = self.score
        if before is not None and gain > 0:
            frame_score = max(0.0, before + (self.score - before) / gain)
        return web.json_response({"detections": boxes(frame_score)})

    @callback
    def _on_custom(self, _event: Event) -> None:
        self.custom_runs_at.append(self.now)

    def end_waiting(self) -> None:
        """Let go whoever waits for what never comes."""
        self._is_stored.set()
        self.entities.is_dead.set()

    def _show(self) -> None:
        self.entities.write()

    # -- time, and the ends of it

    @override
    async def load(self) -> None:
        """Load the integration, with the real actions of Home Assistant."""
        assert self.entry is not None
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.settle()

    @override
    async def let_pass(self, seconds: float, step: float = 1.0) -> None:
        """Move the clock forward in small steps; the printer moves first."""
        while seconds > 0:
            stride = min(step, seconds)
            seconds -= stride
            self.freezer.tick(timedelta(seconds=stride))
            self.machine.advance(self.now)
            self._show()
            async_fire_time_changed(self.hass)
            await self.settle()
            self.on_look()

    @override
    async def restart(
        self,
        *,
        away_s: float = 0.0,
        killed: bool = False,
        silent_s: float = 0.0,
        is_stale: bool = False,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Restart Home Assistant.

        The printer's integration may need `silent_s` to be back, or show at first what
        was: `is_stale`.
        """
        stored = deepcopy(self.storage.get(self.storage_key))
        await self._unload_at_once()
        if killed:
            self._forget_all_but(stored)
        persistent_notification.async_dismiss_all(self.hass)
        if meanwhile is not None:
            await meanwhile()
        await self.let_pass(away_s, step=10.0)
        if not is_stale:
            self.machine.ask()
        if silent_s:
            self.machine.is_connected = False
            self._show()
        await self.load()
        self.on_look()
        if silent_s:
            await self.let_pass(silent_s)
            self.machine.is_connected = True
            self._show()
            await self.settle()

    async def _unload_at_once(self) -> None:
        """Unload, also where somebody waits for the disk or for the printer."""
        unloading = self.hass.async_create_background_task(self.unload(), "unload")
        # Whoever waits is broken off before it could go on.
        for _ in range(SOON):
            await asyncio.sleep(0)
        self.store_waits = False
        self.end_waiting()
        await unloading

    @override
    async def settle(self) -> None:
        """Let all that is due now happen.

        Whoever waits for the disk or the printer would be waited for, for ever.
        """
        settling = asyncio.ensure_future(super().settle())
        turns = 0
        while not settling.done():
            await asyncio.sleep(0)
            turns = turns + 1 if self.store_waits or self.machine.hanging else 0
            if turns > SOON:
                settling.cancel()
                break
        await asyncio.wait([settling])

    def _forget_all_but(self, stored: Any) -> None:
        """Take away what a killed Home Assistant cannot have stored."""
        if stored is None:
            self.storage.pop(self.storage_key, None)
        else:
            self.storage[self.storage_key] = stored

    @asynccontextmanager
    async def stubborn_disk(self) -> AsyncGenerator[None]:
        """Let writing wait while `store_waits`."""
        write = Store._async_write_data

        async def wait_and_write(store: Store[Any], data: dict[str, Any]) -> None:
            if self.store_waits and store.key.startswith(DOMAIN):
                await self._is_stored.wait()
            await write(store, data)

        with patch.object(Store, "_async_write_data", wait_and_write):
            yield

    # -- what happens to the printer

    async def it_does(self, truth: Activity) -> None:
        """Let the printer do this, and everything that follows happen."""
        self.machine.does(truth)
        await self.settle()
        self.on_look()
