"""Config flow of an ML server; its printers are added in `subentry_flow`."""

from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol
from yarl import URL

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    SubentryFlowContext,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .const import (
    CONF_BASE_URL,
    CONF_ML_URL,
    CONF_TOKEN,
    CONF_VERIFY_SSL,
    DOMAIN,
    SUBENTRY_TYPE_PRINTER,
)
from .ml_server.client import MlServerClient, MlServerError, TokenRefusedError
from .ml_server.urls import UrlError, normalise_url
from .subentry_flow import PrinterSubentryFlow

TOKEN_SELECTOR = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
URL_SELECTOR = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))

# Not in the translations: an address is the same in every language.
EXAMPLE_URL = "http://192.168.1.5:3333"

SERVER_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_ML_URL): URL_SELECTOR,
        vol.Optional(CONF_TOKEN): TOKEN_SELECTOR,
        vol.Required(CONF_BASE_URL): URL_SELECTOR,
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
    }
)
REAUTH_SCHEMA = vol.Schema({vol.Optional(CONF_TOKEN): TOKEN_SELECTOR})


class ObicoConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds, changes and re-authenticates an ML server."""

    VERSION = 1

    def __init__(self) -> None:
        """Start without troubles."""
        self._errors: dict[str, str] = {}
        self._placeholders: dict[str, str] = {}

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
        """Ask for the server and for the way back from it."""
        if user_input is None:
            return self._show_server_form({CONF_BASE_URL: _own_address(self.hass)})
        if (data := await self._async_checked(user_input)) is None:
            return self._show_server_form(user_input)
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            return self.async_update_and_abort(entry, data=data)
        return self.async_create_entry(title=_title(data[CONF_ML_URL]), data=data)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the server's settings; running prints are not disturbed."""
        if user_input is not None:
            return await self.async_step_user(user_input)
        return self._show_server_form(self._get_reconfigure_entry().data)

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
            data = {**entry.data, CONF_TOKEN: token}
            if await self._async_probe(data):
                return self.async_update_and_abort(entry, data=_without_blanks(data))
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

    # -- checks

    def _show_server_form(self, values: Mapping[str, Any]) -> ConfigFlowResult:
        """Show the form with these values in it."""
        is_new = self.source != SOURCE_RECONFIGURE
        return self.async_show_form(
            step_id="user" if is_new else "reconfigure",
            data_schema=self.add_suggested_values_to_schema(SERVER_SCHEMA, values),
            errors=self._errors,
            description_placeholders={"example": EXAMPLE_URL, **self._placeholders},
        )

    async def _async_checked(
        self, user_input: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """Return the data to store; None, with errors set, where something is wrong."""
        self._errors, self._placeholders = {}, {}
        data = {**user_input, CONF_TOKEN: (user_input.get(CONF_TOKEN) or "").strip()}
        # One at a time: an error's suggestion is that of one address.
        if not all(self._mend_url(data, key) for key in (CONF_ML_URL, CONF_BASE_URL)):
            return None
        # Home Assistant serves frames at its root; what was copied behind it is a page.
        data[CONF_BASE_URL] = str(URL(data[CONF_BASE_URL]).origin())
        self._async_abort_entries_match({CONF_ML_URL: data[CONF_ML_URL]})
        return _without_blanks(data) if await self._async_probe(data) else None

    def _mend_url(self, data: dict[str, Any], key: str) -> bool:
        """Bring an address into its usual form; False, with what to type, if it is none."""
        try:
            data[key] = normalise_url(data[key], credentials_allowed=key == CONF_ML_URL)
        except UrlError as err:
            self._errors[key] = err.key
            usual = EXAMPLE_URL if key == CONF_ML_URL else _own_address(self.hass)
            self._placeholders["suggestion"] = err.suggestion or usual or EXAMPLE_URL
        return not self._errors

    async def _async_probe(self, data: Mapping[str, Any]) -> bool:
        """Ask the server whether it is well and takes the token."""
        self._errors, self._placeholders = {}, {}
        session = async_get_clientsession(self.hass, verify_ssl=data[CONF_VERIFY_SSL])
        client = MlServerClient(session, data[CONF_ML_URL], data.get(CONF_TOKEN))
        try:
            await client.check_health()
            await client.check_token()
        except TokenRefusedError:
            self._errors[CONF_TOKEN] = (
                "token_refused" if data.get(CONF_TOKEN) else "token_needed"
            )
        except MlServerError as err:
            self._errors["base"] = err.reason
            self._placeholders["detail"] = str(err)
        return not self._errors


def _own_address(hass: HomeAssistant) -> str:
    """Guess the address under which the ML server reaches Home Assistant."""
    try:
        return get_url(hass, allow_external=False, allow_cloud=False)
    except NoURLAvailableError:
        pass
    try:
        return get_url(hass, allow_cloud=False)
    except NoURLAvailableError:
        return ""


def _title(url: str) -> str:
    """Name an entry after its server."""
    address = URL(url)
    return f"Obico ML API ({address.host}:{address.port})"


def _without_blanks(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was left empty."""
    return {key: value for key, value in data.items() if value != ""}
