"""A web process of our own on a folder, to be cut off and killed."""

import contextlib
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from companion.app import ROOT
from companion.cli.ports import is_open
from companion.cli.processes import THREADS

OURS = {"Sec-Fetch-Site": "same-origin"}
ENOUGH = {"COMPANION_ENTRIES_A_DAY": "100000", "COMPANION_PHOTOS_A_DAY": "100000"}


@dataclass
class Web:
    """A web process, the leader of a group of its own."""

    port: int
    pid: int

    def kill(self) -> None:
        """-9, to every process of it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


@dataclass(frozen=True)
class Sent:
    """An entry with a photo, as a phone keeps sending them under the same ids."""

    entry: dict[str, Any]
    photo: bytes
    entry_id: UUID = field(default_factory=uuid4)
    photo_id: UUID = field(default_factory=uuid4)

    def entry_request(self) -> tuple[str, bytes, dict[str, str]]:
        return f"/api/entries/{self.entry_id}", json.dumps(self.entry).encode(), {}

    def photo_request(self) -> tuple[str, bytes, dict[str, str]]:
        digest = hashlib.sha256(self.photo).hexdigest()
        headers = {"Companion-Sha256": digest, "Companion-Expression": "rest"}
        return f"/api/entries/{self.entry_id}/photos/{self.photo_id}", self.photo, headers


def start(folder: Path) -> Web:
    """Granian with one worker."""
    port = a_port()
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    quiet = ["--blocking-threads", str(THREADS), "--log-level", "critical", "--no-ws", "wsgi:app"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options, *quiet],
        cwd=ROOT,
        env=_settings(folder),
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    process.returncode = 0  # waited for by its id
    return _opened(Web(port, process.pid))


@contextmanager
def serving(folder: Path) -> Iterator[Web]:
    web = start(folder)
    try:
        yield web
    finally:
        web.kill()


@contextmanager
def forking(folder: Path) -> Iterator[Callable[[], Web]]:
    """Makes web processes quickly; they speak through a simpler server."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.forks"],
        cwd=ROOT,
        env=_settings(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    told, tells = process.stdin, process.stdout

    def fork() -> Web:
        port = a_port()
        told.write(f"{port}\n")
        told.flush()
        return _opened(Web(port, int(tells.readline())))

    try:
        yield fork
    finally:
        process.communicate()


def a_port() -> int:
    """One that nothing listens on, and no other test of this moment is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _settings(folder: Path) -> dict[str, str]:
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    return theirs | ENOUGH | {"COMPANION_INSTANCE": str(folder)}


def _opened(web: Web) -> Web:
    until = time.monotonic() + 60
    while not is_open("127.0.0.1", web.port):
        if time.monotonic() > until:
            web.kill()
            raise RuntimeError("the web process did not open")
        time.sleep(0.01)
    return web


def put(web: Web, session: str, path: str, body: bytes, headers: dict[str, str]) -> int | None:
    """The status, None where no answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    try:
        connection.request("PUT", path, body, OURS | headers | {"Cookie": f"companion={session}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def put_and_hang_up(web: Web, session: str, path: str, body: bytes, headers: dict[str, str], after: int) -> None:
    """Send so many bytes of the body, then nothing more."""
    with socket.create_connection(("127.0.0.1", web.port), timeout=30) as line, contextlib.suppress(OSError):
        line.sendall(request_head(path, body, headers, session) + body[:after])
        line.shutdown(socket.SHUT_WR)
        line.settimeout(5)
        while line.recv(4096):
            pass


def request_head(path: str, body: bytes, headers: dict[str, str], session: str) -> bytes:
    """What goes before the body."""
    told = OURS | headers | {"Cookie": f"companion={session}", "Host": "localhost", "Content-Length": str(len(body))}
    lines = [f"PUT {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode()
