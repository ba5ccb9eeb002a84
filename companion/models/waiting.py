"""The queue of a clinic: the lines of journals that wait for somebody, the most urgent first, then the oldest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Uuid, func, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, MaybeAt, PatientId
from companion.models.journal import Entry
from companion.models.treatment import Treatment

CALM = 10  # the rank from which on being seen is enough; whatever comes before waits for an answer


class Waiting(Base):
    """One line that waits. `entry_id`: the version that stands. `rank`: the smaller, the more urgent.

    `since_at`: when the first version came that nobody saw. `due_at`: until when the clinic promised to answer.
    `look_at`: when the worker looks at it next, None where nobody else is to be told.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        Index("ix_waiting_queue", "clinic_id", "rank", "since_at", "first_id"),
        Index("ix_waiting_look", "look_at"),
    )

    first_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"))
    entry_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("entry.id"))
    rank: Mapped[int]
    since_at: Mapped[At]
    due_at: Mapped[At]
    look_at: Mapped[MaybeAt]

    @property
    def is_grave(self) -> bool:
        """Whether it waits until somebody answers."""
        return self.rank < CALM


@dataclass(frozen=True)
class Wanted:
    """Which part of a clinic's queue: of whose treatments (None: of everybody's), urgent ones, one product."""

    clinic_id: UUID
    of: frozenset[UUID] | None = None
    is_urgent: bool = False
    product: str | None = None

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        found = [Waiting.clinic_id == self.clinic_id]
        if self.of is not None:
            found.append(Treatment.practitioner_id.in_(self.of))
        if self.is_urgent:
            found.append(Waiting.rank < CALM)
        if self.product:
            found.append(Treatment.product == self.product)
        return tuple(found)


_ORDER = (Waiting.rank, Waiting.since_at, Waiting.first_id)
_OF_TREATMENT = Treatment.id == Waiting.treatment_id


def count_waiting(wanted: Wanted) -> tuple[int, datetime | None]:
    """How many wait, and since when the one that waits longest."""
    counted = select(func.count(), func.min(Waiting.since_at)).join(Treatment, _OF_TREATMENT)
    row = db.session.execute(counted.where(*wanted.conditions())).one()
    return row[0], row[1]


def products_waiting(clinic_id: UUID) -> dict[str, int]:
    """How many wait of each product."""
    counted = select(Treatment.product, func.count()).join(Waiting, _OF_TREATMENT)
    rows = counted.where(Waiting.clinic_id == clinic_id).group_by(Treatment.product).order_by(Treatment.product)
    return {row[0]: row[1] for row in db.session.execute(rows)}


def page_of_waiting(wanted: Wanted, first: int, many: int) -> list[tuple[Waiting, Entry]]:
    """`many` of them from place `first` on, each with the version that stands."""
    rows = select(Waiting, Entry).join(Entry, Entry.id == Waiting.entry_id).join(Treatment, _OF_TREATMENT)
    page = rows.where(*wanted.conditions()).order_by(*_ORDER).offset(first).limit(many)
    return [(row[0], row[1]) for row in db.session.execute(page)]


def queue_of(wanted: Wanted) -> list[tuple[UUID, UUID, UUID]]:
    """(first_id, treatment_id, entry_id) of all of them, in their order."""
    rows = select(Waiting.first_id, Waiting.treatment_id, Waiting.entry_id).join(Treatment, _OF_TREATMENT)
    return [(row[0], row[1], row[2]) for row in db.session.execute(rows.where(*wanted.conditions()).order_by(*_ORDER))]


def waiting_of(first_ids: Collection[UUID]) -> dict[UUID, Waiting]:
    """Those of these lines that wait."""
    return {row.first_id: row for row in db.session.scalars(select(Waiting).where(Waiting.first_id.in_(first_ids)))}
