"""The album: what it keeps of an incident, and what it gives back."""

import io
import json
from pathlib import Path
from typing import Any

from PIL import Image
import pytest

from custom_components.obico_detection.detection.verdict import FailureClass
from custom_components.obico_detection.incident.album import picture_path
from custom_components.obico_detection.incident.incident import (
    Ending,
    Outcome,
    Step,
    StepKind,
)
from custom_components.obico_detection.incident.recent_frames import FrameFacts
from homeassistant.core import HomeAssistant
from tests.incident.albums import SPAGHETTI, WISP, Shelf, a_frame, an_incident
from tests.printer.pictures import jpeg

STORIES = [jpeg((320, 200 + number)) for number in range(6)]


@pytest.fixture
def shelf(hass: HomeAssistant, tmp_path: Path) -> Shelf:
    """An album that nothing was put into yet."""
    return Shelf(hass, tmp_path / "album")


def size_of(content: bytes | None) -> tuple[int, int]:
    assert content is not None
    with Image.open(io.BytesIO(content)) as image:
        return image.size


async def test_incident_is_kept_with_its_frames_and_its_picture(shelf: Shelf) -> None:
    frames = [a_frame(number, STORIES[number]) for number in range(4)]

    assert await shelf.keep(an_incident(), frames) is None

    assert shelf.files() == [
        "voron/incident1/frame-1.jpg",
        "voron/incident1/frame-2.jpg",
        "voron/incident1/frame-3.jpg",
        "voron/incident1/frame-4.jpg",
        "voron/incident1/incident.json",
        "voron/incident1/picture.jpg",
    ]
    for number in range(4):
        stored = shelf.folder / f"voron/incident1/frame-{number + 1}.jpg"
        assert stored.read_bytes() == STORIES[number]


async def test_picture_is_the_last_frame_with_its_boxes(shelf: Shelf) -> None:
    await shelf.keep(an_incident(), [a_frame(n, STORIES[n]) for n in range(4)])

    picture = await shelf.album.async_picture("voron", "incident1")

    assert size_of(picture) == size_of(STORIES[3])
    assert picture != STORIES[3]


async def test_of_more_than_four_frames_the_last_are_kept(shelf: Shelf) -> None:
    await shelf.keep(an_incident(), [a_frame(n, STORIES[n]) for n in range(6)])

    (record,) = await shelf.album.async_incidents("voron")

    assert [frame.height for frame in record.frames] == [240] * 4
    kept = shelf.folder / "voron/incident1"
    assert (kept / "frame-1.jpg").read_bytes() == STORIES[2]
    assert (kept / "frame-4.jpg").read_bytes() == STORIES[5]


async def test_album_tells_all_it_was_told(shelf: Shelf) -> None:
    step = Step(StepKind.PAUSE, 5.0, presses=1, outcome=Outcome.CONFIRMED)
    incident = an_incident(steps=(step,), job_name="Benchy")
    first = a_frame(1, score=-0.01, class_=None, detections=())
    decided = a_frame(2, class_=FailureClass.FAILURE)

    await shelf.keep(incident, [first, decided])

    (record,) = await shelf.album.async_incidents("voron")
    assert record.printer_name == "Voron"
    assert record.incident == an_incident(
        steps=(step,), job_name="Benchy", has_picture=True
    )
    assert record.frames[0].score == -0.01
    assert record.frames[0].class_ is None
    assert record.frames[1] == FrameFacts(
        width=320,
        height=240,
        seen_at=decided.seen_at,
        detections=(SPAGHETTI, WISP),
        frame_score=1.12,
        score=0.5,
        low=0.38,
        high=0.66,
        class_=FailureClass.FAILURE,
    )


async def test_incidents_come_newest_first_each_under_its_printer(
    shelf: Shelf,
) -> None:
    for number in (2, 3, 1):
        await shelf.keep(an_incident(number))
    await shelf.keep(an_incident(4), printer_id="prusa")

    assert await shelf.ids() == ["incident3", "incident2", "incident1"]
    assert await shelf.ids("prusa") == ["incident4"]
    assert await shelf.ids("ender") == []


async def test_all_is_there_after_a_restart(shelf: Shelf) -> None:
    await shelf.keep(an_incident())
    picture = await shelf.album.async_picture("voron", "incident1")

    shelf.restart()

    assert await shelf.ids() == ["incident1"]
    assert await shelf.album.async_picture("voron", "incident1") == picture


async def test_outcome_takes_the_place_of_what_was_known_before(shelf: Shelf) -> None:
    await shelf.keep(an_incident(), [a_frame(1), a_frame(2)])
    shelf.restart()

    ended = an_incident().ended(Ending.RESUMED, 1_700_000_100.0)
    assert await shelf.album.async_update("voron", ended) is None

    (record,) = await shelf.album.async_incidents("voron")
    assert record.incident.ending is Ending.RESUMED
    # The caller may not know yet that there is a picture.
    assert record.incident.has_picture
    assert record.printer_name == "Voron"
    assert len(record.frames) == 2


async def test_outcome_of_an_incident_that_was_never_kept_is_not_stored(
    shelf: Shelf,
) -> None:
    assert await shelf.album.async_update("voron", an_incident()) is None

    assert not shelf.folder.exists()


async def test_incident_without_frames_is_kept_and_says_that_it_has_no_picture(
    shelf: Shelf,
) -> None:
    assert await shelf.keep(an_incident(), []) == "there is no frame of it"

    (record,) = await shelf.album.async_incidents("voron")
    assert not record.incident.has_picture
    assert await shelf.album.async_picture("voron", "incident1") is None


