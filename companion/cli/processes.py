"""Web and worker as children of this process: granian, and the loop. Ended with this one."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType, TracebackType
from typing import Self

from companion.app import ROOT
from companion.cli.ports import is_open, near

PATIENCE = 30.0
THREADS = 32  # a body is read by a thread that waits for it: many more than web.uploads lets wait for photos


class Child:
    """`with Child(port, command):` starts it in a session of its own, and ends it on the way out.

    `port`: what the house is open on, as both write it into links.
    """

    def __init__(self, port: int, *command: str) -> None:
        self._environment = os.environ | {"COMPANION_PORT": str(port)}
        self._command = [sys.executable, "-m", *command]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        for end in (signal.SIGTERM, signal.SIGINT):  # a shell may have started this with Ctrl-C ignored
            signal.signal(end, _as_interrupt)
        self._process = subprocess.Popen(self._command, cwd=ROOT, env=self._environment, start_new_session=True)  # noqa: S603
        return self

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def wait(self) -> int:
        """Until it ends or Ctrl-C; the exit code, 0 after Ctrl-C."""
        try:
            return self._process.wait() if self._process else 0
        except KeyboardInterrupt:
            return 0

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


class WorkerProcess(Child):
    def __init__(self, port: int) -> None:
        super().__init__(port, "companion", "worker")


class WebProcess(Child):
    def __init__(self, host: str, port: int) -> None:
        options = ["--interface", "wsgi", "--host", host, "--port", str(port)]
        quiet = ["--workers", "1", "--blocking-threads", str(THREADS), "--log-level", "warning", "--no-ws"]
        super().__init__(port, "granian", *options, *quiet, "wsgi:app")
        self.host, self.port = near(host), port

    def wait_until_open(self) -> None:
        """Return when it answers; RuntimeError when it ends or stays silent."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.has_ended():
                raise RuntimeError("the web process ended at its start")
            if is_open(self.host, self.port):
                return
            time.sleep(0.05)
        raise RuntimeError(f"the web process did not open port {self.port} in {PATIENCE:.0f} s")


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
