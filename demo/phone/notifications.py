"""What a phone makes of the notifications that are pushed to it. Pure: time comes in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CLEAR = "clear_notification"
# Android shows no more.
MAX_ACTIONS = 3


@dataclass(frozen=True, slots=True)
class Action:
    """A button of a notification."""

    key: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One notification as it was pushed.

    number: which push it was. data: what came with it. alerts: whether the phone makes
    itself heard. replaces: whether one of the same tag was shown until then.
    """

    number: str
    at: datetime
    title: str
    message: str
    data: Mapping[str, Any]
    alerts: bool
    replaces: bool

    @property
    def tag(self) -> str | None:
        """What a later one replaces it by."""
        return self.data.get("tag")

    @property
    def image(self) -> str | None:
        """Where its picture is: an address, or a path at Home Assistant."""
        return self.data.get("image")

    @property
    def actions(self) -> tuple[Action, ...]:
        """Its buttons."""
        return tuple(
            Action(one["action"], one["title"])
            for one in self.data.get("actions", ())[:MAX_ACTIONS]
        )

    def action(self, key_or_title: str) -> Action | None:
        """Return one of its buttons."""
        return next(
            (one for one in self.actions if key_or_title in (one.key, one.title)), None
        )


@dataclass(slots=True)
class Shade:
    """The list of notifications on a phone, and everything that ever came in.

    pictures: what was fetched for a notification, by its number.
    """

    shown: list[Notification] = field(default_factory=list)
    received: list[Notification] = field(default_factory=list)
    cleared: int = 0
    pictures: dict[str, bytes] = field(default_factory=dict)

    def take_in(self, push: Mapping[str, Any], at: datetime) -> Notification | None:
        """Show what was pushed on top; None if it only took something away."""
        data = push.get("data") or {}
        earlier = [one for one in self.shown if one.tag == data.get("tag") is not None]
        for one in earlier:
            self.take_away(one)
        if push["message"] == CLEAR:
            self.cleared += len(earlier)
            return None
        # A channel of low importance makes no sound on Android.
        is_quiet = data.get("importance") == "low"
        new = Notification(
            number=str(len(self.received) + 1),
            at=at,
            title=push.get("title") or "Home Assistant",
            message=push["message"],
            data=data,
            alerts=not (is_quiet or (earlier and data.get("alert_once"))),
            replaces=bool(earlier),
        )
        self.received.append(new)
        self.shown.insert(0, new)
        return new

    def take_away(self, notification: Notification) -> None:
        """Show it no more."""
        if notification in self.shown:
            self.shown.remove(notification)
        self.pictures.pop(notification.number, None)

    def by_number(self, number: str) -> Notification | None:
        """Return the notification of this number if it is shown."""
        return next((one for one in self.shown if one.number == number), None)
