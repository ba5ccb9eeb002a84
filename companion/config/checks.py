"""What a setting may be: each reader takes the text of the environment, and refuses it with what to set instead."""

import base64
import difflib
import os
import secrets
import tempfile
from collections.abc import Callable, Collection, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
DEVELOPMENT = "development"
SQLITE, POSTGRES = "sqlite:///", "postgresql+psycopg://"


class ConfigError(Exception):
    """A setting that the program does not start with; the message says what to set."""


def new_secret(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(32)


def new_master_key(prefix: str = "key-1") -> str:
    return f"{prefix.rstrip('-')}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


def refuse_unknown(environ: Mapping[str, str], known: Collection[str]) -> None:
    for name in environ:
        if name.startswith("COMPANION_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            raise ConfigError(f"unknown setting {name}: {hint}")


def choice(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(name) or allowed[0]
    if value not in allowed:
        raise ConfigError(f"{name} is {value!r}: set it to {' or '.join(allowed)}")
    return value


def host(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ConfigError(f"COMPANION_HOST is {text!r}: set it to an address such as 0.0.0.0 or 127.0.0.1") from None


def port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ConfigError(f"COMPANION_PORT is {text!r}: set it to a number from 1 to 65535")
    return int(text)


def count(environ: Mapping[str, str], name: str, default: int) -> int:
    """A whole number from 1 on."""
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 1_000_000:
        raise ConfigError(f"{name} is {text!r}: set it to a number from 1 to 1000000")
    return int(text)


def database_url(url: str, name: str = "COMPANION_DATABASE_URL") -> str:
    if not url.startswith((SQLITE, POSTGRES)):
        raise ConfigError(f"{name} must begin with {SQLITE} or {POSTGRES}")
    return url


def keys_url(url: str | None, database: str) -> str:
    """Where the patients' keys are: a SQLite file beside the database, unless it is told. Never the database itself."""
    if not url and not database.startswith(SQLITE):
        raise ConfigError(
            "COMPANION_KEYS_URL is not set: the patients' keys need a database of their own beside PostgreSQL, "
            f"such as {POSTGRES}.../companion_keys"
        )
    url = database_url(url or SQLITE + str(sqlite_file(database).with_name("keys.sqlite")), "COMPANION_KEYS_URL")
    if url == database:
        raise ConfigError("COMPANION_KEYS_URL is the database itself: the keys need one of their own")
    return url


def sqlite_file(url: str) -> Path:
    return Path(url.removeprefix(SQLITE).partition("?")[0])


def public_url(url: str | None, port: int, is_production: bool) -> str:
    if not url and is_production:
        raise ConfigError("COMPANION_PUBLIC_URL is not set: set it to what people open, as https://aftercare.example")
    url = (url or f"http://localhost:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ConfigError(
            f"COMPANION_PUBLIC_URL is {url!r}: set it to scheme and host only, such as https://aftercare.example"
        )
    if is_production and parts.scheme != "https":
        raise ConfigError(f"COMPANION_PUBLIC_URL is {url!r}: in production it must begin with https://")
    return url


def writable(folder: Path) -> Path:
    """The folder, made where it is missing, after writing to it once."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise ConfigError(
            f"COMPANION_INSTANCE is {str(folder)!r}, which cannot be written ({error.strerror}): "
            "set it to a folder that this user may write to"
        ) from None


def networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ConfigError(
            f"COMPANION_TRUSTED_PROXIES is {text!r}: set it to addresses or networks, such as 127.0.0.1,10.0.0.0/8"
        ) from None


def secret(
    environ: Mapping[str, str], name: str, instance: Path, new: Callable[[str], str], is_production: bool
) -> str:
    value = environ.get(name)
    if is_production:
        if not value:
            raise ConfigError(f"{name} is not set: `companion secrets` prints one to set")
        if any(part.strip().startswith(DEVELOPMENT) for part in value.split(",")):
            raise ConfigError(f"{name} is a development secret: set a fresh one, `companion secrets` prints it")
    value = value or _kept(instance / name.removeprefix("COMPANION_").lower(), new)
    if len(value) < 32:
        raise ConfigError(f"{name} is too short: `companion secrets` prints one to set")
    return value


def _kept(file: Path, new: Callable[[str], str]) -> str:
    """The development secret of this folder, written by the first start for its owner's eyes only."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(new(f"{DEVELOPMENT}-") + "\n")
    except FileExistsError:
        pass
    return file.read_text().strip()


def master_keys(text: str) -> dict[str, bytes]:
    ring = {}
    for entry in text.split(","):
        name, _, key = entry.strip().partition(":")
        try:
            ring[name] = base64.b64decode(key, altchars=b"-_", validate=True)
        except ValueError:
            ring[name] = b""
        if not name or len(ring[name]) != 32:
            raise ConfigError(
                "COMPANION_MASTER_KEYS must be id:key with keys of 32 bytes; `companion secrets` prints one"
            )
    return ring
