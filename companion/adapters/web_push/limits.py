"""How many at once, how long at most, and by which ways."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """`connections` to one host: with HTTP/2 each carries many messages, with HTTP/1.1 one that hangs holds one up."""

    at_once: int = 64
    connections: int = 3
    connect: timedelta = timedelta(seconds=5)
    total: timedelta = timedelta(seconds=15)


@dataclass(frozen=True)
class Ways:
    """For tests: services of their own (host:port), their CA in place of the usual ones, and libcurl's CONNECT_TO."""

    hosts: tuple[str, ...] = ()
    ca_file: Path | None = None
    detours: tuple[str, ...] = ()
