"""Recorded frame scores through a rule: as a function, and as the command of CSV files."""

from collections.abc import Sequence
import csv
import io
import math
import os
from pathlib import Path
import subprocess
import sys

import pytest

from custom_components.obico_detection.detection.replay import replay, weigh
from custom_components.obico_detection.detection.rules import (
    RuleName,
    Sensitivity,
    make_rule,
    new_baseline,
)

from .reference import expect_adaptive, expect_fixed, expect_obico, lively_print

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "replay_csv.py"

# -- the function -------------------------------------------------------------------------


def weights(times: Sequence[float | None], interval_s: float) -> list[float]:
    return [w for _, w in weigh([(0.5, time_s) for time_s in times], interval_s)]


def test_without_times_frames_are_an_interval_apart() -> None:
    assert weights([None] * 4, 25) == [1.0, 2.5, 2.5, 2.5]


def test_with_times_a_frame_weighs_its_distance() -> None:
    assert weights([100.0, 110.0, 115.0, 115.0], 10) == [1.0, 1.0, 0.5, 0.0]


def test_a_gap_weighs_three_intervals_at_most() -> None:
    assert weights([0.0, 29.0, 60.0, 4000.0], 10) == [1.0, 2.9, 3.0, 3.0]


@pytest.mark.parametrize("name", RuleName)
def test_a_replay_is_what_the_rule_says(name: RuleName) -> None:
    frames = lively_print(600, (2.0, 2.0))
    rule = make_rule(name, new_baseline(50), sensitivity=Sensitivity.HIGH, warm_up=6.0)
    expected = [rule.judge_frame(p, w) for p, w in ((frames[0][0], 1.0), *frames[1:])]
    replayed = replay(
        [(p, None) for p, _ in frames],
        rule=name,
        sensitivity=Sensitivity.HIGH,
        interval_s=20,
        prior_frames=50,
        warm_up_s=60,
    )
    assert list(replayed) == expected


def test_a_replay_takes_one_frame_after_the_other() -> None:
    verdicts = replay(iter([(0.5, None), (math.nan, None)]))
    assert next(verdicts).class_ is None
    with pytest.raises(ValueError, match="finite"):
        next(verdicts)


# -- the command --------------------------------------------------------------------------


