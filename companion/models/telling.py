"""What somebody who works at a clinic is told: of an entry that is urgent or late, of each at most once."""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, Uuid, case, func, literal, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, MaybeShort, Short
from companion.models.journal import Entry
from companion.models.staff import Practitioner, PractitionerId
from companion.models.together import as_one


class Why(StrEnum):
    """`URGENT`: somebody ought to look at once. `LATE`: nobody answered within the promise.

    Of no entry: `TEST` tries one device, `CONFIRM` asks whether an address is right.
    """

    URGENT = "urgent"
    LATE = "late"
    TEST = "test"
    CONFIRM = "confirm"


class Telling(Base):
    """`why`: one of Why. `next_at`: when a worker looks at it next, None once it has ended; the end of a lease too.

    `pushed_at`, `mailed_at`: when a push service, when the mail server took the first. `failed_at`: neither did, so
    that somebody else is told. `over_at`: its cause went before. `place_id`: which device a test tries; `mailbox_id`:
    which address is asked.
    """

    __tablename__ = "telling"
    __table_args__ = (
        UniqueConstraint("entry_id", "practitioner_id"),
        Index("ix_telling_next", "next_at"),
        Index("ix_telling_patient", "clinic_id", "patient_id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("patient.id"))
    entry_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("entry.id"))
    practitioner_id: Mapped[PractitionerId]
    why: Mapped[Short]
    made_at: Mapped[At]
    next_at: Mapped[MaybeAt]
    claimed_by: Mapped[MaybeShort]
    claimed_at: Mapped[MaybeAt]
    attempt: Mapped[int] = mapped_column(default=0)
    pushed_at: Mapped[MaybeAt]
    mailed_at: Mapped[MaybeAt]
    failed_at: Mapped[MaybeAt]
    over_at: Mapped[MaybeAt]
    place_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("staff_subscription.id", ondelete="CASCADE"))
    mailbox_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("staff_mailbox.id", ondelete="CASCADE"))

    @property
    def told_at(self) -> datetime | None:
        """When the first message left."""
        return min(filter(None, (self.pushed_at, self.mailed_at)), default=None)


_IS_TOLD = or_(Telling.pushed_at.is_not(None), Telling.mailed_at.is_not(None))


def tellings() -> Select[*tuple[Any, ...]]:
    """Who is told of an entry, with `name`, the first first; a statement to be narrowed, which `told_in` reads."""
    named = select(*Telling.__table__.c, Practitioner.name)
    named = named.join(Practitioner, Practitioner.id == Telling.practitioner_id).where(Telling.over_at.is_(None))
    return named.order_by(Telling.made_at, Practitioner.name)


def told_in(rows: Iterable[Any]) -> dict[UUID, list[tuple[Telling, str]]]:
    """By entry: who is told of it, with their names."""
    found: dict[UUID, list[tuple[Telling, str]]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append((as_one(Telling, row), row.name))
    return found


def told_of(entry_id: UUID) -> set[UUID]:
    """Who was told of that entry, or is to be."""
    return set(db.session.scalars(select(Telling.practitioner_id).where(Telling.entry_id == entry_id)))


def is_anybody_told(entry_id: UUID, but: UUID) -> bool:
    """Whether a message left for somebody, or is still tried, apart from that telling."""
    tried = Telling.next_at.is_not(None) & Telling.failed_at.is_(None)
    others = (Telling.entry_id == entry_id, Telling.id != but, Telling.over_at.is_(None))
    return db.session.scalar(select(Telling.id).where(*others, _IS_TOLD | tried).limit(1)) is not None


def end_tellings(entry_id: UUID, now: datetime) -> None:
    """It was seen to: what did not leave yet leaves no more. Not committed."""
    mine = (Telling.entry_id == entry_id, Telling.over_at.is_(None))
    over = case((_IS_TOLD, None), else_=literal(now, Telling.over_at.type))
    change = update(Telling).where(*mine).values(next_at=None, claimed_by=None, over_at=over)
    db.session.execute(change.execution_options(synchronize_session=False))


def withdraw_tellings(now: datetime, *which: object) -> None:
    """Whoever was told was told of what does not stand any more; whoever was not is not. Not committed."""
    mine = update(Telling).where(*which, Telling.over_at.is_(None))  # type: ignore[arg-type]
    db.session.execute(mine.values(next_at=None, claimed_by=None, over_at=now))


def waiting_tellings(ids: Collection[UUID]) -> set[UUID]:
    """Those of them that have not ended."""
    mine = select(Telling.id).where(Telling.id.in_(ids), Telling.next_at.is_not(None))
    return set(db.session.scalars(mine)) if ids else set()


def longest_untold(now: datetime) -> float:
    """For how many seconds the oldest one that is due has waited."""
    oldest = db.session.scalar(select(func.min(Telling.next_at)))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def told_entry(clinic_id: UUID, telling_id: UUID) -> tuple[UUID, UUID] | None:
    """(treatment_id, entry_id) of what was told at that clinic; None for anything else."""
    mine = (Telling.id == telling_id, Telling.clinic_id == clinic_id)
    found = select(Entry.treatment_id, Entry.id).join(Telling, Telling.entry_id == Entry.id).where(*mine)
    row = db.session.execute(found).first()
    return (row[0], row[1]) if row else None
