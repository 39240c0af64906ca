"""Adds a printer, without questions to a person."""

from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

# The name of the folder is the domain.
DOMAIN = __package__.rpartition(".")[2] if __package__ else ""


class AnyPrinterConfigFlow(ConfigFlow, domain=DOMAIN):
    """Takes what it is given."""

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add a printer of a profile."""
        if user_input is None:
            fields = {vol.Required(key): str for key in ("profile", "name", "serial")}
            fields[vol.Required("host")] = str
            return self.async_show_form(step_id="user", data_schema=vol.Schema(fields))
        await self.async_set_unique_id(user_input["serial"])
        return self.async_create_entry(title=user_input["name"], data=user_input)
