"""The way to the child: hands a photo over, waits for what comes back, and never longer than it should."""

import os
import signal
import socket
import struct
import tempfile
import threading
import time
from typing import BinaryIO, NamedTuple

from companion.adapters.images import limits
from companion.adapters.images.kinds import KINDS
from companion.adapters.images.made import Busy, Made, Refused, unpacked
from companion.adapters.images.waiting import Waiting

_END = struct.Struct("!iQ")  # see server.END
_TOO_LONG = {signal.SIGKILL, signal.SIGXCPU, signal.SIGALRM}


class Developed(NamedTuple):
    made: Made
    peak: int  # bytes that the child had in memory at most


class Darkroom:
    """So many photos at once, the others wait their turn."""

    def __init__(self, at_once: int) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._server = Waiting()

    def develop(self, kind: str, photo: bytes) -> Developed:
        """Raises Refused, and Busy where it is not the photo's fault."""
        if not self._turns.acquire(timeout=limits.QUEUE_SECONDS):
            raise Busy
        try:
            answer, ended, peak = self._asked(kind, photo)
        finally:
            self._turns.release()
        if ended:
            raise Refused("too_slow" if os.WTERMSIG(ended) in _TOO_LONG else "damaged")
        return Developed(unpacked(answer), peak)

    def _asked(self, kind: str, photo: bytes) -> tuple[bytes, int, int]:
        ours, theirs = socket.socketpair()
        with ours, _in_memory(photo) as file:
            with theirs:
                self._server.send(KINDS.index(kind), file.fileno(), theirs.fileno())
            reply = _read(ours, time.monotonic() + limits.WALL_SECONDS + 5)
        if len(reply) < _END.size:
            raise Busy
        return reply[: -_END.size], *_END.unpack(reply[-_END.size :])


def _in_memory(photo: bytes) -> BinaryIO:
    """A file that is on no disk where the system has such, so that the child reads it without a copy of its own."""
    if hasattr(os, "memfd_create"):
        file: BinaryIO = os.fdopen(os.memfd_create("photo"), "w+b", buffering=0)
    else:
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
    file.write(photo)
    file.seek(0)
    return file


def _read(ours: socket.socket, until: float) -> bytes:
    parts: list[bytes] = []
    while True:
        ours.settimeout(max(0.01, until - time.monotonic()))
        try:
            part = ours.recv(1 << 18)
        except OSError:
            raise Busy from None
        if not part:
            return b"".join(parts)
        parts.append(part)
