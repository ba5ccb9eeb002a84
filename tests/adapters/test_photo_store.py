"""A photo lies there whole or not at all, also after a killed writer and on a full disk."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.adapters.photo_store import Folder, PhotoStore

ROOT = Path(__file__).parents[2]
NAME = "0198f2a1-7c3e.view"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "photos")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def names(store: PhotoStore) -> list[str]:
    return sorted(name for name, _ in store.names())


def test_what_was_put_is_there_until_it_is_deleted(folder: Folder) -> None:
    folder.put(NAME, b"sealed")
    assert folder.get(NAME) == b"sealed"
    folder.put(NAME, b"sealed again")
    assert folder.get(NAME) == b"sealed again"
    folder.delete(NAME)
    with pytest.raises(KeyError):
        folder.get(NAME)
    folder.delete(NAME)


def test_every_photo_is_named_with_when_it_was_put(folder: Folder) -> None:
    assert not names(folder)
    before = datetime.now(UTC) - timedelta(seconds=2)
    for number in range(40):
        folder.put(f"{number}.thumb", b"")
    assert names(folder) == sorted(f"{number}.thumb" for number in range(40))
    assert all(before < put_at <= datetime.now(UTC) for _, put_at in folder.names())


def test_only_its_owner_may_look(folder: Folder, tmp_path: Path) -> None:
    folder.put(NAME, b"sealed")
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "photos").rglob("*"))


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", "a\0", "A", "é", ".hidden", "a\n", "-a", "x" * 201])
def test_a_name_that_could_lead_elsewhere_is_none(folder: Folder, name: str) -> None:
    for deed in (lambda: folder.put(name, b""), lambda: folder.get(name), lambda: folder.delete(name)):
        with pytest.raises(ValueError, match="not a name"):
            deed()


def test_it_is_on_the_disk_before_put_comes_back(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes, then the name, then the folders, each made sure of: the order that a power cut respects."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        done.append(Path(f"/proc/self/fd/{descriptor}").resolve().name)
        fsync(descriptor)

    def noted_replace(self: Path, target: Path) -> Path:
        done.append("named")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    folder.put(NAME, b"sealed")
    made, last = done[: done.index("named")], done[done.index("named") + 1 :]
    assert made[-1].startswith(".tmp-")
    assert "photos" in made
    assert len(last) == 1
    assert last[0] in {path.parent.name for path in files(folder.root)}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_step_that_fails_leaves_nothing_half_written(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder.put(NAME, b"sealed")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], full)
    with pytest.raises(OSError, match="No space"):
        folder.put(NAME, b"another")
    assert folder.get(NAME) == b"sealed"
    assert len(files(tmp_path)) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk of a size of its own can be had here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_said_and_the_photos_on_it_stay(small_disk: Path) -> None:
    folder = Folder(small_disk)
    kept = 0
    with pytest.raises(OSError, match="No space"):
        for kept in range(100):
            folder.put(f"{kept}.view", bytes([kept]) * 100_000)
    assert 5 < kept < 12
    assert sorted(names(folder)) == sorted(f"{number}.view" for number in range(kept))
    assert all(folder.get(f"{number}.view") == bytes([number]) * 100_000 for number in range(kept))
    assert len(files(small_disk)) == kept


def test_a_killed_writer_leaves_whole_photos_and_what_can_be_swept(folder: Folder, tmp_path: Path) -> None:
    script = f"""
import itertools, pathlib
from companion.adapters.photo_store import Folder
folder = Folder(pathlib.Path({str(tmp_path / "photos")!r}))
for number in itertools.count():
    folder.put(f"{{number}}.view", bytes([number % 256]) * 3_000_000)
    print(number, flush=True)
"""
    last = -1
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        for line in writer.stdout:
            last = int(line)
            if last == 20:
                writer.send_signal(signal.SIGKILL)
    assert {f"{number}.view" for number in range(last + 1)} <= set(names(folder))
    for name in names(folder):
        number = int(name.split(".")[0])
        assert folder.get(name) == bytes([number % 256]) * 3_000_000


def test_the_sweep_takes_old_leftovers_only(folder: Folder, tmp_path: Path) -> None:
    folder.put(NAME, b"sealed")
    leftover = files(tmp_path)[0].with_name(".tmp-of-a-killed-writer")
    leftover.write_bytes(b"half")
    now = datetime.now(UTC)
    assert names(folder) == [NAME]
    assert folder.sweep_temporary(now - timedelta(hours=1)) == 0
    assert leftover.exists()
    assert folder.sweep_temporary(now + timedelta(seconds=2)) == 1
    assert not leftover.exists()
    assert folder.get(NAME) == b"sealed"


def test_two_writers_of_one_photo_leave_one_whole(folder: Folder, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: folder.put(NAME, bytes([n]) * 500_000), range(40)))
    kept = folder.get(NAME)
    assert len(kept) == 500_000
    assert len(set(kept)) == 1
    assert len(files(tmp_path)) == 1
