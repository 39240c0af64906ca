"""The blueprints can be imported; how they are described."""

from pathlib import Path

import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from homeassistant.components.blueprint.importer import fetch_blueprint_from_url
from homeassistant.core import HomeAssistant
from tests.support.blueprints import BLUEPRINTS, ROOT

PATHS = sorted(BLUEPRINTS.glob("*/*.yaml"))
REPOSITORY = "https://github.com/obico-detection/obico_detection/blob/main/"


def test_both_are_there() -> None:
    assert [path.stem for path in PATHS] == ["daily_summary", "failure_alarm"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
async def test_blueprint_is_imported_from_its_own_address(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, path: Path
) -> None:
    relative = path.relative_to(ROOT).as_posix()
    raw = "https://raw.githubusercontent.com/obico-detection/obico_detection/main/"
    aioclient_mock.get(raw + relative, text=path.read_text())

    imported = await fetch_blueprint_from_url(hass, REPOSITORY + relative)

    assert imported.blueprint.metadata["source_url"] == REPOSITORY + relative
    assert imported.blueprint.validate() is None
    for one in imported.blueprint.inputs.values():
        assert one["name"]
        assert one["selector"]
