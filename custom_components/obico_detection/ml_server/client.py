"""Talk to the ML server: is it up, does it take our token, what does it see on a frame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import errno
import html
from http import HTTPStatus
import json
import os
import re
import time
from typing import Any, Final
from urllib.parse import quote, unquote

import aiohttp
from aiohttp import hdrs
from yarl import URL

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..const import CONF_ML_URL, CONF_TOKEN, CONF_VERIFY_SSL
from .errors import (
    AnswerNotUnderstoodError,
    FrameRefusedError,
    MlServerDroppedError,
    MlServerError,
    MlServerResponseError,
    MlServerUnreachableError,
    TokenRefusedError,
)
from .frames import FRAME_PATH
from .urls import redact_url

HEALTH_TIMEOUT_S: Final = 10.0
CONNECT_TIMEOUT_S: Final = 10.0
# The stock server needs up to 18 s for a slow frame and is killed at 30 s.
DETECT_TIMEOUT_S: Final = 35.0
MAX_ANSWER_BYTES: Final = 1024 * 1024
MAX_REASON_BYTES: Final = 16 * 1024

_SLASH: Final = r"(?:/|%(?:25)*2F)"
_FRAME_PATH: Final = re.compile(
    FRAME_PATH.replace("/", _SLASH) + rf"{_SLASH}[\w.%~-]*", re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the ML server answered about a frame: parsed JSON of any shape."""

    payload: object
    seconds: float


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    location: str | None
    body: bytes


class _ConnectionDroppedError(aiohttp.ClientError):
    """The connection was closed before an answer came."""


class MlServerClient:
    """One ML server, asked one thing at a time."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        token: str | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Use the server at `url`, an address as `normalise_url` returns it.

        A token takes the place of `user:password@` in the URL: there is only one
        Authorization header. `clock` gives seconds.
        """
        self._session = session
        self._clock = clock
        self._where = redact_url(url)
        self._token = (token or "").strip()
        base = URL(url)
        self._base = str(base.with_user(None)).rstrip("/")
        # A connection is not used twice: the stock server closes it anyway, and one
        # that was closed unnoticed would cost a check.
        self._headers = {hdrs.CONNECTION: "close"}
        if self._token:
            self._headers[hdrs.AUTHORIZATION] = f"Bearer {self._token}"
        elif base.user or base.password:
            self._headers[hdrs.AUTHORIZATION] = aiohttp.encode_basic_auth(
                base.user or "", base.password or ""
            )

    async def check_health(self) -> None:
        """Return if the server says it is well; raise MlServerError if not."""
        answer = await self._get("/hc/", HEALTH_TIMEOUT_S)
        if answer.status != HTTPStatus.OK:
            raise self._status_error(answer)
        match answer.body.strip():
            case b"ok":
                return
            case b"error":
                raise MlServerResponseError(
                    f"{self._where} runs but says it is not ready: look into its log"
                )
        raise AnswerNotUnderstoodError(
            f"{self._where} answers, but not like an Obico ML API"
        )

    async def check_token(self) -> None:
        """Return if the server takes our token; raise MlServerError if not."""
        answer = await self._get("/p/", HEALTH_TIMEOUT_S)
        if answer.status == HTTPStatus.OK:
            # Servers from before 2024-02 report no missing picture.
            self._parsed(answer.body)
        elif answer.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise self._status_error(answer)

    async def detect(self, frame_url: str) -> Reply:
        """Let the server fetch the frame and look at it; raise MlServerError.

        The reply counts only if the frame was fetched meanwhile: old servers answer
        "no detections" when they could not get it.
        """
        started = self._clock()
        try:
            answer = await self._get(f"/p/?img={_quoted(frame_url)}", DETECT_TIMEOUT_S)
        except MlServerDroppedError as err:
            err.after_s = self._clock() - started
            raise
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise FrameRefusedError(self._redacted(_said(answer.body), frame_url))
        if answer.status != HTTPStatus.OK:
            raise self._status_error(answer)
        return Reply(self._parsed(answer.body), self._clock() - started)

    async def _get(self, path: str, timeout_s: float) -> _Answer:
        if not self._token.isprintable():
            raise TokenRefusedError("The token has characters that cannot be sent")
        if self._session.closed:
            raise MlServerUnreachableError("Home Assistant is shutting down")
        try:
            async with self._session.get(
                URL(self._base + path, encoded=True),
                headers=self._headers,
                timeout=aiohttp.ClientTimeout(
                    total=timeout_s, sock_connect=CONNECT_TIMEOUT_S
                ),
                # The token goes to this host and to no other.
                allow_redirects=False,
                # Takes the place of the session's own, which only look at redirects.
                middlewares=(_one_try_only,),
            ) as response:
                body = await self._read(response)
                location = response.headers.get(hdrs.LOCATION)
                return _Answer(response.status, location, body)
        except (aiohttp.ClientError, OSError, ValueError) as err:
            # Not chained: aiohttp's messages contain the URL, and that the nonce.
            raise self._connection_error(err, timeout_s) from None

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise AnswerNotUnderstoodError(
                    f"{self._where} answered with more than {MAX_ANSWER_BYTES} bytes"
                )
        return bytes(body)

    def _parsed(self, body: bytes) -> object:
        try:
            payload: object = json.loads(body)
        except ValueError, RecursionError:
            kind = "a web page" if body.lstrip().startswith(b"<") else "something else"
            raise AnswerNotUnderstoodError(
                f"{self._where} answered with {kind} where JSON belongs"
            ) from None
        return payload

    def _status_error(self, answer: _Answer) -> MlServerError:
        match answer.status:
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                if hdrs.AUTHORIZATION in self._headers:
                    return TokenRefusedError(
                        "The ML server refused the token or password"
                    )
                return TokenRefusedError("The ML server wants a token")
            case HTTPStatus.NOT_FOUND | HTTPStatus.METHOD_NOT_ALLOWED:
                hint = ": there is no Obico ML API at this address"
            case status if 300 <= status < 400:
                hint = (
                    f", a redirect to {_origin(answer.location)}: use the final address"
                )
            case _:
                hint = ""
        return MlServerResponseError(f"{self._where} answered {answer.status}{hint}")

    def _connection_error(self, err: Exception, timeout_s: float) -> MlServerError:
        where = self._where
        match err:
            case aiohttp.ClientConnectorDNSError():
                text = f"The name in {where} is not known here: use the IP address"
            case aiohttp.ClientConnectorCertificateError():
                why = getattr(err.certificate_error, "verify_message", "") or "invalid"
                text = f"The TLS certificate of {where} is not trusted: {why}"
            case aiohttp.ClientSSLError():
                text = f"No TLS connection to {where}: does it speak plain http?"
            case aiohttp.ConnectionTimeoutError():
                text = f"No connection to {where}: nothing answers at this address"
            case TimeoutError():
                text = f"{where} did not answer within {timeout_s:g} s"
            case aiohttp.ClientPayloadError():
                return AnswerNotUnderstoodError(f"The answer of {where} broke off")
            case aiohttp.ClientResponseError():
                return AnswerNotUnderstoodError(f"{where} does not speak HTTP")
            case _ConnectionDroppedError():
                return MlServerDroppedError(
                    f"{where} closed the connection without an answer"
                )
            case OSError(errno=errno.ECONNREFUSED):
                text = f"{where} refuses connections: does the ML server run?"
            case OSError(errno=int(number)):
                text = f"No connection to {where}: {os.strerror(number)}"
            case _:
                text = f"No connection to {where}"
        return MlServerUnreachableError(text)

    def _redacted(self, text: str, frame_url: str) -> str:
        _, _, credential = self._headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        secrets = {frame_url, unquote(frame_url), *_inner_parts(frame_url), credential}
        spellings = {spell(secret) for secret in secrets - {""} for spell in _SPELLINGS}
        # The longest first: the nonce is a part of the URL.
        pattern = "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))
        text = re.sub(pattern or "(?!)", "[redacted]", text, flags=re.IGNORECASE)
        return _FRAME_PATH.sub("[redacted]", redact_url(text))


