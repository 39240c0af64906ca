"""What diagnostics tell of a house."""

import json
from typing import Any, cast

from custom_components.obico_detection.diagnostics import (
    async_get_config_entry_diagnostics,
)

from .house import House


async def told_of(house: House) -> dict[str, Any]:
    """Return the diagnostics of the entry, as they are written to the file."""
    assert house.entry is not None
    told = await async_get_config_entry_diagnostics(house.hass, house.entry)
    return cast(dict[str, Any], json.loads(json.dumps(told)))


async def told_of_printer(house: House, number: int = 0) -> dict[str, Any]:
    told = await told_of(house)
    return cast(dict[str, Any], told["printers"][house.subentry(number).subentry_id])
