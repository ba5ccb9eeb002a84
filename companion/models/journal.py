"""The journal: entries, their photos, who saw them, and what was erased."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base
from companion.models.columns import At, ClinicId, Instant, Key, MaybeAt, MaybeShort, PatientId, Sealed, Short
from companion.models.staff import PractitionerId

EntryId = Annotated[UUID, mapped_column(Uuid, ForeignKey("entry.id"))]


class Entry(Base):
    """One journal line, or one version of it. The phone makes the id.

    `noted_at`: by the phone's clock. `rule`: what a slip was about. `places`: [{"zone", "size"}]. `course`: better,
    same or worse. `urgency`, `because`: as triage had it when the entry came. `content_hash`: keyed, of what was sent.
    `first_id`: the first version of the line, which has its own id there. `supersedes_id`: the version before.
    Note and question are sealed; the rest is plain, for queries.
    """

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_patient", "clinic_id", "patient_id", "noted_at"),
        Index("ix_entry_treatment", "clinic_id", "treatment_id", "received_at"),
        Index("ix_entry_first", "clinic_id", "first_id"),
        UniqueConstraint("supersedes_id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"))
    first_id: Mapped[UUID] = mapped_column(Uuid)
    supersedes_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("entry.id"))
    noted_at: Mapped[At]
    received_at: Mapped[At]
    kind: Mapped[Short]
    rule: Mapped[MaybeShort]
    scores: Mapped[dict[str, int]] = mapped_column(JSON)
    flags: Mapped[list[str]] = mapped_column(JSON)
    places: Mapped[list[dict[str, str | None]]] = mapped_column(JSON)
    course: Mapped[MaybeShort]
    note: Mapped[Sealed]
    question: Mapped[Sealed]
    urgency: Mapped[Short]
    because: Mapped[list[str]] = mapped_column(JSON)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Photo(Base):
    """A photo that is kept, in two sizes. The phone makes the id.

    `sha256` and `size`: of the bytes that the phone sent. `width`, `height`: of the larger size kept, in pixels.
    `stored_as`: what the names of its objects begin with; made anew by each attempt, so that no two share one.
    """

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_entry", "clinic_id", "entry_id"),
        Index("ix_photo_patient", "clinic_id", "patient_id", "received_at"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    entry_id: Mapped[EntryId]
    expression: Mapped[Short]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    size: Mapped[int] = mapped_column(Integer)
    hints: Mapped[dict[str, Any]] = mapped_column(JSON)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    stored_as: Mapped[Short] = mapped_column(unique=True)
    received_at: Mapped[At]

    def object_name(self, size: "Size") -> str:
        return f"{self.stored_as}.{size}"

    def object_names(self) -> list[str]:
        return [self.object_name(size) for size in Size]


class Size(StrEnum):
    """The sizes in which a photo is kept; each is sealed as a column of that name."""

    VIEW = "view"
    THUMB = "thumb"


class Review(Base):
    """A practitioner saw an entry: when, and what they answered. An answer, once given, stays as it is.

    `answers_id`: the entry, where this is the answer to it; there is one of each. `reply`: the id of a ready answer.
    `times`: instants to come in, as ISO text. `read_at`: the patient had it before their eyes.
    `started_at`: they opened it, None where that is not known. `due_at`, `done_at`: of the wait that this ended, by
    when an answer was promised and when it was over.
    """

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_entry", "clinic_id", "entry_id"),
        Index("ix_review_patient", "clinic_id", "patient_id", "seen_at"),
        UniqueConstraint("entry_id", "practitioner_id"),
        UniqueConstraint("answers_id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    entry_id: Mapped[EntryId]
    practitioner_id: Mapped[PractitionerId]
    seen_at: Mapped[At]
    answer: Mapped[Sealed]
    answered_at: Mapped[MaybeAt]
    answers_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("entry.id"))
    reply: Mapped[MaybeShort]
    times: Mapped[list[str] | None] = mapped_column(JSON)
    read_at: Mapped[MaybeAt]
    started_at: Mapped[MaybeAt]
    due_at: Mapped[MaybeAt]
    done_at: Mapped[MaybeAt]


class Erased(Base):
    """The id of an entry or a photo that its patient erased, so that a phone which still sends it is told."""

    __tablename__ = "erased"
    __table_args__ = (Index("ix_erased_patient", "clinic_id", "patient_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    erased_at: Mapped[datetime] = mapped_column(Instant)
