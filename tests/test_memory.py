"""What is remembered of a job, part by part."""

import json
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.obico_detection.memory import PrinterMemory
from custom_components.obico_detection.settings import PrinterSettings
from tests.support.house import printer_data

NOW = 1700000000.0


def settings(**changes: Any) -> PrinterSettings:
    return PrinterSettings.from_data(printer_data(**changes))


@pytest.fixture(params=["adaptive", "obico", "fixed"])
def memory(
    request: pytest.FixtureRequest, freezer: FrozenDateTimeFactory
) -> PrinterMemory:
    """The memory of a print that has been watched for a while, by each rule."""
    freezer.move_to("2026-11-22 10:00:00")
    filled = PrinterMemory(settings(rule=request.param))
    filled.jobs.update("printing", "job-1", NOW)
    for number in range(20):
        filled.learn(0.01 * number, time.monotonic() - 200 + 10.0 * number, 10.0)
    return filled


def restored(memory: PrinterMemory, **changes: Any) -> PrinterMemory:
    """Return another memory, made from what the first one stores."""
    new = settings(**{"rule": memory.rule.name.value, **changes})
    other = PrinterMemory(new)
    other.restore(json.loads(json.dumps(memory.state())), new, NOW + 60)
    return other


def test_everything_comes_back(memory: PrinterMemory) -> None:
    other = restored(memory)

    assert other.rule.state() == memory.rule.state()
    assert other.baseline == memory.baseline
    assert other.verdict == memory.verdict
    assert other.jobs.job == memory.jobs.job
    assert other.is_warm


def test_both_go_on_alike(memory: PrinterMemory) -> None:
    other = restored(memory)
    other.frame_clock.reset()
    memory.frame_clock.reset()

    for number in range(30):
        one = memory.learn(1.0, 10.0 * number, 10.0)
        two = other.learn(1.0, 10.0 * number, 10.0)

        assert two.class_ == one.class_
        assert two.score == pytest.approx(one.score, abs=1e-3)


def test_another_camera_starts_anew_in_the_same_job(memory: PrinterMemory) -> None:
    other = restored(memory, camera="camera.other")

    assert other.jobs.job == memory.jobs.job
    assert other.rule.job_weight == 0
    assert other.baseline.weight == 7200
    assert other.verdict is None


def test_another_rule_starts_anew_on_the_same_background(
    memory: PrinterMemory,
) -> None:
    name = "fixed" if memory.rule.name == "adaptive" else "adaptive"
    other = restored(memory, rule=name)

    assert other.rule.job_weight == 0
    assert other.baseline == memory.baseline
    assert other.verdict is None
    assert not other.is_warm


def test_without_a_job_only_the_background_comes_back(memory: PrinterMemory) -> None:
    memory.jobs.update("idle", "job-1", NOW)

    other = restored(memory)

    assert other.jobs.job is None
    assert other.rule.job_weight == 0
    assert other.baseline == memory.baseline
    assert other.verdict is None


def test_damaged_rule_takes_its_verdict_with_it(memory: PrinterMemory) -> None:
    new = settings(rule=memory.rule.name.value)
    state = memory.state() | {"rule": {"name": memory.rule.name, "state": {}}}
    other = PrinterMemory(new)

    other.restore(state, new, NOW + 60)

    assert other.rule.job_weight == 0
    assert other.verdict is None
    assert other.jobs.job == memory.jobs.job


@pytest.mark.parametrize(
    "damage",
    [
        {"score": "high"},
        {"score": float("nan")},
        {"low": None},
        {"risk": float("inf")},
        {"class_": "perfect"},
    ],
)
def test_damaged_verdict_is_dropped(
    memory: PrinterMemory, damage: dict[str, Any]
) -> None:
    new = settings(rule=memory.rule.name.value)
    state = memory.state()
    other = PrinterMemory(new)

    other.restore(state | {"verdict": state["verdict"] | damage}, new, NOW + 60)

    assert other.verdict is None
    assert other.rule.state() == memory.rule.state()


@pytest.mark.parametrize(
    ("clock", "weight"),
    [
        ({"at": NOW + 50, "elapsed_s": 2.0, "stopped": False}, 1.2),
        ({"at": NOW + 50, "elapsed_s": 2.0, "stopped": True}, 0.2),
        # Home Assistant's clock was set back meanwhile.
        ({"at": NOW + 9999, "elapsed_s": 2.0, "stopped": False}, 0.2),
        ({"at": NOW - 9999, "elapsed_s": 2.0, "stopped": False}, 3.0),
        ({"at": NOW, "elapsed_s": None, "stopped": False}, 1.0),
        ({"at": float("nan"), "elapsed_s": 2.0, "stopped": False}, 0.2),
        ({"at": NOW, "elapsed_s": float("nan"), "stopped": True}, 0.0),
    ],
)
def test_weight_of_the_first_frame_after_a_restart(
    memory: PrinterMemory, clock: dict[str, Any], weight: float
) -> None:
    new = settings(rule=memory.rule.name.value)
    other = PrinterMemory(new)
    other.restore(memory.state() | {"frame_clock": clock}, new, NOW + 60)
    before, now = other.rule.job_weight, other.frame_clock
    captured_at = time.monotonic()
    now.go_on(captured_at)

    other.learn(0.0, captured_at, 10.0)

    assert other.rule.job_weight - before == pytest.approx(weight)
