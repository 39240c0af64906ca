"""Repairs: what is broken, and the form or the switch that mends it."""

import voluptuous as vol

from homeassistant.components.repairs import FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlowContext,
    ConfigFlowResult,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir

from .const import DOMAIN, SUBENTRY_TYPE_PRINTER, FaultKind
from .fault.followed import disabled_devices

type IssueData = dict[str, str | int | float | None]


class FaultRepairFlow(RepairsFlow):
    """Shows what is broken and leads to where it is mended.

    A form that was opened has mended nothing yet: the repair stays until the next check
    finds that all is well, and goes then by itself.
    """

    def __init__(self, entry_id: str, printer_id: str | None, kind: FaultKind) -> None:
        """Mend this; `printer_id` is None for what concerns the ML server."""
        self._entry_id = entry_id
        self._printer_id = printer_id
        self._kind = kind

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show what is broken."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Mend it, or go to where it can be mended."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or (
            self._printer_id is not None and self._printer_id not in entry.subentries
        ):
            return self.async_abort(reason="gone")
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if issue is None:
            return self.async_abort(reason="mended")
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders=issue.translation_placeholders,
            )
        if self._printer_id is None:
            return await self._async_open_server_form(entry)
        if self._kind is FaultKind.DEVICE:
            return await self._async_enable_devices(entry, self._printer_id)
        return await self._async_open_printer_form(entry, self._printer_id)

    async def _async_open_server_form(self, entry: ConfigEntry) -> RepairsFlowResult:
        """Go on with the form of the ML server."""
        form = await self.hass.config_entries.flow.async_init(
            DOMAIN,
            context=ConfigFlowContext(
                source=SOURCE_RECONFIGURE, entry_id=entry.entry_id
            ),
        )
        return self._go_on(FlowType.CONFIG_FLOW, form)

    async def _async_open_printer_form(
        self, entry: ConfigEntry, printer_id: str
    ) -> RepairsFlowResult:
        """Go on with the form of the printer."""
        form = await self.hass.config_entries.subentries.async_init(
            (entry.entry_id, SUBENTRY_TYPE_PRINTER),
            context=SubentryFlowContext(
                source=SOURCE_RECONFIGURE, subentry_id=printer_id
            ),
        )
        return self._go_on(FlowType.CONFIG_SUBENTRIES_FLOW, form)

    def _go_on(
        self, flow_type: FlowType, form: ConfigFlowResult | SubentryFlowResult
    ) -> RepairsFlowResult:
        """Go on with a form; whether that mends anything, the next check will tell."""
        return self.async_abort(reason="go_on", next_flow=(flow_type, form["flow_id"]))

    async def _async_enable_devices(
        self, entry: ConfigEntry, printer_id: str
    ) -> RepairsFlowResult:
        """Enable the printer's devices again, and their integrations."""
        for device in disabled_devices(self.hass, entry.subentries[printer_id].data):
            await self._async_enable(device)
        return self.async_create_entry(data={})

    async def _async_enable(self, device: dr.AnyDeviceEntry) -> None:
        """Enable one device, and what it hangs on first."""
        registry = dr.async_get(self.hass)
        await self.hass.config_entries.async_set_disabled_by(
            device.config_entry_id, None
        )
        if not isinstance(device, dr.ChildDeviceEntry):
            registry.async_update_device(device.id, disabled_by=None)
            return
        parent = registry.async_get(device.parent_device_id)
        if parent is not None and parent.disabled:
            await self._async_enable(parent)
        registry.async_update_child_device(device.id, disabled_by=None)


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: IssueData | None
) -> RepairsFlow:
    """Return the flow for a repair that the fault desk has raised."""
    if data is None:
        raise ValueError(f"Not a repair of ours: {issue_id}")
    printer_id = data["printer_id"]
    return FaultRepairFlow(
        str(data["entry_id"]),
        None if printer_id is None else str(printer_id),
        FaultKind(str(data["kind"])),
    )
