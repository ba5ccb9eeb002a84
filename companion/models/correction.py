"""What stood in a treatment before somebody put it right."""

from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, MaybeShort, Short
from companion.models.staff import MaybePractitioner, Practitioner


class Correction(Base):
    """What stood in a treatment before it was put right, and by whom: None was the patient."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_treatment", "clinic_id", "treatment_id"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"))
    practitioner_id: Mapped[MaybePractitioner]
    corrected_at: Mapped[At]
    product: Mapped[Short]
    areas: Mapped[str] = mapped_column(String(240))
    treated_at: Mapped[At]
    zone: Mapped[Short]
    follow_up_at: Mapped[MaybeAt]
    units: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    lot: Mapped[MaybeShort]
    lot_key: Mapped[MaybeShort]


def corrections_of(clinic_id: UUID, treatment_id: UUID) -> list[tuple[Correction, str | None]]:
    """What stood before each correction, the newest first, and the name of the practitioner who made it."""
    mine = select(Correction, Practitioner.name).outerjoin(Practitioner, Practitioner.id == Correction.practitioner_id)
    mine = mine.where(Correction.clinic_id == clinic_id, Correction.treatment_id == treatment_id)
    return [(row[0], row[1]) for row in db.session.execute(mine.order_by(Correction.corrected_at.desc()))]
