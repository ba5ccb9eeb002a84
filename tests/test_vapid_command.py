"""`companion vapid-keys`: the ring is shown, grows and shrinks, and its lack is said plainly at start."""

import subprocess
import sys
from pathlib import Path

import pytest

from companion.cli import main
from companion.cli.vapid import ready_keys
from companion.config import Config
from tests.test_config import production


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    with pytest.raises(SystemExit) as ended:
        main(["vapid-keys", *arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out.splitlines(), err


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_INSTANCE", str(tmp_path))
    return tmp_path


def test_a_key_is_made_shown_followed_and_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    code, [first], _ = said(capsys, "new")
    assert code == 0
    assert first.endswith("  current")
    _, [second, old], _ = said(capsys, "new")
    assert second.endswith("  current")
    assert old == first.removesuffix("  current")
    assert said(capsys) == (0, [second, old], "")
    assert said(capsys, "drop", old.split()[0]) == (0, [second], "")


def test_what_cannot_be_done_is_one_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, out, err = said(capsys)
    assert (code, out) == (2, [])
    assert err == f"companion: no push keys in {folder / 'vapid.json'}: `companion vapid-keys new` makes one\n"
    _, [key], _ = said(capsys, "new")
    code, _, err = said(capsys, "drop", key.split()[0])
    assert code == 2
    assert "is the current key" in err


def test_a_folder_that_is_not_there_is_not_made(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_INSTANCE", str(folder / "nowhere"))
    code, _, err = said(capsys, "new")
    assert code == 2
    assert err.startswith("companion: no folder ")
    assert not (folder / "nowhere").exists()


def test_the_first_key_is_made_at_start_in_development_only(tmp_path: Path) -> None:
    strict = Config.from_environment(production(tmp_path))
    [line] = ready_keys(strict)
    assert line.startswith("No phone is reached: no push keys in ")
    assert line.endswith("`companion vapid-keys new` makes one")
    assert ready_keys(Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)})) == []
    assert ready_keys(strict) == []


def test_they_are_there_before_the_first_page_is(folder: Path) -> None:
    with pytest.raises(SystemExit):
        main(["upgrade"])
    assert ready_keys(Config.from_environment(production(folder))) == []


def test_showing_the_keys_loads_no_flask() -> None:
    script = "import companion.cli.vapid, sys; sys.exit('flask' in sys.modules or 'pywebpush' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)
