"""The database is the queue of what is due: claimed with a lease, ended with a fence. For workers alone."""

from datetime import datetime

from sqlalchemy import CursorResult, Update, bindparam, select, update

from companion.extensions import Base, db
from companion.models.missed import note_missed
from companion.models.reminder import APART, MISSED, Due, End

# Made once: to build and compare a statement costs several times what SQLite does with it.
_ROW = Base.metadata.tables["reminder"]
_IN_DUE = "id clinic_id patient_id treatment_id key kind due_at not_after claimed_by attempt".split()
_NEXT = (
    select(_ROW.c.id)
    .where(_ROW.c.next_at <= bindparam("now"))
    .order_by(_ROW.c.next_at)
    .limit(bindparam("many"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(_ROW)
    .where(_ROW.c.id.in_(_NEXT), _ROW.c.next_at <= bindparam("now"))
    .values(next_at=bindparam("until"), claimed_by=bindparam("worker"), claimed_at=bindparam("now"))
    .values(attempt=_ROW.c.attempt + 1)
    .returning(*(_ROW.c[name] for name in _IN_DUE))
)
_HELD = update(_ROW).where(
    _ROW.c.id == bindparam("held"),
    _ROW.c.claimed_by == bindparam("worker"),
    _ROW.c.attempt == bindparam("turn"),
    _ROW.c.next_at.is_not(None),
)
_FINISH = _HELD.values(next_at=None, end=bindparam("how"), ended_at=bindparam("now"))
_PUT_OFF = _HELD.values(next_at=bindparam("until"), claimed_by=None)


def claim(worker: str, now: datetime, until: datetime, many: int) -> list[Due]:
    """At most `many` of those that are due, the earliest first, leased to that worker until then. Not committed."""
    rows = db.session.execute(_CLAIM, {"worker": worker, "now": now, "until": until, "many": many})
    return sorted((Due(*row) for row in rows), key=lambda one: one.due_at)


def finish(due: Due, end: End, now: datetime) -> bool:
    """Whether the lease still held, so that this is how it ended. Not committed."""
    held = _changed(_FINISH, due, how=end, now=now)
    if held and end in MISSED and due.kind not in APART:
        note_missed(due.treatment_id, now)
    return held


def put_off(due: Due, until: datetime) -> bool:
    """Whether the lease still held, so that it is tried again then. Not committed."""
    return _changed(_PUT_OFF, due, until=until)


def _changed(change: Update, due: Due, **told: object) -> bool:
    held = {"held": due.id, "worker": due.worker, "turn": due.attempt}
    result = db.session.execute(change, held | told)
    return isinstance(result, CursorResult) and result.rowcount == 1
