"""Which camera may show a printer: all there are in order, and the first that works."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, entity_registry as er

from .camera import CameraError, capture
from .candidates import is_called_drawn, is_webcam, is_webcam_picture

# A person waits for the form; cameras that take longer are no first choice.
TRY_S = 10.0
MOST_TRIED: Final = 4


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """A camera and what a list calls it."""

    entity_id: str
    label: str


@callback
def async_cameras(
    hass: HomeAssistant, likely: Iterable[str], chosen: str | None = None
) -> list[CameraChoice]:
    """Return all cameras: the likely ones in their order, then by name, images last.

    One that was chosen before is among them, whatever has become of it.
    """
    offered = dict.fromkeys([*likely, *_others(hass)])
    if chosen is not None and chosen not in offered:
        offered = {chosen: None, **offered}
    named = {entity_id: _name(hass, entity_id) for entity_id in offered}
    times = Counter(named.values())
    return [
        CameraChoice(entity_id, name if times[name] == 1 else f"{name} · {entity_id}")
        for entity_id, name in named.items()
    ]


async def async_first_that_works(
    hass: HomeAssistant, cameras: Sequence[str]
) -> str | None:
    """Return the first camera that gives a picture, else the first, else None.

    They are all asked at once; for the likelier ones it is waited.
    """
    tried = {
        camera: hass.async_create_background_task(
            _gives_picture(hass, camera), f"try {camera}"
        )
        for camera in cameras[:MOST_TRIED]
    }
    try:
        async with asyncio.timeout(TRY_S):
            for camera, task in tried.items():
                if await task:
                    return camera
    except TimeoutError:
        for camera, task in tried.items():
            if task.done() and not task.cancelled() and task.result():
                return camera
    finally:
        for task in tried.values():
            task.cancel()
    return next(iter(cameras), None)


async def _gives_picture(hass: HomeAssistant, entity_id: str) -> bool:
    try:
        await capture(hass, entity_id)
    except CameraError:
        return False
    return True


def _others(hass: HomeAssistant) -> list[str]:
    """Return what else may be a camera, by name, images last."""
    rows = er.async_get(hass).entities
    found = [
        row.entity_id
        for row in rows.values()
        if not row.disabled and (is_webcam(row) or is_webcam_picture(row))
    ]
    # Those from the YAML configuration, of which the registry knows nothing.
    found += [
        entity_id
        for entity_id in hass.states.async_entity_ids((Platform.CAMERA, Platform.IMAGE))
        if entity_id not in rows and not is_called_drawn(entity_id)
    ]
    return sorted(
        found,
        key=lambda entity_id: (
            entity_id.startswith(Platform.IMAGE),
            _name(hass, entity_id).casefold(),
            entity_id,
        ),
    )


def _name(hass: HomeAssistant, entity_id: str) -> str:
    """Return what a person calls a camera, and where it hangs."""
    row = er.async_get(hass).async_get(entity_id)
    if (state := hass.states.get(entity_id)) is not None:
        name = state.name
    else:
        name = (row and (row.name or row.original_name)) or entity_id
    area_id = er.async_get_effective_area_id(hass, row) if row else None
    area = ar.async_get(hass).async_get_area(area_id) if area_id else None
    return f"{name} ({area.name})" if area else name
