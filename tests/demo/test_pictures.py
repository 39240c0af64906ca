"""What the simulated cameras show."""

from dataclasses import replace
from datetime import timedelta
import io
from pathlib import Path

import numpy as np
from PIL import Image
import pytest

from demo.custom_components.simulated_printer.pictures.moment import Moment
from demo.custom_components.simulated_printer.pictures.photos import (
    PhotoFolderError,
    PhotoPlayer,
)
from demo.custom_components.simulated_printer.pictures.scene import Scene
from tests.demo.pictures import decoded, encoded, failing_print, moment

BRIGHT = np.full((60, 100, 3), 250, dtype=np.uint8)
DARK = np.full((60, 100, 3), 5, dtype=np.uint8)


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene(0, "Printer")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two healthy photos, a bright and a dark one, and a failing one."""
    for kind in ("healthy", "failing"):
        (tmp_path / kind).mkdir()
    (tmp_path / "healthy" / "a.JPG").write_bytes(encoded(BRIGHT))
    (tmp_path / "healthy" / "b.png").write_bytes(encoded(DARK, "PNG"))
    (tmp_path / "healthy" / "notes.txt").write_text("not a photo")
    (tmp_path / "failing" / "c.jpg").write_bytes(encoded(BRIGHT // 2))
    return tmp_path


def later(seen: Moment, by: timedelta) -> Moment:
    """The same sight at another time."""
    return replace(seen, now=seen.now + by)


def coloured(jpeg: bytes) -> int:
    """How many pixels have the colour of plastic."""
    picture = decoded(jpeg).astype(int)
    return int(np.count_nonzero(np.ptp(picture, axis=2) > 60))


def test_camera_gives_a_full_picture(scene: Scene) -> None:
    with Image.open(io.BytesIO(scene.render(moment(60)))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1280, 720))


def test_same_moment_gives_the_same_bytes() -> None:
    seen = failing_print(60, 33.4)
    ahead = Scene(3, "Printer")
    ahead.render(failing_print(60, 80))
    assert Scene(3, "Printer").render(seen) == ahead.render(seen)


def test_no_two_frames_are_the_same_bytes(scene: Scene) -> None:
    for seen in (moment(), moment(60), failing_print(60, 20)):
        frames = {
            scene.render(later(seen, timedelta(milliseconds=100 * step)))
            for step in range(10)
        }
        assert len(frames) == 10


def test_printers_look_different() -> None:
    assert Scene(1, "Printer").render(moment(60)) != Scene(2, "Printer").render(
        moment(60)
    )


def test_part_grows_on_an_empty_bed(scene: Scene) -> None:
    sizes = [coloured(scene.render(moment(seconds))) for seconds in (0, 5, 60, 900)]
    assert sizes[0] == coloured(scene.render(moment())) == 0
    assert sizes == sorted(set(sizes))


def test_paused_picture_stands_still_but_for_clock_and_noise(scene: Scene) -> None:
    once, again = (
        decoded(scene.render(later(moment(60), pause))).astype(int)
        for pause in (timedelta(), timedelta(minutes=3))
    )
    above_the_clock = np.abs(once - again)[:660]
    assert np.percentile(above_the_clock, 99.9) < 24


def test_photos_play_healthy_then_failing(folder: Path) -> None:
    player = PhotoPlayer(folder, "P", failing=True)
    shown = [moment(), moment(0), moment(10), moment(20), failing_print(60, 1)]
    middles = [decoded(player.render(seen))[20, 50, 0] for seen in shown]
    assert middles == pytest.approx([250, 250, 5, 250, 125], abs=3)


def test_good_printer_needs_no_failing_photos(folder: Path) -> None:
    (folder / "failing" / "c.jpg").unlink()
    (folder / "failing").rmdir()
    player = PhotoPlayer(folder, "P", failing=False)
    assert decoded(player.render(moment(0)))[20, 50, 0] > 240


def test_running_clock_makes_every_second_another_picture(folder: Path) -> None:
    player = PhotoPlayer(folder, "P", failing=False)
    seen = moment(0)
    next_second = later(seen, timedelta(seconds=1))
    assert player.render(seen) != player.render(next_second)


def test_large_photos_are_fitted(folder: Path) -> None:
    large = np.full((1000, 2000, 3), 9, dtype=np.uint8)
    (folder / "healthy" / "a.JPG").write_bytes(encoded(large))
    player = PhotoPlayer(folder, "P", failing=False)
    with Image.open(io.BytesIO(player.render(moment(0)))) as picture:
        assert picture.size == (1280, 640)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "failing" / "c.jpg").unlink(), "failing holds no photos"),
        (
            lambda f: (f / "healthy").rename(f / "other"),
            "healthy cannot be read .* must have the folders healthy and failing",
        ),
        (
            lambda f: (f / "failing" / "c.jpg").write_text("hello"),
            "c.jpg is not a photo that can be shown",
        ),
        (
            lambda f: (f / "failing" / "c.jpg").write_bytes(encoded(BRIGHT)[:400]),
            "c.jpg is not a photo that can be shown",
        ),
    ],
)
def test_folder_that_cannot_be_played(
    folder: Path, spoil: object, message: str
) -> None:
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(PhotoFolderError, match=message):
        PhotoPlayer(folder, "P", failing=True)


def test_real_photos_can_be_played(photos: Path) -> None:
    player = PhotoPlayer(photos, "Printer", failing=True)
    for seconds in (0, 10, 20):
        for seen in (moment(seconds), failing_print(60, seconds + 1)):
            with Image.open(io.BytesIO(player.render(seen))) as picture:
                assert max(picture.size) <= 1280
