"""The ring of VAPID keys that says who sends. A subscription is bound to the key it was made with.

It lies in a file of the instance folder, is read again when the file has changed, and is the same for every process.
"""

import base64
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from companion.lazily import Lazily

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

ec = Lazily("cryptography.hazmat.primitives.asymmetric.ec")
serialization = Lazily("cryptography.hazmat.primitives.serialization")
FILE = "vapid.json"
_SECONDS = 1.0  # after which the file is looked at again
HOW = "`companion vapid-keys new` makes one"


class KeysError(Exception):
    """The ring cannot be read, or must not be changed like that; the message says what to do."""


@dataclass(frozen=True)
class Key:
    """`public` is what a browser subscribes with, in base64url; `id` is made of it."""

    id: str
    public: str
    private: "EllipticCurvePrivateKey"

    @property
    def secret(self) -> str:
        """What is kept of it, in base64url."""
        return _base64(self.private.private_numbers().private_value.to_bytes(32, "big"))


class Keys:
    """`keys[id]` is a Key, `current` the id of the one that new subscriptions are made with."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: tuple[int, ...] = ()
        self._look_at = 0.0
        self._current, self._ring = "", dict[str, Key]()

    @classmethod
    def opened(cls, folder: Path, *, make: bool = False) -> "Keys":
        """The ring of an instance folder, its first key made where it is missing and `make` is set. KeysError."""
        keys = cls(folder / FILE)
        if make and not keys._file.exists():
            keys._write([_new()], is_first=True)
        keys._read()
        return keys

    @property
    def current(self) -> str:
        self._read()
        return self._current

    @property
    def ids(self) -> list[str]:
        """The current one first, then from new to old."""
        self._read()
        return list(self._ring)

    def __getitem__(self, key_id: str) -> Key:
        self._read()
        return self._ring[key_id]

    def add(self) -> Key:
        """A new key, current from now on; a file that is not there is made."""
        if self._file.exists():
            self._read()
        key = _new()
        self._write([key, *self._ring.values()])
        return key

    def drop(self, key_id: str) -> None:
        """Nobody who subscribed with it is reached any more. KeysError for the current one, or for none."""
        if key_id == self.current:
            raise KeysError(f"{key_id} is the current key: {HOW.replace('one', 'another')} first")
        if key_id not in self._ring:
            raise KeysError(f"no key {key_id}; there are: {', '.join(self._ring)}")
        self._write([key for key in self._ring.values() if key.id != key_id])

    def _read(self) -> None:
        """At most once a second: asking the disk costs as much as a tenth of sending a message."""
        if time.monotonic() < self._look_at:
            return
        try:
            found = self._file.stat()
            self._look_at = time.monotonic() + _SECONDS
            seen = (found.st_mtime_ns, found.st_ino, found.st_size)
            if seen == self._seen:
                return
            ring = [_key(text) for text in json.loads(self._file.read_text())["keys"]]
            self._ring, self._current, self._seen = {key.id: key for key in ring}, ring[0].id, seen
        except FileNotFoundError:
            raise KeysError(f"no push keys in {self._file}: {HOW}") from None
        except OSError as error:
            raise KeysError(f"{self._file} cannot be read: {error.strerror}") from None
        except (ValueError, LookupError, TypeError):
            raise KeysError(f"{self._file} is not a ring of push keys: put it back from its backup") from None

    def _write(self, ring: list[Key], *, is_first: bool = False) -> None:
        """Whole or not at all, for its owner's eyes only; of two first ones, one stays."""
        temporary = self._file.with_name(f".tmp-{uuid4().hex}")
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump({"keys": [key.secret for key in ring]}, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            if is_first:
                with suppress(FileExistsError):
                    self._file.hardlink_to(temporary)
            else:
                temporary.replace(self._file)
        finally:
            temporary.unlink(missing_ok=True)
        _sync(self._file.parent)
        self._look_at = 0.0


def _new() -> Key:
    return _named(ec.generate_private_key(ec.SECP256R1()))


def _key(text: str) -> Key:
    return _named(ec.derive_private_key(int.from_bytes(base64.urlsafe_b64decode(f"{text}="), "big"), ec.SECP256R1()))


def _named(private: "EllipticCurvePrivateKey") -> Key:
    form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    point = private.public_key().public_bytes(*form)
    return Key(sha256(point).hexdigest()[:8], _base64(point), private)


def _sync(folder: Path) -> None:
    """A new name is on the disk only when its folder is: phones are bound to a key from the day it is made."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
