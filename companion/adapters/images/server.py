"""The process that waits with Pillow loaded and forks one bounded child for each photo; it never reads a photo itself.

`python -m companion.adapters.images.server FD`: each byte on that socket names a kind and brings two files, the photo
and a socket for the answer. It ends when the other side does, and its children with it.
"""

import gc
import select
import socket
import sys

from PIL import Image, TiffImagePlugin

from companion.adapters.images.child import Child, forked
from companion.adapters.images.kinds import KINDS

LOADED = (TiffImagePlugin,)  # it reads EXIF; Pillow would load it in the child, which can open no file


def main() -> None:
    Image.preinit()
    gc.collect()
    gc.freeze()
    children: list[Child] = []
    with socket.socket(fileno=int(sys.argv[1])) as control:
        while True:
            ready = _wait(control, children)
            for child in [child for child in children if child in ready or child.is_late]:
                children.remove(child)
                child.end()
            if control in ready:
                byte, files, _, _ = socket.recv_fds(control, 1, 2)
                if not byte:
                    break
                children += forked(KINDS[byte[0]], files)
    for child in children:
        child.end()


def _wait(control: socket.socket, children: list[Child]) -> list[socket.socket | Child]:
    """Whatever has something to say, after the next child's time at the latest."""
    left = min((child.time_left for child in children), default=None)
    sources: list[socket.socket | Child] = [control, *children]
    ready, _, _ = select.select(sources, [], [], left)
    return ready


if __name__ == "__main__":
    main()
