"""The worker: sweeps at once, survives a step that fails, ends within a second when told."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from companion import worker
from companion.app import ROOT
from companion.models import Invite
from companion.services.invites import invite
from companion.services.sweep import sweep
from tests.cast import Person
from tests.web.desk_form import many

LONG_AGO = timedelta(days=60)


@contextmanager
def working(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COMPANION_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "companion", "worker"],
        cwd=ROOT,
        env=clean | {"COMPANION_INSTANCE": str(folder)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def invites_in(folder: Path) -> int:
    connection = sqlite3.connect(folder / "companion.sqlite", timeout=10)
    count: int = connection.execute("SELECT count(*) FROM invite").fetchone()[0]
    connection.close()
    return count


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_sweeps_at_its_start_and_ends_cleanly_when_told(
    app: Flask, alice: Person, now: datetime, told: signal.Signals
) -> None:
    invite(alice.owner, now - LONG_AGO)
    folder = app.config["COMPANION"].instance
    assert invites_in(folder) == 2
    with working(folder) as process:
        assert wait_until(lambda: invites_in(folder) == 1)
        process.send_signal(told)
        assert process.wait(10) == 0
        assert process.stderr
        assert process.stderr.read() == ""


def test_a_step_that_fails_is_written_down_and_the_next_one_is_taken(
    app: Flask, alice: Person, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    invite(alice.owner, now - LONG_AGO)
    for step in (fails, sweep):
        worker._take(app, (step, timedelta(hours=1)))
    assert "the step fails failed" in caplog.text
    assert many(Invite) == 1


def fails(now: datetime) -> None:
    raise RuntimeError("as it may happen")


def test_a_step_that_fails_does_not_end_the_worker_and_comes_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal is sent by the step itself, on its third time."""
    times: list[datetime] = []

    def step(now: datetime) -> None:
        times.append(now)
        if len(times) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        raise RuntimeError("as it may happen")

    monkeypatch.setattr(worker, "STEPS", ((step, timedelta(milliseconds=20)),))
    with signals_put_back():
        worker.work(app)
    assert len(times) == 3


def test_a_clock_that_is_put_back_does_not_put_it_to_sleep(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[datetime] = []

    def step(now: datetime) -> None:
        times.append(now)
        clock.shift(timedelta(hours=-2))
        if len(times) == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(worker, "STEPS", ((step, timedelta(milliseconds=20)),))
    with signals_put_back(), time_machine.travel(datetime.now(UTC)) as clock:
        worker.work(app)
    assert times[0] - times[2] > timedelta(hours=3)


def test_it_ends_within_a_second_while_it_sleeps(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []

    def tell() -> None:
        told.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(worker, "STEPS", ((sweep, timedelta(hours=1)),))
    with signals_put_back():
        timer = threading.Timer(0.5, tell)
        timer.start()
        worker.work(app)
    assert time.monotonic() - told[0] < 1


@contextmanager
def signals_put_back() -> Iterator[None]:
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