def client_for(hass: HomeAssistant, data: Mapping[str, Any]) -> MlServerClient:
    """Return a client for the ML server of an entry's data."""
    return MlServerClient(
        async_get_clientsession(hass, verify_ssl=data[CONF_VERIFY_SSL]),
        data[CONF_ML_URL],
        data.get(CONF_TOKEN),
    )


async def _one_try_only(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending a GET again when the connection was dropped.

    The stock server drops it when a detection took 30 s: asked again at once it would do
    the same again. The next check is the retry.
    """
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as err:
        raise _ConnectionDroppedError from err


def _said(body: bytes) -> str:
    """Return what the server gave as the reason, from JSON, HTML or plain text."""
    try:
        payload = json.loads(body)
    except ValueError, RecursionError:
        page = body[:MAX_REASON_BYTES].decode(errors="replace")
        return html.unescape(_TAG.sub(" ", page)).strip()
    if not isinstance(payload, dict) or not isinstance(payload.get("message"), str):
        return ""
    message: str = payload["message"][:MAX_REASON_BYTES]
    # What follows repeats our own request; the reason stands behind it.
    opening, _, reason = message.partition("]) - ")
    return reason if reason and opening.startswith("Failed to get image") else message


def _inner_parts(frame_url: str) -> set[str]:
    """Return the parts of the URL that give the frame away without the rest."""
    path = frame_url.partition("://")[2].partition("/")[2]
    nonce = frame_url.rpartition("/")[2].removesuffix(".jpg")
    # Anything shorter is no secret and would black out ordinary words.
    return {part for part in (path, nonce) if len(part) >= 6}


def _quoted(text: str) -> str:
    return quote(text, safe="")


# How a server may write down what it was sent.
_SPELLINGS: Final[tuple[Callable[[str], str], ...]] = (
    str,
    quote,
    _quoted,
    lambda text: _quoted(_quoted(text)),
    lambda text: repr(text)[1:-1],
    html.escape,
)


def _origin(location: str | None) -> str:
    try:
        return str(URL(location or "").origin())
    except ValueError, IndexError:  # the latter from yarl, for "http://[]@"
        return "another path"
