"""What staff are to be told, as a queue. For workers alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from companion.extensions import Base, db
from companion.models.journal import Entry
from companion.models.leases import Leases
from companion.models.people import Clinic

_ROW = Base.metadata.tables["telling"]
_TOLD = "id clinic_id entry_id practitioner_id why made_at pushed_at mailed_at failed_at place_id mailbox_id".split()
_QUEUE = Leases(_ROW, [*_TOLD, "claimed_by", "attempt"])
_LOOK = select(_ROW.c.id).where(_ROW.c.next_at <= bindparam("now")).limit(1)
_ONE = update(_ROW).where(_ROW.c.id == bindparam("one"))
_PUSHED = _ONE.values(pushed_at=func.coalesce(_ROW.c.pushed_at, bindparam("now", type_=_ROW.c.pushed_at.type)))
_MAILED = _ONE.values(mailed_at=func.coalesce(_ROW.c.mailed_at, bindparam("now", type_=_ROW.c.pushed_at.type)))
_FAILED = _QUEUE.held.values(failed_at=bindparam("now"))
_ENDED = _QUEUE.held.values(next_at=None, claimed_by=None)


@dataclass(frozen=True, slots=True)
class Untold:
    """A telling that a worker has leased."""

    id: UUID
    clinic_id: UUID
    entry_id: UUID | None
    practitioner_id: UUID
    why: str
    made_at: datetime
    pushed_at: datetime | None
    mailed_at: datetime | None
    failed_at: datetime | None
    place_id: UUID | None
    mailbox_id: UUID | None
    worker: str
    attempt: int


def claim_untold(worker: str, now: datetime, until: datetime, many: int) -> list[Untold]:
    """At most `many` that are due, the first first. Where there is none it only reads. Not committed."""
    if db.session.scalar(_LOOK, {"now": now}) is None:
        return []
    return sorted((Untold(*row) for row in _QUEUE.claim(worker, now, until, many)), key=lambda one: one.made_at)


def is_held(one: Untold) -> bool:
    """Whether it is still to be told, by this worker."""
    mine = (_ROW.c.id == one.id, _ROW.c.claimed_by == one.worker, _ROW.c.attempt == one.attempt)
    return db.session.scalar(select(_ROW.c.id).where(*mine, _ROW.c.next_at.is_not(None))) is not None


def note_told(one: Untold, *, by_push: bool, now: datetime) -> None:
    """A message left, whoever holds it by now; the first time counts. Not committed."""
    db.session.execute(_PUSHED if by_push else _MAILED, {"one": one.id, "now": now})


def note_failed(one: Untold, now: datetime) -> bool:
    """Whether the lease still held, so that they count as not reached. Not committed."""
    return _QUEUE.change(_FAILED, one, now=now)


def end_untold(one: Untold) -> bool:
    """Whether the lease still held, so that it is looked at no more. Not committed."""
    return _QUEUE.change(_ENDED, one)


def put_off_untold(one: Untold, until: datetime) -> bool:
    """Whether the lease still held, so that it is tried again then. Not committed."""
    return _QUEUE.put_off(one, until)


def lines_told(entry_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By entry: the id of its line, which stays when the patient puts it right."""
    rows = select(Entry.id, Entry.first_id).where(Entry.id.in_(entry_ids))
    return {row[0]: row[1] for row in db.session.execute(rows)} if entry_ids else {}


def hours_told(clinic_ids: Collection[UUID]) -> dict[UUID, tuple[str | None, str | None]]:
    """By clinic: its opening hours and its zone."""
    rows = select(Clinic.id, Clinic.hours, Clinic.zone).where(Clinic.id.in_(clinic_ids))
    return {row[0]: (row[1], row[2]) for row in db.session.execute(rows)}
