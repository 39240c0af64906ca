"""Under which addresses the ML server may reach Home Assistant, the best first."""

import asyncio
from ipaddress import ip_address, ip_network
import socket
from typing import Any, Final

from yarl import URL

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.hassio import is_hassio
from homeassistant.helpers.network import (
    SUPERVISOR_NETWORK_HOST,
    NoURLAvailableError,
    get_url,
)

from ..ml_server.reach import is_local_name, is_localhost

RESOLVE_TIMEOUT_S: Final = 3.0
# Where the Supervisor puts its apps.
APPS_NETWORK: Final = ip_network("172.30.32.0/23")


async def async_base_url_candidates(
    hass: HomeAssistant, ml_url: str | None, frame_port: int | None = None
) -> list[str]:
    """Return addresses of Home Assistant, most likely first, no one twice.

    Args:
        hass: Home Assistant.
        ml_url: address of the ML server; None where that is not known yet.
        frame_port: the port on which frames are served in plain http, if there is one.

    """
    if (api := hass.config.api) is None:
        return []
    host = None if ml_url is None else URL(ml_url).host
    internal, external = _url(hass, external=False), _url(hass, external=True)
    route = None if host is None else await _async_address_towards(hass, host)
    is_app = host is not None and is_hassio(hass) and _is_app(host)

    def plain(own_host: str | None) -> URL | None:
        if own_host and (frame_port is not None or not api.use_ssl):
            return _http(own_host, frame_port or api.port)
        return None

    if frame_port is not None:
        internal, external = plain(None if internal is None else internal.host), None
    return _ranked(
        plain(SUPERVISOR_NETWORK_HOST if is_app else None),
        internal,
        plain(route),
        last=external,
    )


@callback
def move_port(
    hass: HomeAssistant, base_url: str, old: int | None, new: int | None
) -> str:
    """Return the address with the port on which frames are served from now on.

    Only an address at a port of our own is changed: another one leads here through
    something that we know nothing of.
    """
    api, url = hass.config.api, URL(base_url)
    if api is None or url.port not in (api.port, old):
        return base_url
    if new is not None:
        return str(_http(url.host or "", new))
    if url.port == api.port:
        return base_url
    scheme = "https" if api.use_ssl else "http"
    return str(url.with_scheme(scheme).with_port(api.port))


def _http(host: str, port: int) -> URL:
    return URL.build(scheme="http", host=host, port=port)


def _url(hass: HomeAssistant, *, external: bool) -> URL | None:
    """Return the address that Home Assistant gives as its own."""
    try:
        own = get_url(
            hass,
            allow_internal=not external,
            allow_external=external,
            allow_cloud=False,
            allow_ip=True,
        )
    except NoURLAvailableError:
        return None
    return URL(own).origin()


async def _async_address_towards(hass: HomeAssistant, host: str) -> str | None:
    """Return the address that Home Assistant has on its way to a host."""
    try:
        async with asyncio.timeout(RESOLVE_TIMEOUT_S):
            found = await hass.loop.getaddrinfo(host, 9, type=socket.SOCK_DGRAM)
    except OSError, UnicodeError:  # a TimeoutError is an OSError
        return None
    for family, _, _, _, target in found:
        try:
            own = _own_end(family, target)
        except OSError:
            continue
        if not ip_address(own.partition("%")[0]).is_link_local:
            return own
    return None


def _own_end(family: int, target: tuple[Any, ...]) -> str:
    """Return the address from which this machine would speak to a target."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.setblocking(False)
        # Nothing is sent: the system only chooses the way.
        probe.connect(target)
        own: str = probe.getsockname()[0]
    return own


def _is_app(host: str) -> bool:
    """Tell whether a host looks like an app on this Home Assistant."""
    try:
        return ip_address(host) in APPS_NETWORK
    except ValueError:
        # The Supervisor gives its apps names without a dot.
        return "." not in host and not is_localhost(host)


def _ranked(*found: URL | None, last: URL | None) -> list[str]:
    """Return the addresses, those that are known for trouble behind the others."""
    ranked = [*sorted((one for one in found if one is not None), key=_trouble), last]
    return list(
        dict.fromkeys(str(one).rstrip("/") for one in ranked if one is not None)
    )


def _trouble(url: URL) -> tuple[bool, bool]:
    host = url.host or ""
    return is_localhost(host) or is_local_name(host), url.scheme == "https"
