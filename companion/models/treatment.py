"""Treatments, and the one question the patient's pages ask about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, String, Uuid, func, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.aftercare.schedule import Schedule, Treated, schedule_of
from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, PatientId, Short
from companion.models.people import Clinic
from companion.models.protocol import protocol_of
from companion.models.staff import Practitioner

MaybePractitioner = Annotated[UUID | None, mapped_column(Uuid, ForeignKey("practitioner.id"))]


class Treatment(Base):
    """`areas`: area ids with commas between; `treated_at`: the last injection; `zone`: where it was given.

    `practitioner_id`: who handed the plan over, None for a plan started alone. `ended_by`: None was the patient.
    """

    __tablename__ = "treatment"
    __table_args__ = (
        Index("ix_treatment_patient", "clinic_id", "patient_id", "treated_at"),
        Index("ix_treatment_clinic", "clinic_id", "treated_at", "id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    protocol_version_id: Mapped[UUID] = mapped_column(ForeignKey("protocol_version.id"))
    practitioner_id: Mapped[MaybePractitioner]
    product: Mapped[Short]
    areas: Mapped[str] = mapped_column(String(240))
    treated_at: Mapped[At]
    zone: Mapped[Short]
    follow_up_at: Mapped[MaybeAt]
    opened_at: Mapped[At]
    ended_at: Mapped[MaybeAt]
    ended_by: Mapped[MaybePractitioner]


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


@dataclass(frozen=True, slots=True)
class Course:
    """A treatment as a page needs it: its schedule, and the clinic it belongs to."""

    id: UUID
    patient_id: UUID
    schedule: Schedule
    follow_up_at: datetime | None
    ended_at: datetime | None
    ended_by: UUID | None
    practitioner: str | None
    clinic_name: str
    clinic_phone: str | None
    clinic_zone: str | None
    clinic_country: str | None
    clinic_hours: str | None
    clinic_is_house: bool

    @property
    def is_self_started(self) -> bool:
        return self.practitioner is None

    def runs_at(self, now: datetime) -> bool:
        """Whether the plan neither was ended nor has closed by itself."""
        return self.ended_at is None and now < self.schedule.ends_at


def courses_of(clinic_id: UUID, patient_id: UUID) -> list[Course]:
    """The courses of a patient, the latest treatment first."""
    mine = _of_clinic(clinic_id).where(Treatment.patient_id == patient_id)
    newest = mine.order_by(Treatment.treated_at.desc(), Treatment.opened_at.desc(), Treatment.id)
    return [_course(row) for row in db.session.execute(newest)]


def running_courses(courses: list[Course], now: datetime) -> list[Course]:
    """Those that run, or the latest one when none does, so that there always is something to show."""
    return [course for course in courses if course.runs_at(now)] or courses[:1]


def course_of(clinic_id: UUID, patient_id: UUID, treatment_id: UUID) -> Course | None:
    """One course, if it is that patient's."""
    mine = _of_clinic(clinic_id).where(Treatment.patient_id == patient_id, Treatment.id == treatment_id)
    row = db.session.execute(mine).first()
    return _course(row) if row else None


def course_at(clinic_id: UUID, treatment_id: UUID) -> Course | None:
    """One course, if it is of that clinic."""
    row = db.session.execute(_of_clinic(clinic_id).where(Treatment.id == treatment_id)).first()
    return _course(row) if row else None


def page_of_courses(clinic_id: UUID, first: int, many: int) -> list[Course]:
    """`many` courses of a clinic from place `first` on, the latest treatment first."""
    newest = _of_clinic(clinic_id).order_by(Treatment.treated_at.desc(), Treatment.id)
    return [_course(row) for row in db.session.execute(newest.offset(first).limit(many))]


def count_courses(clinic_id: UUID) -> int:
    return db.session.scalar(select(func.count(Treatment.id)).where(Treatment.clinic_id == clinic_id)) or 0


def corrections_of(clinic_id: UUID, treatment_id: UUID) -> list[tuple[Correction, str | None]]:
    """What stood before each correction, the newest first, and the name of the practitioner who made it."""
    mine = select(Correction, Practitioner.name).outerjoin(Practitioner, Practitioner.id == Correction.practitioner_id)
    mine = mine.where(Correction.clinic_id == clinic_id, Correction.treatment_id == treatment_id)
    return [(row[0], row[1]) for row in db.session.execute(mine.order_by(Correction.corrected_at.desc()))]


def _of_clinic(clinic_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Treatment.id,
            Treatment.patient_id,
            Treatment.protocol_version_id,
            Treatment.product,
            Treatment.areas,
            Treatment.treated_at,
            Treatment.zone,
            Treatment.follow_up_at,
            Treatment.ended_at,
            Treatment.ended_by,
            Practitioner.name.label("practitioner"),
            Clinic.name,
            Clinic.phone,
            Clinic.zone.label("clinic_zone"),
            Clinic.country,
            Clinic.hours,
            Clinic.is_house,
        )
        .join(Clinic, Clinic.id == Treatment.clinic_id)
        .outerjoin(Practitioner, Practitioner.id == Treatment.practitioner_id)
        .where(Treatment.clinic_id == clinic_id)
    )


def _course(row: Any) -> Course:
    treated = Treated(row.product, tuple(row.areas.split(",")), row.treated_at, row.zone)
    return Course(
        row.id,
        row.patient_id,
        schedule_of(protocol_of(row.protocol_version_id), treated),
        row.follow_up_at,
        row.ended_at,
        row.ended_by,
        row.practitioner,
        row.name,
        row.phone,
        row.clinic_zone,
        row.country,
        row.hours,
        row.is_house,
    )
