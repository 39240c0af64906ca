"""Run a rule over recorded frame scores: CSV in, CSV out. Started by scripts/replay.

It is the code that runs in Home Assistant, without confirmation, incidents or mute: for
finding the settings that fit one's own printer.
"""

import argparse
from collections.abc import Iterable, Iterator
import csv
import importlib
import importlib.util
import io
import math
from pathlib import Path
import signal
import sys
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DETECTION = ROOT / "custom_components" / "obico_detection" / "detection"
HEADER = ("frame", "p", "score", "low", "high", "risk", "class")

MAX_SECONDS = 3600.0
MAX_PRIOR_FRAMES = 10**9
EXIT_BAD_INPUT = 2

type Frame = tuple[float, float | None]
"""Frame score and time in seconds, if there is one."""


class BadFileError(Exception):
    """The file cannot be replayed; the text names the row and the trouble."""


def load(module: str) -> ModuleType:
    """Import a module of the detection package from where it lies.

    By its location, because its parents need Home Assistant, and never by sys.path, where
    the integration's own modules would hide some of the standard library.
    """
    package = "obico_detection_rules"
    if package not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            package,
            DETECTION / "__init__.py",
            submodule_search_locations=[str(DETECTION)],
        )
        if spec is None or spec.loader is None:
            raise ImportError(f"{DETECTION} cannot be imported")
        sys.modules[package] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[package])
    return importlib.import_module(f"{package}.{module}")


# -- the file -----------------------------------------------------------------------------


def read_frames(file: str) -> list[Frame]:
    """Read the whole recording; `-` is standard input. Raises BadFileError."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as err:
        raise BadFileError(err.strerror or str(err)) from err
    except UnicodeDecodeError as err:
        row = raw.count(b"\n", 0, err.start) + 1
        raise BadFileError(f"row {row}: not UTF-8 text") from err
    frames = list(parse_frames(text))
    if not frames:
        raise BadFileError("row 2: no frames after the header")
    return frames


def parse_frames(text: str) -> Iterator[Frame]:
    """Yield the frames of a CSV text with a column p and perhaps a column t."""
    rows = numbered_rows(text)
    number, header = next(rows, (1, None))
    if header is None:
        raise BadFileError("row 1: the file is empty")
    columns = [name.strip() for name in header]
    at_p = find_column(columns, "p", number)
    at_t = find_column(columns, "t", number) if "t" in columns else None
    last_s = -math.inf
    for number, row in rows:
        check_length(row, columns, number)
        p = read_number(row[at_p], "p", number)
        if p < 0:
            raise BadFileError(f"row {number}: p is {p}, less than 0")
        time_s = None if at_t is None else read_number(row[at_t], "t", number)
        if time_s is not None:
            if time_s < last_s:
                raise BadFileError(
                    f"row {number}: t goes backwards from {last_s} to {time_s}"
                )
            last_s = time_s
        yield p, time_s


def numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, numbered as a spreadsheet does."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if row:
                yield number, row
    except csv.Error as err:
        raise BadFileError(f"row {number + 1}: not CSV ({err})") from err


def find_column(columns: list[str], name: str, number: int) -> int:
    """Return where the one column of this name is."""
    count = columns.count(name)
    if count != 1:
        trouble = f"no column {name}" if count == 0 else f"{count} columns {name}"
        raise BadFileError(f"row {number}: {trouble} in {shown(','.join(columns))}")
    return columns.index(name)


def check_length(row: list[str], columns: list[str], number: int) -> None:
    """Refuse a row that has lost a column, or gained one (a decimal comma does that)."""
    if len(row) < len(columns) or any(cell.strip() for cell in row[len(columns) :]):
        raise BadFileError(
            f"row {number}: {len(row)} columns where the header has {len(columns)}"
        )


def read_number(cell: str, name: str, number: int) -> float:
    """Return the finite number in a cell."""
    cell = cell.strip()
    if not cell:
        raise BadFileError(f"row {number}: {name} is missing")
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    # Python reads 1_0 as 10; nobody else does.
    if not math.isfinite(value) or "_" in cell:
        raise BadFileError(
            f"row {number}: {name} is {shown(cell)}, which is not a number"
        )
    return value


def shown(cell: str) -> str:
    """Return a cell fit for one short line."""
    return repr(cell if len(cell) <= 40 else f"{cell[:40]}…")


# -- the command --------------------------------------------------------------------------


def parse_arguments(rules: Any, defaults: Any) -> argparse.Namespace:
    """Read the command line; choices and defaults are those of the rules."""
    parser = argparse.ArgumentParser(
        prog="scripts/replay",
        description="Run a rule over recorded frame scores and print the verdict after "
        "every frame as CSV. Column p of the file is the frame score (the sum of a "
        "frame's confidences), column t, if there is one, the time in seconds. It is the "
        "raw rule: no confirmation, no incident, no mute.",
    )
    for option, choices, default in (
        ("--rule", rules.RuleName, rules.DEFAULT_RULE),
        ("--sensitivity", rules.Sensitivity, rules.DEFAULT_SENSITIVITY),
    ):
        parser.add_argument(
            option,
            choices=[*map(str, choices)],
            default=str(default),
            help="(default: %(default)s)",
        )
    add_numbers(parser, defaults)
    parser.add_argument("file", metavar="FILE.csv", help="- for standard input")
    return parser.parse_args()


def add_numbers(parser: argparse.ArgumentParser, defaults: Any) -> None:
    """Add the options that take a number."""
    parser.add_argument(
        "--interval",
        type=interval,
        default=defaults.DEFAULT_INTERVAL_S,
        metavar="SECONDS",
        help="time between frames without t, and a third of the longest gap that counts "
        "between frames with t (default: %(default)g)",
    )
    parser.add_argument(
        "--prior-frames",
        type=prior_frames,
        default=defaults.PRIOR_FRAMES,
        metavar="N",
        help="start the camera's lifelong background at 0.02 as if N frames had been "
        "learnt, with 0 at nothing; the rule fixed has no background "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--warm-up",
        type=seconds,
        default=defaults.DEFAULT_WARM_UP_S,
        metavar="SECONDS",
        help="how long there is no class at the start (default: %(default)g)",
    )


def interval(text: str) -> float:
    """Return an interval in seconds."""
    value = seconds(text)
    if value == 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def seconds(text: str) -> float:
    """Return a time in seconds."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= MAX_SECONDS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number from 0 to {MAX_SECONDS:g}"
        )
    return value


