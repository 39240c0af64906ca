"""The demo's own detector looks at pixels, and at nothing else."""

from dataclasses import replace
import itertools
from pathlib import Path
from zlib import crc32

import numpy as np
from PIL import Image
import pytest

from demo.custom_components.simulated_printer.pictures.scene import Scene
from demo.ml_api.detections import Box, Detection, best
from demo.ml_api.rendered_spaghetti import RenderedSpaghettiDetector
from tests.demo.pictures import (
    decoded,
    failing_print,
    moment,
    score,
    switched_off,
    whole_print,
)

# The demo's printers, and one of each colour and shape.
SEEDS = (crc32(b"Good printer"), crc32(b"Failing printer"), 1, 7, 13)


@pytest.fixture(scope="module")
def scenes() -> dict[int, Scene]:
    return {seed: Scene(seed, "Printer") for seed in SEEDS}


@pytest.fixture
def detector() -> RenderedSpaghettiDetector:
    return RenderedSpaghettiDetector()


@pytest.mark.parametrize("seed", SEEDS)
def test_good_print_is_left_alone(
    scenes: dict[int, Scene], detector: RenderedSpaghettiDetector, seed: int
) -> None:
    for seen in whole_print():
        picture = decoded(scenes[seed].render(seen))
        assert score(detector, picture) < 0.1, seen


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("after_s", [5, 60, 600])
def test_spaghetti_is_found_as_it_grows(
    scenes: dict[int, Scene],
    detector: RenderedSpaghettiDetector,
    seed: int,
    after_s: float,
) -> None:
    def score_after(failing_s: float) -> float:
        seen = failing_print(after_s, failing_s)
        return score(detector, decoded(scenes[seed].render(seen)))

    early, soon, late = (score_after(seconds) for seconds in (1, 20, 90))
    assert early < min(soon, late)
    assert soon >= 1.0
    assert late >= 1.5


@pytest.mark.parametrize(("light", "noise"), [(0.75, 0), (1.25, 0), (1, 6)])
def test_light_and_noise_change_nothing(
    scenes: dict[int, Scene],
    detector: RenderedSpaghettiDetector,
    light: float,
    noise: float,
) -> None:
    rng = np.random.default_rng(1)
    for seed, (seen, least) in itertools.product(
        SEEDS, [(moment(300), 0.0), (failing_print(60, 30), 1.0)]
    ):
        picture = decoded(scenes[seed].render(seen)).astype(float) * light
        picture += rng.normal(0, noise, picture.shape)
        found = score(detector, np.clip(picture, 0, 255).astype(np.uint8))
        assert found >= least
        assert least or found < 0.1


def test_smaller_pictures_do_as_well(
    scenes: dict[int, Scene], detector: RenderedSpaghettiDetector
) -> None:
    scene = scenes[SEEDS[0]]
    for seen, failing in ((moment(300), False), (failing_print(60, 40), True)):
        small = Image.fromarray(decoded(scene.render(seen))).resize((960, 540))
        assert (score(detector, np.asarray(small)) > 1.0) is failing


def test_boxes_are_where_the_spaghetti_is(
    scenes: dict[int, Scene], detector: RenderedSpaghettiDetector
) -> None:
    picture = decoded(scenes[SEEDS[0]].render(failing_print(60, 60)))
    for found in detector.detect(picture):
        assert 0 <= found.box.left < found.box.right <= 1280
        # Below the lamp, above the clock.
        assert 200 < found.box.top < found.box.bottom <= 690


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((720, 1280, 3), dtype=np.uint8),
        np.full((720, 1280, 3), 255, dtype=np.uint8),
        np.zeros((1, 1, 3), dtype=np.uint8),
        np.zeros((3000, 9, 3), dtype=np.uint8),
    ],
)
def test_nothing_to_see(
    detector: RenderedSpaghettiDetector, picture: np.ndarray
) -> None:
    assert detector.detect(picture) == []


def test_empty_bed_and_darkness(
    scenes: dict[int, Scene], detector: RenderedSpaghettiDetector
) -> None:
    scene = scenes[SEEDS[0]]
    for seen in (moment(), switched_off(moment(300))):
        assert score(detector, decoded(scene.render(seen))) < 0.1


def test_noise_only(detector: RenderedSpaghettiDetector) -> None:
    rng = np.random.default_rng(1)
    picture = rng.integers(0, 256, (720, 1280, 3), dtype=np.uint8)
    for found in detector.detect(picture):
        assert 0 <= found.confidence <= 1


def test_real_photos(detector: RenderedSpaghettiDetector, photos: Path) -> None:
    for path in photos.glob("*/*.jpg"):
        for found in detector.detect(np.asarray(Image.open(path).convert("RGB"))):
            assert 0 <= found.confidence <= 1


def test_overlap() -> None:
    box = Box(0, 0, 10, 10)
    assert box.overlap(box) == 1
    assert box.overlap(Box(5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert box.overlap(Box(10, 0, 20, 10)) == 0
    assert Box(0, 0, 0, 0).overlap(Box(0, 0, 0, 0)) == 0


def test_best_keeps_the_surest_of_each() -> None:
    sure = Detection(0.9, Box(0, 0, 10, 10))
    same = replace(sure, confidence=0.8, box=Box(0, 0, 10, 9))
    # Just as large a share in common as is allowed.
    other = replace(sure, confidence=0.7, box=Box(0, 5.5, 10, 10))
    faint = Detection(0.08, Box(50, 50, 60, 60))
    assert best([faint, other, same, sure]) == [sure, other]
