"""The web process as a child: granian on the loopback address, ended with this one."""

import signal
import socket
import subprocess
import sys
import time
from types import FrameType, TracebackType

from companion.app import ROOT

PATIENCE = 30.0


class WebProcess:
    """`with WebProcess(port) as web:` starts it, and ends it on the way out."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "WebProcess":
        signal.signal(signal.SIGTERM, _as_interrupt)
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        quiet = ["--workers", "1", "--blocking-threads", "2", "--log-level", "warning", "--no-ws"]
        command = [sys.executable, "-m", "granian", *options, *quiet, "wsgi:app"]
        self._child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603
        return self

    def wait_until_open(self) -> None:
        """Return when it answers; RuntimeError when it ends or stays silent."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._child is None or self._child.poll() is not None:
                raise RuntimeError("the web process ended at its start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"the web process did not open port {self.port} in {PATIENCE:.0f} s")

    def wait(self) -> int:
        """Until it ends or Ctrl-C; the exit code, 0 after Ctrl-C."""
        try:
            return self._child.wait() if self._child else 0
        except KeyboardInterrupt:
            return 0

    def __exit__(self, *_error: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._child and self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(10)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
