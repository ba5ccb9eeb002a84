"""The database is the queue of what is due: claimed with a lease, ended with a fence. For workers alone."""

from datetime import datetime

from sqlalchemy import bindparam

from companion.extensions import Base
from companion.models.leases import Leases
from companion.models.missed import note_missed
from companion.models.reminder import APART, MISSED, Due, End

_IN_DUE = "id clinic_id patient_id treatment_id key kind due_at not_after claimed_by attempt".split()
_QUEUE = Leases(Base.metadata.tables["reminder"], _IN_DUE)
_FINISH = _QUEUE.held.values(next_at=None, end=bindparam("how"), ended_at=bindparam("now"))


def claim(worker: str, now: datetime, until: datetime, many: int) -> list[Due]:
    """At most `many` of those that are due, the earliest first, leased to that worker until then. Not committed."""
    rows = _QUEUE.claim(worker, now, until, many)
    return sorted((Due(*row) for row in rows), key=lambda one: one.due_at)


def finish(due: Due, end: End, now: datetime) -> bool:
    """Whether the lease still held, so that this is how it ended. Not committed."""
    held = _QUEUE.change(_FINISH, due, how=end, now=now)
    if held and end in MISSED and due.kind not in APART:
        note_missed(due.treatment_id, now)
    return held


def put_off(due: Due, until: datetime) -> bool:
    """Whether the lease still held, so that it is tried again then. Not committed."""
    return _QUEUE.put_off(due, until)
