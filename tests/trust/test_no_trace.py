"""No name, question, token, code, session or typed word in any log, and nothing but sealed in the folder."""

import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from companion.app import ROOT
from companion.extensions import db
from companion.models import Practitioner
from companion.services.staff import invite_staff
from tests.test_house import started
from tests.trust.conftest import Say
from tests.trust.visitor import InsideVisitor, Visitor, WireVisitor
from tests.trust.way import Secrets, expect, walk
from tests.web.desk_form import told

CLINIC = "Marlow Street Clinic"


@contextmanager
def served(folder: Path, logs: Path) -> Iterator[str]:
    """`companion run` on a free port, all it says in two files; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    settings = {"COMPANION_INSTANCE": str(folder), "COMPANION_PORT": str(port)}
    command = [sys.executable, "-m", "companion", "run"]
    with (logs / "stdout").open("w") as out, (logs / "stderr").open("w") as err:
        process = subprocess.Popen(command, cwd=ROOT, env=theirs | settings, stdout=out, stderr=err)
        try:
            yield _address(logs / "stdout", process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _address(stdout: Path, process: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if "Ctrl-C" in stdout.read_text():
            return str(re.findall(r"http://localhost:\d+", stdout.read_text())[0])
        time.sleep(0.1)
    pytest.fail("it did not start")


def test_the_program_leaves_no_trace_of_what_it_was_told(tmp_path: Path, say: Say) -> None:
    folder, logs, secrets = tmp_path / "instance", tmp_path / "logs", Secrets()
    logs.mkdir()
    with served(folder, logs) as address:
        started(["-m", "companion", "clinic", CLINIC, "--zone", "Europe/London"], folder)
        link = started(["-m", "companion", "invite-staff", "--clinic", CLINIC, "--name", "Bob"], folder).stdout.strip()
        walk(lambda: WireVisitor(address), secrets.made("staff link", link.partition("#")[2]), secrets)
        breaks(WireVisitor(address), folder / "companion.sqlite", secrets)
        found = found_in(folder, secrets)
    found += found_in(logs, secrets) + found_in(folder, secrets)
    assert found == []
    assert b"Traceback" in (logs / "stderr").read_bytes(), "the broken table must have been written down"
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    say(f"{len(secrets)} secrets, {len(files)} files, {sum(f.stat().st_size for f in files)} bytes: found 0")


def found_in(folder: Path, secrets: Secrets) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [f"{name} in {file.name}" for file in files for name in secrets.found_in(file.read_bytes())]


def breaks(visitor: Visitor, database: Path, secrets: Secrets) -> None:
    """A table is away for a moment: the answer is 500, and keeps what was typed."""
    with away(database, "treatment"):
        form = told(datetime.now().astimezone(), first_name=secrets.typed("name in a crash"))
        form["id"] = secrets.made("id in a crash", form["id"])
        assert secrets["name in a crash"] in expect(visitor, "/start", 500, form)
    with away(database, "tally"):
        for page in ("/invite", "/practitioner/enrolment"):
            expect(visitor, page, 500, {"token": secrets.typed(f"token in a crash of {page}")})


@contextmanager
def away(database: Path, table: str) -> Iterator[None]:
    for name, other in ((table, f"{table}_away"), (f"{table}_away", table)):
        connection = sqlite3.connect(database, timeout=20)
        connection.execute("PRAGMA legacy_alter_table = ON")
        connection.execute(f"ALTER TABLE {name} RENAME TO {other}")
        connection.commit()
        connection.close()
        if name == table:
            yield


def test_even_a_talkative_log_says_nothing(
    app: Flask, bob: FlaskClient, now: datetime, caplog: pytest.LogCaptureFixture, say: Say
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy.engine", "sqlalchemy.pool", "werkzeug", "companion"):
        caplog.set_level(logging.DEBUG, logger=name)
    secrets, bobs = Secrets(), db.session.scalars(select(Practitioner)).one()
    walk(lambda: InsideVisitor(app), secrets.made("staff link", invite_staff(bobs, now)), secrets)
    assert len(caplog.text) > 10_000, "the statements must have been written down"
    assert secrets.found_in(caplog.text.encode()) == []
    say(f"{len(secrets)} secrets, {len(caplog.text)} characters of log at DEBUG: found 0")


def test_an_error_says_nothing_of_what_a_statement_carried(
    app: Flask, browser: FlaskClient, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False
    form = told(now)
    db.session.execute(text("DROP TABLE treatment"))
    db.session.commit()
    assert browser.post("/start", data=form, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 500
    assert "no such table" in caplog.text
    assert "glabella" not in caplog.text
    assert form["id"].replace("-", "") not in caplog.text.replace("-", "")


def test_a_trace_would_be_found(tmp_path: Path) -> None:
    secrets = Secrets({"code": "K7M4 2PQR", "name": "0123456789abcdef"})
    for number, trace in enumerate(("x K7M42PQR", "K7M4 2PQR", "k7m4 2pqr", "0123456789ABCDEF", b"K7M4 2PQR".hex())):
        (tmp_path / str(number)).write_text(trace)
        assert len(secrets.found_in(trace.encode())) == 1
    assert len(found_in(tmp_path, secrets)) == 5
