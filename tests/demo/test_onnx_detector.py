"""The detector that runs weights, on a real network and real photos where there are any."""

from pathlib import Path
import sys

import numpy as np
from PIL import Image
import pytest

from demo.custom_components.simulated_printer.pictures.photos import PhotoPlayer
from demo.ml_api.detections import best
from demo.ml_api.onnx_detector import OnnxDetector, WeightsError
from tests.demo.pictures import decoded, failing_print, moment, score

# What the same network answers through Obico's own server.
FIGURES = {
    "failing/prusa-green.jpg": 0.90,
    "failing/blue-334.jpg": 0.89,
    "failing/heap-532.jpg": 0.94,
    "healthy/columns.jpg": 0.28,
    "healthy/bust.jpg": 0.11,
}


@pytest.fixture
def detector(weights: Path) -> OnnxDetector:
    return OnnxDetector(weights)


@pytest.mark.parametrize(("photo", "expected"), FIGURES.items())
def test_confidences_of_the_stock_server(
    detector: OnnxDetector, photos: Path, photo: str, expected: float
) -> None:
    picture = np.asarray(Image.open(photos / photo).convert("RGB"))
    [found] = best(detector.detect(picture))
    assert found.confidence == pytest.approx(expected, abs=0.05)


def test_nothing_on_the_desk(detector: OnnxDetector, photos: Path) -> None:
    picture = np.asarray(Image.open(photos / "healthy/desk.jpg").convert("RGB"))
    assert best(detector.detect(picture)) == []


def test_boxes_lie_in_wide_pictures(detector: OnnxDetector, photos: Path) -> None:
    picture = Image.open(photos / "failing/prusa-green.jpg").convert("RGB")
    [found] = detector.detect(np.asarray(picture))
    assert (picture.width, picture.height) == (2560, 1280)
    # Half as wide and half as high as the picture, so: a height scaled by the height.
    assert found.box.right - found.box.left == pytest.approx(1280, abs=2)
    assert found.box.bottom - found.box.top == pytest.approx(640, abs=2)


def test_played_photos_still_tell_good_from_bad(
    detector: OnnxDetector, photos: Path
) -> None:
    player = PhotoPlayer(photos, "Printer", failing=True)
    for shown_s in (0, 10, 20):
        good = player.render(moment(shown_s))
        bad = player.render(failing_print(60, shown_s + 1))
        assert score(detector, decoded(good)) < 0.35
        assert score(detector, decoded(bad)) > 0.8


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="there is no file"):
        OnnxDetector(tmp_path / "weights.onnx")


def test_package_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "weights.onnx"
    file.touch()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(WeightsError, match="needs a package: .*onnxruntime"):
        OnnxDetector(file)


def test_no_weights(tmp_path: Path) -> None:
    file = tmp_path / "weights.onnx"
    file.write_text("<html>Not found</html>")
    with pytest.raises(WeightsError, match="cannot be loaded"):
        OnnxDetector(file)
