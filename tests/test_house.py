"""Starting the program: what it refuses, what it says."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.request import urlopen

import pytest

from companion.cli.ports import address_for_phones, address_here, free_port, is_own_machine
from companion.cli.processes import WebProcess, WorkerProcess
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


def test_a_port_that_is_taken_in_the_network_gives_way_too() -> None:
    with socket.socket() as busy:
        busy.bind(("0.0.0.0", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert free_port(port, "0.0.0.0") > port


@pytest.mark.parametrize(
    ("host", "here", "is_ours_alone"),
    [
        ("127.0.0.1", "localhost", True),
        ("::1", "localhost", True),
        ("0.0.0.0", "localhost", False),
        ("::", "localhost", False),
        ("192.168.1.20", "192.168.1.20", False),
        ("fd00::20", "[fd00::20]", False),
    ],
)
def test_links_are_for_the_machine_that_prints_them(host: str, here: str, is_ours_alone: bool) -> None:
    assert (address_here(host), is_own_machine(host)) == (here, is_ours_alone)


def printed_by_run(folder: Path, **settings: str) -> tuple[list[str], bool]:
    """What `companion run` prints until it is open, and whether a phone in the network then opens its Help."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    environ = clean | {"COMPANION_INSTANCE": str(folder), "COMPANION_PORT": str(free_port(20_000))} | settings
    command = [sys.executable, "-m", "companion", "run"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    try:
        lines = list(iter(lambda: process.stdout.readline() if process.stdout else "", "Ctrl-C ends it.\n"))
        port = re.findall(r"http://localhost:(\d+)", "".join(lines))[0]
        return lines, opens(f"http://{address_for_phones('0.0.0.0')}:{port}/help")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=90)


def opens(url: str) -> bool:
    try:
        with urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.skipif(address_for_phones("0.0.0.0") is None, reason="this machine has no network")
def test_a_phone_in_the_network_reaches_it_when_told_so(tmp_path: Path) -> None:
    lines, is_reached = printed_by_run(tmp_path, COMPANION_HOST="0.0.0.0")
    assert is_reached
    assert [
        line for line in lines if line.startswith("On a phone") and f"http://{address_for_phones('0.0.0.0')}:" in line
    ]
    assert [line for line in lines if "cannot install the app" in line]


@pytest.mark.skipif(address_for_phones("0.0.0.0") is None, reason="this machine has no network")
def test_nobody_else_reaches_it_by_itself(tmp_path: Path) -> None:
    lines, is_reached = printed_by_run(tmp_path)
    assert not is_reached
    assert not [line for line in lines if "phone" in line]


def test_web_and_worker_write_the_port_that_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Into e-mails and reminders, also where the one that was asked for is taken."""
    told: list[str] = []

    def begins(*_: object, env: dict[str, str], **__: object) -> SimpleNamespace:
        told.append(env["COMPANION_PORT"])
        return SimpleNamespace(poll=lambda: 0)

    monkeypatch.setattr("companion.cli.processes.signal.signal", lambda *_: None)
    monkeypatch.setattr("companion.cli.processes.subprocess.Popen", begins)
    monkeypatch.setenv("COMPANION_PORT", "8461")
    with WorkerProcess(8462), WebProcess("127.0.0.1", 8462):
        assert told == ["8462", "8462"]


def test_no_sentence_says_all_clear() -> None:
    words = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "companion").rglob("*.yaml")]
    said = [line for file in words for line in file.read_text().splitlines() if "all clear" in line.lower()]
    assert all("never" in line.lower() for line in said), said
