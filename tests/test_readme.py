"""What the README tells people to copy is something Home Assistant takes."""

from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.obico_detection.const import DOMAIN
from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [README, (ROOT / "docs/automations.md").read_text()]
AUTOMATIONS: list[Any] = [
    parse_yaml(block)
    for page in PAGES
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
]


@pytest.mark.parametrize(
    "automation", AUTOMATIONS, ids=[one["alias"] for one in AUTOMATIONS]
)
async def test_automation_is_valid(
    hass: HomeAssistant, automation: dict[str, Any]
) -> None:
    # Its triggers and conditions are known once it is there.
    assert await async_setup_component(hass, DOMAIN, {})
    assert await async_setup_component(hass, "automation", {})

    config = await async_validate_config_item(hass, "readme", automation)

    assert config is not None
    assert config.validation_error is None


def test_pictures_are_there() -> None:
    pictures = re.findall(r"\]\((docs/[^)]+)\)", README)

    assert len(pictures) > 4
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture
