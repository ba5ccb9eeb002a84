"""The process that waits with Pillow loaded and forks one bounded child for each photo; it never reads a photo itself.

`python -m companion.adapters.images.server FD`: each byte on that socket brings the photo's file and the socket to
answer on. It ends when the other side does.
"""

import gc
import os
import select
import signal
import socket
import struct
import sys
import time
from dataclasses import dataclass

from companion.adapters.images import limits
from companion.adapters.images.bounds import bind_child
from companion.adapters.images.kinds import KINDS
from companion.adapters.images.made import Refused, packed
from companion.adapters.images.making import make

END = struct.Struct("!iQ")  # how the child ended, as waitpid says it, and its peak in bytes


@dataclass
class Child:
    pid: int
    answer: socket.socket
    kill_at: float


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    gc.collect()
    gc.freeze()
    children: dict[int, Child] = {}  # by the pipe that closes when the child ends
    while True:
        next_kill = min((child.kill_at for child in children.values()), default=None)
        wait = None if next_kill is None else max(0.0, next_kill - time.monotonic())
        ready, _, _ = select.select([control.fileno(), *children], [], [], wait)
        for pipe in [p for p in children if p in ready or children[p].kill_at <= time.monotonic()]:
            os.close(pipe)
            reap(children.pop(pipe))
        if control.fileno() in ready and not take(control, children):
            break
    for child in children.values():
        reap(child)


def take(control: socket.socket, children: dict[int, Child]) -> bool:
    """Fork a child for the next photo; False when nobody asks any more."""
    byte, files, _, _ = socket.recv_fds(control, 1, 2)
    if len(files) == 2:
        with os.fdopen(files[0], "rb") as photo:
            start(KINDS[byte[0]], photo.fileno(), socket.socket(fileno=files[1]), control, children)
    else:
        for file in files:
            os.close(file)
    return bool(byte)


def start(kind: str, photo: int, answer: socket.socket, control: socket.socket, children: dict[int, Child]) -> None:
    closes_at_end, pipe = os.pipe()
    try:
        pid = os.fork()
    except OSError:  # no room for another process: the asker sees no answer
        os.close(closes_at_end)
        os.close(pipe)
        answer.close()
        return
    if not pid:
        control.close()
        develop(kind, photo, answer)
    os.close(pipe)
    children[closes_at_end] = Child(pid, answer, time.monotonic() + limits.WALL_SECONDS)


def develop(kind: str, photo: int, answer: socket.socket) -> None:
    """In the child: one answer, then the end."""
    try:
        bind_child()
        try:
            reply = packed(make(kind, os.fdopen(photo, "rb", closefd=False)))
        except Refused as refusal:
            reply = b"R" + refusal.reason.encode()
        answer.sendall(reply)
    finally:
        os._exit(0)


def reap(child: Child) -> None:
    """Its end and its peak, after its own answer. A child that has closed its pipe has ended or is made to."""
    os.kill(child.pid, signal.SIGKILL)
    _, ended, used = os.wait4(child.pid, 0)
    with child.answer as answer:
        try:
            answer.sendall(END.pack(ended, used.ru_maxrss * 1024))
        except OSError:
            return  # nobody waits for it any more


if __name__ == "__main__":
    main()
