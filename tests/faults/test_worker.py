"""A worker that is killed anywhere loses no reminder; what it sends twice takes the place of the first."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from companion.adapters.web_push.keys import Keys
from companion.adapters.web_push.limits import Limits
from companion.extensions import db
from companion.models import Delivery, Reminder
from companion.models.access import SignedIn
from companion.models.mailbox import mailbox_of
from companion.models.reminder import CONFIRM, TEST, End
from companion.services.mailbox import give_address
from companion.services.subscribe import Offered, subscribe
from tests.adapters.mail_server import SENDER, mail_server
from tests.adapters.push_service import push_service
from tests.cast import Person
from tests.faults.forking import at_service, ended, forking, lay
from tests.mailed import ADDRESS, sends_letters
from tests.services.post import device_of
from tests.trust.conftest import Say, of

CHANCE = random.Random(6)
PER_KILL = 30  # reminders that are due for each kill


@pytest.mark.parametrize("at_once", [1, Limits().at_once])
def test_a_worker_killed_anywhere_loses_nothing(
    app: Flask, alice: Person, tmp_path: Path, say: Say, at_once: int
) -> None:
    folder, kills, now = app.config["COMPANION"].instance, of(200) // 2, datetime.now(UTC)
    with push_service(tmp_path) as service:
        key = Keys.opened(folder, make=True).current
        phone = SignedIn(device_of(alice).id, *alice.owner, now)
        subscribe(phone, Offered(service.subscribe("alice"), key, "en", None), now)
        keys = lay(alice, PER_KILL * kills, now)
        with forking(folder, str(at_once), at_service(service)) as fork:
            kill_many(fork, kills, len(keys), TEST)
        topics = Counter(one.headers["topic"] for one in service.received)
        tags = {json.loads(one.payload)["notification"]["tag"]: one.headers["topic"] for one in service.received}
    cut_short = db.session.scalar(select(func.count(Delivery.id)).where(Delivery.outcome.is_(None))) or 0
    doubles = sum(count - 1 for count in topics.values())
    say(
        f"{kills} kills, {at_once} at once: {len(keys)} due, {len(keys) - len(topics)} lost, {doubles} sent twice, "
        f"{doubles / kills:.2f} for each kill; {cut_short} tries cut short"
    )
    assert service.refused == []
    assert len(topics) == len(keys)
    assert all(tag == topic for tag, topic in tags.items()), "so that one that came twice is seen once"
    assert doubles <= kills * at_once, "only what was on its way when the worker died is in doubt"
    assert cut_short > kills, "the kills hit workers at work"


def test_a_worker_killed_anywhere_loses_no_letter(app: Flask, alice: Person, tmp_path: Path, say: Say) -> None:
    """A double has the name of the first, so that a mail program shows it once."""
    folder, kills, now = app.config["COMPANION"].instance, of(200) // 2, datetime.now(UTC)
    with mail_server(tmp_path) as server:
        sends_letters(app, server.mail)
        give_address(alice.owner, ADDRESS, "en", now)
        box = mailbox_of(alice.patient.id)
        assert box
        keys = lay(alice, PER_KILL * kills, now, CONFIRM, f"{CONFIRM}:{box.id}")
        settings = {"COMPANION_SMTP_URL": f"smtp://localhost:{server.port}", "COMPANION_MAIL_FROM": SENDER}
        with forking(folder, "1", settings) as fork:
            kill_many(fork, kills, len(keys) + 1, CONFIRM)
        names = Counter(str(one.message["Message-ID"]) for one in server.got)
    cut_short = db.session.scalar(select(func.count(Delivery.id)).where(Delivery.outcome.is_(None))) or 0
    lost, doubles = len(keys) + 1 - len(names), sum(count - 1 for count in names.values())
    say(f"{kills} kills: {len(keys) + 1} letters due, {lost} lost, {doubles} sent twice; {cut_short} tries cut short")
    assert lost == 0
    assert doubles <= kills
    assert cut_short > kills, "the kills hit workers at work"


def kill_many(fork: Callable[[str], int], kills: int, many: int, kind: str) -> None:
    """One worker after the other is killed, most at their work; then two are left to end all of that kind."""
    for number in range(kills):
        worker = fork(f"worker {number}")
        if number % 4:
            wait_for_try(f"worker {number}")
        time.sleep(CHANCE.uniform(0, 0.15))
        os.kill(worker, signal.SIGKILL)
    fork("one")
    fork("two")
    until = time.monotonic() + 300
    while ended(kind).get(End.SENT, 0) < many:
        assert time.monotonic() < until, ended(kind)
        time.sleep(0.2)


def wait_for_try(worker: str) -> None:
    """Until that worker is about to send: most that are killed as they start prove nothing."""
    until, tries = time.monotonic() + 30, select(func.count(Delivery.id)).join(Reminder)
    while not db.session.scalar(tries.where(Reminder.claimed_by == worker)):
        assert time.monotonic() < until, worker
        db.session.rollback()
        time.sleep(0.005)
