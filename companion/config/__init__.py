"""Settings from the environment, checked once at start. A bad value is refused with what to set instead."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from companion.config.checks import (
    DEVELOPMENT,
    ConfigError,
    Network,
    choice,
    count,
    database_url,
    host,
    keys_url,
    master_keys,
    networks,
    new_master_key,
    new_secret,
    port,
    public_url,
    refuse_unknown,
    secret,
    sqlite_file,
    writable,
)
from companion.config.mail import Mail, mail_settings
from companion.config.push import Push, push_settings

__all__ = [
    "SETTINGS",
    "Config",
    "ConfigError",
    "Mail",
    "Network",
    "Push",
    "Quota",
    "new_master_key",
    "new_secret",
    "sqlite_file",
]
SETTINGS = {
    "COMPANION_ENV": "development (the default) or production",
    "COMPANION_INSTANCE": "folder of the database and the secrets; ./instance by default",
    "COMPANION_DATABASE_URL": "sqlite:///... (the default, in the instance folder) or postgresql+psycopg://...",
    "COMPANION_KEYS_URL": "database of the patients' keys; keys.sqlite beside the database by default",
    "COMPANION_PHOTOS": "folder of the photos; photos in the instance folder by default",
    "COMPANION_ENTRIES_A_DAY": "entries that are taken from a patient in a day, 100 by default",
    "COMPANION_PHOTOS_A_DAY": "photos that are taken from a patient in a day, 100 by default",
    "COMPANION_PHOTO_MEGABYTES_A_DAY": "megabytes of photos that are taken from a patient in a day, 500 by default",
    "COMPANION_KEEP_FREE_MB": "megabytes of the photos' disk below which no photo is taken, 200 by default",
    "COMPANION_SECRET_KEY": "secret of 32 random bytes or more; `companion secrets` prints one",
    "COMPANION_MASTER_KEYS": "id:key,id:key, the current one first; `companion secrets` prints one",
    "COMPANION_PUBLIC_URL": "the address people open, such as https://aftercare.example",
    "COMPANION_HOST": "address that `companion run` listens on, 127.0.0.1 by default; 0.0.0.0 for the local network",
    "COMPANION_PORT": "port of the web process, 8000 by default",
    "COMPANION_DEMO": "1 makes a demo clinic at start (the default in development), 0 does not",
    "COMPANION_SELF_START": "1 lets anybody start a plan of their own (the default), 0 leaves that to clinics",
    "COMPANION_PUSH_CONTACT": "mailto: address or https:// host that push services are told; public host by default",
    "COMPANION_PUSH_TEST_HOSTS": "host:port of push services for tests, with commas; refused in production",
    "COMPANION_PUSH_TEST_CA": "file with the CA of those services; refused in production",
    "COMPANION_SMTP_URL": "smtp://user:password@host:587 or smtps://...:465 takes letters; no e-mail without it",
    "COMPANION_SMTP_CA": "file with the CA of that server, where it is not one that everybody trusts",
    "COMPANION_MAIL_FROM": "address that letters come from, such as aftercare@mail.example",
    "COMPANION_TRUSTED_PROXIES": "addresses or networks, with commas, whose X-Forwarded-For is believed",
}


@dataclass(frozen=True)
class Quota:
    """How much is taken from one patient in a day."""

    entries: int
    photos: int
    megabytes: int


@dataclass(frozen=True)
class Config:
    environment: str
    instance: Path
    database_url: str
    keys_url: str
    photos: Path
    keep_free: int
    quota: Quota
    secret_key: str
    master_keys: Mapping[str, bytes]
    public_url: str
    host: str
    port: int
    demo: bool
    self_start: bool
    push: Push
    mail: Mail | None
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
        refuse_unknown(environ, SETTINGS)
        environment = choice(environ, "COMPANION_ENV", (DEVELOPMENT, "production"))
        instance = writable(Path(environ.get("COMPANION_INSTANCE") or "instance").resolve())
        is_production = environment == "production"
        database = database_url(environ.get("COMPANION_DATABASE_URL") or f"sqlite:///{instance / 'companion.sqlite'}")
        own_port = port(environ.get("COMPANION_PORT") or "8000")
        address = public_url(environ.get("COMPANION_PUBLIC_URL"), own_port, is_production)
        demo = choice(environ, "COMPANION_DEMO", ("0", "1") if is_production else ("1", "0")) == "1"
        if demo and is_production:
            raise ConfigError("COMPANION_DEMO=1 is not for production: set COMPANION_DEMO=0 or leave it out")
        return cls(
            environment=environment,
            instance=instance,
            database_url=database,
            keys_url=keys_url(environ.get("COMPANION_KEYS_URL"), database),
            photos=Path(environ.get("COMPANION_PHOTOS") or instance / "photos").resolve(),
            keep_free=count(environ, "COMPANION_KEEP_FREE_MB", 200),
            quota=_quota(environ),
            secret_key=secret(environ, "COMPANION_SECRET_KEY", instance, new_secret, is_production),
            master_keys=master_keys(secret(environ, "COMPANION_MASTER_KEYS", instance, new_master_key, is_production)),
            public_url=address,
            host=host(environ.get("COMPANION_HOST") or "127.0.0.1"),
            port=own_port,
            demo=demo,
            self_start=choice(environ, "COMPANION_SELF_START", ("1", "0")) == "1",
            push=push_settings(environ, address, is_production),
            mail=mail_settings(environ, is_production),
            trusted_proxies=networks(environ.get("COMPANION_TRUSTED_PROXIES") or ""),
        )


def _quota(environ: Mapping[str, str]) -> Quota:
    return Quota(
        entries=count(environ, "COMPANION_ENTRIES_A_DAY", 100),
        photos=count(environ, "COMPANION_PHOTOS_A_DAY", 100),
        megabytes=count(environ, "COMPANION_PHOTO_MEGABYTES_A_DAY", 500),
    )
