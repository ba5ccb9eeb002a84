"""A plan that was moved to another version of its clinic's protocol: by whom, and when."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, PatientId
from companion.models.draft import VersionId
from companion.models.staff import PractitionerId

TreatmentId = Annotated[UUID, mapped_column(Uuid, ForeignKey("treatment.id"))]


class PlanMove(Base):
    """`from_id` -> `to_id`: versions of the protocol."""

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


def moves_since(owner: tuple[UUID, UUID], treatment_ids: Collection[UUID], since: datetime) -> list[PlanMove]:
    """The moves of those plans of a patient, the first first."""
    mine = (PlanMove.clinic_id == owner[0], PlanMove.patient_id == owner[1], PlanMove.moved_at >= since)
    theirs = select(PlanMove).where(*mine, PlanMove.treatment_id.in_(treatment_ids))
    return list(db.session.scalars(theirs.order_by(PlanMove.moved_at)))
