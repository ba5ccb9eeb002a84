"""Treatments, and the one question the patient's pages ask about them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.aftercare.schedule import Schedule, Treated, schedule_of
from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, PatientId, Short
from companion.models.people import Clinic
from companion.models.protocol import protocol_of


class Treatment(Base):
    """`areas`: area ids with commas between; `treated_at`: the last injection; `zone`: where it was given."""

    __tablename__ = "treatment"
    __table_args__ = (Index("ix_treatment_patient", "clinic_id", "patient_id", "treated_at"),)

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    protocol_version_id: Mapped[UUID] = mapped_column(ForeignKey("protocol_version.id"))
    product: Mapped[Short]
    areas: Mapped[str] = mapped_column(String(240))
    treated_at: Mapped[At]
    zone: Mapped[Short]
    opened_at: Mapped[At]


@dataclass(frozen=True, slots=True)
class Course:
    """A treatment as a page needs it: its schedule, and the clinic it belongs to."""

    id: UUID
    schedule: Schedule
    clinic_name: str
    clinic_phone: str | None
    clinic_country: str | None
    clinic_is_house: bool


def courses_of(clinic_id: UUID, patient_id: UUID) -> list[Course]:
    """The courses of a patient, the latest treatment first."""
    mine = _mine(clinic_id, patient_id).order_by(Treatment.treated_at.desc(), Treatment.opened_at.desc())
    return [_course(row) for row in db.session.execute(mine)]


def course_of(clinic_id: UUID, patient_id: UUID, treatment_id: UUID) -> Course | None:
    """One course, if it is that patient's."""
    row = db.session.execute(_mine(clinic_id, patient_id).where(Treatment.id == treatment_id)).first()
    return _course(row) if row else None


def _mine(clinic_id: UUID, patient_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Treatment.id,
            Treatment.protocol_version_id,
            Treatment.product,
            Treatment.areas,
            Treatment.treated_at,
            Treatment.zone,
            Clinic.name,
            Clinic.phone,
            Clinic.country,
            Clinic.is_house,
        )
        .join(Clinic, Clinic.id == Treatment.clinic_id)
        .where(Treatment.clinic_id == clinic_id, Treatment.patient_id == patient_id)
    )


def _course(row: Any) -> Course:
    treated = Treated(row.product, tuple(row.areas.split(",")), row.treated_at, row.zone)
    schedule = schedule_of(protocol_of(row.protocol_version_id), treated)
    return Course(row.id, schedule, row.name, row.phone, row.country, row.is_house)
