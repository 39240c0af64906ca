"""The address of an ML server: mended where it can be, refused with a reason where not."""

from ipaddress import ip_address
import re
from typing import Final

from yarl import URL

MAX_URL_CHARS: Final = 1000

# Copied along with an address from a web page or a chat.
_INVISIBLE: Final = " \t\r\n\v\f\u00a0\u200b\u200e\u200f\u2060\ufeff"
_HTTP: Final = re.compile(r"(https?):/{0,2}(?!/)", re.IGNORECASE)
_OTHER_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
_USER_INFO: Final = re.compile(r"(?<=://)[^/?#\s]*@")
_ENDPOINTS: Final = frozenset({"p", "hc"})


class UrlError(ValueError):
    """An address that cannot be used.

    `key` is a translation key: `url_no_scheme`, `url_bad_scheme`, `url_no_host`,
    `url_has_query`, `url_has_credentials` or `url_invalid`. `suggestion` is what the
    user probably meant, or None.
    """

    def __init__(self, key: str, suggestion: str | None = None) -> None:
        """Name the trouble; the address itself stays out of the message."""
        super().__init__(key)
        self.key = key
        self.suggestion = suggestion


def normalise_url(text: str, *, credentials_allowed: bool = True) -> str:
    """Return the address without trailing slash, ready to have `/p/` put behind it.

    What people paste (`/p/?img=...`, `/hc/`, blanks) is taken off; a path prefix and
    `user:password@` are kept. Raises UrlError. A normalised address comes back unchanged.
    """
    text = text.strip(_INVISIBLE)
    if any(char.isspace() or not char.isprintable() for char in text):
        raise UrlError("url_invalid")
    if len(text) > MAX_URL_CHARS:
        raise UrlError("url_invalid")
    try:
        url = URL(_with_http_scheme(text))
        # Each of these may find out only when it is looked at.
        host, port, user, password = url.raw_host, url.port, url.user, url.password
    except UrlError:
        raise
    except ValueError, IndexError:  # the latter from yarl, for "http://[]@"
        raise UrlError("url_no_host" if _lacks_host(text) else "url_invalid") from None
    if not host:
        raise UrlError("url_no_host")
    # A colon inside the user's name has no place in basic authentication.
    if not _is_host(host) or not port or ":" in (user or ""):
        raise UrlError("url_invalid")
    if not credentials_allowed and (user is not None or password is not None):
        raise UrlError("url_has_credentials")
    path = _without_endpoint(url)
    return str(url.with_path(path, encoded=True)).rstrip("/")


def redact_url(text: str) -> str:
    """Return the text with `user:password@` of every URL in it hidden."""
    return _USER_INFO.sub("***@", text)


def _with_http_scheme(text: str) -> str:
    if match := _HTTP.match(text):
        return f"{match[1]}://{text[match.end() :]}"
    if text.lower().startswith(("http:", "https:")) or not text:
        raise UrlError("url_no_host")
    if _OTHER_SCHEME.match(text):
        raise UrlError("url_bad_scheme")
    try:
        suggestion = normalise_url(f"http://{text.lstrip('/')}")
    except UrlError:
        raise UrlError("url_invalid") from None
    raise UrlError("url_no_scheme", suggestion)


def _lacks_host(text: str) -> bool:
    authority = _HTTP.sub("", text, count=1).partition("/")[0]
    return authority.rpartition("@")[2].startswith(":")


def _is_host(host: str) -> bool:
    if ":" in host or not host.strip("0123456789."):
        try:
            ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return True
    labels = host.removesuffix(".").split(".")
    return len(host) <= 253 and all(
        len(label) <= 63 and _HOST_NAME.fullmatch(label) for label in labels
    )


def _without_endpoint(url: URL) -> str:
    """Return the path prefix; a query is forgiven only behind an endpoint.

    All endpoints at the end go, not only the last one: otherwise an address would change
    each time it is saved. A prefix that itself ends in `/p` or `/hc` cannot be used.
    """
    segments = url.raw_path.rstrip("/").split("/")
    pasted = False
    while segments[-1].lower() in _ENDPOINTS:
        pasted = True
        segments.pop()
        while len(segments) > 1 and not segments[-1]:
            segments.pop()
    if url.raw_query_string and not pasted:
        raise UrlError("url_has_query")
    if "" in segments[1:]:
        raise UrlError("url_invalid")
    return "/".join(segments)
