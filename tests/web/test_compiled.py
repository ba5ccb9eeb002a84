"""Templates are compiled once for a machine, and where that cannot be kept, each process compiles its own."""

from pathlib import Path

import pytest
from flask import Flask

from companion.app import create_app
from companion.config import Config


def started(folder: Path) -> Flask:
    return create_app(Config.from_environment({"COMPANION_INSTANCE": str(folder)}))


def compiled(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many templates that process compiles for the page at the door."""
    names: list[str | None] = []
    compile_one = type(app.jinja_env)._compile

    def note(environment: object, source: str, filename: str) -> object:
        names.append(filename)
        return compile_one(environment, source, filename)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(type(app.jinja_env), "_compile", note)
        assert app.test_client().get("/").status_code == 200
    return len(names)


def test_the_next_process_finds_them_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled(started(tmp_path), monkeypatch) > 3
    assert compiled(started(tmp_path), monkeypatch) == 0
    assert (tmp_path / "templates").stat().st_mode & 0o077 == 0


def test_damaged_ones_are_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = compiled(started(tmp_path), monkeypatch)
    for file in (tmp_path / "templates").iterdir():
        file.write_bytes(file.read_bytes()[:-20])
    assert compiled(started(tmp_path), monkeypatch) == many


def test_without_room_for_them_the_page_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = started(tmp_path)
    (tmp_path / "templates").write_text("A file where the folder should be.")
    assert compiled(app, monkeypatch) > 3
