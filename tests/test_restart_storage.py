"""The file that a restart reads: when it is written, and what if it is damaged."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.house import House


async def test_checks_write_once_a_minute_at_most(printing: House) -> None:
    printing.storage.writes.clear()

    await printing.let_pass(600)

    assert 8 <= printing.storage.writes.count(printing.storage_key) <= 10


async def test_incident_is_written_at_once(printing: House) -> None:
    printing.pause_works = False

    await printing.checks_until(lambda: bool(printing.pauses), p=1.2)

    (step,) = printing.stored()["desk"]["failure"]["steps"]
    assert (step["kind"], step["presses"]) == ("pause", 1)


@pytest.mark.parametrize("status", ["paused", "idle"])
async def test_change_of_the_job_is_written_at_once(
    printing: House, status: str
) -> None:
    printing.storage.writes.clear()

    await printing.printer_says(status)

    assert printing.storage.writes.count(printing.storage_key) >= 1


type Damage = Callable[[dict[str, Any], str], None]


def whole_file(content: Any) -> Damage:
    def damage(file: dict[str, Any], _printer_id: str) -> None:
        file["data"] = content

    return damage


def version(number: int) -> Damage:
    def damage(file: dict[str, Any], _printer_id: str) -> None:
        file["version"] = number

    return damage


def printers_part(content: Any) -> Damage:
    def damage(file: dict[str, Any], printer_id: str) -> None:
        file["data"][printer_id] = content

    return damage


def every_part(content: Any) -> Damage:
    def damage(file: dict[str, Any], printer_id: str) -> None:
        camera = file["data"][printer_id]["camera"]
        file["data"] = {
            "server": content,
            printer_id: dict.fromkeys(file["data"][printer_id], content)
            | {"camera": camera},
        }

    return damage


def emptied_parts(file: dict[str, Any], printer_id: str) -> None:
    for part in file["data"][printer_id].values():
        if isinstance(part, dict):
            for key in part:
                part[key] = None


GARBAGE = [None, 7, -1.5, "", "garbage", True, [], [1, 2], {}, {"a": {"b": 1}}]
SOME_GARBAGE = [None, -1.5, "garbage", [1, 2], {"a": {"b": 1}}]


@pytest.mark.parametrize(
    "damage",
    [
        *map(whole_file, GARBAGE),
        *map(printers_part, GARBAGE),
        *map(every_part, GARBAGE),
        version(0),
        version(99),
        emptied_parts,
    ],
)
async def test_damaged_file_is_started_without(
    printing: House, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    await printing.unload()
    damage(printing.storage[printing.storage_key], printing.subentry().subentry_id)
    caplog.clear()

    await printing.load()
    await printing.checks(1)

    assert printing.watch_state in ("warming_up", "watching")
    assert printing.printer().health.misses == 0
    assert not [one for one in caplog.records if one.exc_info]
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


@pytest.mark.parametrize("part", ["rule", "verdict", "frame_clock", "desk", "baseline"])
@pytest.mark.parametrize("content", GARBAGE)
async def test_damaged_part_leaves_the_job_alone(
    printing: House, part: str, content: Any
) -> None:
    before = printing.printer().memory.jobs.job
    await printing.unload()
    printing.stored()[part] = content

    await printing.load()
    await printing.checks(1)

    assert printing.printer().memory.jobs.job == before
    assert printing.printer().health.misses == 0


@pytest.fixture
async def muted(printing: House) -> House:
    """A house in which a print failed, was muted, and is not loaded."""
    printing.pause_works = False
    await printing.checks_until(lambda: bool(printing.pauses), p=1.2)
    printing.printer().async_mute()
    await printing.unload()
    return printing


@pytest.mark.parametrize("part", ["failure", "warning", "at", "resumed"])
@pytest.mark.parametrize("content", SOME_GARBAGE)
async def test_damaged_incident_leaves_the_mute_alone(
    muted: House, part: str, content: Any
) -> None:
    muted.stored()["desk"][part] = content

    await muted.load()

    assert muted.printer().is_muted
    assert muted.printer().incident is None


@pytest.mark.parametrize("content", SOME_GARBAGE)
async def test_damaged_gate_leaves_the_incident_alone(
    printing: House, content: Any
) -> None:
    printing.pause_works = False
    await printing.checks_until(lambda: bool(printing.pauses), p=1.2)
    before = printing.printer().incident
    assert before is not None
    await printing.unload()
    printing.stored()["desk"]["gate"] = content

    await printing.load()

    after = printing.printer().incident
    assert after is not None
    assert after.incident_id == before.incident_id
    assert len(printing.pauses) == 1


@pytest.mark.parametrize("content", SOME_GARBAGE)
@pytest.mark.parametrize(
    "name", ["grace_s", "acknowledged", "score", "muted", "episode", "safe_s"]
)
async def test_damaged_field_of_the_gate_leaves_the_print_watched(
    muted: House, name: str, content: Any
) -> None:
    muted.stored()["desk"]["gate"][name] = content

    await muted.load()
    await muted.checks(1)

    assert muted.watch_state == "watching"
    assert muted.printer().last_incident is not None
