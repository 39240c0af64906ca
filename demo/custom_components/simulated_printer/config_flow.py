"""Config flow: one step, one printer."""

from pathlib import Path
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_NAME, UnitOfTime
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
)

from .const import (
    CONF_AUTOSTART,
    CONF_FAILURE_AFTER,
    CONF_PHOTOS,
    CONF_STORY,
    DEFAULT_FAILURE_AFTER_S,
    DOMAIN,
    Story,
)
from .pictures.photos import PhotoFolderError, PhotoPlayer

_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_STORY, default=Story.GOOD.value): SelectSelector(
            SelectSelectorConfig(
                options=[story.value for story in Story], translation_key="story"
            )
        ),
        vol.Required(
            CONF_FAILURE_AFTER, default=DEFAULT_FAILURE_AFTER_S
        ): NumberSelector(
            NumberSelectorConfig(
                min=0,
                max=86400,
                mode=NumberSelectorMode.BOX,
                unit_of_measurement=UnitOfTime.SECONDS,
            )
        ),
        vol.Optional(CONF_PHOTOS): TextSelector(),
        vol.Required(CONF_AUTOSTART, default=True): BooleanSelector(),
    }
)


class SimulatedPrinterConfigFlow(ConfigFlow, domain=DOMAIN):
    """Ask what kind of printer to simulate."""

    @override
    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for everything at once."""
        errors: dict[str, str] = {}
        reason = ""
        if user_input is not None:
            self._async_abort_entries_match({CONF_NAME: user_input[CONF_NAME]})
            try:
                await self.hass.async_add_executor_job(_check_photos, user_input)
            except PhotoFolderError as err:
                errors[CONF_PHOTOS] = "photos_unusable"
                reason = str(err)
            else:
                return self.async_create_entry(
                    title=user_input[CONF_NAME], data=user_input
                )
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, user_input),
            errors=errors,
            description_placeholders={"reason": reason},
        )


def _check_photos(user_input: dict[str, Any]) -> None:
    if folder := user_input.get(CONF_PHOTOS):
        failing = user_input[CONF_STORY] == Story.FAILING
        PhotoPlayer(Path(folder), user_input[CONF_NAME], failing=failing)
