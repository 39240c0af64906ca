"""Each repair says what is broken and leads to where it is mended."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.obico_detection import repairs
from custom_components.obico_detection.const import (
    DOMAIN,
    KINDS,
    SERVER_KINDS,
    FaultKind,
)
from custom_components.obico_detection.fault.desk import FaultDesk, issue_id
from custom_components.obico_detection.fault.outage import Fault, Watch
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryDisabler,
    ConfigSubentryDataWithId,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
from tests.support.devices import put_on_device
from tests.support.house import CAMERA, STATUS, printer_data

REASON = {kind: reason for reason, kind in KINDS.items()}
SERVER_REPAIRS = sorted(SERVER_KINDS - {FaultKind.TOKEN})
PRINTER_REPAIRS = sorted(frozenset(FaultKind) - SERVER_KINDS - {FaultKind.DEVICE})


class Repairs:
    """A printer with a fault, and its repair."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry) -> None:
        self.hass = hass
        self.entry = entry
        self.desk = FaultDesk(hass, entry)

    def break_(self, kind: FaultKind) -> str:
        """Let something be broken; return the id of its repair."""
        self.desk.async_report(
            "voron",
            Watch(name="*Voron*", fault=Fault(REASON[kind], "Oh dear"), job_id="job-1"),
        )
        owner_id = self.entry.entry_id if kind in SERVER_KINDS else "voron"
        return issue_id(owner_id, kind)

    def mend(self) -> None:
        """Let all be well again."""
        self.desk.async_report("voron", Watch(name="Voron", fault=None, job_id="job-1"))

    def is_open(self, repair: str) -> bool:
        return ir.async_get(self.hass).async_get_issue(DOMAIN, repair) is not None

    async def begin(self, repair: str) -> dict[str, Any]:
        """Open a repair, as a person does."""
        manager = repairs_flow_manager(self.hass)
        assert manager is not None
        return dict(await manager.async_init(DOMAIN, context={"issue_id": repair}))

    async def submit(self, form: dict[str, Any]) -> dict[str, Any]:
        """Send the form of a repair."""
        manager = repairs_flow_manager(self.hass)
        assert manager is not None
        return dict(await manager.async_configure(form["flow_id"], {}))

    def form(self, flow_type: str, flow_id: str) -> tuple[Any, dict[str, Any]]:
        """Return what an open form is of, and its context."""
        managers: dict[str, Any] = {
            "config_flow": self.hass.config_entries.flow,
            "config_subentries_flow": self.hass.config_entries.subentries,
        }
        flow = managers[flow_type].async_get(flow_id)
        return flow["handler"], flow["context"]


def put_on_part(
    hass: HomeAssistant, entity_id: str, whole: dr.DeviceEntry
) -> dr.ChildDeviceEntry:
    """Put an entity on a part of another device."""
    entry = hass.config_entries.async_get_known_entry(whole.config_entry_id)
    part = dr.async_get(hass).async_get_or_create_child(
        config_entry_id=entry.entry_id,
        identifiers={("moonraker", "part")},
        name="Part",
        parent_device_id=whole.id,
    )
    domain, _, object_id = entity_id.partition(".")
    er.async_get(hass).async_get_or_create(
        domain,
        "moonraker",
        object_id,
        config_entry=entry,
        device_id=part.id,
        suggested_object_id=object_id,
    )
    return part


@pytest.fixture
async def broken(hass: HomeAssistant) -> AsyncGenerator[Repairs]:
    """A house with a printer whose entities are there; nothing is broken yet."""
    assert await async_setup_component(hass, "http", {})
    assert await async_setup_component(hass, "repairs", {})
    assert await async_setup_component(hass, DOMAIN, {})
    for entity_id in (STATUS, CAMERA):
        hass.states.async_set(entity_id, "idle")
    entry = MockConfigEntry(
        domain=DOMAIN,
        entry_id="ml",
        title="ML box",
        data={
            "url": "http://127.0.0.1:3333",
            "base_url": "http://127.0.0.1:8123",
            "verify_ssl": True,
        },
        subentries_data=[
            ConfigSubentryDataWithId(
                data=printer_data(),
                subentry_type="printer",
                subentry_id="voron",
                title="Voron",
                unique_id=None,
            )
        ],
    )
    entry.add_to_hass(hass)
    built = Repairs(hass, entry)
    yield built
    built.desk.async_stop()


