"""Several workers on one database share what is due: each reminder is claimed and sent once."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from companion.extensions import db
from companion.models import Delivery, Reminder
from companion.models.reminder import TEST, End
from tests.cast import Person
from tests.faults.forking import ended, forking, lay
from tests.services.post import reach
from tests.trust.conftest import Say, of


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_share_what_is_due(app: Flask, alice: Person, tmp_path: Path, say: Say, workers: int) -> None:
    many, now, file = of(4_000), datetime.now(UTC), tmp_path / "sent"
    reach(alice, now)
    with forking(app.config["COMPANION"].instance, str(file), {}) as fork:
        for number in range(workers):
            fork(f"worker {number}")
        lay(alice, many, now)
        until = time.monotonic() + 300
        while ended().get(End.SENT, 0) < many:
            assert time.monotonic() < until, ended()
            time.sleep(0.1)
    sent = [line.split("\t") for line in file.read_text().splitlines()]
    of_each = Counter(worker for worker, _ in sent)
    say(f"{workers} workers, {many} due: {len(sent)} sent, of which each worker {sorted(of_each.values())}")
    assert len(sent) == len({topic for _, topic in sent}) == many
    assert db.session.scalar(select(func.count(Delivery.id))) == many
    assert set(db.session.scalars(select(Reminder.attempt).where(Reminder.kind == TEST))) == {1}
    assert len(of_each) == workers, "each got some"
