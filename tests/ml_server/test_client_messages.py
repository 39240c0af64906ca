"""What a server may say never carries a nonce, a token or a control character out."""

from collections.abc import Callable
import html
import json
from urllib.parse import quote

import aiohttp
import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.ml_server.client import MlServerClient
from custom_components.obico_detection.ml_server.errors import (
    MAX_MESSAGE_CHARS,
    AnswerNotUnderstoodError,
    FrameNotFetchedError,
    FrameRefusedError,
    MlServerDroppedError,
    MlServerError,
)
from tests.ml_server.fake_server import FakeMlServer
from tests.ml_server.odd_servers import always
from tests.ml_server.picture_host import PictureHost

NONCE = "kO8_x-PqLm2vW0sT5uYz7aBcDeFgHiJkLmNoPqRsTuV"
FRAME_URL = f"http://192.168.1.2:8123/api/obico_detection/frame/{NONCE}.jpg"
OTHER_FRAME = "/api/obico_detection/frame/another-nonce-of-ours.jpg"
TOKEN = "hush/hush=="


def quoted(text: str) -> str:
    return quote(text, safe="")


async def refusal(
    ml: FakeMlServer, session: aiohttp.ClientSession, body: bytes, url: str = FRAME_URL
) -> str:
    """Return the message of the client's error after a 400 with this body."""
    ml.instead = always(400, body)
    with pytest.raises(FrameRefusedError) as err:
        await MlServerClient(session, ml.url, TOKEN).detect(url)
    text = str(err.value)
    assert len(text) <= MAX_MESSAGE_CHARS
    assert text.isprintable()
    return text.removeprefix("The ML server refused the frame: ")


def said(message: object) -> bytes:
    return json.dumps({"detections": [], "message": message}).encode()


@pytest.mark.parametrize(
    "spell",
    [
        str,
        quoted,
        quote,
        lambda url: quoted(quoted(url)),
        lambda url: quoted(url).lower(),
        repr,
        html.escape,
        str.upper,
        lambda url: url.partition(":8123")[2],
        lambda url: quoted(url.partition(":8123")[2]),
        lambda url: url.replace("192.168.1.2", "***"),
        lambda url: OTHER_FRAME,
        lambda url: quoted(OTHER_FRAME),
        lambda url: quoted(quoted(OTHER_FRAME)),
        lambda url: f"token {TOKEN}",
        lambda url: f"token {quoted(TOKEN)}",
    ],
)
async def test_secrets_in_any_spelling_are_redacted(
    ml: FakeMlServer, session: aiohttp.ClientSession, spell: Callable[[str], str]
) -> None:
    text = await refusal(
        ml, session, said(f"cannot get {spell(FRAME_URL)} (timed out)")
    )

    assert NONCE.lower() not in text.lower()
    assert "another-nonce" not in text
    assert "hush" not in text.lower()
    assert text.startswith("cannot get ")
    assert "[redacted]" in text
    assert text.endswith("(timed out)")


async def test_any_other_picture_url_is_redacted_too(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    url = "http://me:pass@camera/snapshot.cgi?key='a\"&b=ä"

    for spell in (str, quoted, repr, html.escape):
        text = await refusal(ml, session, said(f"no {spell(url)}"), url)
        assert "snapshot" not in text
        assert "pass" not in text


async def test_a_password_is_redacted_too(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    ml.instead = always(400, said("unknown Authorization: Basic bWU6cGFzcw=="))
    url = ml.url.replace("://", "://me:pass@")

    with pytest.raises(FrameRefusedError, match=r"Basic \[redacted\]$"):
        await MlServerClient(session, url, None).detect(FRAME_URL)


async def test_the_reason_stands_alone(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    message = (
        f"Failed to get image ImmutableMultiDict([('img', {FRAME_URL!r})]) - "
        f"404 Client Error: Not Found for url: {FRAME_URL}"
    )

    assert await refusal(ml, session, said(message)) == (
        "404 Client Error: Not Found for url: [redacted]"
    )


async def test_the_cause_at_the_end_survives(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    message = (
        f"Failed to get image ImmutableMultiDict([('img', {FRAME_URL!r})]) - "
        "HTTPConnectionPool(host='192.168.1.2', port=8123): Max retries exceeded with "
        f"url: {FRAME_URL.partition(':8123')[2]} (Caused by NewConnectionError('<urllib3."
        "connection.HTTPConnection object at 0x7f0123456789>: Failed to establish a new "
        "connection: [Errno 111] Connection refused'))"
    )

    text = await refusal(ml, session, said(message))

    assert text.startswith("HTTPConnectionPool(host='192.168.1.2', port=8123)")
    assert text.endswith("[Errno 111] Connection refused'))")


async def test_one_printable_line(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    message = "\x1b[31mred\x00\r\n  and \u202eback\u2028wards\ud800\u200b \U000e0041end"

    assert await refusal(ml, session, said(message)) == "[31mred and back wards end"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "it gave no reason"),
        (b"{}", "it gave no reason"),
        (b"[]", "it gave no reason"),
        (said(None), "it gave no reason"),
        (said(["a"]), "it gave no reason"),
        (said(""), "it gave no reason"),
        (b"[" * 100_000, "[" * 64 + "..." + "[" * 100),
        (b"\xff\xfeplain", "\ufffd\ufffdplain"),
        (
            b"<html><head><title>Bad Request</title></head><body><h1><p>Bad Request"
            b"</p></h1>Request Line is too large (4126 &gt; 4094)</body></html>",
            "Bad Request Bad Request Request Line is too large (4126 > 4094)",
        ),
        (said("x" * 500_000), "x" * 64 + "..." + "x" * 100),
    ],
)
async def test_reasons_of_any_shape(
    ml: FakeMlServer, session: aiohttp.ClientSession, body: bytes, text: str
) -> None:
    assert await refusal(ml, session, body) == text


async def test_a_frame_url_without_anything_to_hide(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    ml.instead = always(400, said("no"))

    with pytest.raises(FrameRefusedError, match="frame: no$"):
        await MlServerClient(session, ml.url, None).detect("")


ERRORS = [
    error
    for error in (*MlServerError.__subclasses__(), MlServerDroppedError)
    # That one is told its reason.
    if error is not FrameNotFetchedError
]


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_names_its_reason(kind: type[MlServerError]) -> None:
    error = kind("a\nb" + "c" * 300)

    assert isinstance(error.reason, FaultReason)
    assert "a bccc" in str(error)
    assert len(str(error)) == MAX_MESSAGE_CHARS


async def test_the_message_of_a_refused_frame(
    ml: FakeMlServer, client: MlServerClient, pictures: PictureHost
) -> None:
    with pytest.raises(FrameRefusedError) as err:
        await client.detect(f"{pictures.url}/missing.jpg")

    assert str(err.value) == (
        "The ML server refused the frame: "
        "404 Client Error: Not Found for url: [redacted]"
    )


async def test_an_oversized_refusal(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    ml.instead = always(400, said("x" * 2_000_000))

    with pytest.raises(AnswerNotUnderstoodError, match="more than"):
        await MlServerClient(session, ml.url, None).detect(FRAME_URL)
