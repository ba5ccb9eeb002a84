"""Settings from the environment, checked once at start. A bad value is refused with what to set instead."""

import base64
import difflib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
DEVELOPMENT = "development"
SETTINGS = {
    "COMPANION_ENV": "development (the default) or production",
    "COMPANION_INSTANCE": "folder of the database and the secrets; ./instance by default",
    "COMPANION_DATABASE_URL": "sqlite:///... (the default, in the instance folder) or postgresql+psycopg://...",
    "COMPANION_SECRET_KEY": "secret of 32 random bytes or more; `companion secrets` prints one",
    "COMPANION_MASTER_KEYS": "id:key,id:key, the current one first; `companion secrets` prints one",
    "COMPANION_PUBLIC_URL": "the address people open, such as https://aftercare.example",
    "COMPANION_HOST": "address that `companion run` listens on, 127.0.0.1 by default; 0.0.0.0 for the local network",
    "COMPANION_PORT": "port of the web process, 8000 by default",
    "COMPANION_DEMO": "1 makes a demo clinic at start (the default in development), 0 does not",
    "COMPANION_SELF_START": "1 lets anybody start a plan of their own (the default), 0 leaves that to clinics",
    "COMPANION_TRUSTED_PROXIES": "addresses or networks, with commas, whose X-Forwarded-For is believed",
}


class ConfigError(Exception):
    """A setting that the program does not start with; the message says what to set."""


@dataclass(frozen=True)
class Config:
    environment: str
    instance: Path
    database_url: str
    secret_key: str
    master_keys: Mapping[str, bytes]
    public_url: str
    host: str
    port: int
    demo: bool
    self_start: bool
    trusted_proxies: tuple[Network, ...]

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """The settings of this process; the first start in development writes its secrets. Raises ConfigError."""
        _refuse_unknown(environ)
        environment = _choice(environ, "COMPANION_ENV", (DEVELOPMENT, "production"))
        instance = _writable(Path(environ.get("COMPANION_INSTANCE") or "instance").resolve())
        is_production = environment == "production"
        secret_key = _secret(environ, "COMPANION_SECRET_KEY", instance, new_secret, is_production)
        ring = _secret(environ, "COMPANION_MASTER_KEYS", instance, new_master_key, is_production)
        port = _port(environ.get("COMPANION_PORT") or "8000")
        demo = _choice(environ, "COMPANION_DEMO", ("0", "1") if is_production else ("1", "0")) == "1"
        if demo and is_production:
            raise ConfigError("COMPANION_DEMO=1 is not for production: set COMPANION_DEMO=0 or leave it out")
        return cls(
            environment,
            instance,
            _database_url(environ.get("COMPANION_DATABASE_URL") or f"sqlite:///{instance / 'companion.sqlite'}"),
            secret_key,
            _master_keys(ring),
            _public_url(environ.get("COMPANION_PUBLIC_URL"), port, is_production),
            _host(environ.get("COMPANION_HOST") or "127.0.0.1"),
            port,
            demo,
            _choice(environ, "COMPANION_SELF_START", ("1", "0")) == "1",
            _networks(environ.get("COMPANION_TRUSTED_PROXIES") or ""),
        )


def new_secret(prefix: str = "") -> str:
    return prefix + secrets.token_urlsafe(32)


def new_master_key(prefix: str = "key-1") -> str:
    return f"{prefix.rstrip('-')}:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in environ:
        if name.startswith("COMPANION_") and name not in SETTINGS:
            near = difflib.get_close_matches(name, SETTINGS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(SETTINGS)}"
            raise ConfigError(f"unknown setting {name}: {hint}")


def _choice(environ: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = environ.get(name) or allowed[0]
    if value not in allowed:
        raise ConfigError(f"{name} is {value!r}: set it to {' or '.join(allowed)}")
    return value


def _host(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ConfigError(f"COMPANION_HOST is {text!r}: set it to an address such as 0.0.0.0 or 127.0.0.1") from None


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ConfigError(f"COMPANION_PORT is {text!r}: set it to a number from 1 to 65535")
    return int(text)


def _database_url(url: str) -> str:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("COMPANION_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    return url


def _public_url(url: str | None, port: int, is_production: bool) -> str:
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


def _writable(folder: Path) -> Path:
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


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise ConfigError(
            f"COMPANION_TRUSTED_PROXIES is {text!r}: set it to addresses or networks, such as 127.0.0.1,10.0.0.0/8"
        ) from None


def _secret(
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


def _master_keys(text: str) -> dict[str, bytes]:
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
