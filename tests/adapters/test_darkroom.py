"""The child has bounds, and whatever becomes of it, the process that asked lives on."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from companion.adapters.images import Busy, Made, Refused, limits, prepare
from companion.adapters.images.child import Child
from companion.adapters.images.darkroom import Darkroom
from companion.adapters.images.made import END, unpacked
from tests.adapters.photos import grainy, saved, scene

ROOT = Path(__file__).parents[2]
QUICK, SLOW, SLOWER = (
    saved(image, "PNG", compress_level=1) for image in (scene(), grainy(3000, 2000), grainy(4000, 4000))
)


@pytest.fixture
def darkroom() -> Iterator[Darkroom]:
    darkroom = Darkroom(at_once=2)
    darkroom.develop(QUICK)
    yield darkroom
    darkroom.stop()


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


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (signal.SIGXCPU, "too_slow"),
        (signal.SIGALRM, "too_slow"),
        (signal.SIGSEGV, "damaged"),
        (signal.SIGABRT, "damaged"),
    ],
)
def test_a_child_that_dies_costs_its_photo_only(darkroom: Darkroom, by: signal.Signals, reason: str) -> None:
    with ThreadPoolExecutor() as threads:
        dying = threads.submit(darkroom.develop, SLOW)
        os.kill(child_at_work(darkroom), by)
        outcome = dying.result().made
    assert isinstance(outcome, Refused)
    assert outcome.reason == reason
    assert isinstance(darkroom.develop(QUICK).made, Made)


def test_a_child_that_somebody_else_killed_is_no_word_against_its_photo(darkroom: Darkroom) -> None:
    with ThreadPoolExecutor() as threads:
        lost = threads.submit(darkroom.develop, SLOW)
        os.kill(child_at_work(darkroom), signal.SIGKILL)
        with pytest.raises(Busy):
            lost.result()


def test_a_server_that_dies_is_started_again(darkroom: Darkroom) -> None:
    with ThreadPoolExecutor() as threads:
        lost = threads.submit(darkroom.develop, SLOW)
        child = child_at_work(darkroom)
        assert darkroom.server.pid
        os.kill(darkroom.server.pid, signal.SIGKILL)
        os.kill(child, signal.SIGKILL)
        with pytest.raises(Busy):
            lost.result()
    assert isinstance(darkroom.develop(QUICK).made, Made)


def test_when_nobody_asks_any_more_server_and_children_end(darkroom: Darkroom) -> None:
    with ThreadPoolExecutor() as threads:
        lost = threads.submit(darkroom.develop, SLOW)
        left = [child_at_work(darkroom), darkroom.server.pid]
        darkroom.stop()
        with pytest.raises(Busy):
            lost.result()
    assert not [pid for pid in left if Path(f"/proc/{pid}").exists()]


def test_a_killed_web_process_leaves_no_server_behind() -> None:
    script = f"""
from companion.adapters import images
from companion.adapters.images import _darkroom
images.prepare({QUICK!r})
print(_darkroom.server.pid, flush=True)
input()
"""
    asking = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with asking:
        assert asking.stdout
        server = int(asking.stdout.readline())
        assert Path(f"/proc/{server}").exists()
        asking.kill()
    assert ends(server)


def test_an_answer_waits_for_no_other_photo(darkroom: Darkroom) -> None:
    """The later child is stopped: did it hold the earlier one's socket, that answer would never be done."""
    with ThreadPoolExecutor() as threads:
        first = threads.submit(darkroom.develop, SLOWER)
        earlier = child_at_work(darkroom)
        second = threads.submit(darkroom.develop, SLOW)
        while len(working := children_of(darkroom)) < 2:
            assert not first.done()
        later = max(set(working) - {earlier})
        while not re.search(r"Max open files +0 ", Path(f"/proc/{later}/limits").read_text()):
            time.sleep(0.01)  # until it is bound
        os.kill(later, signal.SIGSTOP)
        try:
            assert isinstance(first.result(timeout=15).made, Made)
        finally:
            os.kill(later, signal.SIGCONT)
        assert isinstance(second.result().made, Made)


def test_many_threads_share_the_turns(darkroom: Darkroom) -> None:
    most = 0
    with ThreadPoolExecutor(8) as threads:
        made = [threads.submit(darkroom.develop, SLOW) for _ in range(8)]
        while not all(one.done() for one in made):
            most = max(most, len(children_of(darkroom)))
    assert all(isinstance(one.result().made, Made) for one in made)
    assert most == 2


def test_no_turn_in_time_is_no_word_against_the_photo(darkroom: Darkroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUEUE_SECONDS", 0.01)
    with ThreadPoolExecutor() as threads:
        at_work = [threads.submit(darkroom.develop, SLOWER) for _ in range(2)]
        child_at_work(darkroom)
        with pytest.raises(Busy):
            darkroom.develop(QUICK)
        assert all(isinstance(one.result().made, Made) for one in at_work)


def test_a_fork_of_the_web_process_has_a_server_and_turns_of_its_own(tmp_path: Path) -> None:
    """It forks while another thread has the only turn."""
    (tmp_path / "slower").write_bytes(SLOWER)
    script = f"""
import os, pathlib, threading
from companion.adapters import images
from companion.adapters.images import limits
limits.QUEUE_SECONDS = 5
images.prepare({QUICK!r})
slow = threading.Thread(target=images.prepare, args=[pathlib.Path({str(tmp_path)!r}, 'slower').read_bytes()])
slow.start()
while images._darkroom._turns._value:
    pass
pid = os.fork()
if not pid:
    images.prepare({QUICK!r})
    os._exit(0)
slow.join()
assert os.waitpid(pid, 0)[1] == 0
images.prepare({QUICK!r})
"""
    assert run(script) == 0


def test_a_fork_that_lives_on_does_not_keep_its_parents_server() -> None:
    script = f"""
import os, time
from companion.adapters import images
images.prepare({QUICK!r})
pid = os.fork()
if pid:
    print(images._darkroom.server.pid, pid, flush=True)
    os._exit(0)
os.close(1)
time.sleep(60)
"""
    asking = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    server, fork = map(int, asking.stdout.split())
    try:
        assert ends(server)
    finally:
        os.kill(fork, signal.SIGKILL)


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
