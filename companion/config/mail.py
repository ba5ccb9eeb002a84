"""The settings of e-mail: the server that takes our letters, how it is spoken to, and from whom they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from companion.config.checks import ConfigError

_ADDRESS = re.compile(r"[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE)
_PORTS = {"smtp": 587, "smtps": 465}
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
_LIKE = "smtp://user:password@mail.example:587, or smtps://user:password@mail.example:465"


@dataclass(frozen=True)
class Mail:
    """`tls`: `start` (STARTTLS, or nothing is sent), `always`, or `never`, for a server on this machine in a trial."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender: str
    ca_file: Path | None = None


def mail_settings(environ: Mapping[str, str], is_production: bool) -> Mail | None:
    """None where no letters are sent."""
    url, sender, ca = (environ.get(f"COMPANION_{name}") for name in ("SMTP_URL", "MAIL_FROM", "SMTP_CA"))
    if not url:
        for name in ("COMPANION_MAIL_FROM", "COMPANION_SMTP_CA"):
            if environ.get(name):
                raise ConfigError(f"{name} is set without COMPANION_SMTP_URL: set that to {_LIKE}, or leave both out")
        return None
    if not sender or not _ADDRESS.fullmatch(sender):
        raise ConfigError(
            f"COMPANION_MAIL_FROM is {sender!r}: set it to the address that letters come from, such as "
            "aftercare@mail.example"
        )
    if ca and not Path(ca).is_file():
        raise ConfigError(f"COMPANION_SMTP_CA is {ca!r}: set it to a file with certificates, or leave it out")
    parts = _parts(url)
    port, user, password = parts.port or _PORTS[parts.scheme], unquote(parts.username or ""), parts.password or ""
    tls = _tls(parts, is_production)
    return Mail(str(parts.hostname), port, tls, user, unquote(password), sender, Path(ca) if ca else None)


def _parts(url: str) -> SplitResult:
    """What is wrong is said without the URL, as a password stands in it."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ConfigError(f"COMPANION_SMTP_URL is not the address of a mail server: set it to {_LIKE}")
    if bool(parts.username) != bool(parts.password):
        raise ConfigError(
            f"COMPANION_SMTP_URL has a user or a password alone: set both, as in {_LIKE}; a / : or @ in them is "
            "written as %2F, %3A or %40"
        )
    return parts


def _tls(parts: SplitResult, is_production: bool) -> str:
    if parts.scheme == "smtps":
        return "always"
    return "never" if parts.hostname in _OWN_MACHINE and not is_production else "start"
