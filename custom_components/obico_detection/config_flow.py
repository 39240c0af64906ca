"""Config flow of an ML server; its printers are added in `subentry_flow`."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Final, override

from yarl import URL

from homeassistant.config_entries import (
    SOURCE_HASSIO,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.core import callback
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.translation import async_load_integrations

from .connection import async_test_server
from .connection_words import cause_of, summary
from .const import (
    CONF_BASE_URL,
    CONF_FRAME_PORT,
    CONF_ML_URL,
    CONF_TOKEN,
    DOMAIN,
    KINDS,
    SUBENTRY_TYPE_PRINTER,
    FaultKind,
    FaultReason,
)
from .forms.address import async_base_url_candidates, move_port
from .forms.fields import SAVE_ANYWAY
from .forms.server import (
    EXAMPLE_URL,
    REAUTH_SCHEMA,
    from_form,
    server_schema,
    to_form,
    without_blanks,
)
from .ml_server.client import client_for
from .ml_server.connection_test import ConnectionReport, FailedLeg
from .ml_server.errors import MlServerError
from .ml_server.http_listener import FramePortInUseError, frame_listener
from .ml_server.urls import UrlError, normalise_url
from .subentry_flow import PrinterSubentryFlow
from .texts import cause

# The port of an Obico ML API that does not say another.
DEFAULT_ML_PORT: Final = 3333

_STEPS: Final = {SOURCE_RECONFIGURE: "reconfigure", SOURCE_HASSIO: "hassio_confirm"}


class ObicoConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds, changes and re-authenticates an ML server; it is tried before it is saved."""

    VERSION = 1

    def __init__(self) -> None:
        """Start without troubles."""
        self._errors: dict[str, str] = {}
        self._placeholders: dict[str, str] = {}
        self._discovered: dict[str, Any] = {}
        self._app_name: str | None = None
        # The address that was put into the form by us, and one that was found to work.
        self._proposed: str | None = None
        self._works: str | None = None
        self._has_failed = False

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an ML server."""
        return {SUBENTRY_TYPE_PRINTER: PrinterSubentryFlow}

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the server and for the way back from it, and try them."""
        if user_input is None:
            return await self._async_show_server_form(self._discovered)
        values = from_form(user_input)
        if (data := await self._async_checked(values)) is None:
            return await self._async_show_server_form(values)
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            return self.async_update_and_abort(entry, data=data)
        title = self._app_name or _title(data[CONF_ML_URL])
        return self.async_create_entry(title=title, data=data)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the server's settings; running prints are not disturbed."""
        if user_input is not None:
            return await self.async_step_user(user_input)
        return await self._async_show_server_form(self._get_reconfigure_entry().data)

    @override
    async def async_step_hassio(
        self, discovery_info: HassioServiceInfo
    ) -> ConfigFlowResult:
        """Take up an ML server that runs as an app of this Home Assistant."""
        config = discovery_info.config
        host = str(config.get("host") or "")
        port = config.get("port") or DEFAULT_ML_PORT
        if ":" in host:
            host = f"[{host.strip('[]')}]"
        try:
            found = {CONF_ML_URL: normalise_url(f"http://{host}:{port}")}
        except UrlError:
            return self.async_abort(reason="unusable_discovery")
        if token := config.get("token"):
            found[CONF_TOKEN] = str(token)
        await self.async_set_unique_id(discovery_info.uuid)
        # The running entry takes it over by itself.
        self._abort_if_unique_id_configured(updates=found, reload_on_update=False)
        self._async_abort_entries_match({CONF_ML_URL: found[CONF_ML_URL]})
        self._discovered, self._app_name = found, discovery_info.name
        self.context["title_placeholders"] = {"name": discovery_info.name}
        return await self.async_step_hassio_confirm()

    async def async_step_hassio_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Let the user see what was discovered, and try it."""
        return await self.async_step_user(user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """The server refused the token in the middle of a check."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another token."""
        entry = self._get_reauth_entry()
        if user_input is not None:
            token = (user_input.get(CONF_TOKEN) or "").strip()
            data = without_blanks({**entry.data, CONF_TOKEN: token})
            if await self._async_probe(data):
                return self.async_update_and_abort(entry, data=data)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=REAUTH_SCHEMA,
            errors=self._errors,
            description_placeholders={"title": entry.title, **self._placeholders},
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on with the first printer."""
        printer_flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_TYPE_PRINTER),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (
            FlowType.CONFIG_SUBENTRIES_FLOW,
            printer_flow["flow_id"],
        )
        return result

    # -- the form

    async def _async_show_server_form(
        self, values: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Show the form with these values in it, and an address of ours if it has none."""
        candidates = await async_base_url_candidates(
            self.hass, _usable(values.get(CONF_ML_URL)), values.get(CONF_FRAME_PORT)
        )
        best = self._works or next(iter(candidates), None)
        if self._works or not values.get(CONF_BASE_URL):
            self._proposed = best
            values = {**values, CONF_BASE_URL: best or ""}
        schema = server_schema(candidates, values, may_save_anyway=self._has_failed)
        return self.async_show_form(
            step_id=_STEPS.get(self.source or SOURCE_USER, "user"),
            data_schema=self.add_suggested_values_to_schema(schema, to_form(values)),
            errors=self._errors,
            description_placeholders={
                "app": self._app_name or "",
                "example": EXAMPLE_URL,
                "report": "",
                **self._placeholders,
            },
        )

    async def _async_checked(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the data to store; None, with errors set, where something is wrong."""
        self._errors, self._placeholders, self._works = {}, {}, None
        data = {key: value for key, value in values.items() if key != SAVE_ANYWAY}
        # One at a time: an error's suggestion is that of one address.
        if not all(self._mend_url(data, key) for key in (CONF_ML_URL, CONF_BASE_URL)):
            return None
        self._async_abort_entries_match({CONF_ML_URL: data[CONF_ML_URL]})
        is_ours = data.get(CONF_BASE_URL, "") in ("", self._proposed)
        addresses = await self._async_addresses(data, is_ours=is_ours)
        if not addresses:
            self._errors[CONF_BASE_URL] = "address_needed"
            return None
        data = without_blanks({**data, CONF_BASE_URL: addresses[0]})
        if values.get(SAVE_ANYWAY):
            return data
        return await self._async_proven(data, addresses[1:], is_ours=is_ours)

    def _mend_url(self, data: dict[str, Any], key: str) -> bool:
        """Bring an address into its usual form; False, with what to type, if it is none."""
        if key == CONF_BASE_URL and not data.get(key):
            return True
        try:
            url = normalise_url(data[key], credentials_allowed=key == CONF_ML_URL)
        except UrlError as err:
            usual = None if key == CONF_ML_URL else self._proposed
            self._errors[key] = err.key
            self._placeholders["suggestion"] = err.suggestion or usual or EXAMPLE_URL
            return False
        # Home Assistant serves frames at its root; what was copied behind it is a page.
        data[key] = url if key == CONF_ML_URL else str(URL(url).origin())
        return True

    async def _async_addresses(
        self, data: Mapping[str, Any], *, is_ours: bool
    ) -> list[str]:
        """Return the addresses of Home Assistant to try; what was chosen is the first."""
        port = data.get(CONF_FRAME_PORT)
        known = await async_base_url_candidates(self.hass, data[CONF_ML_URL], port)
        if not (chosen := data.get(CONF_BASE_URL)):
            return known
        old_port = None
        if self.source == SOURCE_RECONFIGURE:
            old_port = self._get_reconfigure_entry().data.get(CONF_FRAME_PORT)
        chosen = move_port(self.hass, chosen, old_port, port)
        tried = list(dict.fromkeys([chosen, *known]))
        if port is not None and is_ours:
            # Who asks for a port of its own wants it used.
            tried.sort(key=lambda one: URL(one).port != port)
        return tried

    # -- trying

    async def _async_proven(
        self, data: dict[str, Any], others: list[str], *, is_ours: bool
    ) -> dict[str, Any] | None:
        """Return the data if the whole way works; None, with errors set, if not.

        An address of ours gives way to another that works; one that was typed does not
        without its owner's consent.
        """
        async with AsyncExitStack() as stack:
            if (port := data.get(CONF_FRAME_PORT)) is not None:
                try:
                    await stack.enter_async_context(frame_listener(self.hass, port))
                except FramePortInUseError:
                    self._errors["base"] = "frame_port_in_use"
                    self._placeholders["port"] = str(port)
                    return None
            report = await self._async_test(data)
            if (failed := report.failed) is None:
                return data
            works = None
            if _field(failed) == CONF_BASE_URL:
                works = await self._async_first_that_works(data, others)
        if works is not None and is_ours:
            return works
        self._works = None if works is None else works[CONF_BASE_URL]
        self._has_failed = True
        await self._async_tell(report, failed)
        return None

    async def _async_test(self, data: Mapping[str, Any]) -> ConnectionReport:
        """Try the whole way; running prints have their turn before."""
        entry = None
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
        return await async_test_server(self.hass, data, entry)

    async def _async_first_that_works(
        self, data: dict[str, Any], addresses: list[str]
    ) -> dict[str, Any] | None:
        """Return the data with the first of the addresses over which all works."""
        for address in addresses:
            other = {**data, CONF_BASE_URL: address}
            if (await self._async_test(other)).passed:
                return other
        return None

    async def _async_tell(self, report: ConnectionReport, failed: FailedLeg) -> None:
        """Put the cause at the field that it belongs to, and the report above."""
        await async_load_integrations(self.hass, {DOMAIN})
        self._errors[_field(failed)] = "test_failed"
        if self._works is not None:
            self._errors[_field(failed)] = "test_failed_other_works"
            self._placeholders["suggestion"] = self._works
        self._placeholders["cause"] = cause_of(self.hass, report)
        self._placeholders["report"] = summary(self.hass, report, with_cause=False)

    async def _async_probe(self, data: Mapping[str, Any]) -> bool:
        """Ask the server whether it is well and takes the token."""
        self._errors, self._placeholders = {}, {}
        client = client_for(self.hass, data)
        try:
            await client.check_health()
            await client.check_token()
        except MlServerError as err:
            await async_load_integrations(self.hass, {DOMAIN})
            is_token = err.reason is FaultReason.TOKEN_REFUSED
            self._errors[CONF_TOKEN if is_token else "base"] = "test_failed"
            self._placeholders["cause"] = cause(
                self.hass, err.reason, detail=str(err), address=data[CONF_BASE_URL]
            )
        return not self._errors


def _field(failed: FailedLeg) -> str:
    """Return the field of the form that a leg's trouble belongs to."""
    match KINDS[failed.reason]:
        case FaultKind.TOKEN:
            return CONF_TOKEN
        case FaultKind.FETCH:
            return CONF_BASE_URL
        case _:
            return CONF_ML_URL


def _usable(url: str | None) -> str | None:
    """Return an address in its usual form, None if it is none."""
    try:
        return normalise_url(url or "")
    except UrlError:
        return None


def _title(url: str) -> str:
    """Name an entry after its server."""
    address = URL(url)
    return f"Obico ML API ({address.host}:{address.port})"
