"""Fetching the picture as the stock server does: with requests, and in a hurry.

The stock server's Python package does the fetching here too, so its errors, redirects
and timeouts are the real ones; only the retries are ours, because they depend on what the
stock server patched in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
import random
import threading

import requests

from .container import ContainerAdapter

# Exactly what the stock server sends; Host and nothing else comes on top. No picture comes
# compressed, so nothing here has to understand br.
HEADERS = {
    "User-Agent": "python-requests/2.31.0",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept": "*/*",
    "Connection": "keep-alive",
}
_SLOW_HOST = "storage.googleapis.com"
_SLOW_HOST_CONNECT_S = 10.0
_SLOW_HOST_READ_S = 30.0
# Small, so that it is soon noticed that nobody waits for a slow stream any more.
_CHUNK_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may take, in seconds; the defaults are the stock server's.

    read_s is for each read from the socket, worker_s for a whole request: past it the
    worker is killed, and it takes restart_s for the next one to come up. Before another
    try comes a random wait of up to backoff_s, twice that before the third.
    """

    connect_s: float = 0.1
    read_s: float = 5.0
    tries: int = 3
    backoff_s: float = 1.0
    worker_s: float = 30.0
    restart_s: float = 1.5

    def for_url(self, url: str) -> Limits:
        """Return the limits for a picture's address."""
        if _SLOW_HOST not in url:
            return self
        return replace(self, connect_s=_SLOW_HOST_CONNECT_S, read_s=_SLOW_HOST_READ_S)


class FetchError(Exception):
    """There is no picture to be had; the message is the stock server's."""


def fetch(
    url: str,
    limits: Limits,
    given_up: threading.Event,
    *,
    in_container: bool = False,
    random_share: Callable[[], float] = random.random,
) -> bytes:
    """Return what lies at the address.

    Raises FetchError. Stops early, with an error nobody will see, once it is given up.
    """
    limits = limits.for_url(url)
    try:
        with requests.Session() as session:
            # A proxy of the machine's owner has no business between two parts of a demo.
            session.trust_env = False
            session.headers.clear()
            session.headers.update(HEADERS)
            if in_container:
                session.mount("http://", ContainerAdapter())
            with _opened(session, url, limits, given_up, random_share) as response:
                response.raise_for_status()
                return _body(response, given_up)
    except (requests.RequestException, ValueError) as err:
        raise FetchError(str(err)) from err


def _opened(
    session: requests.Session,
    url: str,
    limits: Limits,
    given_up: threading.Event,
    random_share: Callable[[], float],
) -> requests.Response:
    """Return the answer, its body not read yet; the last try's, good or bad."""
    timeout = (limits.connect_s, limits.read_s)
    wait_s = limits.backoff_s
    for last in [False] * (limits.tries - 1) + [True]:
        try:
            response = session.get(url, timeout=timeout, stream=True)
        except requests.ConnectionError, requests.Timeout:
            if last:
                raise
        else:
            if last or response.status_code < 500:
                return response
            response.close()
        if given_up.wait(wait_s * random_share()):
            break
        wait_s *= 2
    raise FetchError("given up")


def _body(response: requests.Response, given_up: threading.Event) -> bytes:
    chunks = []
    for chunk in response.iter_content(_CHUNK_BYTES):
        if given_up.is_set():
            raise FetchError("given up")
        chunks.append(chunk)
    return b"".join(chunks)
