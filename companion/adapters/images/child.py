"""One photo, one child: forked, answering once, ended, and what it used told behind its answer."""

import os
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO

from companion.adapters.images import limits
from companion.adapters.images.bounds import bind_child
from companion.adapters.images.made import END, Refused, packed
from companion.adapters.images.making import make


class Child:
    """Held by the process that forked it."""

    def __init__(self, pid: int, pipe: int, answer: socket.socket, seconds: float = limits.WALL_SECONDS) -> None:
        self._pid, self._pipe, self._answer = pid, pipe, answer
        self._kill_at = time.monotonic() + seconds

    def fileno(self) -> int:
        """Readable when the child has ended: its end of a pipe is closed then."""
        return self._pipe

    @property
    def time_left(self) -> float:
        return max(0.0, self._kill_at - time.monotonic())

    @property
    def is_late(self) -> bool:
        return not self.time_left

    def end(self) -> None:
        """Kills it if it lives. Says how it ended and its peak in bytes, unless it was killed before its time."""
        is_late = self.is_late
        os.kill(self._pid, signal.SIGKILL)
        _, ended, used = os.wait4(self._pid, 0)
        os.close(self._pipe)
        with self._answer as answer, suppress(OSError):  # perhaps nobody waits any more
            if ended != signal.SIGKILL or is_late:
                answer.settimeout(2)
                answer.sendall(END.pack(ended, used.ru_maxrss * 1024))


def forked(kind: str, files: Sequence[int]) -> list[Child]:
    """The child that makes it; none where there is no room for one, and its asker hears nothing."""
    if len(files) != 2:
        _close(*files)
        return []
    photo, answer = files
    theirs, ours = os.pipe()
    try:
        pid = os.fork()
    except OSError:
        _close(photo, answer, theirs, ours)
        return []
    if not pid:
        _develop(kind, photo, answer, ours)
    _close(photo, ours)
    return [Child(pid, theirs, socket.socket(fileno=answer))]


def _develop(kind: str, photo: int, answer: int, pipe: int) -> None:
    """In the child: one answer, then the end, whatever comes."""
    try:
        _close_all_but(photo, answer, pipe)
        bind_child()
        with open(photo, "rb", closefd=False) as file:
            reply = _reply(kind, file)
        with socket.socket(fileno=answer) as out:
            out.sendall(reply)
    finally:
        os._exit(0)


def _reply(kind: str, file: BinaryIO) -> bytes:
    try:
        return packed(make(kind, file))
    except Refused as refusal:
        return b"R" + refusal.reason.encode()


def _close(*files: int) -> None:
    for file in files:
        os.close(file)


def _close_all_but(*kept: int) -> None:
    """The answers to other photos among them."""
    start = 3
    for file in sorted(kept):
        os.closerange(start, file)
        start = file + 1
    os.closerange(start, 1024)
