"""What the client asks and sends, and which answers it takes for a yes."""

import json

import aiohttp
import pytest

from custom_components.obico_detection.ml_server.client import MlServerClient
from custom_components.obico_detection.ml_server.errors import (
    AnswerNotUnderstoodError,
    MlServerError,
    MlServerResponseError,
    MlServerUnreachableError,
    TokenRefusedError,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from tests.ml_server.fake_server import FakeMlServer, Handler
from tests.ml_server.odd_servers import always, hang_up

FRAME_URL = "http://192.168.1.2:8123/api/obico_detection/frame/nonce.jpg"


async def test_healthy_with_a_newline(ml: FakeMlServer, client: MlServerClient) -> None:
    ml.health = " ok\n"
    await client.check_health()


@pytest.mark.parametrize(
    ("handler", "error", "says"),
    [
        (always(body=b"error"), MlServerResponseError, "not ready"),
        (
            always(body=b"<html>ok</html>"),
            AnswerNotUnderstoodError,
            "not like an Obico",
        ),
        (always(body=b""), AnswerNotUnderstoodError, "not like an Obico"),
        (always(404), MlServerResponseError, "no Obico ML API at this address"),
        (always(400), MlServerResponseError, "answered 400"),
        (always(502), MlServerResponseError, "answered 502"),
        (always(401), TokenRefusedError, "wants a token"),
        (hang_up, MlServerUnreachableError, "closed the connection"),
    ],
)
async def test_not_healthy(
    ml: FakeMlServer,
    client: MlServerClient,
    handler: Handler,
    error: type[MlServerError],
    says: str,
) -> None:
    ml.instead = handler

    with pytest.raises(error, match=says):
        await client.check_health()


async def test_an_old_server_takes_any_token(
    ml: FakeMlServer, client: MlServerClient
) -> None:
    ml.old = True
    await client.check_token()


@pytest.mark.parametrize(
    ("handler", "error", "says"),
    [
        (always(401), TokenRefusedError, "refused the token"),
        (always(403, b"<html>"), TokenRefusedError, "refused the token"),
        (always(body=b"<html>log in"), AnswerNotUnderstoodError, "a web page"),
        (always(400), MlServerResponseError, "answered 400"),
        (always(500), MlServerResponseError, "answered 500"),
    ],
)
async def test_token_probe_fails(
    ml: FakeMlServer,
    session: aiohttp.ClientSession,
    handler: Handler,
    error: type[MlServerError],
    says: str,
) -> None:
    ml.instead = handler

    with pytest.raises(error, match=says) as err:
        await MlServerClient(session, ml.url, "hush").check_token()

    assert "hush" not in str(err.value)


async def test_the_token_is_not_carried_to_another_host(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    async with FakeMlServer() as elsewhere:
        where = f"http://user:pw@127.0.0.1:{elsewhere.url.rpartition(':')[2]}"
        ml.instead = always(307, Location=f"{where}/p/?img={FRAME_URL}")

        with pytest.raises(MlServerResponseError) as err:
            await MlServerClient(session, ml.url, "hush").detect(FRAME_URL)

        assert not elsewhere.requests
        assert str(err.value) == (
            f"{ml.url} answered 307, a redirect to {elsewhere.url}: "
            "use the final address"
        )


async def test_a_redirect_to_nonsense(ml: FakeMlServer, client: MlServerClient) -> None:
    ml.instead = always(302, Location="http://[]@")

    with pytest.raises(MlServerResponseError, match="a redirect to another path"):
        await client.check_token()


async def test_a_redirect_means_the_same_to_the_session_of_home_assistant(
    hass: HomeAssistant, ml: FakeMlServer
) -> None:
    """That one refuses redirects to this machine with an error of its own."""
    ml.instead = always(302, Location="/login")

    with pytest.raises(MlServerResponseError, match="a redirect to another path"):
        await MlServerClient(async_get_clientsession(hass), ml.url, None).check_token()


async def test_no_connection_is_used_twice(
    ml: FakeMlServer, client: MlServerClient
) -> None:
    await client.check_health()
    await client.check_token()

    assert [r.headers["Connection"] for r in ml.requests] == ["close", "close"]


@pytest.mark.parametrize(
    ("user_info", "token", "sent"),
    [
        ("", None, None),
        ("", " \n", None),
        ("", " hush\n", "Bearer hush"),
        ("me:p%C3%A4ss@", None, "Basic bWU6cMOkc3M="),
        ("me@", None, "Basic bWU6"),
        ("me:pass@", "hush", "Bearer hush"),
    ],
)
async def test_authorization(
    ml: FakeMlServer,
    session: aiohttp.ClientSession,
    user_info: str,
    token: str | None,
    sent: str | None,
) -> None:
    url = ml.url.replace("://", f"://{user_info}")

    await MlServerClient(session, url, token).check_health()

    assert ml.requests[0].headers.get("Authorization") == sent


async def test_a_token_that_cannot_be_sent(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    with pytest.raises(TokenRefusedError, match="cannot be sent"):
        await MlServerClient(session, ml.url, "hu\r\nsh").check_token()

    assert not ml.requests


async def test_user_and_password_are_not_shown(session: aiohttp.ClientSession) -> None:
    client = MlServerClient(session, "http://me:pass@127.0.0.1:1", None)

    with pytest.raises(MlServerUnreachableError, match=r"http://\*\*\*@127") as err:
        await client.check_health()

    assert "pass" not in str(err.value)


async def test_a_path_prefix_is_kept(
    ml: FakeMlServer, session: aiohttp.ClientSession
) -> None:
    ml.instead = always(body=json.dumps({"detections": []}).encode())

    await MlServerClient(session, f"{ml.url}/obico%20ml/", None).detect(FRAME_URL)

    assert ml.requests[0].raw_path.startswith("/obico%20ml/p/?img=http%3A%2F%2F192.168")


async def test_while_home_assistant_shuts_down_nothing_is_asked(
    hass: HomeAssistant, ml: FakeMlServer
) -> None:
    async with aiohttp.ClientSession() as session:
        client = MlServerClient(session, ml.url, None)
    with pytest.raises(MlServerUnreachableError, match="shutting down"):
        await client.detect(FRAME_URL)