@pytest.mark.parametrize("kind", sorted(frozenset(FaultKind) - {FaultKind.TOKEN}))
async def test_a_repair_says_what_is_broken_first(
    broken: Repairs, kind: FaultKind
) -> None:
    repair = broken.break_(kind)

    form = await broken.begin(repair)

    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "confirm")
    issue = ir.async_get(broken.hass).async_get_issue(DOMAIN, repair)
    assert issue is not None
    assert form["description_placeholders"] == issue.translation_placeholders
    assert form["description_placeholders"]["printers"] == r"\*Voron\*"


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    ("kind", "flow_type", "handler", "changes"),
    [(kind, "config_flow", DOMAIN, {"entry_id": "ml"}) for kind in SERVER_REPAIRS]
    + [
        (kind, "config_subentries_flow", ("ml", "printer"), {"subentry_id": "voron"})
        for kind in PRINTER_REPAIRS
    ],
)
async def test_what_is_wrong_leads_to_the_form_where_it_is_set(
    broken: Repairs,
    kind: FaultKind,
    flow_type: str,
    handler: object,
    changes: dict[str, str],
) -> None:
    repair = broken.break_(kind)

    result = await broken.submit(await broken.begin(repair))

    assert result["type"] is FlowResultType.ABORT
    assert result["result"] is broken.entry
    assert result["next_flow"][0] == flow_type
    opened, context = broken.form(*result["next_flow"])
    assert opened == handler
    assert context.items() >= {"source": SOURCE_RECONFIGURE, **changes}.items()
    # Nothing is mended yet.
    assert broken.is_open(repair)


async def test_a_repair_goes_by_itself(broken: Repairs) -> None:
    repair = broken.break_(FaultKind.CAMERA)
    await broken.submit(await broken.begin(repair))

    broken.mend()

    assert not broken.is_open(repair)


async def test_a_repair_that_was_mended_meanwhile_says_so(broken: Repairs) -> None:
    form = await broken.begin(broken.break_(FaultKind.CAMERA))
    broken.mend()

    result = await broken.submit(form)

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "mended")


async def test_a_disabled_device_is_enabled_again(broken: Repairs) -> None:
    device = put_on_device(broken.hass, STATUS, "Voron")
    devices = dr.async_get(broken.hass)
    devices.async_update_device(device.id, disabled_by=dr.DeviceEntryDisabler.USER)
    repair = broken.break_(FaultKind.DEVICE)

    result = await broken.submit(await broken.begin(repair))

    assert result["type"] is FlowResultType.CREATE_ENTRY
    enabled = devices.async_get(device.id)
    assert enabled is not None
    assert not enabled.disabled
    assert not broken.is_open(repair)


async def test_a_device_of_a_disabled_integration_is_enabled_with_it(
    broken: Repairs,
) -> None:
    device = put_on_device(broken.hass, CAMERA, "Voron")
    entry = broken.hass.config_entries.async_get_known_entry(device.config_entry_id)
    await broken.hass.config_entries.async_set_disabled_by(
        entry.entry_id, ConfigEntryDisabler.USER
    )
    repair = broken.break_(FaultKind.DEVICE)

    await broken.submit(await broken.begin(repair))

    assert entry.disabled_by is None
    enabled = dr.async_get(broken.hass).async_get(device.id)
    assert enabled is not None
    assert not enabled.disabled


@pytest.mark.parametrize("is_parent_disabled", [True, False])
async def test_a_part_of_a_device_is_enabled_with_the_whole(
    broken: Repairs, *, is_parent_disabled: bool
) -> None:
    whole = put_on_device(broken.hass, "sensor.voron_bed", "Voron")
    broken.hass.states.async_remove(STATUS)
    part = put_on_part(broken.hass, STATUS, whole)
    devices = dr.async_get(broken.hass)
    devices.async_update_child_device(part.id, disabled_by=dr.DeviceEntryDisabler.USER)
    if is_parent_disabled:
        devices.async_update_device(whole.id, disabled_by=dr.DeviceEntryDisabler.USER)
    repair = broken.break_(FaultKind.DEVICE)

    await broken.submit(await broken.begin(repair))

    for device_id in (whole.id, part.id):
        enabled = devices.async_get(device_id)
        assert enabled is not None
        assert not enabled.disabled


@pytest.mark.parametrize("kind", [FaultKind.CAMERA, FaultKind.DEVICE])
async def test_a_printer_removed_meanwhile_is_told(
    broken: Repairs, kind: FaultKind
) -> None:
    form = await broken.begin(broken.break_(kind))
    broken.hass.config_entries.async_remove_subentry(broken.entry, "voron")

    result = await broken.submit(form)

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "gone")


@pytest.mark.parametrize("kind", [FaultKind.CAMERA, FaultKind.ML_SERVER])
async def test_an_ml_server_removed_meanwhile_is_told(
    broken: Repairs, kind: FaultKind
) -> None:
    form = await broken.begin(broken.break_(kind))
    await broken.hass.config_entries.async_remove(broken.entry.entry_id)

    result = await broken.submit(form)

    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "gone")


async def test_a_repair_of_something_else_is_refused(hass: HomeAssistant) -> None:
    with pytest.raises(ValueError, match="Not a repair of ours"):
        await repairs.async_create_fix_flow(hass, "something", None)
