"""What the README tells people to copy is something Home Assistant takes."""

from pathlib import Path
import re
from typing import Any

import pytest

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

README = (Path(__file__).parent.parent / "README.md").read_text()
AUTOMATIONS: list[Any] = [
    parse_yaml(block) for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
]


@pytest.mark.parametrize(
    "automation", AUTOMATIONS, ids=[one["alias"] for one in AUTOMATIONS]
)
async def test_automation_is_valid(
    hass: HomeAssistant, automation: dict[str, Any]
) -> None:
    assert await async_setup_component(hass, "automation", {})

    config = await async_validate_config_item(hass, "readme", automation)

    assert config is not None
    assert config.validation_error is None
    assert [action["action"] for action in config["actions"]] == [
        "notify.mobile_app_your_phone"
    ]


def test_pictures_are_there() -> None:
    pictures = re.findall(r"\]\((docs/[^)]+)\)", README)

    assert len(pictures) > 4
    for picture in pictures:
        assert (Path(__file__).parent.parent / picture).is_file(), picture
