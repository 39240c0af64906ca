"""Pictures of incidents: for whoever is logged in or has a signed path, for nobody else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.obico_detection.album_view import ALBUM, album
from custom_components.obico_detection.incident.album import Album, picture_path
from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from tests.incident.albums import a_frame, an_incident

type Browser = TestClient[Request, Application]

PATH = picture_path("voron", "incident1")
A_DAY = timedelta(hours=24)


@pytest.fixture
def web_server() -> dict[str, Any]:
    """How Home Assistant's own web server is set up."""
    return {}


@pytest.fixture
async def kept(
    hass: HomeAssistant, tmp_path: Path, web_server: dict[str, Any]
) -> AsyncIterator[Album]:
    """The album of a Home Assistant, with an incident of the printer Voron."""
    hass.config.config_dir = str(tmp_path)
    assert await async_setup_component(hass, "http", {"http": web_server})
    assert await async_setup_component(hass, "api", {})
    found = album(hass)
    assert await found.async_keep("voron", "Voron", an_incident(), [a_frame()]) is None
    yield found
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
async def stranger(kept: Album, hass_client_no_auth: ClientSessionGenerator) -> Browser:
    """Someone who is not logged in."""
    browser: Browser = await hass_client_no_auth()
    return browser


async def test_who_is_logged_in_sees_the_picture(
    kept: Album, hass_client: ClientSessionGenerator
) -> None:
    browser = await hass_client()

    answer = await browser.get(PATH)

    assert answer.status == HTTPStatus.OK
    assert answer.content_type == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, max-age=86400"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert await answer.read() == await kept.async_picture("voron", "incident1")


@pytest.mark.parametrize(
    "path",
    [
        picture_path("voron", "incident2"),
        picture_path("prusa", "incident1"),
        picture_path("..", "voron"),
        picture_path("voron", "%00"),
        picture_path("voron", "a" * 65),
        picture_path("voron", ".incident1.new"),
        PATH.replace("picture.jpg", "frame-1.jpg"),
        PATH.replace("picture.jpg", "incident.json"),
    ],
)
async def test_anything_else_is_not_found(
    kept: Album, hass_client: ClientSessionGenerator, path: str
) -> None:
    browser = await hass_client()

    assert (await browser.get(path)).status == HTTPStatus.NOT_FOUND


async def test_stranger_sees_nothing(stranger: Browser) -> None:
    answer = await stranger.get(PATH)

    assert answer.status == HTTPStatus.FORBIDDEN


async def test_stranger_does_not_learn_what_there_is(stranger: Browser) -> None:
    answer = await stranger.get(picture_path("voron", "incident2"))

    assert answer.status == HTTPStatus.FORBIDDEN


async def test_wrong_token_is_a_failed_login(stranger: Browser) -> None:
    answer = await stranger.get(PATH, headers={"Authorization": "Bearer guessed"})

    assert answer.status == HTTPStatus.UNAUTHORIZED


async def test_signed_path_needs_no_log_in(
    hass: HomeAssistant, kept: Album, stranger: Browser
) -> None:
    answer = await stranger.get(async_sign_path(hass, PATH, A_DAY))

    assert answer.status == HTTPStatus.OK
    assert await answer.read() == await kept.async_picture("voron", "incident1")


async def test_signed_path_works_until_it_expires(
    hass: HomeAssistant, stranger: Browser, freezer: FrozenDateTimeFactory
) -> None:
    path = async_sign_path(hass, PATH, A_DAY)

    freezer.tick(A_DAY - timedelta(minutes=1))
    assert (await stranger.get(path)).status == HTTPStatus.OK

    freezer.tick(timedelta(minutes=2))
    assert (await stranger.get(path)).status == HTTPStatus.FORBIDDEN


BANS = {"ip_ban_enabled": True, "login_attempts_threshold": 1}


@pytest.mark.parametrize("web_server", [BANS])
async def test_old_link_bans_nobody(hass: HomeAssistant, stranger: Browser) -> None:
    """A notification that stays on a phone asks for its picture again and again."""
    old = async_sign_path(hass, PATH, timedelta(minutes=-1))

    for _ in range(3):
        assert (await stranger.get(old)).status == HTTPStatus.FORBIDDEN

    new = async_sign_path(hass, PATH, A_DAY)
    assert (await stranger.get(new)).status == HTTPStatus.OK
    assert _async_get_or_create_notifications(hass) == {}


@pytest.mark.parametrize("web_server", [BANS])
async def test_who_tries_tokens_is_banned(
    hass: HomeAssistant, stranger: Browser
) -> None:
    await stranger.get(PATH, headers={"Authorization": "Bearer guessed"})

    signed = async_sign_path(hass, PATH, A_DAY)
    assert (await stranger.get(signed)).status == HTTPStatus.FORBIDDEN


async def test_signature_of_one_picture_opens_no_other(
    hass: HomeAssistant, kept: Album, stranger: Browser
) -> None:
    await kept.async_keep("voron", "Voron", an_incident(2), [a_frame()])
    path = async_sign_path(hass, PATH, A_DAY)

    answer = await stranger.get(path.replace("incident1", "incident2"))

    assert answer.status == HTTPStatus.FORBIDDEN


async def test_picture_of_a_removed_printer_is_gone(
    hass: HomeAssistant, kept: Album, stranger: Browser
) -> None:
    path = async_sign_path(hass, PATH, A_DAY)

    await kept.async_remove_printer("voron")

    assert (await stranger.get(path)).status == HTTPStatus.NOT_FOUND


async def test_there_is_one_album_and_it_lies_in_the_configuration(
    hass: HomeAssistant, kept: Album, tmp_path: Path
) -> None:
    assert album(hass) is kept
    assert hass.data[ALBUM] is kept
    assert (tmp_path / "obico_detection/voron/incident1/picture.jpg").is_file()


async def test_start_cleans_up_what_a_kill_has_left(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    hass.config.config_dir = str(tmp_path)
    rubbish = tmp_path / "obico_detection/voron/.incident9.new"
    rubbish.mkdir(parents=True)
    (rubbish / "frame-1.jpg").write_bytes(b"half a pic")
    assert await async_setup_component(hass, "http", {})

    album(hass)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert not rubbish.exists()
