"""Which camera may show a printer."""

import asyncio

import pytest

from custom_components.obico_detection.const import DOMAIN
from custom_components.obico_detection.printer import camera_choice
from custom_components.obico_detection.printer.camera_choice import (
    async_cameras,
    async_first_that_works,
)
from homeassistant.components.camera.const import DATA_COMPONENT as CAMERA_COMPONENT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.setup import async_setup_component
from tests.printer.cameras import PrinterCamera
from tests.printer.registry import Registries, Row
from tests.support.camera import FakeCamera, giving, raising


def listed(hass: HomeAssistant, *likely: str) -> list[str]:
    return [camera.entity_id for camera in async_cameras(hass, likely)]


# -- the list


async def test_likely_ones_first_then_by_name_then_images(
    hass: HomeAssistant, registries: Registries
) -> None:
    door = registries.add_camera("door", None)
    attic = registries.add_camera("attic", None)
    likely = registries.add_camera("zoo", None)
    [image] = registries.add("frigate", [Row("image", "best_shot")]).entity_ids
    for entity_id, name in (
        (door, "Door"),
        (attic, "attic"),
        ("camera.from_yaml", "Basement"),
        (image, "A picture"),
    ):
        hass.states.async_set(entity_id, "idle", {"friendly_name": name})

    assert listed(hass, likely) == [likely, attic, "camera.from_yaml", door, image]


async def test_what_shows_something_else_is_not_listed(
    hass: HomeAssistant, registries: Registries
) -> None:
    registries.add(
        "bambu_lab",
        [
            Row("image", "SN_cover_image", "cover_image"),
            Row("image", "SN_pick_image", "pick_image"),
        ],
    )
    registries.add(DOMAIN, [Row("image", "incident"), Row("camera", "watched")])
    registries.add("obico_ml", [Row("camera", "detection"), Row("image", "detection")])
    registries.add(
        "homebrew", [Row("image", "1_thumbnail"), Row("image", "2", "gcode")]
    )
    registries.add(
        "moonraker", [Row("camera", "{entry_id}_thumbnail"), Row("image", "whatever")]
    )
    registries.disable(registries.add_camera("off", None))
    hass.states.async_set("camera.yaml_thumbnail", "idle")

    assert listed(hass) == []


async def test_a_picture_that_is_a_printers_webcam_is_listed(
    hass: HomeAssistant, registries: Registries
) -> None:
    [webcam] = registries.add(
        "bambu_lab", [Row("image", "SN_p1p_camera", "p1p_camera")]
    ).entity_ids

    assert listed(hass) == [webcam]


async def test_cameras_are_told_apart(
    hass: HomeAssistant, registries: Registries, area_registry: ar.AreaRegistry
) -> None:
    workshop = area_registry.async_create("Workshop").id
    registries.add_camera("one", workshop)
    registries.add_camera("two", None)
    hass.states.async_set("camera.one", "idle", {"friendly_name": "Webcam"})
    for same in ("camera.two", "camera.three"):
        hass.states.async_set(same, "idle", {"friendly_name": "Webcam"})
    four = registries.add_camera("four", None)
    registries.entities.async_update_entity(four, name="Not loaded")
    registries.add_camera("five", None)

    assert {camera.label for camera in async_cameras(hass, ())} == {
        "Webcam (Workshop)",
        "Webcam · camera.two",
        "Webcam · camera.three",
        "Not loaded",
        "camera.five",
    }


# -- the first that works


@pytest.fixture
async def cameras(hass: HomeAssistant) -> dict[str, FakeCamera]:
    found = {f"camera.{name}": FakeCamera(name) for name in ("one", "two", "three")}
    assert await async_setup_component(hass, "camera", {})
    await hass.data[CAMERA_COMPONENT].async_add_entities(found.values())
    return found


async def test_the_first_that_gives_a_picture_is_taken(
    hass: HomeAssistant, cameras: dict[str, FakeCamera]
) -> None:
    cameras["camera.one"].give = giving(b"no picture")
    gone = "camera.gone"

    assert await async_first_that_works(hass, [gone, *cameras]) == "camera.two"


async def test_of_two_that_work_the_likelier_is_taken_though_it_is_slower(
    hass: HomeAssistant, cameras: dict[str, FakeCamera], printer_camera: PrinterCamera
) -> None:
    printer_camera.give = printer_camera.give_when_released
    trying = asyncio.ensure_future(
        async_first_that_works(hass, ["camera.printer", "camera.one"])
    )
    while not (printer_camera.asked and cameras["camera.one"].shots):
        await asyncio.sleep(0)
    printer_camera.release.set()

    assert await trying == "camera.printer"


async def test_the_others_are_let_go(
    hass: HomeAssistant, cameras: dict[str, FakeCamera]
) -> None:
    slow = cameras["camera.two"]
    slow.give = slow.never

    assert await async_first_that_works(hass, list(cameras)) == "camera.one"

    assert slow.shots == 1
    for _ in range(20):
        await asyncio.sleep(0)
    assert slow.kept_waiting == 0


async def test_a_likelier_one_is_not_waited_for_for_ever(
    hass: HomeAssistant,
    cameras: dict[str, FakeCamera],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Time enough for those that answer at once.
    monkeypatch.setattr(camera_choice, "TRY_S", 0.2)
    stuck = cameras["camera.one"]
    stuck.give = stuck.never
    cameras["camera.two"].give = raising(OSError())

    assert await async_first_that_works(hass, list(cameras)) == "camera.three"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert stuck.kept_waiting == 0


async def test_if_none_works_it_is_the_first(
    hass: HomeAssistant, cameras: dict[str, FakeCamera], monkeypatch: pytest.MonkeyPatch
) -> None:
    for camera in cameras.values():
        camera.give = giving(None)
    assert await async_first_that_works(hass, list(cameras)) == "camera.one"

    monkeypatch.setattr(camera_choice, "TRY_S", 0.0)
    for camera in cameras.values():
        camera.give = camera.never
    assert await async_first_that_works(hass, list(cameras)) == "camera.one"
    assert await async_first_that_works(hass, []) is None


async def test_a_house_full_of_cameras_is_not_asked(
    hass: HomeAssistant, cameras: dict[str, FakeCamera]
) -> None:
    gone = [f"camera.gone_{number}" for number in range(4)]

    assert await async_first_that_works(hass, [*gone, *cameras]) == "camera.gone_0"
    assert not any(camera.shots for camera in cameras.values())
