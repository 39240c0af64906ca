"""Under which addresses the ML server may reach Home Assistant."""

import asyncio
import socket
from typing import Any

import pytest

from custom_components.obico_detection.forms import address
from custom_components.obico_detection.forms.address import (
    async_base_url_candidates,
    move_port,
)
from homeassistant.components.http import ApiConfig
from homeassistant.core import HomeAssistant

ML = "http://192.168.1.5:3333"
INTERNAL = "http://192.168.1.2:8123"
EXTERNAL = "https://house.example.com"
ROUTE = "http://10.0.0.2:8123"
APP = "http://homeassistant:8123"

type Ways = dict[str, str | Exception]


@pytest.fixture
def ways(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Ways:
    """Which of our addresses leads to a host; a name is its own address here."""
    known: Ways = {"192.168.1.5": "192.168.1.2"}

    async def resolve(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_DGRAM, 17, "", (host, port))]

    def own_end(family: int, target: tuple[Any, ...]) -> str:
        way = known[target[0]]
        if isinstance(way, Exception):
            raise way
        return way

    monkeypatch.setattr(hass.loop, "getaddrinfo", resolve)
    monkeypatch.setattr(address, "_own_end", own_end)
    return known


@pytest.fixture(autouse=True)
def api(hass: HomeAssistant, ways: Ways) -> ApiConfig:
    """Home Assistant's own web server."""
    hass.config.api = ApiConfig("192.168.1.2", "192.168.1.2", 8123, False)
    return hass.config.api


