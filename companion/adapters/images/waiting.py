"""The server process as this one holds it: started with the first photo, and again when it has ended."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from companion.adapters.images.made import Busy

_ROOT = Path(__file__).parents[3]
_PASSED_ON = ("PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH")  # no secret of ours among them
_MEMORY = {  # kept and taken in large pages: a child would spend a tenth of its time on touching small ones first
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
    "MALLOC_TOP_PAD_": "4194304",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


class Waiting:
    """Safe from threads. After a fork it is the parent's still: the new process forgets it and makes another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def send(self, byte: int, *files: int) -> None:
        """Hand these files over. Raises Busy when no server can be had."""
        with self._lock:
            for _ in range(2):
                with suppress(OSError):  # it has ended, or does not start
                    socket.send_fds(self._started(), [bytes([byte])], files)
                    return
                self._end()
        raise Busy

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """Ends it and its children; the next photo starts another."""
        with self._lock:
            self._end()

    def forget(self) -> None:
        """In a fork: the parent's server ends when the parent's socket closes, not when this copy does."""
        if self._control:
            self._control.close()
        if self._process:
            self._process.returncode = 0  # it is not ours to wait for

    def _started(self) -> socket.socket:
        if not self._control:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = _server(theirs.fileno())
        return self._control

    def _end(self) -> None:
        if self._control:
            self._control.close()
        if self._process:
            self._process.wait()
        self._control = self._process = None


def _server(control: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-W", "ignore", "-m", "companion.adapters.images.server", str(control)],
        cwd=_ROOT,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _MEMORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[control],
        start_new_session=True,
    )
