"""The way to the child: hands a photo over and waits for what comes back, never longer than it should."""

import atexit
import os
import signal
import socket
import tempfile
import threading
import time
from typing import BinaryIO, NamedTuple

from companion.adapters.images import limits
from companion.adapters.images.kinds import KINDS, kind_of
from companion.adapters.images.made import END, Busy, Made, Refused, unpacked
from companion.adapters.images.waiting import Waiting

_TOO_LONG = {signal.SIGKILL, signal.SIGXCPU, signal.SIGALRM}


class Developed(NamedTuple):
    made: Made | Refused
    peak: int  # bytes that the child had in memory at most


class Darkroom:
    """So many photos at once in this process; the others wait their turn."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._begin()
        os.register_at_fork(after_in_child=self._begin_again)
        atexit.register(self.stop)

    def stop(self) -> None:
        """Ends its processes; the next photo starts them again."""
        self.server.stop()

    def _begin(self) -> None:
        self._turns = threading.BoundedSemaphore(self._at_once)
        self.server = Waiting()

    def _begin_again(self) -> None:
        """In a fork of this process, which may have come in the midst of a turn."""
        self.server.forget()
        self._begin()

    def develop(self, photo: bytes) -> Developed:
        """What became of it. Raises Busy where that is not the photo's fault, Refused where no child need look."""
        if len(photo) > limits.LARGEST:
            raise Refused("too_big")
        kind = kind_of(photo)
        if not kind:
            raise Refused("not_a_photo")
        if not self._turns.acquire(timeout=limits.QUEUE_SECONDS):
            raise Busy
        try:
            reply = self._asked(kind, photo)
        finally:
            self._turns.release()
        if len(reply) < END.size:
            raise Busy
        ended, peak = END.unpack(reply[-END.size :])
        return Developed(_outcome(reply[: -END.size], ended), peak)

    def _asked(self, kind: str, photo: bytes) -> bytes:
        ours, theirs = socket.socketpair()
        with ours, _file(photo) as file:
            with theirs:
                self.server.send(KINDS.index(kind), file.fileno(), theirs.fileno())
            return _read(ours, time.monotonic() + limits.WALL_SECONDS + 5)


def _outcome(answer: bytes, ended: int) -> Made | Refused:
    if ended:
        return Refused("too_slow" if os.WTERMSIG(ended) in _TOO_LONG else "damaged")
    try:
        return unpacked(answer)
    except Refused as refusal:
        return refusal


def _file(photo: bytes) -> BinaryIO:
    """In memory where the system has such files: the child reads it without a copy of its own."""
    if hasattr(os, "memfd_create"):
        file: BinaryIO = open(os.memfd_create("photo"), "w+b")  # noqa: SIM115, PTH123
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115
    file.write(photo)
    file.seek(0)
    return file


def _read(ours: socket.socket, until: float) -> bytes:
    """All that comes until the other side is done. Raises Busy when that takes too long."""
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
