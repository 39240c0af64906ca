"""The demo: a real Home Assistant with two simulated printers, one of which fails."""

import argparse
import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
import signal
import sys
from typing import Any

from .breakages import BREAKAGES
from .config_folder import ROOT
from .failing_story import tell_story
from .fault_story import show_fault, tell_fault_story
from .hass_process import DemoError
from .launcher import FAILS_AFTER_S, DemoOptions, Progress, login_lines, open_house

# With --break nothing else goes wrong for so long, and it breaks soon.
GOES_WELL_S = 1200.0
BREAKS_AFTER_S = 10


def main() -> int:
    """Run the demo as the command line asks for."""
    try:
        return asyncio.run(_run(_arguments()))
    except DemoError as err:
        print(f"demo: {err}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8123, help="port of Home Assistant (default 8123)"
    )
    parser.add_argument(
        "--photos",
        type=Path,
        metavar="FOLDER",
        help="let the cameras play real photos: the good printer FOLDER/healthy, the "
        "failing one FOLDER/healthy and then FOLDER/failing; only makes sense with "
        "--weights",
    )
    parser.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help="look with these ONNX weights, with the inputs and outputs of Obico's; "
        "without, with a small detector that only knows the spaghetti this demo "
        "draws and is of no use for real prints",
    )
    parser.add_argument(
        "--headless-check",
        action="store_true",
        help="tell the story once without a browser (about 4 minutes): paused, resumed "
        "and stopped on the phone; exit 0 only if exactly that happened to the failing "
        "printer, and nothing to the other one",
    )
    parser.add_argument(
        "--break",
        dest="breakage",
        choices=BREAKAGES,
        help="once both printers are watched, break the failing printer's camera, the "
        "ML API, its token or its way to Home Assistant; with --headless-check, mend it "
        "again and exit 0 only if the fault was noticed, named, told and recovered from",
    )
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> int:
    """Start the house and wait, or tell the story."""
    options = _options(arguments)
    breakage = BREAKAGES.get(arguments.breakage)
    async with open_house(options, Progress()) as house:
        if arguments.headless_check:
            telling = (
                tell_fault_story(house, breakage) if breakage else tell_story(house)
            )
            return 0 if await telling else 1
        print(login_lines(house), flush=True)
        await _until_stopped(
            show_fault(house, breakage) if breakage else house.start_prints()
        )
    return 0


def _options(arguments: argparse.Namespace) -> DemoOptions:
    """Check what can be checked before anything is started."""
    for what, path in (
        ("--photos", arguments.photos),
        ("--weights", arguments.weights),
    ):
        if path is not None and not path.exists():
            raise DemoError(f"{what}: {path} does not exist")
    if arguments.photos is not None and arguments.weights is None:
        trouble = (
            "the demo's own detector sees spaghetti in any real photo; "
            "look at --photos with --weights"
        )
        if arguments.headless_check:
            raise DemoError(trouble)
        print(f"demo: {trouble}", file=sys.stderr)
    options = DemoOptions(
        port=arguments.port,
        folder=ROOT / ".demo" / str(arguments.port),
        photos=arguments.photos and arguments.photos.resolve(),
        weights=arguments.weights and arguments.weights.resolve(),
    )
    if arguments.breakage is not None:
        watch = replace(options.watch, warm_up_s=BREAKS_AFTER_S)
        return replace(options, watch=watch, fails_after_s=GOES_WELL_S, breaks=True)
    return replace(
        options, fails_after_s=max(FAILS_AFTER_S, float(options.watch.warm_up_s))
    )


async def _until_stopped(story: Coroutine[Any, Any, None]) -> None:
    """Let a story run until Ctrl-C, the end of the terminal or its own failure."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    told = asyncio.create_task(story)
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait((told, waiting), return_when=asyncio.FIRST_COMPLETED)
    if told.done():
        await told
    told.cancel()
    await waiting


if __name__ == "__main__":
    sys.exit(main())
