"""An ML server, pictures for it to fetch, and our side of the line."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
import ssl

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from custom_components.obico_detection.ml_server.client import MlServerClient
from custom_components.obico_detection.ml_server.frames import FrameStore
from tests.ml_server.fake_server import Clock, FakeMlServer, NoNames
from tests.ml_server.picture_host import Picture, PictureHost


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def skip(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Makes the event loop believe that so many seconds have passed."""
    loop = asyncio.get_running_loop()
    real_time = loop.time
    skipped_s = 0.0

    def jump(seconds: float) -> None:
        nonlocal skipped_s
        skipped_s += seconds

    monkeypatch.setattr(loop, "time", lambda: real_time() + skipped_s)
    return jump


@pytest.fixture
def store(clock: Clock) -> FrameStore:
    """A frame store whose time stands still."""
    return FrameStore(clock)


@pytest.fixture
async def ml(clock: Clock, socket_enabled: None) -> AsyncIterator[FakeMlServer]:
    async with FakeMlServer(clock) as server:
        yield server


@pytest.fixture
async def pictures(socket_enabled: None) -> AsyncIterator[PictureHost]:
    async with PictureHost({"good": Picture()}) as host:
        yield host


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(resolver=NoNames())
    async with aiohttp.ClientSession(connector=connector) as session:
        yield session


@pytest.fixture
def client(
    session: aiohttp.ClientSession, ml: FakeMlServer, clock: Clock
) -> MlServerClient:
    """A client of the fake server that sends no token."""
    return MlServerClient(session, ml.url, None, clock)


@pytest.fixture
async def self_signed_tls(self_signed_certificate: Path) -> ssl.SSLContext:
    """What a TLS server on 127.0.0.1 needs that nobody trusts."""
    # In debug mode asyncio reports every refused handshake as an unhandled exception.
    asyncio.get_running_loop().set_debug(False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed_certificate)
    return context


@pytest.fixture(scope="session")
def self_signed_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pem
