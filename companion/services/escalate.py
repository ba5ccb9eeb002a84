"""Who must be told of what: of what is urgent at once, of what is late when the promise ends; each a row, once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import CursorResult, Update, and_, select, update
from sqlalchemy.exc import SQLAlchemyError

from companion.extensions import db
from companion.models import Telling, Treatment, Waiting
from companion.models.cover import team_of
from companion.models.team import owners_of
from companion.models.telling import Why, is_anybody_told, told_of
from companion.models.untold import Untold
from companion.models.upsert import insert_in

BATCH = 100
AGAIN = timedelta(hours=1)


def escalate(now: datetime) -> int:
    """The worker's step: whatever nobody answered within the promise goes to the second person. How many there were."""
    due = select(Waiting.first_id).where(Waiting.look_at <= now).order_by(Waiting.look_at).limit(BATCH)
    lines = list(db.session.scalars(due))
    return sum(_is_told_late(first_id, now) for first_id in lines)


def tell(row: Waiting, why: Why, now: datetime) -> None:
    """A row for everybody who is to know and was not told of this version yet. Not committed."""
    treated_by = db.session.scalar(select(Treatment.practitioner_id).where(Treatment.id == row.treatment_id))
    team = team_of(row.clinic_id, now)
    first, people = set(filter(None, [team.first_of(treated_by)])), set(team.second_of(treated_by))
    if why is Why.URGENT or not people:  # whoever is alone has nobody else to be late for them
        people |= first
    _tell((row.clinic_id, row.patient_id, row.entry_id), people, why, now)


def pass_on(one: Untold, now: datetime) -> None:
    """Somebody could not be told: where nobody else is, the owners are; then everybody else there. Not committed."""
    if one.entry_id is None or is_anybody_told(one.entry_id, one.id):
        return
    patient_id = db.session.scalar(select(Telling.patient_id).where(Telling.id == one.id))
    known, team = told_of(one.entry_id), team_of(one.clinic_id, now)
    people = (owners_of(one.clinic_id) - known) or (set(team.names) - known)
    _tell((one.clinic_id, patient_id, one.entry_id), people, Why(one.why), now)


def _is_told_late(first_id: UUID, now: datetime) -> bool:
    """Whether this call told of it. One that breaks is looked at again later, and holds up no other."""
    try:
        return _is_late(first_id, now)
    except SQLAlchemyError:
        raise
    except Exception:
        current_app.logger.exception("what is late cannot be passed on")
        db.session.rollback()
        db.session.execute(
            update(Waiting).where(Waiting.first_id == first_id, Waiting.look_at <= now).values(look_at=now + AGAIN)
        )
        db.session.commit()
        return False


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
        db.session.execute(_unless_there(telling))


def _unless_there(telling: Any) -> Any:
    """What was late, left for nobody and is urgent by now is told at once; anything else that is there stays."""
    rises = (Telling.why == Why.LATE, telling.excluded.why == Why.URGENT)
    untold = (Telling.pushed_at.is_(None), Telling.mailed_at.is_(None))
    fresh = {name: telling.excluded[name] for name in ("why", "made_at", "next_at", "attempt")}
    gone = {"claimed_by": None, "failed_at": None, "over_at": None}
    keys = ["entry_id", "practitioner_id"]
    return telling.on_conflict_do_update(index_elements=keys, set_=fresh | gone, where=and_(*rises, *untold))


def _changed(statement: Update) -> bool:
    result = db.session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1
