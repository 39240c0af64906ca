"""What is made of what an ML server says about a frame that it could not fetch."""

import pytest

from custom_components.obico_detection.const import FaultReason
from custom_components.obico_detection.ml_server.reach import (
    fetch_trouble,
    is_local_name,
    is_localhost,
)

LAN = "http://192.168.1.2:8123"
HTTPS = "https://house.example.com"
LOCAL = "http://homeassistant.local:8123"
POOL = "HTTPConnectionPool(host='192.168.1.2', port=8123): "
MAX = f"{POOL}Max retries exceeded with url: [redacted] (Caused by "

# In the words of requests 2.31 with urllib3 1 and 2, and of OpenCV.
SAID = {
    "404": (
        "404 Client Error: Not Found for url: [redacted]",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "a gateway that waited": (
        "504 Server Error: Gateway Timeout for url: [redacted]",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "a proxy without its server": (
        "525 Server Error: SSL handshake failed for url: [redacted]",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "500 thrice": (
        f"{MAX}ResponseError('too many 500 error responses'))",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "redirected for ever": (
        "Exceeded 30 redirects.",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "proxy of the container": (
        f"{MAX}ProxyError('Unable to connect to proxy', NewConnectionError('refused')))",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "a web page": (
        "'NoneType' object has no attribute 'shape'",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "nothing at all": (
        "OpenCV(4.9.0) error: (-215:Assertion failed) !buf.empty() in function "
        "'imdecode_'",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "half of it": (
        "('Connection broken: IncompleteRead(4 bytes read, 6 more expected)')",
        FaultReason.ADDRESS_ANSWERS_OTHERWISE,
    ),
    "self-signed": (
        f"{MAX}SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] "
        "certificate verify failed: self-signed certificate (_ssl.c:1006)')))",
        FaultReason.ADDRESS_CERTIFICATE,
    ),
    "made for another name": (
        f"{MAX}SSLError(CertificateError(\"hostname '192.168.1.2' doesn't match\")))",
        FaultReason.ADDRESS_CERTIFICATE,
    ),
    "plain http where https is asked for": (
        f"{MAX}SSLError(SSLError(1, '[SSL: WRONG_VERSION_NUMBER] wrong version number')))",
        FaultReason.ADDRESS_CERTIFICATE,
    ),
    "name, urllib3 2": (
        f"{MAX}NameResolutionError(\"<HTTPConnection>: Failed to resolve 'house' "
        '([Errno -2] Name or service not known)"))',
        FaultReason.ADDRESS_NAME_UNKNOWN,
    ),
    "name, urllib3 1": (
        f"{MAX}NewConnectionError('<HTTPConnection>: Failed to establish a new "
        "connection: [Errno -3] Temporary failure in name resolution'))",
        FaultReason.ADDRESS_NAME_UNKNOWN,
    ),
    "no connection in time": (
        f"{MAX}ConnectTimeoutError(<HTTPConnection>, 'Connection to 192.168.1.2 timed "
        "out. (connect timeout=0.1)'))",
        FaultReason.ADDRESS_TOO_SLOW,
    ),
    "no data in time": (
        f"{POOL}Read timed out. (read timeout=5)",
        FaultReason.ADDRESS_TOO_SLOW,
    ),
    "refused": (
        f"{MAX}NewConnectionError('<HTTPConnection>: Failed to establish a new "
        "connection: [Errno 111] Connection refused'))",
        FaultReason.ADDRESS_REFUSED,
    ),
    "no way there": (
        f"{MAX}NewConnectionError('<HTTPConnection>: Failed to establish a new "
        "connection: [Errno 113] No route to host'))",
        FaultReason.ADDRESS_REFUSED,
    ),
    "https where plain http is asked for": (
        "('Connection aborted.', RemoteDisconnected('Remote end closed connection "
        "without response'))",
        FaultReason.ADDRESS_REFUSED,
    ),
    "reset": (
        "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
        FaultReason.ADDRESS_REFUSED,
    ),
    "nothing": ("", FaultReason.FRAME_NOT_FETCHED),
    "something new": ("Gremlins", FaultReason.FRAME_NOT_FETCHED),
}


@pytest.mark.parametrize(("said", "reason"), SAID.values(), ids=SAID)
def test_what_the_server_says_names_the_cause(said: str, reason: FaultReason) -> None:
    assert fetch_trouble(LAN, said) is reason


@pytest.mark.parametrize(
    ("base_url", "said", "reason"),
    [
        # The machine itself, whatever it says about it.
        ("http://localhost:8123", "", FaultReason.ADDRESS_LOCALHOST),
        ("http://127.0.0.1:8123", SAID["refused"][0], FaultReason.ADDRESS_LOCALHOST),
        ("https://localhost:8123", SAID["404"][0], FaultReason.ADDRESS_LOCALHOST),
        ("http://[::1]:8123", "", FaultReason.ADDRESS_LOCALHOST),
        # Names of multicast DNS; one that is known can have other troubles.
        (LOCAL, "", FaultReason.ADDRESS_LOCAL_NAME),
        (LOCAL, SAID["name, urllib3 2"][0], FaultReason.ADDRESS_LOCAL_NAME),
        (LOCAL, SAID["refused"][0], FaultReason.ADDRESS_REFUSED),
        # Old servers say nothing; with https it is nearly always the certificate.
        (HTTPS, "", FaultReason.ADDRESS_CERTIFICATE),
        (
            "http://proxy.lan",
            SAID["refused"][0].replace("192.168.1.2", "proxy.lan"),
            FaultReason.ADDRESS_REFUSED,
        ),
        (HTTPS, SAID["404"][0], FaultReason.ADDRESS_ANSWERS_OTHERWISE),
        (HTTPS, SAID["no data in time"][0], FaultReason.ADDRESS_TOO_SLOW),
    ],
)
def test_where_it_was_sent_counts_too(
    base_url: str, said: str, reason: FaultReason
) -> None:
    assert fetch_trouble(base_url, said) is reason


@pytest.mark.parametrize(
    ("host", "is_it"),
    [
        ("localhost", True),
        ("localhost.", True),
        ("ha.localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("0.0.0.0", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.2", False),
        ("mylocalhost", False),
        ("homeassistant", False),
        ("", False),
    ],
)
def test_localhost(host: str, is_it: bool) -> None:
    assert is_localhost(host) is is_it


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("homeassistant.local", True), ("homeassistant.local.", True), ("local", False)],
)
def test_local_name(host: str, is_it: bool) -> None:
    assert is_local_name(host) is is_it
