"""The web process alone, on the folder of a house that was run before: in place in a third of the time."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from companion.app import ROOT
from companion.cli.ports import is_open
from companion.cli.processes import THREADS
from tests.browser.house import House
from tests.mailed import SETTINGS as LETTERS

PATIENCE = 60.0  # seconds


@contextmanager
def serving(folder: Path, port: int, links: list[str]) -> Iterator[House]:
    """Granian as `companion run` starts it, until the block ends; `links` are those that the house printed."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    ours = {"COMPANION_INSTANCE": str(folder), "COMPANION_PORT": str(port)} | LETTERS
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"]
    command = [sys.executable, "-m", "granian", *options, "--blocking-threads", str(THREADS), "wsgi:app"]
    with (folder / "errors.txt").open("w") as errors:
        process = subprocess.Popen(command, cwd=ROOT, env=theirs | ours, stdout=errors, stderr=errors)
    try:
        _wait_until_open(process, port, folder)
        house = House(folder, [f"http://localhost:{port}/invite{link.partition('/invite')[2]}" for link in links])
        yield house
        house.close()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_open(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not is_open("127.0.0.1", port):
        assert process.poll() is None, (folder / "errors.txt").read_text()
        assert time.monotonic() < until, "the web process did not open"
        time.sleep(0.02)
