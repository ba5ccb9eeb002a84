"""A house of before the queue: what waited there waits after the upgrade, and the first of two answers is the one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, MetaData, insert, select

from companion.cli import database
from companion.config import Config
from companion.extensions import db
from companion.models import Review, Waiting
from companion.services.keys import give_key
from tests.models.old_house import house_at

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROTOCOL: dict[str, Any] = {"name": "x", "version": "1", "body": "{}", "digest": b"x"}


class OldHouse:
    """Alice's treatment and two practitioners, by the tables of that day."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.tables = engine, MetaData()
        self.tables.reflect(engine)
        self.clinic, self.patient, self.treatment = uuid4(), uuid4(), uuid4()
        self.bob, self.dana, version = uuid4(), uuid4(), uuid4()
        mine: dict[str, Any] = {"clinic_id": self.clinic}
        self.add("clinic", id=self.clinic, name="Marlow", is_house=False, created_at=NOW)
        self.add("patient", id=self.patient, created_at=NOW, **mine)
        give_key((self.clinic, self.patient), NOW)
        self.add(
            "protocol_version", id=version, name="x", version="1", body="{}", digest=b"x", published_at=NOW, **mine
        )
        for who, name in ((self.bob, "Bob"), (self.dana, "Dana")):
            self.add("practitioner", id=who, name=name, created_at=NOW, **mine)
        facts = {"product": "daxxify", "areas": "chin", "zone": "UTC", "treated_at": NOW, "opened_at": NOW}
        self.add("treatment", id=self.treatment, patient_id=self.patient, protocol_version_id=version, **facts, **mine)

    def add(self, table_name: str, /, **values: Any) -> None:
        table = self.tables.tables[table_name]
        plain = {key: value.hex if isinstance(value, UUID) else value for key, value in values.items()}
        naive = {key: at.replace(tzinfo=None) if isinstance(at, datetime) else at for key, at in plain.items()}
        with self.engine.begin() as connection:
            connection.execute(insert(table).values(**naive))

    def entry(self, hours: int, before: UUID | None = None, first: UUID | None = None, **parts: Any) -> UUID:
        one, at = uuid4(), NOW + hours * HOUR
        empty = {"scores": {}, "flags": [], "places": [], "because": [], "urgency": "none", "content_hash": b"x" * 32}
        mine = {"clinic_id": self.clinic, "patient_id": self.patient, "treatment_id": self.treatment}
        place = {"first_id": first or one, "supersedes_id": before, "noted_at": at, "received_at": at}
        self.add("entry", id=one, kind="check_in", **(empty | parts), **mine, **place)
        return one

    def review(self, entry: UUID, who: UUID, answered_at: datetime | None = None) -> UUID:
        one, mine = uuid4(), {"clinic_id": self.clinic, "patient_id": self.patient}
        answer = b"sealed" if answered_at else None
        told = {"entry_id": entry, "practitioner_id": who, "seen_at": NOW, "answer": answer, "answered_at": answered_at}
        self.add("review", id=one, **mine, **told)
        return one


def test_what_waited_before_the_queue_waits_in_it(tmp_path: Path) -> None:
    app = house_at(Config.from_environment({"COMPANION_INSTANCE": str(tmp_path)}), "0005")
    with app.app_context():
        old = OldHouse(db.engine)
        calm, grave, seen, urgent = (
            old.entry(0),
            old.entry(1, flags=["rf-ptosis"], urgency="same_day"),
            old.entry(2),
            old.entry(3, urgency="emergency_now"),
        )
        before = old.entry(4)
        right = old.entry(5, before, before)
        old.review(seen, old.bob)
        old.review(grave, old.bob)  # seen is not enough
        second = old.review(urgent, old.dana, NOW + 9 * HOUR)
        first = old.review(urgent, old.bob, NOW + 8 * HOUR)
        db.engine.dispose()
    database.upgrade(app)
    with app.app_context():
        rows = {row.entry_id: row for row in db.session.scalars(select(Waiting))}
        assert set(rows) == {calm, grave, right}
        assert [rows[one].is_grave for one in (calm, grave, right)] == [False, True, False]
        assert rows[right].first_id == before
        assert all(row.look_at is None for row in rows.values())
        answers = {row.id: row.answers_id for row in db.session.scalars(select(Review)) if row.answered_at}
        assert answers == {first: urgent, second: None}
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
