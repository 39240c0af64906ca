"""Config subentry flow of a printer: add it, change it."""

from collections.abc import Mapping
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

from .const import CONF_CAMERA, CONF_PROFILE, CONF_STATUS
from .forms.changes import Original
from .forms.doubts import Doubts, doubts_about
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
from .forms.printer_test import PrinterTest
from .forms.printer_texts import about, async_choices, printer_name
from .forms.proposal import (
    find_printer,
    propose,
    propose_states,
    state_options,
    unwatched_printers,
    watched_by,
)
from .forms.response import (
    SECTION_NOTIFICATIONS,
    Mistakes,
    async_mistakes,
    from_response_form,
    response_schema,
    to_response_form,
)
from .printer.camera_choice import async_cameras, async_first_that_works
from .printer.found import FoundPrinter
from .texts import text

CONF_PRINTER = "printer"
BY_HAND = "by_hand"
# How a template says what is said in the texts: they have no braces of their own.
EXAMPLE = "{{ printer }}: {{ risk | round }} %"


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
        # Of a printer that is changed: what it was when the form came.
        self._original: Original | None = None
        self._doubts = Doubts()
        self._test = PrinterTest()

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
        options = await async_choices(self.hass, found_printers)
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
        settings = self._get_reconfigure_subentry().data
        self._original = Original(self.hass, settings)
        self._take(settings)
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
        if not saves_anyway and (errors := self._ask_about_doubts()):
            return self._show_printer(errors)
        # A tick that was only about a doubt is none about the test.
        if saves_anyway and self._test.has_failed:
            self._test.forget_unless(self._data[CONF_CAMERA])
            return await self.async_step_response()
        if errors := await self._test.async_run(
            self.hass, self._get_entry(), self._data, self._subentry_id
        ):
            return self._show_printer(errors)
        return await self.async_step_response()

    @property
    def _subentry_id(self) -> str | None:
        """Of the printer that is changed; a new one has none yet."""
        if self.source == SOURCE_USER:
            return None
        return self._get_reconfigure_subentry().subentry_id

    def _ask_about_doubts(self) -> dict[str, str]:
        """Return what a person may know better."""
        before = None
        if self.source != SOURCE_USER:
            before = self._get_reconfigure_subentry().data[CONF_CAMERA]
        self._doubts = doubts_about(
            self.hass,
            self._data,
            subentry_id=self._subentry_id,
            camera_before=before,
        )
        return self._doubts.errors

    def _propose_states(self, status: str) -> None:
        """Forget what another entity's states mean."""
        self._found = find_printer(self.hass, status)
        for key in (*STATE_LISTS, CONF_PROFILE):
            self._data.pop(key, None)
        self._data.update(propose_states(self.hass, status, self._found))
        self._is_proposed = True

    def _show_printer(self, errors: dict[str, str]) -> SubentryFlowResult:
        """Show the form with what is known or was typed."""
        self._take(self._data)
        unfolded = set(errors)
        if self.source == SOURCE_USER:
            unfolded |= needs_attention(self._data)
        likely = () if self._found is None else self._found.cameras
        cameras = async_cameras(self.hass, likely, self._data.get(CONF_CAMERA))
        schema = printer_schema(
            cameras,
            state_options(self.hass, self._data),
            unfolded=unfolded,
            may_save_anyway=self._test.has_failed or bool(self._doubts.errors),
        )
        told = {
            "printer": printer_name(self.hass, self._data[CONF_STATUS]),
            "about": about(
                self.hass,
                self._found,
                self._data,
                is_proposed=self._is_proposed,
            ),
            "said": self._doubts.said,
            "other": self._doubts.other,
            **self._test.told(self.hass),
        }
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
        """Ask what to do about a failing print; most of it is folded away."""
        mistakes = Mistakes()
        if user_input is not None:
            mistakes = await async_mistakes(self.hass, self._data, user_input)
        if self._is_gone():
            return self.async_abort(reason="gone")
        self._take(self._data)
        if user_input is None:
            self._catch_up()
        elif not mistakes.errors:
            return self._finish(from_response_form(self._data, user_input))
        return self._show_response(user_input, mistakes)

    def _catch_up(self) -> None:
        """Take over what was changed elsewhere since the form of its entities came."""
        if self._original is not None:
            now = self._get_reconfigure_subentry().data
            self._take(self._original.merged(now, self._data))
            self._original = Original(self.hass, now)

    def _show_response(
        self, typed: dict[str, Any] | None, mistakes: Mistakes
    ) -> SubentryFlowResult:
        """Show the form with what is known or was typed."""
        errors = dict(mistakes.errors)
        unfolded = set(errors)
        if errors:
            # The section may be far below what is seen of the form.
            errors["base"] = next(iter(errors.values()))
        elif self.source == SOURCE_USER:
            unfolded.add(SECTION_NOTIFICATIONS)
        schema = response_schema(self._data, typed, unfolded=unfolded)
        return self.async_show_form(
            step_id="response",
            data_schema=self.add_suggested_values_to_schema(
                schema, typed or to_response_form(self._data)
            ),
            errors=errors,
            description_placeholders={
                "report": self._test.outcome(self.hass),
                "cause": mistakes.cause,
                "example": EXAMPLE,
            },
            last_step=True,
        )

    def _finish(self, chosen: dict[str, Any]) -> SubentryFlowResult:
        """Create the printer, or update it."""
        if self._is_watched_already(chosen[CONF_STATUS]):
            # Added by another flow since it was chosen.
            return self.async_abort(reason="already_watched")
        if self._original is None:
            return self.async_create_entry(
                title=printer_name(self.hass, chosen[CONF_STATUS]), data=chosen
            )
        subentry = self._get_reconfigure_subentry()
        data = self._original.merged(subentry.data, chosen)
        return self.async_update_and_abort(self._get_entry(), subentry, data=data)

    def _is_watched_already(self, status: str) -> bool:
        """Tell whether another printer is watched by this entity."""
        watched = watched_by(self.hass)
        watched.pop(self._subentry_id or "", None)
        return status in watched.values()
