"""What a patient agreed to: given and withdrawn, with the words that were shown."""

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base
from companion.models.columns import At, ClinicId, Key, MaybeAt, PatientId, Short


class Grant(Base):
    """`purpose`: `join` lets a clinic see a plan that was started alone."""

    __tablename__ = "grant_given"
    __table_args__ = (Index("ix_grant_patient", "clinic_id", "patient_id"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    purpose: Mapped[Short]
    wording: Mapped[str] = mapped_column(Text)
    given_at: Mapped[At]
    withdrawn_at: Mapped[MaybeAt]
