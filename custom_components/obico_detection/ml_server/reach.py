"""Why the ML server could not fetch a frame: what it said, and where it was sent to."""

from ipaddress import ip_address
import re
from typing import Final

from yarl import URL

from ..const import FaultReason

# What requests and urllib3 write when a fetch fails, and what the server's picture reader
# writes about something that is no picture. The first that is found names the cause.
_SAID: Final[tuple[tuple[re.Pattern[str], FaultReason], ...]] = (
    # Before all: what stands behind it are the words of whoever answered.
    (
        re.compile(
            r"\b\d{3} (client|server) error|error responses|proxy", re.IGNORECASE
        ),
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    (
        re.compile(r"certificate|\bSSL|\bTLS|wrong version number|handshake"),
        FaultReason.ADDRESS_CERTIFICATE,
    ),
    (
        re.compile(
            r"NameResolution|failed to resolve|name or service not known|getaddrinfo"
            r"|name resolution|nodename nor servname|no address associated",
            re.IGNORECASE,
        ),
        FaultReason.ADDRESS_NAME_UNKNOWN,
    ),
    (re.compile(r"timed out|timeout", re.IGNORECASE), FaultReason.ADDRESS_TOO_SLOW),
    (
        re.compile(
            r"nonetype|imdecode|buf\.empty|cannot identify|redirects"
            r"|incomplete ?read|connection broken|badstatusline",
            re.IGNORECASE,
        ),
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    (
        re.compile(
            r"refused|reset|aborted|disconnected|no route|unreachable|max retries"
            r"|failed to establish",
            re.IGNORECASE,
        ),
        FaultReason.ADDRESS_REFUSED,
    ),
)


def fetch_trouble(base_url: str, said: str) -> FaultReason:
    """Return why a frame was not fetched from Home Assistant's address.

    Args:
        base_url: where the ML server was sent to.
        said: what it gave as the reason; empty where it kept silent, as old ones do.

    """
    url = URL(base_url)
    host = url.host or ""
    if is_localhost(host):
        return FaultReason.ADDRESS_LOCALHOST
    if host:
        # It is repeated there, and "proxy.lan" is no word about a proxy.
        said = said.replace(host, "")
    reason = next((reason for words, reason in _SAID if words.search(said)), None)
    if is_local_name(host) and reason in (None, FaultReason.ADDRESS_NAME_UNKNOWN):
        return FaultReason.ADDRESS_LOCAL_NAME
    if reason is None and url.scheme == "https":
        return FaultReason.ADDRESS_CERTIFICATE
    return reason or FaultReason.FRAME_NOT_FETCHED


def is_local_name(host: str) -> bool:
    """Tell whether a name is one that only multicast DNS knows."""
    return host.rstrip(".").endswith(".local")


def is_localhost(host: str) -> bool:
    """Tell whether a host is, for whoever reads its name, the machine it runs on."""
    host = host.rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
