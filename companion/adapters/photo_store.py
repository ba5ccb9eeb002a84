"""Where sealed photos lie: whole or not at all, and still there after the power was cut.

A store knows names and bytes only. What it is given is sealed already.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import disk_usage
from typing import Protocol
from uuid import uuid4

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,199}")
_TEMPORARY = ".tmp-"


class PhotoStore(Protocol):
    def put(self, name: str, data: bytes) -> None:
        """Keep it for good, in place of what had the name before. Raises OSError; then nothing is half written."""

    def get(self, name: str) -> bytes:
        """Raises KeyError where there is none."""

    def delete(self, name: str) -> None:
        """One that is missing is fine."""

    def free(self) -> int | None:
        """The bytes that it could still take, None where nobody can tell."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Every name with when it was put, in no order."""

    def sweep_temporary(self, before: datetime) -> int:
        """Removes what killed writers left before that instant; how many there were."""


class Folder:
    """A PhotoStore in a local folder, two levels deep. Safe from threads and from several processes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._made: set[Path] = set()

    def put(self, name: str, data: bytes) -> None:
        path = self._path(name)
        self._make(path.parent)
        temporary = path.with_name(f"{_TEMPORARY}{uuid4().hex}")
        try:
            _write(temporary, data)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
        _sync(path.parent)

    def get(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def delete(self, name: str) -> None:
        path = self._path(name)
        with suppress(FileNotFoundError):
            path.unlink()
            _sync(path.parent)

    def free(self) -> int | None:
        there = next(folder for folder in (self.root, *self.root.parents) if folder.is_dir())
        return disk_usage(there).free

    def names(self) -> Iterator[tuple[str, datetime]]:
        for path in self._files():
            if not path.name.startswith(_TEMPORARY):
                with suppress(FileNotFoundError):  # deleted meanwhile
                    yield path.name, _modified(path)

    def sweep_temporary(self, before: datetime) -> int:
        """Removes what killed writers left; `before` is older than any put can take. How many there were."""
        left = [path for path in self._files() if path.name.startswith(_TEMPORARY)]
        swept = 0
        for path in left:
            with suppress(FileNotFoundError):  # its writer was alive after all
                if _modified(path) < before:
                    path.unlink()
                    swept += 1
        return swept

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a name for a photo: {name!r}")
        fan = sha256(name.encode()).hexdigest()
        return self.root / fan[:2] / fan[2:4] / name

    def _make(self, folder: Path) -> None:
        """The folder and those above it, on the disk: who else made one may not have come so far yet."""
        if folder in self._made and folder.is_dir():
            return
        if folder != self.root:
            self._make(folder.parent)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(folder.parent)
        self._made.add(folder)

    def _files(self) -> Iterator[Path]:
        return (path for path in self.root.glob("??/??/*") if path.is_file())


def _write(path: Path, data: bytes) -> None:
    with open(path, "xb", opener=_private) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _sync(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
