"""Who must be told of what: of what is urgent at once, of what is late when the promise ends; each a row, once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CursorResult, Update, select, update

from companion.extensions import db
from companion.models import Telling, Treatment, Waiting
from companion.models.cover import team_of
from companion.models.team import owners_of
from companion.models.telling import Why, is_anybody_told, told_of
from companion.models.untold import Untold
from companion.models.upsert import insert_in

BATCH = 100


def escalate(now: datetime) -> int:
    """The worker's step: whatever nobody answered within the promise goes to the second person. How many there were."""
    due = select(Waiting.first_id).where(Waiting.look_at <= now).order_by(Waiting.look_at).limit(BATCH)
    lines = list(db.session.scalars(due))
    return sum(_is_late(first_id, now) for first_id in lines)


def tell(row: Waiting, why: Why, now: datetime) -> None:
    """A row for everybody who is to know and was not told of this version yet. Not committed."""
    treated_by = db.session.scalar(select(Treatment.practitioner_id).where(Treatment.id == row.treatment_id))
    team = team_of(row.clinic_id, now)
    people = set(team.second_of(treated_by))
    if why is Why.URGENT:
        people |= set(filter(None, [team.first_of(treated_by)]))
    _tell((row.clinic_id, row.patient_id, row.entry_id), people, why, now)


def pass_on(one: Untold, now: datetime) -> None:
    """Somebody could not be told: where nobody else is, the owners are; then everybody else there. Not committed."""
    if one.entry_id is None or is_anybody_told(one.entry_id, one.id):
        return
    patient_id = db.session.scalar(select(Telling.patient_id).where(Telling.id == one.id))
    known, team = told_of(one.entry_id), team_of(one.clinic_id, now)
    people = (owners_of(one.clinic_id) - known) or (set(team.names) - known)
    _tell((one.clinic_id, patient_id, one.entry_id), people, Why(one.why), now)


def _is_late(first_id: UUID, now: datetime) -> bool:
    """Whether this call told of it: another worker may have, or somebody has answered."""
    mine = (Waiting.first_id == first_id, Waiting.look_at <= now)
    is_mine = _changed(update(Waiting).where(*mine).values(look_at=None))
    row = db.session.get(Waiting, first_id, populate_existing=True) if is_mine else None
    if row:
        tell(row, Why.LATE, now)
    db.session.commit()
    return row is not None


def _tell(of: tuple[UUID, UUID | None, UUID], people: Iterable[UUID], why: Why, now: datetime) -> None:
    """`of`: the clinic, the patient and the entry. A worker looks at each row at once."""
    clinic_id, patient_id, entry_id = of
    for practitioner_id in sorted(people):
        telling = insert_in(db.engine.dialect, Telling).values(
            id=uuid4(),
            clinic_id=clinic_id,
            patient_id=patient_id,
            entry_id=entry_id,
            practitioner_id=practitioner_id,
            why=why,
            made_at=now,
            next_at=now,
            attempt=0,
        )
        db.session.execute(telling.on_conflict_do_nothing(index_elements=["entry_id", "practitioner_id"]))


def _changed(statement: Update) -> bool:
    result = db.session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1
