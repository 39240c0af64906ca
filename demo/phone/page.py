"""The phone's screen as a page: a list of notifications that keeps itself up to date."""

from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from .notifications import Notification, Shade

EMPTY = '<p class="empty">No notifications</p>'


@cache
def _page() -> Template:
    return Template(Path(__file__).with_name("page.html").read_text())


def page(name: str, shade: Shade, now: datetime) -> str:
    """Return the whole page."""
    return _page().substitute(name=escape(name), list=list_of(shade, now))


def list_of(shade: Shade, now: datetime) -> str:
    """Return what changes on it: the clock and the notifications, newest first."""
    cards = "".join(_card(one, shade) for one in shade.shown)
    return f"<time>{now:%H:%M}</time>{cards or EMPTY}"


def _card(one: Notification, shade: Shade) -> str:
    """Return one notification."""
    picture = ""
    if one.number in shade.pictures:
        picture = f'<img src="/picture/{one.number}" alt="">'
    buttons = "".join(
        f'<button name="action" value="{escape(action.key)}">'
        f"{escape(action.title)}</button>"
        for action in one.actions
    )
    silence = "" if one.alerts else " · silent"
    message = escape(one.message).replace("\n", "<br>")
    return (
        f'<form class="card" method="post" action="/press">'
        f'<input type="hidden" name="number" value="{one.number}">'
        f'<p class="app">Home Assistant · {one.at:%H:%M:%S}{silence}</p>'
        f"<h2>{escape(one.title)}</h2><p>{message}</p>{picture}"
        f'<div class="buttons">{buttons}</div><p class="trouble"></p></form>'
    )
