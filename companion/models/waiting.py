"""The queue of a clinic: the lines of journals that wait for somebody, the most urgent first, then the oldest."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, Uuid, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import CLINIC, At, ClinicId, MaybeAt, PatientId
from companion.models.journal import Entry
from companion.models.people import Patient
from companion.models.treatment import IN_ALL, Course, Treatment, all_courses, course_in

Waits = tuple[Course, "Waiting", Entry, bytes | None]
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

    def fits(self, practitioner_id: UUID | None, is_grave: bool, product: str) -> bool:
        """The same of what is here already."""
        is_of = self.of is None or practitioner_id in self.of
        return is_of and (is_grave or not self.is_urgent) and self.product in (None, product)


@dataclass(frozen=True)
class Tallies:
    """How many wait, by product, practitioner and urgency; `rows` as `tallies` asks for them."""

    rows: list[Any]

    def count(self, wanted: Wanted) -> tuple[int, datetime | None]:
        """How many of these wait, and since when the one that waits longest."""
        some = [row for row in self.rows if wanted.fits(row.practitioner_id, bool(row.is_grave), row.product)]
        return sum(row.many for row in some), min((row.since_at for row in some), default=None)

    @property
    def products(self) -> dict[str, int]:
        """How many wait of each product."""
        many = Counter[str]()
        for row in self.rows:
            many[row.product] += row.many
        return dict(sorted(many.items()))


_ORDER = (Waiting.rank, Waiting.since_at, Waiting.first_id)
_OF_TREATMENT = Treatment.id == Waiting.treatment_id


def tallies() -> Select[*tuple[Any, ...]]:
    """To be told of the clinic."""
    is_grave = (Waiting.rank < text(str(CALM))).label("is_grave")  # no parameter: PostgreSQL takes two for different
    facts = (func.count().label("many"), func.min(Waiting.since_at).label("since_at"))
    rows = select(Treatment.product, Treatment.practitioner_id, is_grave, *facts).join(Waiting, _OF_TREATMENT)
    return rows.where(Waiting.clinic_id == CLINIC).group_by(Treatment.product, Treatment.practitioner_id, is_grave)


def page_of_waiting(wanted: Wanted, first: int, many: int) -> list[Waits]:
    """`many` of them from place `first` on: the course, the version that stands, the first name as it is kept."""
    rows = all_courses().add_columns(Waiting, Entry, Patient.first_name).join(Waiting, _OF_TREATMENT)
    rows = rows.join(Entry, Entry.id == Waiting.entry_id).join(Patient, Patient.id == Waiting.patient_id)
    page = rows.where(*wanted.conditions()).order_by(*_ORDER).offset(first).limit(many)
    return [(course_in(row), *row[IN_ALL:]) for row in db.session.execute(page)]


def queue() -> Select[*tuple[Any, ...]]:
    """All that wait, in their order, with what `Wanted.fits` asks for; to be told of the clinic."""
    line = (Waiting.first_id, Waiting.treatment_id, Waiting.entry_id)
    rows = select(*line, Treatment.practitioner_id, (Waiting.rank < CALM).label("is_grave"), Treatment.product)
    return rows.join(Treatment, _OF_TREATMENT).where(Waiting.clinic_id == CLINIC).order_by(*_ORDER)


def lines_waiting() -> Select[*tuple[Any, ...]]:
    """What changes with each line that comes, goes or is put right; to be told of the clinic."""
    facts = (func.count(), func.sum(Waiting.rank), func.max(Waiting.due_at), func.max(Entry.received_at))
    return select(*facts).join(Entry, Entry.id == Waiting.entry_id).where(Waiting.clinic_id == CLINIC)
