"""Run the ML API: `python -m demo.ml_api --port 3333`."""

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
import signal
import sys

from aiohttp import web

from .app import Served, build_app
from .container import DOCKER_HOST
from .detections import Detector
from .onnx_detector import OnnxDetector, WeightsError
from .rendered_spaghetti import RenderedSpaghettiDetector

DESCRIPTION = "A small ML API for the demo that behaves on the wire as the stock Obico server does."
EPILOG = (
    "The default detector is for the demo: it finds the spaghetti that the demo's cameras"
    " render, and nothing else. It is of no use to a real printer. For real pictures give"
    " --weights a network with the inputs and outputs of Obico's own, or run Obico's own"
    " server."
)


def access_line(served: Served) -> str:
    """Return what the log says about a request; never the address of the picture."""
    at = datetime.fromtimestamp(served.at).astimezone()
    status = "closed" if served.status is None else str(served.status)
    line = (
        f"{at:%H:%M:%S} {served.method} {served.path} {status} {served.took_ms:.0f} ms"
    )
    return line if served.score is None else f"{line} p={served.score:.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.ml_api", description=DESCRIPTION, epilog=EPILOG
    )
    parser.add_argument("--port", type=int, required=True, help="0: any that is free")
    parser.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    parser.add_argument("--token", help="serve only who sends it as bearer token")
    parser.add_argument(
        "--in-container",
        action="store_true",
        help="fetch pictures as from inside a container, whose localhost is itself and "
        f"for which this machine is {DOCKER_HOST}",
    )
    parser.add_argument("--weights", type=Path, help="ONNX weights to run instead")
    options = parser.parse_args(arguments)
    detector: Detector = RenderedSpaghettiDetector()
    if options.weights is not None:
        try:
            detector = OnnxDetector(options.weights)
        except WeightsError as err:
            parser.error(str(err))
    app = build_app(
        detector,
        options.token,
        in_container=options.in_container,
        on_served=lambda served: print(access_line(served), flush=True),
    )
    try:
        asyncio.run(_serve(app, options.host, options.port))
    except OSError as err:
        print(f"cannot listen on {options.host}:{options.port}: {err}", file=sys.stderr)
        return 1
    return 0


async def _serve(app: web.Application, host: str, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        address = runner.addresses[0]
        print(f"ML API listens on http://{address[0]}:{address[1]}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
