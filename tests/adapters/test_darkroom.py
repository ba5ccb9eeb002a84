"""Whatever becomes of the child or its server, the process that asked lives on, and leaves none behind."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from companion.adapters.images import Busy, Made, Refused
from companion.adapters.images.darkroom import Darkroom
from tests.adapters.darkroom import QUICK, ROOT, SLOW, SLOWER, child_at_work, ends, run


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
