"""Claiming 500 due reminders out of ever more rows, on SQLite: most have ended, or are due later."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from flask import Flask
from sqlalchemy import text

from companion.app import create_app
from companion.cli import database
from companion.config import Config
from companion.extensions import db
from companion.models.queue import claim
from companion.services.deliver import BATCH
from companion.services.post import LEASE

BUDGET, ROUNDS = 1.5, 9
SIZES = (10_000, 100_000, 1_000_000)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
OWNERS = """
INSERT INTO clinic (id, name, is_house, created_at) VALUES (:one, 'Marlow Street Clinic', 0, :now);
INSERT INTO patient (id, clinic_id, created_at) VALUES (:one, :one, :now);
INSERT INTO protocol_version (id, clinic_id, name, version, body, digest, published_at)
  VALUES (:one, :one, 'any', '1', '{}', x'00', :now);
INSERT INTO treatment (id, clinic_id, patient_id, protocol_version_id, product, areas, treated_at, zone, opened_at)
  VALUES (:one, :one, :one, :one, 'daxxify', 'glabella', :now, 'Europe/London', :now)"""
# Ids in no order, as they are in life. The first ones are due; of the rest nine in ten have ended.
ROWS = """
INSERT INTO reminder (id, clinic_id, patient_id, treatment_id, key, kind, due_at, not_after, next_at, attempt)
WITH RECURSIVE number(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM number WHERE n + 1 < :many)
SELECT lower(hex(randomblob(16))), :one, :one, :one, n, 'care', at, datetime(at, '+6 hours') || '.000000',
  CASE WHEN n < :due OR n % 10 = 0 THEN at END, 0
FROM (
  SELECT n, datetime(:now, (CASE WHEN n < :due THEN -n ELSE n + 60 END) || ' seconds') || '.000000' AS at FROM number
)"""


@contextmanager
def house(many: int) -> Iterator[Flask]:
    """A house with so many reminders, of which each round finds its batch due."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config.from_environment({"COMPANION_INSTANCE": folder}))
        database.upgrade(app)
        with app.app_context():
            fill(many)
        yield app
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()


def fill(many: int) -> None:
    told = {"one": "1" * 32, "now": NOW.strftime("%Y-%m-%d %H:%M:%S"), "many": many, "due": BATCH * (ROUNDS + 1)}
    for habit in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000"):
        db.session.execute(text(f"PRAGMA {habit}"))
    for statement in (*OWNERS.split(";"), ROWS):
        names = [name for name in told if f":{name}" in statement]
        db.session.execute(text(statement), {name: told[name] for name in names})
    db.session.commit()
    db.session.execute(text("PRAGMA journal_mode=WAL"))
    db.session.remove()
    db.engine.dispose()  # whoever connects next has the habits of the house


def milliseconds(app: Flask) -> float:
    """Of CPU, the system's too: what neighbours do to the disk is not the question."""
    with app.app_context():
        started = time.process_time()
        claimed = claim("worker", NOW, NOW + LEASE, BATCH)
        db.session.commit()
        spent = time.process_time() - started
    assert len(claimed) == BATCH
    return spent * 1000


def main() -> int:
    with ExitStack() as stack:
        houses = [stack.enter_context(house(many)) for many in SIZES]
        for app in houses:
            milliseconds(app)
        rounds = [[milliseconds(app) for app in houses] for _ in range(ROUNDS)]
    ratio = statistics.median(one[-1] / one[-2] for one in rounds)
    fastest = (
        f"{min(column):.1f} ms of {many:,}" for many, column in zip(SIZES, zip(*rounds, strict=True), strict=True)
    )
    print(
        f"claim of {BATCH} due reminders on SQLite, CPU: {', '.join(fastest)} rows; {ratio:.2f}x from {SIZES[-2]:,} to "
        f"{SIZES[-1]:,} (budget {BUDGET}x)"
    )
    return int(ratio > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
