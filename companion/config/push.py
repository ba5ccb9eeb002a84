"""The settings of web push: who we say we are, and services that stand in for the real ones in tests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from companion.config.checks import ConfigError

_NAME = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_ADDRESS = re.compile(rf"mailto:[a-z0-9._%+-]+@{_NAME}", re.IGNORECASE)
_URL = re.compile(rf"https://{_NAME}", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9.-]+:[0-9]{1,5}")
NOBODY = "mailto:nobody@aftercare.example"


@dataclass(frozen=True)
class Push:
    """`contact` goes with every message; `test_hosts` are host:port, and `test_ca` is the file of their CA."""

    contact: str
    test_hosts: tuple[str, ...]
    test_ca: Path | None


def push_settings(environ: Mapping[str, str], public_url: str, is_production: bool) -> Push:
    hosts, ca = environ.get("COMPANION_PUSH_TEST_HOSTS"), environ.get("COMPANION_PUSH_TEST_CA")
    for name in ("COMPANION_PUSH_TEST_HOSTS", "COMPANION_PUSH_TEST_CA"):
        if is_production and environ.get(name):
            raise ConfigError(f"{name} is for tests only: leave it out in production")
    if ca and not Path(ca).is_file():
        raise ConfigError(f"COMPANION_PUSH_TEST_CA is {ca!r}: set it to a file with certificates")
    contact = environ.get("COMPANION_PUSH_CONTACT")
    return Push(_contact(contact) if contact else _of(public_url), _hosts(hosts or ""), Path(ca) if ca else None)


def _contact(text: str) -> str:
    """Stricter than the library: Apple refuses a space, and a host that only this machine knows."""
    if not _ADDRESS.fullmatch(text) and not _URL.fullmatch(text):
        raise ConfigError(
            f"COMPANION_PUSH_CONTACT is {text!r}: set it to mailto: and a real address, such as "
            "mailto:office@aftercare.example, or to scheme and host of a page, such as https://aftercare.example"
        )
    return text


def _of(public_url: str) -> str:
    """The host that people open, where it is one that others can know."""
    url = f"https://{urlsplit(public_url).hostname}"
    return url if _URL.fullmatch(url) else NOBODY


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if not all(map(_HOST.fullmatch, hosts)):
        raise ConfigError(f"COMPANION_PUSH_TEST_HOSTS is {text!r}: set it to host:port, such as localhost:8443")
    return hosts