def run(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the command with nothing but the standard library in reach."""
    command = [sys.executable, "-S", SCRIPT, *arguments]
    return subprocess.run(
        command, input=stdin, cwd=cwd, capture_output=True, check=False, timeout=60
    )


def rows_of(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, str]]:
    assert done.stderr == b""
    assert done.returncode == 0
    return list(csv.DictReader(io.StringIO(done.stdout.decode("ascii"))))


FRAMES = [p for p, _ in lively_print(500, (1.0, 1.0))]
RECORDING = "\n".join(["p", *map(repr, FRAMES)]).encode()


def test_the_output_line_by_line() -> None:
    done = run("--rule=fixed", "--warm-up=10", "-", stdin=b"p\n0.25\n0.250\n3")
    assert done.stdout.decode().splitlines()[:3] == [
        "frame,p,score,low,high,risk,class",
        "1,0.25,0.0,0.38,0.78,,",
        f"2,0.25,0.25,0.38,0.78,{100 / 3 * 0.25 / 0.38!r},safe",
    ]
    assert done.stdout.endswith(b",warning\n")
    assert b"\r" not in done.stdout


@pytest.mark.parametrize(("sensitivity", "prior"), [("low", 7200), ("high", 0)])
@pytest.mark.parametrize("name", RuleName)
def test_the_numbers_are_those_of_the_formulas(
    name: RuleName, sensitivity: str, prior: int
) -> None:
    options = ("--sensitivity", sensitivity, "--prior-frames", str(prior))
    rows = rows_of(run("--rule", name, *options, "-", stdin=RECORDING))
    frames = [(p, 1.0) for p in FRAMES]
    if name is RuleName.FIXED:
        numbers = range(1, len(frames) + 1)
        expected = [expect_fixed(frames, at, sensitivity) for at in numbers]
    else:
        reference = expect_obico if name is RuleName.OBICO else expect_adaptive
        expected = list(reference(frames, sensitivity, prior=prior))
    assert [int(row["frame"]) for row in rows] == list(range(1, len(frames) + 1))
    assert [float(row["p"]) for row in rows] == FRAMES
    for row, what in zip(rows, expected, strict=True):
        assert float(row["score"]) == pytest.approx(what.score, abs=1e-10)
        assert float(row["low"]) == pytest.approx(what.low, abs=1e-10)
        assert float(row["high"]) == pytest.approx(what.high, abs=1e-10)
        assert row["class"] == (what.class_ or "")
        assert (row["risk"] == "") == (what.class_ is None)


def test_adaptive_at_medium_sensitivity_every_10_s_is_the_default() -> None:
    options = "--rule adaptive --sensitivity medium --interval 10 --prior-frames 7200"
    spelt_out = run(*options.split(), "--warm-up", "300", "-", stdin=RECORDING)
    assert run("-", stdin=RECORDING).stdout == spelt_out.stdout


def test_numbers_are_printed_in_full() -> None:
    rows = rows_of(run("-", stdin=RECORDING))
    verdicts = list(replay([(p, None) for p in FRAMES]))
    assert [float(row["score"]) for row in rows] == [v.score for v in verdicts]
    assert [row["risk"] for row in rows] == [
        "" if v.risk is None else repr(v.risk) for v in verdicts
    ]


def test_the_interval_is_the_distance_of_frames_without_times() -> None:
    rows = rows_of(run("--interval", "60", "-", stdin=RECORDING))
    # Six weights each after the first: 1 + 5 x 6 passes 30.
    assert [row["class"] == "" for row in rows[:7]] == [True] * 5 + [False] * 2


def test_times_are_used_where_there_are_any() -> None:
    text = "p,t\n" + "".join(f"0.1,{1e9 + 20 * n}\n" for n in range(20))
    rows = rows_of(run("-", stdin=text.encode()))
    assert [row["class"] == "" for row in rows] == [True] * 15 + [False] * 5


def test_the_warm_up_is_in_seconds() -> None:
    rows = rows_of(run("--warm-up", "50", "-", stdin=b"p\n" + b"0.1\n" * 10))
    assert [row["class"] for row in rows] == [""] * 4 + ["safe"] * 6


PLAIN = b"p\n0.1\n0.7\n"


@pytest.fixture(scope="module")
def plain_rows() -> list[dict[str, str]]:
    """What comes out for the plain recording."""
    return rows_of(run("-", stdin=PLAIN))


@pytest.mark.parametrize(
    "text",
    [
        b"p\r\n0.1\r\n0.7\r\n",
        b"\xef\xbb\xbfp\n0.1\n0.7\n",
        b"p\n0.1\n0.7",
        b'"p"\n"0.1"\n"0.7"\n',
        b" p \n 0.1 \n\t0.7\n",
        b"frame, p ,note\n1,0.1,fine\n2,0.7,\n",
        b'note,p\n"two\nlines",0.1\n\xc3\xb6,0.7\n',
        b"p\n0.1,\n0.7,,\n",
        b"\np\n\n1e-1\n\n+0.7\n\n",
        b"t,p\n0,0.1\n10,0.7\n",
        b"T,p\nx,0.1\ny,0.7\n",
    ],
)
def test_what_spreadsheets_and_people_make_of_a_csv(
    text: bytes, plain_rows: list[dict[str, str]]
) -> None:
    assert rows_of(run("-", stdin=text)) == plain_rows


def test_a_file_is_found_from_where_the_caller_is(
    tmp_path: Path, plain_rows: list[dict[str, str]]
) -> None:
    (tmp_path / "scores.csv").write_bytes(PLAIN)
    assert rows_of(run("scores.csv", cwd=tmp_path)) == plain_rows


@pytest.mark.parametrize(
    ("text", "row", "trouble"),
    [
        (b"", 1, "empty"),
        (b"\n\n", 1, "empty"),
        (b"p\n", 2, "no frames"),
        (b"p,t\n\n", 2, "no frames"),
        (b"score\n0.1\n", 1, "no column p"),
        (b"p;t\n0.1;3\n", 1, "no column p"),
        (b"p,q,p\n1,2,3\n", 1, "2 columns p"),
        (b"p,t,t\n1,2,3\n", 1, "2 columns t"),
        (b"p\n0.1\nhigh\n", 3, "'high'"),
        (b"p\n0.1\n\n\nhigh\n", 5, "'high'"),
        (b'note,p\n"two\nlines",0.1\nx,y\n', 3, "'y'"),
        (b"p\nnan\n", 2, "'nan'"),
        (b"p\ninf\n", 2, "'inf'"),
        (b"p\n1e999\n", 2, "'1e999'"),
        (b"p\n-0.1\n", 2, "less than 0"),
        (b"p\n1_0\n", 2, "'1_0'"),
        (b"p\n0.1\0\n", 2, "not a number"),
        (b"p,q\n0.1,1\n,2\n", 3, "p is missing"),
        (b"p\n0.1\n0,7\n", 3, "2 columns"),
        (b"p,q\n0.1,1\n0.1\n", 3, "1 columns"),
        (b"p,t\n0.1,5\n0.2,15\n0.3,14.9\n", 4, "backwards"),
        (b"p,t\n0.1,5\n0.2,\n0.3,25\n", 3, "t is missing"),
        (b"p,t\n0.1,5\n0.2,soon\n", 3, "'soon'"),
        (b"p,t\n0.1,inf\n", 2, "'inf'"),
        (b'p\n0.1\n"0.2\n0.3\n', 3, "not CSV"),
        pytest.param(b"p\n0.1\n" + b"5" * 200000, 3, "not CSV", id="an endless cell"),
        (b"p\n0.1\n\xff\n", 3, "not UTF-8"),
        ("p\n0.1\n".encode("utf-16"), 1, "not UTF-8"),
        pytest.param(b"p\n" + b"x" * 5000, 2, "xxx", id="a long cell"),
    ],
)
def test_a_bad_file_gets_one_line_that_names_row_and_trouble(
    text: bytes, row: int, trouble: str
) -> None:
    done = run("-", stdin=text)
    line = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert line.startswith(f"standard input: row {row}: ")
    assert trouble in line
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert len(line) < 200


def test_a_trouble_at_the_end_leaves_nothing_on_stdout() -> None:
    done = run("-", stdin=RECORDING + b"\nbad\n")
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = run("no\nsuch.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"no?such.csv: No such file or directory\n"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"{tmp_path}: Is a directory\n"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("--rule", "best"), ("--sensitivity", "huge")),
        *(("--interval", bad) for bad in ("0", "-5", "nan", "inf", "3601", "x")),
        *(("--prior-frames", bad) for bad in ("-1", "1.5", "x", "9" * 30)),
        *(("--warm-up", bad) for bad in ("-1", "nan", "x")),
    ],
)
def test_a_bad_option(option: str, value: str) -> None:
    done = run(f"{option}={value}", "-", stdin=PLAIN)
    assert (done.returncode, done.stdout) == (2, b"")
    assert option in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_file_must_be_given() -> None:
    assert run().returncode == 2


def test_a_reader_that_leaves_early_sees_no_traceback(tmp_path: Path) -> None:
    recording = tmp_path / "long.csv"
    recording.write_text("p\n" + "0.1\n" * 50000)
    with subprocess.Popen(
        [sys.executable, "-S", SCRIPT, recording],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"frame,")
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(
    not (ROOT / ".tools" / "python3.14").exists(), reason="this checkout is not set up"
)
def test_the_script_keeps_stdout_clean_and_the_callers_folder(tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_bytes(PLAIN)
    done = subprocess.run(
        [ROOT / "scripts" / "replay", "scores.csv"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=100,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.stdout == run("-", stdin=PLAIN).stdout
