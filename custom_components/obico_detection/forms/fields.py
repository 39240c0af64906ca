"""The kinds of fields that the forms of a printer are made of."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.helpers.selector import (
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


def entity_field(*domains: str, device_class: str | None = None) -> EntitySelector:
    """Return a field for an entity of one of these domains."""
    config = EntitySelectorConfig(domain=list(domains))
    if device_class is not None:
        config["device_class"] = device_class
    return EntitySelector(config)


def states_field(options: list[str]) -> SelectSelector:
    """Return a field for states of the status entity, listed or typed."""
    return SelectSelector(
        SelectSelectorConfig(options=options, multiple=True, custom_value=True)
    )


def choice_field(options: Sequence[str], translation_key: str) -> SelectSelector:
    """Return a field for one of the options, which the translations name."""
    return SelectSelector(
        SelectSelectorConfig(options=list(options), translation_key=translation_key)
    )


def dropdown_field(options: list[SelectOptionDict]) -> SelectSelector:
    """Return a field for one of the options, in the order in which they are given."""
    return SelectSelector(
        SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
    )


def list_field(options: list[SelectOptionDict], translation_key: str) -> SelectSelector:
    """Return the same, all in sight while they are few; some of them are translated."""
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
    return NumberSelector(config)


def whole_numbers(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given with a number field's floats as the integers they are."""
    return {
        key: int(value) if isinstance(value, float) else value
        for key, value in given.items()
    }
