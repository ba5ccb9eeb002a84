"""The waiting process, as this one holds it: started with the first photo, again when it has ended, never inherited."""

import atexit
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from companion.adapters.images.made import Busy

_ROOT = Path(__file__).parents[3]
_PASSED_ON = ("PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH")  # no secret of ours among them


class Waiting:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        atexit.register(self.stop)
        os.register_at_fork(after_in_child=self._forget)

    def send(self, byte: int, *files: int) -> None:
        """Hand these files over. Raises Busy when no process can be had."""
        with self._lock:
            for _ in range(2):
                try:
                    socket.send_fds(self._started(), [bytes([byte])], files)
                except OSError:  # it has ended, or did not start
                    self._end()
                else:
                    return
        raise Busy

    def stop(self) -> None:
        with self._lock:
            self._end()

    def _started(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-W", "ignore", "-m", "companion.adapters.images.server", str(theirs.fileno())],
                    cwd=_ROOT,
                    env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
        return self._control

    def _end(self) -> None:
        if self._control:
            self._control.close()
        if self._process:
            self._process.wait()
        self._control = self._process = None

    def _forget(self) -> None:
        """In a fork of this process: the server is the parent's, and ends when the parent's socket is the last."""
        self._lock = threading.Lock()
        if self._control:
            self._control.close()
        if self._process:
            self._process.returncode = 0
        self._control = self._process = None
