"""Most of the demo needs no Home Assistant, and its tests none of its start-up time."""

from pathlib import Path

import pytest

# Real photos and weights may lie beside the checkout; they are not part of it.
SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations() -> None:
    """Take the place of the fixture that would start a Home Assistant for every test."""


@pytest.fixture
def photos() -> Path:
    """The folder of real photos."""
    folder = SHARED / "photos"
    if not folder.is_dir():
        pytest.skip("no real photos: there is no folder ../shared/photos")
    return folder


@pytest.fixture
def weights() -> Path:
    """Weights with the inputs and outputs of Obico's own."""
    file = SHARED / "models" / "spaghetti-classifier.onnx"
    if not file.is_file():
        pytest.skip(
            "no weights: there is no ../shared/models/spaghetti-classifier.onnx"
        )
    return file
