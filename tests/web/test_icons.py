"""The pictures and other files of others: unchanged, listed, and none for nothing."""

import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from companion.aftercare.protocol import bundled
from companion.web.assets import HOME as STATIC
from companion.web.assets import build_digest
from companion.web.icons import FILES, HOME, drawing
from companion.web.patient.icons import evidence_picture, rule_picture

VENDOR = STATIC / "vendor"
NOT_TAKEN_OVER = {"README.md", "SHA256SUMS"}


def test_every_file_taken_over_is_listed_and_unchanged() -> None:
    lines = [line.split() for line in (VENDOR / "SHA256SUMS").read_text().splitlines()]
    listed = {name: digest for digest, name in lines}
    taken = {path.relative_to(VENDOR).as_posix(): path for path in VENDOR.rglob("*") if path.is_file()}
    assert listed == {name: _digest(path) for name, path in taken.items() if name not in NOT_TAKEN_OVER}


def test_the_pictures_kept_are_those_that_have_a_name() -> None:
    assert {path.stem for path in HOME.glob("*.svg")} == set(FILES.values())
    assert "MIT License" in (HOME / "LICENSE").read_text()


@pytest.mark.parametrize("name", FILES)
def test_a_drawing_is_one_short_line_without_its_empty_frame(name: str) -> None:
    assert drawing(name).startswith('<path d="M')
    assert drawing(name).endswith('"/>')
    assert "M0 0h24v24H0z" not in drawing(name)
    assert len(drawing(name)) < 320


def test_every_rule_has_a_picture() -> None:
    assert {picture(rule) for rule in bundled().rules for picture in (rule_picture, evidence_picture)} <= set(FILES)


def test_the_files_of_the_pictures_are_not_sent(browser: FlaskClient) -> None:
    folder = f"/static/{build_digest()}/vendor"
    assert browser.get(f"{folder}/htmx-4.0.1.min.js").status_code == 200
    assert browser.get(f"{folder}/{HOME.name}/check.svg").status_code == 404


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
