"""A port that nothing listens on, on either loopback address that `localhost` may mean."""

import socket
from contextlib import suppress

TRIES = 100


def free_port(wanted: int) -> int:
    """That port, or the next free one; OSError when a hundred in a row are taken."""
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if not (_is_taken("127.0.0.1", port, socket.AF_INET) or _is_taken("::1", port, socket.AF_INET6)):
            return port
    raise OSError(f"no free port from {wanted} on")


def _is_taken(address: str, port: int, family: int) -> bool:
    with suppress(OSError), socket.socket(family) as probe:
        probe.settimeout(0.5)
        if probe.connect_ex((address, port)) == 0:
            return True
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError:
        return family == socket.AF_INET
    return False