def prior_frames(text: str) -> int:
    """Return a number of frames."""
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not 0 <= value <= MAX_PRIOR_FRAMES:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number from 0 to {MAX_PRIOR_FRAMES}"
        )
    return value


def write_verdicts(frames: Iterable[Frame], verdicts: Iterable[Any]) -> None:
    """Print one row a frame, numbers in full precision."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADER)
    for frame, ((p, _), verdict) in enumerate(zip(frames, verdicts, strict=True), 1):
        scores = map(repr, (p, verdict.score, verdict.low, verdict.high))
        risk = "" if verdict.risk is None else repr(verdict.risk)
        writer.writerow((frame, *scores, risk, verdict.class_ or ""))


def main() -> int:
    """Replay a file."""
    rules, replay = load("rules"), load("replay")
    arguments = parse_arguments(rules, replay)
    try:
        frames = read_frames(arguments.file)
    except BadFileError as err:
        # A file name may hold anything, a line break too.
        name = "standard input" if arguments.file == "-" else arguments.file
        printable = "".join(c if c.isprintable() else "?" for c in name)
        print(f"{printable}: {err}", file=sys.stderr)
        return EXIT_BAD_INPUT
    # `scripts/replay FILE | head` ends quietly, like any other filter.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    verdicts = replay.replay(
        frames,
        rule=rules.RuleName(arguments.rule),
        sensitivity=rules.Sensitivity(arguments.sensitivity),
        interval_s=arguments.interval,
        prior_frames=arguments.prior_frames,
        warm_up_s=arguments.warm_up,
    )
    write_verdicts(frames, verdicts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
