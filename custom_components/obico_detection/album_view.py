"""Serves the pictures of incidents, to whoever is logged in or has a signed path."""

from http import HTTPStatus
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import KEY_AUTHENTICATED, HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .incident.album import ALBUM_PATH, PICTURE, Album

# The picture of an incident never changes.
_HEADERS: Final = {
    hdrs.CACHE_CONTROL: "private, max-age=86400",
    "X-Content-Type-Options": "nosniff",
}


class AlbumPictureView(HomeAssistantView):
    """Serves the picture of an incident, and nothing else of the album."""

    url = f"{ALBUM_PATH}/{{printer_id}}/{{incident_id}}/{PICTURE}"
    name = f"api:{DOMAIN}:album"
    # It looks at that itself: what Home Assistant refuses counts as a failed login.
    requires_auth = False

    def __init__(self, album: Album) -> None:
        """Serve the pictures of this album."""
        self._album = album

    async def get(
        self, request: web.Request, printer_id: str, incident_id: str
    ) -> web.Response:
        """Answer with the picture, or 404."""
        if not request[KEY_AUTHENTICATED]:
            raise _refusal(request)
        picture = await self._album.async_picture(printer_id, incident_id)
        if picture is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return web.Response(body=picture, content_type="image/jpeg", headers=_HEADERS)


def _refusal(request: web.Request) -> web.HTTPError:
    """Return how to turn someone away.

    Only who tries a token tries to log in. A path whose signature has expired lies in an
    old notification: its owner must not be banned for looking at it.
    """
    if hdrs.AUTHORIZATION in request.headers:
        return web.HTTPUnauthorized()
    return web.HTTPForbidden()


ALBUM: Final[HassKey[Album]] = HassKey(f"{DOMAIN}_album")


@callback
def album(hass: HomeAssistant) -> Album:
    """Return the album; the first call tidies it up and registers the view that serves it."""
    if (found := hass.data.get(ALBUM)) is None:
        found = hass.data[ALBUM] = Album(hass, Path(hass.config.path(DOMAIN)))
        # Views cannot be unregistered: this one stays as long as Home Assistant runs.
        hass.http.register_view(AlbumPictureView(found))
        hass.async_create_background_task(found.async_tidy(), f"{DOMAIN} tidy album")
    return found
