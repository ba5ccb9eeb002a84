"""What a clinic changed in its protocol and nobody signed yet, and who touched which part of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import CursorResult, ForeignKey, Index, Text, Uuid, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, Short
from companion.models.staff import Practitioner, PractitionerId

OfClinic = Annotated[UUID, mapped_column(Uuid, ForeignKey("clinic.id"), primary_key=True)]
VersionId = Annotated[UUID, mapped_column(Uuid, ForeignKey("protocol_version.id"))]


class ProtocolDraft(Base):
    """One for each clinic. `edition` counts its changes; `base_id`: the version that it was begun from."""

    __tablename__ = "protocol_draft"

    clinic_id: Mapped[OfClinic]
    base_id: Mapped[VersionId]
    body: Mapped[str] = mapped_column(Text)
    edition: Mapped[int]
    begun_at: Mapped[At]
    changed_at: Mapped[At]


class ProtocolEdit(Base):
    """Somebody changed a rule or a red flag of a draft; `part` is its id, or `file` for all of it."""

    __tablename__ = "protocol_edit"
    __table_args__ = (Index("ix_protocol_edit_clinic", "clinic_id", "changed_at"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    practitioner_id: Mapped[PractitionerId]
    part: Mapped[Short]
    edition: Mapped[int]
    changed_at: Mapped[At]


@dataclass(frozen=True, slots=True)
class Touch:
    """Who changed a part last, and when."""

    name: str
    changed_at: datetime


def draft_of(clinic_id: UUID) -> ProtocolDraft | None:
    """As it stands in the database now."""
    mine = select(ProtocolDraft).where(ProtocolDraft.clinic_id == clinic_id)
    return db.session.scalar(mine.execution_options(populate_existing=True))


def move_draft(clinic_id: UUID, edition: int, body: str, now: datetime) -> bool:
    """Whether this call made the next edition of that one; not where somebody else was faster. Not committed."""
    mine = (ProtocolDraft.clinic_id == clinic_id, ProtocolDraft.edition == edition)
    return _hit(update(ProtocolDraft).where(*mine).values(body=body, edition=edition + 1, changed_at=now))


def drop_draft(clinic_id: UUID, edition: int) -> bool:
    """Whether this call took that edition away. Not committed."""
    mine = (ProtocolDraft.clinic_id == clinic_id, ProtocolDraft.edition == edition)
    return _hit(delete(ProtocolDraft).where(*mine))


def last_edition(clinic_id: UUID) -> int:
    """The number of the last change there ever was, 0 before the first: no draft counts from the start again."""
    newest = select(func.max(ProtocolEdit.edition)).where(ProtocolEdit.clinic_id == clinic_id)
    return db.session.scalar(newest) or 0


def touches_of(clinic_id: UUID, since: datetime) -> dict[str, Touch]:
    """Who touched each part last since then, by its id."""
    edits = select(ProtocolEdit.part, Practitioner.name, ProtocolEdit.changed_at)
    edits = edits.join(Practitioner, Practitioner.id == ProtocolEdit.practitioner_id)
    mine = edits.where(ProtocolEdit.clinic_id == clinic_id, ProtocolEdit.changed_at >= since)
    rows = db.session.execute(mine.order_by(ProtocolEdit.changed_at, ProtocolEdit.edition))
    return {part: Touch(name, changed_at) for part, name, changed_at in rows}


def _hit(statement: object) -> bool:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]
    return isinstance(result, CursorResult) and result.rowcount == 1
