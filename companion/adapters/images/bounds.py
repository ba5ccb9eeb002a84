"""What the kernel lets the child do: so much memory and time, and nothing but the photo and the answer it holds."""

import os
import resource
import signal
from contextlib import suppress

from companion.adapters.images import limits

_MOST = {
    resource.RLIMIT_DATA: limits.MEMORY,
    resource.RLIMIT_AS: limits.ADDRESSES,
    resource.RLIMIT_CPU: limits.CPU_SECONDS,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,  # writes no file
    resource.RLIMIT_NOFILE: 0,  # and opens none, nor a socket
}


def bind_child() -> None:
    """From here on, for good."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # decoders speak to the terminal
        os.dup2(nowhere, stream)
    for what, most in _MOST.items():
        with suppress(ValueError, OSError):  # some systems do not know each of them; the others stand
            resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.WALL_SECONDS)