@pytest.fixture
def supervised(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a Supervisor, and apps."""
    hass.config.components.add("hassio")


async def test_internal_address_comes_first_and_only_once(hass: HomeAssistant) -> None:
    assert await async_base_url_candidates(hass, ML) == [INTERNAL]


async def test_address_on_the_way_to_the_server_is_a_candidate(
    hass: HomeAssistant, ways: Ways
) -> None:
    ways["10.0.0.9"] = "10.0.0.2"

    found = await async_base_url_candidates(hass, "http://10.0.0.9:3333")

    assert found == [INTERNAL, ROUTE]


async def test_external_address_comes_last(hass: HomeAssistant, ways: Ways) -> None:
    ways["10.0.0.9"] = "10.0.0.2"
    await hass.config.async_update(
        internal_url="http://192.168.1.2:80", external_url=EXTERNAL
    )

    found = await async_base_url_candidates(hass, "http://10.0.0.9:3333")

    assert found == ["http://192.168.1.2", ROUTE, EXTERNAL]


async def test_address_in_the_house_that_home_assistant_does_not_know_itself(
    hass: HomeAssistant, api: ApiConfig
) -> None:
    api.local_ip = "127.0.0.1"

    assert await async_base_url_candidates(hass, ML) == [INTERNAL]


async def test_server_that_is_not_known_yet(hass: HomeAssistant) -> None:
    assert await async_base_url_candidates(hass, None) == [INTERNAL]


@pytest.mark.parametrize(
    "internal",
    [
        "http://homeassistant.local:8123",
        "http://localhost:8123",
        "https://10.1.1.1:8123",
    ],
)
async def test_address_that_is_known_for_trouble_comes_behind_the_others(
    hass: HomeAssistant, internal: str
) -> None:
    await hass.config.async_update(internal_url=internal)

    assert await async_base_url_candidates(hass, ML) == [INTERNAL, internal]


async def test_without_a_web_server_there_is_no_address(hass: HomeAssistant) -> None:
    hass.config.api = None
    await hass.config.async_update(internal_url=INTERNAL)

    assert await async_base_url_candidates(hass, ML) == []


async def test_only_https_is_spoken_there(hass: HomeAssistant, api: ApiConfig) -> None:
    api.use_ssl = True
    await hass.config.async_update(
        internal_url="https://house.lan:8123", external_url=EXTERNAL
    )

    found = await async_base_url_candidates(hass, ML)

    assert found == ["https://house.lan:8123", EXTERNAL]


async def test_port_for_frames_is_plain_http_in_the_house(
    hass: HomeAssistant, api: ApiConfig
) -> None:
    api.use_ssl = True
    await hass.config.async_update(
        internal_url="https://house.lan:8123", external_url=EXTERNAL
    )

    found = await async_base_url_candidates(hass, ML, 8124)

    assert found == ["http://house.lan:8124", "http://192.168.1.2:8124"]


@pytest.mark.usefixtures("supervised")
@pytest.mark.parametrize("host", ["172.30.33.4", "a0d7b954-obico-ml-api"])
async def test_app_on_the_same_host_knows_home_assistant_by_name(
    hass: HomeAssistant, ways: Ways, host: str
) -> None:
    ways[host] = "172.30.32.1"

    found = await async_base_url_candidates(hass, f"http://{host}:3333")

    assert found == [APP, INTERNAL, "http://172.30.32.1:8123"]


@pytest.mark.usefixtures("supervised")
async def test_app_finds_the_port_for_frames_by_name_too(
    hass: HomeAssistant, ways: Ways, api: ApiConfig
) -> None:
    ways["172.30.33.4"] = "172.30.32.1"
    api.use_ssl = True

    found = await async_base_url_candidates(hass, "http://172.30.33.4:3333", 8124)

    assert found == ["http://homeassistant:8124", "http://172.30.32.1:8124"]


@pytest.mark.usefixtures("supervised")
@pytest.mark.parametrize("host", ["192.168.1.5", "obico.lan", "localhost"])
async def test_server_elsewhere_does_not_know_that_name(
    hass: HomeAssistant, host: str
) -> None:
    assert APP not in await async_base_url_candidates(hass, f"http://{host}:3333")


async def test_without_a_supervisor_a_short_name_is_just_a_name(
    hass: HomeAssistant, ways: Ways
) -> None:
    ways["obico"] = "192.168.1.2"

    assert await async_base_url_candidates(hass, "http://obico:3333") == [INTERNAL]


@pytest.mark.parametrize(
    "way", [OSError(101, "Network is unreachable"), "fe80::1%eth0"]
)
async def test_way_that_is_none(
    hass: HomeAssistant, ways: Ways, way: str | Exception
) -> None:
    ways["10.0.0.9"] = way

    found = await async_base_url_candidates(hass, "http://10.0.0.9:3333")

    assert found == [INTERNAL]


async def test_name_that_nobody_knows(hass: HomeAssistant) -> None:
    assert await async_base_url_candidates(hass, "http://gone.lan:3333") == [INTERNAL]


async def test_resolver_that_never_answers(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(*_: Any, **__: Any) -> None:
        await asyncio.get_running_loop().create_future()

    monkeypatch.setattr(hass.loop, "getaddrinfo", never)
    monkeypatch.setattr(address, "RESOLVE_TIMEOUT_S", 0)

    assert await async_base_url_candidates(hass, "http://slow.lan:3333") == [INTERNAL]


async def test_ipv6_addresses_are_in_brackets(hass: HomeAssistant, ways: Ways) -> None:
    ways["fd00::5"] = "fd00::2"

    found = await async_base_url_candidates(hass, "http://[fd00::5]:3333")

    assert found == [INTERNAL, "http://[fd00::2]:8123"]


def test_the_way_to_this_machine_is_this_machine(socket_enabled: None) -> None:
    assert own_end(socket.AF_INET, ("127.0.0.1", 9)) == "127.0.0.1"


own_end = address._own_end


@pytest.mark.parametrize(
    ("base_url", "old", "new", "moved"),
    [
        # To the port for frames, from our own and from a former one.
        (INTERNAL, None, 8124, "http://192.168.1.2:8124"),
        ("https://house.lan:8123", None, 8124, "http://house.lan:8124"),
        ("http://192.168.1.2:8124", 8124, 8125, "http://192.168.1.2:8125"),
        ("http://[fd00::2]:8123", None, 8124, "http://[fd00::2]:8124"),
        # And back.
        ("http://192.168.1.2:8124", 8124, None, INTERNAL),
        # Somebody else's port, and nothing to do.
        (EXTERNAL, None, 8124, EXTERNAL),
        ("http://192.168.1.2:9000", 8124, None, "http://192.168.1.2:9000"),
        (INTERNAL, None, None, INTERNAL),
        ("https://house.lan:8123", None, None, "https://house.lan:8123"),
        ("http://192.168.1.2:8124", 8124, 8124, "http://192.168.1.2:8124"),
    ],
)
async def test_address_moves_with_the_port_for_frames(
    hass: HomeAssistant, base_url: str, old: int | None, new: int | None, moved: str
) -> None:
    assert move_port(hass, base_url, old, new) == moved


async def test_address_moves_back_to_https_where_that_is_spoken(
    hass: HomeAssistant, api: ApiConfig
) -> None:
    api.use_ssl = True

    moved = move_port(hass, "http://house.lan:8124", 8124, None)

    assert moved == "https://house.lan:8123"


async def test_address_stays_where_there_is_no_web_server(hass: HomeAssistant) -> None:
    hass.config.api = None

    assert move_port(hass, INTERNAL, None, 8124) == INTERNAL
