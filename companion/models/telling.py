"""Who is told of an entry that is urgent or late: a row for each, so that nobody is told twice."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, PatientId, Short
from companion.models.journal import EntryId
from companion.models.staff import Practitioner, PractitionerId
from companion.models.together import as_one


class Why(StrEnum):
    """`URGENT`: somebody ought to look at once. `LATE`: nobody answered within the promise."""

    URGENT = "urgent"
    LATE = "late"


class Telling(Base):
    """`why`: one of Why. `sent_at`: when a message left. `over_at`: its cause went, as the patient put it right."""

    __tablename__ = "telling"
    __table_args__ = (
        UniqueConstraint("entry_id", "practitioner_id"),
        Index("ix_telling_unsent", "sent_at", "over_at"),
        Index("ix_telling_patient", "clinic_id", "patient_id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    entry_id: Mapped[EntryId]
    practitioner_id: Mapped[PractitionerId]
    why: Mapped[Short]
    made_at: Mapped[At]
    sent_at: Mapped[MaybeAt]
    over_at: Mapped[MaybeAt]


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


def unsent_tellings(limit: int) -> list[Telling]:
    """Those that no message left for, the oldest first."""
    unsent = (Telling.sent_at.is_(None), Telling.over_at.is_(None))
    return list(db.session.scalars(select(Telling).where(*unsent).order_by(Telling.made_at).limit(limit)))


def told_of(entry_id: UUID) -> dict[UUID, datetime]:
    """Who was told of that entry, and when."""
    rows = select(Telling.practitioner_id, Telling.made_at).where(Telling.entry_id == entry_id)
    return {row[0]: row[1] for row in db.session.execute(rows)}
