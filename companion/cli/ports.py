"""A port that nothing listens on, and the address of this machine in its network."""

import socket
from contextlib import suppress
from ipaddress import ip_address

TRIES = 100
ELSEWHERE = ("192.0.2.1", 9)  # an address for examples: nothing is sent to it


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """That port, or the next free one, on `host` and on either address that `localhost` may mean.

    OSError when a hundred in a row are taken.
    """
    addresses = dict.fromkeys(("127.0.0.1", "::1", host))
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if not any(_is_taken(address, port) for address in addresses):
            return port
    raise OSError(f"no free port from {wanted} on")


def is_own_machine(host: str) -> bool:
    """Whether only this machine reaches that address."""
    return ip_address(host).is_loopback


def address_for_phones(host: str) -> str | None:
    """The address of this machine for others in its network, as in a URL; None where it has none."""
    address = ip_address(host)
    if not address.is_unspecified:
        return f"[{host}]" if address.version == 6 else host
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(ELSEWHERE)
        own: str = probe.getsockname()[0]
        return own
    return None


def address_here(host: str) -> str:
    """What this machine's own browser opens: `localhost`, where it keeps pages without https too, wherever it can."""
    address = ip_address(host)
    is_localhost = address.is_unspecified or host in ("127.0.0.1", "::1")
    return "localhost" if is_localhost else address_for_phones(host) or host


def near(host: str) -> str:
    """The address at which this machine reaches itself when it listens on `host`."""
    address = ip_address(host)
    if not address.is_unspecified:
        return host
    return "::1" if address.version == 6 else "127.0.0.1"


def is_open(host: str, port: int) -> bool:
    """Whether something answers there."""
    with suppress(OSError), socket.socket(_family(host)) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0
    return False


def _is_taken(host: str, port: int) -> bool:
    if is_open(near(host), port):
        return True
    try:
        with socket.socket(_family(host)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return host != "::1"  # a machine may have no IPv6
    return False


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
