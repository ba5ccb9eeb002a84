"""Starting the program: what it refuses, what it says."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from companion.cli.ports import free_port
from companion.config import Config

ROOT = Path(__file__).parents[1]


def started(arguments: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    environ = clean | {"COMPANION_INSTANCE": str(folder)} | settings
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60)


def fresh_secrets(folder: Path) -> dict[str, str]:
    printed = started(["-m", "companion", "secrets"], folder).stdout
    return dict(re.findall(r"^(COMPANION_\w+)=(.+)$", printed, re.M))


@pytest.mark.parametrize("arguments", [["-c", "import wsgi"], ["-m", "companion", "upgrade"]], ids=["web", "command"])
def test_production_refuses_a_development_secret_in_one_line(tmp_path: Path, arguments: list[str]) -> None:
    Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)})
    kept = (tmp_path / "secret_key").read_text().strip()
    settings = fresh_secrets(tmp_path) | {"COMPANION_SECRET_KEY": kept, "COMPANION_PUBLIC_URL": "https://a.example"}
    done = started(arguments, tmp_path, COMPANION_ENV="production", **settings)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert "COMPANION_SECRET_KEY is a development secret: set a fresh one" in done.stderr


def test_production_starts_on_the_secrets_that_the_command_prints(tmp_path: Path) -> None:
    settings = fresh_secrets(tmp_path) | {"COMPANION_PUBLIC_URL": "https://a.example"}
    done = started(["-c", "import wsgi; print('open')"], tmp_path, COMPANION_ENV="production", **settings)
    assert done.stdout == "open\n"


def test_a_taken_port_gives_way_to_the_next() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert free_port(port) > port


def test_no_sentence_says_all_clear() -> None:
    words = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "companion").rglob("*.yaml")]
    said = [line for file in words for line in file.read_text().splitlines() if "all clear" in line.lower()]
    assert all("never" in line.lower() for line in said), said
