"""What the kernel lets the child do."""

import os
import resource
import signal
from contextlib import suppress

from companion.adapters.images import limits


def bind_child() -> None:
    """Memory, CPU, clock, no core, no file to write, and no voice: decoders write to the terminal."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    memory = _address_space() + limits.MEMORY
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CPU, limits.CPU_SECONDS)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    signal.setitimer(signal.ITIMER_REAL, limits.WALL_SECONDS)  # its default is to end the process


def _limit(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # some systems know no such limit; the others stand
        resource.setrlimit(what, (most, most))


def _address_space() -> int:
    """Bytes that the process has mapped so far, Python and the decoders among them."""
    with suppress(OSError), open("/proc/self/statm") as statm:  # noqa: PTH123
        return int(statm.read().split()[0]) * resource.getpagesize()
    return 512 * limits.MEGA
