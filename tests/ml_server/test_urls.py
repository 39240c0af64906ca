"""What people type as the address of an ML server."""

from hypothesis import example, given, settings, strategies as st
import pytest
from yarl import URL

from custom_components.obico_detection.ml_server.urls import (
    MAX_URL_CHARS,
    UrlError,
    normalise_url,
    redact_url,
)

MENDED = {
    "http://192.168.1.5:3333": "http://192.168.1.5:3333",
    "  http://192.168.1.5:3333 \n": "http://192.168.1.5:3333",
    "\u200bhttp://192.168.1.5:3333\u00a0\ufeff": "http://192.168.1.5:3333",
    "http://192.168.1.5:3333/": "http://192.168.1.5:3333",
    "http://192.168.1.5:3333///": "http://192.168.1.5:3333",
    "http://192.168.1.5:3333/p": "http://192.168.1.5:3333",
    "http://192.168.1.5:3333/p/": "http://192.168.1.5:3333",
    "http://192.168.1.5:3333//p/": "http://192.168.1.5:3333",
    "http://192.168.1.5:3333/hc/": "http://192.168.1.5:3333",
    "http://192.168.1.5:3333/HC": "http://192.168.1.5:3333",
    "http://ml/p/?img=http://ha:8123/a.jpg&x=1#y": "http://ml",
    "http://ml/p?img=": "http://ml",
    "http://ml/?": "http://ml",
    "http://ml/#": "http://ml",
    "http://ml/#/settings": "http://ml",
    "http:ml:3333": "http://ml:3333",
    "http:/ml:3333": "http://ml:3333",
    "HTTPS://ML.Example.com:443/": "https://ml.example.com",
    "http://ml:80": "http://ml",
    "http://ml:": "http://ml",
    "http://example.com/obico": "http://example.com/obico",
    "http://example.com/obico/p/": "http://example.com/obico",
    "http://example.com/obico//p/hc//": "http://example.com/obico",
    "http://example.com/a/b%20c/": "http://example.com/a/b%20c",
    "http://example.com/a/../b/./c": "http://example.com/b/c",
    "http://example.com/ä": "http://example.com/%C3%A4",
    "http://ml_server:3333": "http://ml_server:3333",
    "http://ml.local.": "http://ml.local.",
    "http://[fd00::5]:3333/p/": "http://[fd00::5]:3333",
    "http://[::ffff:192.168.1.5]": "http://[::ffff:192.168.1.5]",
    "http://[fe80::1%25eth0]:3333": "http://[fe80::1%25eth0]:3333",
    "http://müller.local:3333": "http://xn--mller-kva.local:3333",
    "http://me:p%40ss@ml:3333/p/": "http://me:p%40ss@ml:3333",
    "http://me@ml": "http://me@ml",
}

