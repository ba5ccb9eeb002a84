"""The audit is sealed every hour, so that a row that was changed, taken out or slipped in is found; the oldest go."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import CursorResult, delete, func, select

from companion.extensions import db
from companion.models import AuditEvent, AuditSeal
from companion.models.upsert import insert_in
from companion.services.keys import hash_of

HOUR = timedelta(hours=1)
LATE = timedelta(minutes=15)  # longer than any request takes from its instant to its commit
KEPT = timedelta(days=6 * 365)
MANY = 1000


@dataclass(frozen=True)
class Broken:
    """A seal that does not fit: `many` rows were sealed, `found` are there."""

    number: int
    since: datetime | None
    until: datetime
    many: int
    found: int


@dataclass(frozen=True)
class Checked:
    """`rows` in `seals` were looked at; `digest`: of the newest seal, to be noted somewhere else."""

    rows: int
    seals: int
    digest: str
    broken: list[Broken]


def seal_audit(now: datetime) -> int:
    """Seal the rows of the hours that are over, and let go of those that are too old; how many were sealed."""
    last = db.session.scalars(select(AuditSeal).order_by(AuditSeal.number.desc()).limit(1)).first()
    until = _hour(now - LATE)
    since, number, before = (last.until_at, last.number + 1, last.digest) if last else (None, 1, b"")
    many, told = _told(since, until) if since is None or since < until else (0, "")
    db.session.rollback()  # what was read is over: SQLite lets nobody write on from an old look
    if many:
        digest = _digest(before, number, until, many, told)
        new = insert_in(db.engine.dialect, AuditSeal).values(number=number, until_at=until, many=many, digest=digest)
        db.session.execute(new.on_conflict_do_nothing(index_elements=["number"]))  # another worker was faster
    _let_go(now - KEPT)
    db.session.commit()
    return many


def check_audit(now: datetime) -> Checked:
    """Whether what was sealed is there as it was; what is too old to be kept is not asked for."""
    since, before, rows, broken, seals = None, b"", 0, list[Broken](), _seals()
    for seal in seals:
        if seal.until_at > now - KEPT:
            found, told = _told(since, seal.until_at)
            if seal.digest != _digest(before, seal.number, seal.until_at, found, told):
                broken.append(Broken(seal.number, since, seal.until_at, seal.many, found))
            rows += found
        since, before = seal.until_at, seal.digest
    return Checked(rows, len(seals), before.hex(), broken)


def _seals() -> list[AuditSeal]:
    return list(db.session.scalars(select(AuditSeal).order_by(AuditSeal.number)))


def _told(since: datetime | None, until: datetime) -> tuple[int, str]:
    """How many rows there are in [since, until), and a hash of them all."""
    asked = (
        select(*AuditEvent.__table__.columns)
        .where(AuditEvent.done_at < until)
        .order_by(AuditEvent.done_at, AuditEvent.id)
    )
    asked = asked.where(AuditEvent.done_at >= since) if since else asked
    many, told = 0, hashlib.sha256()
    for row in db.session.execute(asked, execution_options={"yield_per": MANY}):
        line = [value.isoformat() if isinstance(value, datetime) else str(value) for value in row]
        told.update(repr(line).encode())
        many += 1
    return many, told.hexdigest()


def _digest(before: bytes, number: int, until: datetime, many: int, told: str) -> bytes:
    return hash_of(f"audit {before.hex()} {number} {until.isoformat()} {many} {told}")


def _let_go(before: datetime) -> int:
    """Whole seals of rows go, so that what stays can still be checked."""
    last = db.session.scalar(select(func.max(AuditSeal.until_at)).where(AuditSeal.until_at <= before))
    if last is None:
        return 0
    result = db.session.execute(delete(AuditEvent).where(AuditEvent.done_at < last))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _hour(instant: datetime) -> datetime:
    return datetime.fromtimestamp(instant.timestamp() // HOUR.total_seconds() * HOUR.total_seconds(), UTC)