async def test_frame_that_cannot_be_decoded_is_kept_without_a_picture(
    shelf: Shelf,
) -> None:
    reason = await shelf.keep(an_incident(), [a_frame(1), a_frame(2, b"garbage")])

    assert reason == "the picture cannot be decoded"
    (record,) = await shelf.album.async_incidents("voron")
    assert not record.incident.has_picture
    assert len(record.frames) == 2
    assert await shelf.album.async_picture("voron", "incident1") is None


async def test_incident_kept_twice_keeps_its_first_frames(shelf: Shelf) -> None:
    await shelf.keep(an_incident(), [a_frame(1, STORIES[1])])

    again = an_incident(job_name="Benchy")
    assert await shelf.keep(again, [a_frame(2, STORIES[2])]) is None

    (record,) = await shelf.album.async_incidents("voron")
    assert record.incident.job_name == "Benchy"
    kept = shelf.folder / "voron/incident1/frame-1.jpg"
    assert kept.read_bytes() == STORIES[1]


async def test_removed_printer_leaves_nothing_behind(shelf: Shelf) -> None:
    await shelf.keep(an_incident(1))
    await shelf.keep(an_incident(2))
    await shelf.keep(an_incident(3), printer_id="prusa")

    await shelf.album.async_remove_printer("voron")

    assert not (shelf.folder / "voron").exists()
    assert await shelf.ids() == []
    assert await shelf.ids("prusa") == ["incident3"]


async def test_last_printer_takes_the_folder_with_it(shelf: Shelf) -> None:
    await shelf.keep(an_incident())
    shelf.restart()

    await shelf.album.async_remove_printer("voron")

    assert not shelf.folder.exists()


async def test_nothing_more_is_kept_of_a_removed_printer(shelf: Shelf) -> None:
    await shelf.album.async_remove_printer("voron")

    assert await shelf.keep(an_incident()) == "the printer was removed"
    assert not shelf.folder.exists()


STRANGE_IDS = [
    "",
    ".",
    "..",
    "../voron",
    "voron/incident1",
    "/etc",
    "a" * 65,
    "näh",
    "line\n",
    "nul\0",
    "٣",
]


@pytest.mark.parametrize("strange", STRANGE_IDS)
async def test_no_id_leads_out_of_the_album(
    shelf: Shelf, tmp_path: Path, strange: str
) -> None:
    shelf.restart()
    await shelf.keep(an_incident())
    before = sorted(tmp_path.rglob("*"))
    reason = "its id cannot be the name of a folder"

    assert await shelf.keep(an_incident(incident_id=strange)) == reason
    assert await shelf.keep(an_incident(), printer_id=strange) == reason
    assert await shelf.album.async_update(strange, an_incident()) is None
    assert await shelf.album.async_picture("voron", strange) is None
    assert await shelf.album.async_picture(strange, "incident1") is None
    assert await shelf.album.async_incidents(strange) == ()
    await shelf.album.async_remove_printer(strange)

    assert sorted(tmp_path.rglob("*")) == before


async def test_flood_of_boxes_does_not_fill_the_file(shelf: Shelf) -> None:
    await shelf.keep(an_incident(), [a_frame(detections=(SPAGHETTI,) * 20_000)])

    (record,) = await shelf.album.async_incidents("voron")
    assert len(record.frames[0].detections) == 100


def test_path_of_a_picture() -> None:
    assert (
        picture_path("voron", "incident1")
        == "/api/obico_detection/album/voron/incident1/picture.jpg"
    )


DAMAGES: list[Any] = [
    b"",
    b"\xff\xd8\xff",
    b"[]",
    b"null",
    b"[" * 100_000,
    b'{"printer": "Voron"}',
    {"incident": None},
    {"incident": {"incident_id": "incident1"}},
    {"frames": None},
    {"frames": [None]},
    {"frames": {"0": 1}},
    {"frames": [{"width": 320}]},
    {"score": "high"},
    {"score": float("nan")},
    {"score": 10**400},
    {"width": -1},
    {"class": "maybe"},
    {"detections": 7},
]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_damaged_file_is_left_out_and_harms_no_other(
    shelf: Shelf, damage: Any
) -> None:
    await shelf.keep(an_incident(1))
    await shelf.keep(an_incident(2))
    file = shelf.folder / "voron/incident1/incident.json"
    state = json.loads(file.read_bytes())
    if isinstance(damage, bytes):
        file.write_bytes(damage)
    else:
        part = state if damage.keys() & state.keys() else state["frames"][0]
        file.write_text(
            json.dumps(
                part | damage if part is state else state | {"frames": [part | damage]}
            )
        )
    shelf.restart()

    assert await shelf.ids() == ["incident2"]
    assert await shelf.keep(an_incident(3)) is None
    assert await shelf.ids() == ["incident3", "incident2"]


async def test_outcome_mends_a_damaged_file(shelf: Shelf) -> None:
    await shelf.keep(an_incident())
    (shelf.folder / "voron/incident1/incident.json").write_bytes(b"{")
    shelf.restart()

    ended = an_incident().ended(Ending.JOB_ENDED, 1_700_000_100.0)
    await shelf.album.async_update("voron", ended)

    (record,) = await shelf.album.async_incidents("voron")
    assert record.incident.ending is Ending.JOB_ENDED
    assert record.incident.has_picture
    assert record.frames == ()