REFUSED = {
    "": ("url_no_host", None),
    "   ": ("url_no_host", None),
    "http://": ("url_no_host", None),
    "http:": ("url_no_host", None),
    "https:": ("url_no_host", None),
    "http:///": ("url_no_host", None),
    "http:///p/": ("url_no_host", None),
    "http://:3333": ("url_no_host", None),
    "http://me:pass@:3333": ("url_no_host", None),
    "http://?img=x": ("url_no_host", None),
    "192.168.1.5:3333": ("url_no_scheme", "http://192.168.1.5:3333"),
    " 192.168.1.5:3333/p/ ": ("url_no_scheme", "http://192.168.1.5:3333"),
    "//192.168.1.5:3333": ("url_no_scheme", "http://192.168.1.5:3333"),
    "localhost": ("url_no_scheme", "http://localhost"),
    "ml.local:3333/obico": ("url_no_scheme", "http://ml.local:3333/obico"),
    "[fd00::5]:3333": ("url_no_scheme", "http://[fd00::5]:3333"),
    "ftp://ml": ("url_bad_scheme", None),
    "rtsp://camera/live": ("url_bad_scheme", None),
    "htp://ml": ("url_bad_scheme", None),
    "http://ml/?token=x": ("url_has_query", None),
    "http://ml/obico?x": ("url_has_query", None),
    "http://ml:99999": ("url_invalid", None),
    "http://ml:0": ("url_invalid", None),
    "http://ml:-1": ("url_invalid", None),
    "http://ml:port": ("url_invalid", None),
    "http://ml:3333:3333": ("url_invalid", None),
    "http://[::1": ("url_invalid", None),
    "http://[1.2.3.4]": ("url_invalid", None),
    "http://[gg::1]": ("url_invalid", None),
    "http://192.168.1.500": ("url_invalid", None),
    "http://192.168.1": ("url_invalid", None),
    "http://3333": ("url_invalid", None),
    "http://ml server": ("url_invalid", None),
    "http://ml\tserver": ("url_invalid", None),
    "http://ml/\x00": ("url_invalid", None),
    "http://ml\\p": ("url_invalid", None),
    "http://<ml>": ("url_invalid", None),
    "http://ml..local": ("url_invalid", None),
    "http://-ml": ("url_invalid", None),
    "http://ml%2e": ("url_invalid", None),
    "http://http://ml:3333": ("url_invalid", None),
    f"http://{'m' * 64}": ("url_invalid", None),
    f"http://{'.'.join(['m' * 60] * 5)}": ("url_invalid", None),
    f"http://ml/{'x' * MAX_URL_CHARS}": ("url_invalid", None),
    "what is this": ("url_invalid", None),
    "javascript:alert(1)": ("url_invalid", None),
    "?": ("url_invalid", None),
    "http://[]@": ("url_invalid", None),
    "http://m%3Ae:pass@ml": ("url_invalid", None),
}


@pytest.mark.parametrize(("typed", "url"), MENDED.items())
def test_mended(typed: str, url: str) -> None:
    assert normalise_url(typed) == url
    assert normalise_url(url) == url


@pytest.mark.parametrize(("typed", "refusal"), REFUSED.items())
def test_refused(typed: str, refusal: tuple[str, str | None]) -> None:
    with pytest.raises(UrlError) as err:
        normalise_url(typed)

    assert (err.value.key, err.value.suggestion) == refusal


@pytest.mark.parametrize(
    "url", ["http://me@ml", "http://me:pass@ml", "http://:pass@ml"]
)
def test_credentials_can_be_refused(url: str) -> None:
    assert normalise_url(url)

    with pytest.raises(UrlError) as err:
        normalise_url(url, credentials_allowed=False)

    assert err.value.key == "url_has_credentials"
    assert "pass" not in str(err.value)


def outcome(typed: str) -> str | UrlError:
    try:
        return normalise_url(typed)
    except UrlError as err:
        return err


TYPED = st.text("htps:/.@[]%?#&=0123456789\\ ä")


@settings(deadline=None)
@given(st.text() | TYPED | TYPED.map("http://".__add__))
@example("http://me:@ml/p")
@example("[]@")
def test_anything_typed_is_mended_for_good_or_refused(typed: str) -> None:
    match outcome(typed):
        case UrlError(key=key, suggestion=suggestion):
            assert key.startswith("url_")
            assert suggestion is None or normalise_url(suggestion) == suggestion
        case str(url):
            assert normalise_url(url) == url
            assert url.isascii()
            assert not url.endswith("/")
            assert URL(url).scheme in {"http", "https"}
            assert URL(f"{url}/p/").host


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("http://ml:3333/p/", "http://ml:3333/p/"),
        ("http://me:pass@ml:3333/p/", "http://***@ml:3333/p/"),
        ("http://me:p@ss@ml", "http://***@ml"),
        ("http://ml/?mail=me@home", "http://ml/?mail=me@home"),
        (
            "no http://me@ml, and https://me:pass@x/",
            "no http://***@ml, and https://***@x/",
        ),
        ("nothing here", "nothing here"),
    ],
)
def test_user_and_password_are_hidden(text: str, redacted: str) -> None:
    assert redact_url(text) == redacted
