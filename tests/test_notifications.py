"""The notifications about a printer or an ML server, when it is removed."""

import pytest

from custom_components.obico_detection.notifications import (
    Topic,
    async_dismiss_all,
    notification_id,
)
from homeassistant.components import persistent_notification
from homeassistant.components.persistent_notification import (
    _async_get_or_create_notifications,
)
from homeassistant.core import HomeAssistant


@pytest.mark.parametrize("topic", Topic)
def test_what_was_removed_leaves_none_behind(hass: HomeAssistant, topic: Topic) -> None:
    voron, prusa = notification_id("voron", topic), notification_id("prusa", topic)
    for told in (voron, prusa):
        persistent_notification.async_create(hass, "Told", notification_id=told)

    async_dismiss_all(hass, "voron")

    assert set(_async_get_or_create_notifications(hass)) == {prusa}


def test_topics_do_not_take_each_others_place() -> None:
    assert len({notification_id("voron", topic) for topic in Topic}) == len(Topic)
