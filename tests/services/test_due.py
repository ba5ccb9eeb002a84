"""What a worker asks before it sends is found by indexes, however much the house keeps."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from companion.extensions import db
from companion.models.queue import claim, finish
from companion.models.reminder import Due, End
from companion.services.due import facts_of
from tests.cast import Person
from tests.services.post import reach


def test_no_step_of_the_worker_reads_a_whole_table(alice: Person, carol: Person, now: datetime) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, told: Any, *_more: object) -> None:
        asked.append((statement, told))

    reach(alice, now)
    hers, others = alice.owner, carol.owner
    event.listen(db.engine, "before_cursor_execute", note)
    due = Due(uuid4(), *hers, alice.treatment_id, "", "", now, now + timedelta(hours=1), "worker", 2)
    every = [replace(due, key=key) for key in ("rm-checkin-3", "rm-photo-13", "rm-return")]
    facts_of([*every, replace(every[0], clinic_id=others[0], patient_id=others[1])], now)
    claim("worker", now, now, 500)
    finish(due, End.SENT, now)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) == 9, "seven facts, the claim and its end"
    for statement, told in asked:
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told)
        assert [row[3] for row in plan if row[3].startswith("SCAN")] == [], statement


def test_of_a_reminder_that_asks_for_nothing_only_its_course_wishes_and_phones_are_looked_up(
    alice: Person, now: datetime
) -> None:
    asked: list[str] = []
    due = Due(uuid4(), *alice.owner, alice.treatment_id, "rm-24h", "milestone", now, now, "worker", 1)
    event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    facts_of([due], now)
    assert len(asked) == 3
