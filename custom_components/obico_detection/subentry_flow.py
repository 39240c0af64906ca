"""Config subentry flow of a printer: add it, change it."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigSubentryFlow,
    SubentryFlowResult,
    UnknownEntry,
    UnknownSubEntry,
)
from homeassistant.helpers.selector import SelectOptionDict

from .connection import async_test_printer
from .connection_words import cause_of_printer, summary
from .const import (
    CONF_CAMERA,
    CONF_POWER_OFF_WHILE_HOT,
    CONF_PROFILE,
    CONF_STATUS,
    CONF_WATCHING,
    KINDS,
    FaultKind,
)
from .forms.fields import SAVE_ANYWAY, list_field
from .forms.names import registry_ids, with_names_of_now
from .forms.printer import (
    FORM_KEYS,
    SECTION_STATES,
    STATE_LISTS,
    STATUS_FIELD,
    from_form,
    needs_attention,
    printer_schema,
    to_form,
    wrong_settings,
)
from .forms.printer_texts import about, async_labels, printer_name
from .forms.proposal import (
    find_printer,
    propose,
    propose_states,
    state_options,
    unwatched_printers,
    watched_by,
)
from .forms.response import (
    from_response_form,
    may_cut_power,
    response_schema,
    to_response_form,
    wrong_response,
)
from .ml_server.connection_test import ConnectionReport
from .printer.camera_choice import async_cameras, async_first_that_works
from .printer.found import FoundPrinter
from .printer.light import light_once
from .printer.status import Activity
from .runtime import loaded
from .settings import light_settings, status_states
from .texts import text

CONF_PRINTER = "printer"
BY_HAND = "by_hand"


class PrinterSubentryFlow(ConfigSubentryFlow):
    """Asks which printer it is, what it has, and what to do about failures."""

    def __init__(self) -> None:
        """Start with nothing known of the printer."""
        self._data: dict[str, Any] = {}
        # The entities in it, by which they are known under another name as well.
        self._known: dict[str, str] = {}
        self._offered: dict[str, FoundPrinter] | None = None
        self._found: FoundPrinter | None = None
        self._is_proposed = False
        # What the status entity says, where that stands in no list.
        self._said = ""
        self._report: ConnectionReport | None = None
        # What the report is about.
        self._tested_camera: str | None = None

    # -- which printer

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask which printer it is, of those that are found."""
        if user_input is not None and self._offered is not None:
            chosen = user_input[CONF_PRINTER]
            if (found := self._offered.get(chosen)) is None:
                return await self.async_step_by_hand()
            return await self._begin(chosen, found)
        found_printers = unwatched_printers(self.hass)
        self._offered = {printer.status: printer for printer in found_printers}
        if not self._offered:
            return await self.async_step_by_hand()
        labels = await async_labels(self.hass, found_printers)
        options = [
            SelectOptionDict(value=status, label=labels[status])
            for status in self._offered
        ]
        options.append(SelectOptionDict(value=BY_HAND, label=BY_HAND))
        field = list_field(options, CONF_PRINTER)
        first = found_printers[0].status
        return self.async_show_form(
            step_id="user",
            data_schema=vol.Schema({vol.Required(CONF_PRINTER, default=first): field}),
        )

    async def async_step_by_hand(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the status entity, from which the rest follows."""
        errors: dict[str, str] = {}
        if user_input is not None:
            status = user_input[CONF_STATUS]
            if not self._is_watched_already(status):
                return await self._begin(status, find_printer(self.hass, status))
            errors[CONF_STATUS] = "already_watched"
        hint = "" if self._offered else text(self.hass, "printer_none_found")
        return self.async_show_form(
            step_id=BY_HAND,
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Required(CONF_STATUS): STATUS_FIELD}), user_input
            ),
            errors=errors,
            description_placeholders={"hint": hint},
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a printer, from what it is now; nothing is proposed for it."""
        self._take(self._get_reconfigure_subentry().data)
        self._found = find_printer(self.hass, self._data[CONF_STATUS])
        return await self.async_step_printer()

    async def _begin(
        self, status: str, found: FoundPrinter | None
    ) -> SubentryFlowResult:
        """Go on with a printer, filled in as far as that can be done."""
        self._found = found
        self._is_proposed = True
        proposed = propose(self.hass, status, found)
        cameras = () if found is None else found.cameras
        if (camera := await async_first_that_works(self.hass, cameras)) is not None:
            proposed[CONF_CAMERA] = camera
        self._take(proposed)
        return await self.async_step_printer()

    def _take(self, settings: Mapping[str, Any]) -> None:
        """Take settings over; an entity that was renamed meanwhile has its new name."""
        self._data = with_names_of_now(self.hass, settings, self._known)
        self._known = registry_ids(self.hass, self._data)

    def _is_gone(self) -> bool:
        """Tell whether the ML server, or the printer to change, was removed meanwhile."""
        try:
            self._get_entry()
            if self.source != SOURCE_USER:
                self._get_reconfigure_subentry()
        except UnknownEntry, UnknownSubEntry:
            return True
        return False

    # -- what it has

    async def async_step_printer(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for its camera and entities, and try whether all of it works."""
        if self._is_gone():
            return self.async_abort(reason="gone")
        if user_input is None:
            return self._show_printer({})
        typed = from_form(user_input)
        is_other_status = typed[CONF_STATUS] != self._data[CONF_STATUS]
        # What was left out of the form is not kept from before.
        kept = {key: self._data[key] for key in self._data.keys() - FORM_KEYS}
        self._take({**kept, **typed})
        status = self._data[CONF_STATUS]
        if self._is_watched_already(status):
            return self._show_printer({SECTION_STATES: "already_watched"})
        if is_other_status:
            self._propose_states(status)
            return self._show_printer({SECTION_STATES: "states_are_others"})
        if errors := wrong_settings(self._data):
            return self._show_printer(errors)
        saves_anyway = user_input.get(SAVE_ANYWAY, False)
        if not saves_anyway and self._says_what_is_not_listed(status):
            return self._show_printer({SECTION_STATES: "state_is_not_listed"})
        # A tick that was only about what the printer says is none about the test.
        if saves_anyway and self._has_failed:
            if self._tested_camera != self._data[CONF_CAMERA]:
                self._report = None
            return await self.async_step_response()
        if errors := await self._test():
            return self._show_printer(errors)
        return await self.async_step_response()

    def _says_what_is_not_listed(self, status: str) -> bool:
        """Tell whether the printer says something now that nobody has explained."""
        state = self.hass.states.get(status)
        said = None if state is None else state.state
        meaning = status_states(self._data).activity(said)
        self._said = said or "" if meaning is Activity.UNLISTED else ""
        return bool(self._said)

    @property
    def _has_failed(self) -> bool:
        """Whether the latest test has shown that something does not work."""
        return self._report is not None and self._report.failed is not None

    def _propose_states(self, status: str) -> None:
        """Forget what another entity's states mean."""
        self._found = find_printer(self.hass, status)
        for key in (*STATE_LISTS, CONF_PROFILE):
            self._data.pop(key, None)
        self._data.update(propose_states(self.hass, status, self._found))
        self._is_proposed = True

    async def _test(self) -> dict[str, str]:
        """Try the whole way with the chosen camera; return what is wrong."""
        self._tested_camera = self._data[CONF_CAMERA]
        self._report = await async_test_printer(
            self.hass, self._get_entry(), self._tested_camera, self._light()
        )
        failed = self._report.failed
        if failed is None:
            return {}
        is_camera = KINDS[failed.reason] in (FaultKind.CAMERA, FaultKind.PICTURE)
        return {CONF_CAMERA if is_camera else "base": "test_failed"}

    def _light(self) -> AbstractAsyncContextManager[None]:
        """Return the light for the test; a running print may have its own say in it."""
        chosen = light_settings(self._data)
        if self.source != SOURCE_USER:
            entry, printer = self._get_entry(), self._get_reconfigure_subentry()
            if (runtime := loaded(entry)) is not None:
                # A new one is not watched while the one before is still being stopped.
                watched = runtime.printers.get(printer.subentry_id)
                if watched is not None and watched.settings.light == chosen:
                    return watched.light.for_picture()
        return light_once(self.hass, chosen)

    def _show_printer(self, errors: dict[str, str]) -> SubentryFlowResult:
        """Show the form with what is known or was typed."""
        self._take(self._data)
        options = state_options(self.hass, self._data[CONF_STATUS])
        for key in STATE_LISTS:
            options += [one for one in self._data.get(key, ()) if one not in options]
        unfolded = set(errors)
        if self.source == SOURCE_USER:
            unfolded |= needs_attention(self._data)
        likely = () if self._found is None else self._found.cameras
        cameras = async_cameras(self.hass, likely, self._data.get(CONF_CAMERA))
        schema = printer_schema(
            cameras,
            options,
            unfolded=unfolded,
            may_save_anyway=self._has_failed or bool(self._said),
        )
        told = {
            "printer": printer_name(self.hass, self._data[CONF_STATUS]),
            "about": about(
                self.hass,
                self._found,
                self._data,
                is_proposed=self._is_proposed,
            ),
            "cause": "",
            "report": "",
            "said": self._said,
        }
        if self._report is not None:
            told["cause"] = cause_of_printer(self.hass, self._report)
            told["report"] = summary(self.hass, self._report, with_cause=False)
        return self.async_show_form(
            step_id="printer",
            data_schema=self.add_suggested_values_to_schema(
                schema, to_form(self._data)
            ),
            errors=errors,
            description_placeholders=told,
        )

    # -- what is done about a failure

    async def async_step_response(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what to do about a failing print; the fine tuning is folded away."""
        if self._is_gone():
            return self.async_abort(reason="gone")
        self._take(self._data)
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = wrong_response(user_input)
            if not errors:
                self._data.update(from_response_form(user_input))
                return self._finish()
        return self.async_show_form(
            step_id="response",
            data_schema=self.add_suggested_values_to_schema(
                response_schema(self._data), user_input or to_response_form(self._data)
            ),
            errors=errors,
            description_placeholders={"report": self._outcome()},
            last_step=True,
        )

    def _outcome(self) -> str:
        """Tell what is known of whether it works."""
        if self._report is None:
            return text(self.hass, "printer_not_tested")
        works = self._report.failed is None
        told = text(self.hass, "printer_tested" if works else "printer_not_passed")
        return f"{told}\n\n{summary(self.hass, self._report)}"

    def _finish(self) -> SubentryFlowResult:
        """Create the printer, or update it."""
        data = self._data
        if self._is_watched_already(data[CONF_STATUS]):
            # Added by another flow since it was chosen.
            return self.async_abort(reason="already_watched")
        if not may_cut_power(data):
            data.pop(CONF_POWER_OFF_WHILE_HOT, None)
        if self.source == SOURCE_USER:
            return self.async_create_entry(
                title=printer_name(self.hass, data[CONF_STATUS]), data=data
            )
        subentry = self._get_reconfigure_subentry()
        data.pop(CONF_WATCHING, None)
        if CONF_WATCHING in subentry.data:
            # The switch may have been used while the form was open.
            data[CONF_WATCHING] = subentry.data[CONF_WATCHING]
        return self.async_update_and_abort(self._get_entry(), subentry, data=data)

    def _is_watched_already(self, status: str) -> bool:
        """Tell whether another printer is watched by this entity."""
        watched = watched_by(self.hass)
        if self.source != SOURCE_USER:
            watched.pop(self._get_reconfigure_subentry().subentry_id, None)
        return status in watched.values()
