"""Photos that keep a child busy, and a look at the processes of a darkroom."""

import subprocess
import sys
import time
from pathlib import Path

from companion.adapters.images.darkroom import Darkroom
from tests.adapters.photos import grainy, saved, scene

ROOT = Path(__file__).parents[2]
QUICK, SLOW, SLOWER = (
    saved(image, "PNG", compress_level=1) for image in (scene(), grainy(3000, 2000), grainy(4000, 4000))
)


def children_of(darkroom: Darkroom) -> list[int]:
    pid = darkroom.server.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def child_at_work(darkroom: Darkroom) -> int:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if working := children_of(darkroom):
            return working[0]
    raise AssertionError("no child in ten seconds")


def ends(pid: int) -> bool:
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}/exe").exists() and time.monotonic() < until:
        time.sleep(0.01)
    return not Path(f"/proc/{pid}/exe").exists()


def run(script: str) -> int:
    return subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=ROOT, check=False).returncode
