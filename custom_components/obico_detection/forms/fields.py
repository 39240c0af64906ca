"""What the forms are made of: kinds of fields, and sections of them."""

from collections.abc import Mapping, Sequence
import math
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import (
    DeviceFilterSelectorConfig,
    DeviceSelector,
    DeviceSelectorConfig,
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

MOST_IN_SIGHT: Final = 10
# A field that is shown after a failed test, and stored nowhere.
SAVE_ANYWAY: Final = "save_anyway"


class _EntityField(EntitySelector):
    """Entities by their ids; the id of a row in the registry would be stored as it is."""

    @override
    def __call__(self, data: Any) -> str | list[str]:
        """Return what was chosen."""
        for entity_id in data if isinstance(data, list) else [data]:
            cv.entity_id(entity_id)
        return super().__call__(data)


class _NumberField(NumberSelector):
    """A number within bounds; nan is neither below one nor above the other."""

    @override
    def __call__(self, data: Any) -> float:
        """Return what was typed."""
        if math.isnan(value := super().__call__(data)):
            raise vol.Invalid("expected a number")
        return value


def entity_field(*domains: str, device_class: str | None = None) -> EntitySelector:
    """Return a field for an entity of one of these domains."""
    config = EntitySelectorConfig(domain=list(domains))
    if device_class is not None:
        config["device_class"] = device_class
    return _EntityField(config)


def entities_field(domain: str) -> EntitySelector:
    """Return a field for any number of entities of a domain, of which some may be gone."""
    return _EntityField(EntitySelectorConfig(domain=[domain], multiple=True))


def devices_field(integration: str) -> DeviceSelector:
    """Return a field for any number of an integration's devices; some may be gone."""
    return DeviceSelector(
        DeviceSelectorConfig(
            filter=DeviceFilterSelectorConfig(integration=integration), multiple=True
        )
    )


def states_field(options: list[str]) -> SelectSelector:
    """Return a field for states of the status entity, listed or typed."""
    return SelectSelector(
        SelectSelectorConfig(options=options, multiple=True, custom_value=True)
    )


def choice_field(
    options: Sequence[str], translation_key: str, *, folded: bool = False
) -> SelectSelector:
    """Return a field for one of the options, which the translations name.

    While they are few all are in sight, unless they are `folded`.
    """
    config = SelectSelectorConfig(
        options=list(options), translation_key=translation_key
    )
    if folded:
        config["mode"] = SelectSelectorMode.DROPDOWN
    return SelectSelector(config)


def dropdown_field(options: list[SelectOptionDict]) -> SelectSelector:
    """Return a field for one of the options, in the order in which they are given."""
    return SelectSelector(
        SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
    )


def list_field(options: list[SelectOptionDict], translation_key: str) -> SelectSelector:
    """Return a field for one of the options, all in sight while they are few.

    A name in the translations takes the place of an option's label.
    """
    mode = (
        SelectSelectorMode.LIST
        if len(options) <= MOST_IN_SIGHT
        else SelectSelectorMode.DROPDOWN
    )
    return SelectSelector(
        SelectSelectorConfig(
            options=options, mode=mode, translation_key=translation_key
        )
    )


def number_field(minimum: int, maximum: int, unit: str | None = None) -> NumberSelector:
    """Return a field for a whole number."""
    config = NumberSelectorConfig(
        min=minimum, max=maximum, step=1, mode=NumberSelectorMode.BOX
    )
    if unit is not None:
        config["unit_of_measurement"] = unit
    return _NumberField(config)


def flat(user_input: Mapping[str, Any], *sections: str) -> dict[str, Any]:
    """Return what was typed without sections, and a number field's floats as integers."""
    values = {key: value for key, value in user_input.items() if key not in sections}
    for name in sections:
        values.update(user_input[name])
    return {
        key: int(value) if isinstance(value, float) else value
        for key, value in values.items()
    }


def nested(values: Mapping[str, Any], *sections: str) -> dict[str, Any]:
    """Return values as a form with sections comes filled in with them."""
    return {**values, **dict.fromkeys(sections, values)}
