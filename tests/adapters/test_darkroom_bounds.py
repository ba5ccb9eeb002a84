"""The child has bounds: in time, in what it may open, in what it knows, and in what it may answer."""

import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from companion.adapters.images import Refused, prepare
from companion.adapters.images.child import Child
from companion.adapters.images.darkroom import Darkroom
from companion.adapters.images.made import END, unpacked
from tests.adapters.darkroom import QUICK, run


def test_a_child_past_its_time_is_killed_and_says_so() -> None:
    ours, theirs = socket.socketpair()
    pipe = os.dup(theirs.fileno())
    with subprocess.Popen(["sleep", "60"]) as sleeper, ours:
        child = Child(sleeper.pid, pipe, theirs, seconds=0)
        assert child.is_late
        child.end()
        sleeper.returncode = 0
        ended, _ = END.unpack(ours.recv(100))
    assert ended == signal.SIGKILL


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/hostname')",
        "open('new', 'w')",
        "socket.socket()",
        "os.pipe()",
        "bytearray(200_000_000)",
        "mmap.mmap(-1, 2_000_000_000)",
        "subprocess.run(['true'])",
    ],
)
def test_the_child_may_not(deed: str, tmp_path: Path) -> None:
    script = f"""
import mmap, os, socket, subprocess, sys
from companion.adapters.images.bounds import bind_child
os.chdir({str(tmp_path)!r})
{{}}
try:
    {deed}
except (OSError, MemoryError):
    sys.exit(7)
"""
    assert run(script.format("bind_child()")) == 7
    assert run(script.format("")) == 0


def test_the_server_knows_no_secret(darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_MASTER_KEYS", "key-1:kept-from-the-child")
    fresh = Darkroom(at_once=1)
    fresh.develop(QUICK)
    assert b"kept-from-the-child" not in Path(f"/proc/{fresh.server.pid}/environ").read_bytes()
    fresh.stop()


def test_the_web_process_loads_no_decoder() -> None:
    script = (
        "import sys; from companion.adapters import images; sys.exit(any(m.startswith('PIL') for m in sys.modules))"
    )
    assert run(script) == 0


@pytest.mark.parametrize("answer", [b"", b"M", b"Mxxxx", b"M" + b"\0" * 16 + b"more"])
def test_half_an_answer_is_none(answer: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        unpacked(answer)


def test_prepare_is_refused_as_the_darkroom_refuses() -> None:
    with pytest.raises(Refused, match="damaged"):
        prepare(QUICK[:200])
