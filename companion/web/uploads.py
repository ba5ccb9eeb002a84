"""How many photos may be on their way into this process at once: a slow phone holds a thread while it sends."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from companion.services.refusal import Refusal

AT_ONCE = 12  # of companion.cli.processes.THREADS, so that pages and entries always find a free one
_places = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def a_place() -> Iterator[None]:
    """A place for a photo while it comes in; Refusal `busy` at once where there is none."""
    if not _places.acquire(blocking=False):
        raise Refusal("busy")
    try:
        yield
    finally:
        _places.release()
