"""The ML API as a command."""

import contextlib
from pathlib import Path
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from demo.ml_api.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


def test_it_says_when_it_listens_and_ends_when_told(socket_enabled: None) -> None:
    command = [sys.executable, "-m", "demo.ml_api", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as api:
        try:
            assert api.stdout is not None
            line = api.stdout.readline()
            [url] = re.findall(r"http://127\.0\.0\.1:\d+", line)
            with urllib.request.urlopen(f"{url}/hc/", timeout=5) as answer:
                assert answer.read() == b"ok"
            assert re.search(r"GET /hc/ 200 \d+ ms$", api.stdout.readline().strip())
            api.send_signal(signal.SIGTERM)
            assert api.wait(5) == 0
        finally:
            api.kill()


def test_help_says_what_the_default_detector_is_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with contextlib.suppress(SystemExit):
        main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "The default detector is for the demo" in said
    assert "of no use to a real printer" in said


def test_weights_that_are_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--port", "0", "--weights", str(tmp_path / "none.onnx")])
    assert ended.value.code == 2
    assert "there is no file" in capsys.readouterr().err


def test_port_in_use(capsys: pytest.CaptureFixture[str], socket_enabled: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])]) == 1
    assert "cannot listen on 127.0.0.1:" in capsys.readouterr().err
