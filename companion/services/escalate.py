"""Who must be told of what: of what is urgent at once, of what is late when the promise ends. Nobody is told twice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, Update, select, update

from companion.extensions import db
from companion.models import Entry, Telling, Treatment, Waiting
from companion.models.cover import team_of
from companion.models.telling import Why, unsent_tellings
from companion.models.upsert import insert_in

BATCH = 100


@dataclass(frozen=True)
class ToTell:
    """A practitioner who must be told of an entry now, and why."""

    id: UUID
    practitioner_id: UUID
    treatment_id: UUID
    entry_id: UUID
    why: Why
    since: datetime


def escalate(now: datetime) -> int:
    """The worker's step: whatever nobody answered within the promise goes to the second person. How many there were."""
    due = select(Waiting.first_id).where(Waiting.look_at <= now).order_by(Waiting.look_at).limit(BATCH)
    lines = list(db.session.scalars(due))
    return sum(_is_late(first_id, now) for first_id in lines)


def who_must_be_told(limit: int = BATCH) -> list[ToTell]:
    """Everybody whom no message left for, the longest waiting first. Whoever sends one calls `take` before."""
    rows = unsent_tellings(limit)
    found = select(Entry.id, Entry.treatment_id).where(Entry.id.in_([row.entry_id for row in rows]))
    treatments = {row[0]: row[1] for row in db.session.execute(found)} if rows else {}
    return [
        ToTell(row.id, row.practitioner_id, treatments[row.entry_id], row.entry_id, Why(row.why), row.made_at)
        for row in rows
    ]


def take(telling_id: UUID, now: datetime) -> bool:
    """Whether it is for the caller to send it: False where another one did, or its cause went."""
    mine = (Telling.id == telling_id, Telling.sent_at.is_(None), Telling.over_at.is_(None))
    is_taken = _changed(update(Telling).where(*mine).values(sent_at=now))
    db.session.commit()
    return is_taken


def tell(row: Waiting, why: Why, now: datetime) -> None:
    """A row for everybody who is to know and was not told of this version yet. Not committed."""
    treated_by = db.session.scalar(select(Treatment.practitioner_id).where(Treatment.id == row.treatment_id))
    team = team_of(row.clinic_id, now)
    people = set(team.second_of(treated_by))
    if why is Why.URGENT:
        people |= set(filter(None, [team.first_of(treated_by)]))
    _tell(row, people, why, now)


def _is_late(first_id: UUID, now: datetime) -> bool:
    """Whether this call told of it: another worker may have, or somebody has answered."""
    mine = (Waiting.first_id == first_id, Waiting.look_at <= now)
    is_mine = _changed(update(Waiting).where(*mine).values(look_at=None))
    row = db.session.get(Waiting, first_id, populate_existing=True) if is_mine else None
    if row:
        tell(row, Why.LATE, now)
    db.session.commit()
    return row is not None


def _tell(row: Waiting, people: Iterable[UUID], why: Why, now: datetime) -> None:
    for practitioner_id in sorted(people):
        telling = insert_in(db.engine.dialect, Telling).values(
            id=uuid4(),
            clinic_id=row.clinic_id,
            patient_id=row.patient_id,
            entry_id=row.entry_id,
            practitioner_id=practitioner_id,
            why=why,
            made_at=now,
        )
        db.session.execute(telling.on_conflict_do_nothing(index_elements=["entry_id", "practitioner_id"]))


def _changed(statement: Update) -> bool:
    result = db.session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1
