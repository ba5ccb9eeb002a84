"""That a worker lives: it says so itself, over and over."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, MaybeAt, Short
from companion.models.upsert import insert_in


class Heartbeat(Base):
    """`worker`: its name, with which it claims. `beat_at`: when it last said that it is at work.

    `failing_at`: since when one of the ways by which it sends takes nothing, None while all goes well.
    """

    __tablename__ = "heartbeat"

    worker: Mapped[Short] = mapped_column(primary_key=True)
    began_at: Mapped[At]
    beat_at: Mapped[At]
    failing_at: Mapped[MaybeAt]


def beat(worker: str, now: datetime, failing_at: datetime | None) -> None:
    """That worker is at work now. Not committed."""
    says = {"beat_at": now, "failing_at": failing_at}
    row = insert_in(db.engine.dialect, Heartbeat).values(worker=worker, began_at=now, **says)
    db.session.execute(row.on_conflict_do_update(index_elements=["worker"], set_=says))


def forget_workers(before: datetime) -> None:
    """Those that were not heard of since then. Not committed."""
    db.session.execute(delete(Heartbeat).where(Heartbeat.beat_at < before))


def workers_since(since: datetime) -> int:
    """How many workers were heard of since then."""
    return db.session.scalar(select(func.count()).where(Heartbeat.beat_at >= since)) or 0


def failing_since(since: datetime) -> datetime | None:
    """From when on some worker sends in vain by one of its ways, of those that were heard of since then."""
    return db.session.scalar(select(func.min(Heartbeat.failing_at)).where(Heartbeat.beat_at >= since))


def last_beat() -> datetime | None:
    """When any worker was last heard of."""
    return db.session.scalar(select(func.max(Heartbeat.beat_at)))
