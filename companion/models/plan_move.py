"""A plan that was moved to another version of its clinic's protocol: by whom, and when."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base
from companion.models.columns import At, ClinicId, Key, PatientId
from companion.models.draft import VersionId
from companion.models.staff import PractitionerId

TreatmentId = Annotated[UUID, mapped_column(Uuid, ForeignKey("treatment.id"))]


class PlanMove(Base):
    __tablename__ = "plan_move"
    __table_args__ = (Index("ix_plan_move_patient", "clinic_id", "patient_id", "moved_at"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    treatment_id: Mapped[TreatmentId]
    from_id: Mapped[VersionId]
    to_id: Mapped[VersionId]
    practitioner_id: Mapped[PractitionerId]
    moved_at: Mapped[At]
