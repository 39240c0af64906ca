"""The network as a container sees it: its localhost is the container itself.

For the demo of the commonest mistake in a set-up. The ML API does not really move into a
container for it, so that the demo needs nothing installed.
"""

from ipaddress import ip_address
from typing import Any, override
from urllib.parse import urlsplit, urlunsplit

from requests import (
    ConnectionError as RequestsConnectionError,
    PreparedRequest,
    Response,
)
from requests.adapters import HTTPAdapter

# What Docker calls the machine that the container runs on.
DOCKER_HOST = "host.docker.internal"
_LOOPBACK = "127.0.0.1"


class ContainerAdapter(HTTPAdapter):
    """Sends plain http the way it would go inside of a container."""

    @override
    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send it to the machine outside, or nowhere."""
        parts = urlsplit(request.url or "")
        host = str(parts.hostname)
        if _is_loopback(host):
            # In the words of the stock server's own libraries.
            raise RequestsConnectionError(
                f"HTTPConnectionPool(host={host!r}, port={parts.port or 80}): Max retries"
                f" exceeded with url: {parts.path} (Caused by NewConnectionError("
                f"'Failed to establish a new connection: [Errno 111] Connection refused'))"
            )
        if host == DOCKER_HOST:
            place = f"{_LOOPBACK}:{parts.port or 80}"
            request.headers["Host"] = parts.netloc
            request.url = urlunsplit(parts._replace(netloc=place))
        return super().send(request, *args, **kwargs)


def _is_loopback(host: str) -> bool:
    """Tell whether a host is the machine that looks it up."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
