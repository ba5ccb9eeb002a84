"""Treatments, and the one question the patient's pages ask about them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, Select, String, Uuid, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from companion.aftercare.schedule import Schedule, Treated, schedule_of
from companion.extensions import Base, db
from companion.models.adjustment import adjusted_in, standing_of
from companion.models.columns import At, ClinicId, Key, MaybeAt, MaybeShort, PatientId, Short
from companion.models.people import Clinic
from companion.models.protocol import protocol_of
from companion.models.staff import MaybePractitioner, Practitioner

BEFORE_THE_REST, IN_ALL = 8, 27  # columns of a statement about courses; those between stand as in Course


class Treatment(Base):
    """`areas`: area ids with commas between; `treated_at`: the last injection; `zone`: where it was given.

    `units`: {area: number}, under "" those of all areas together. `lot`: as it stands on the box; `lot_key`: as it is
    looked for, so that a recall finds it however it was typed.
    `practitioner_id`: who handed the plan over, None for a plan started alone. `ended_by`: None was the patient.
    `missed`: how many reminders no phone got, from `missed_since` on, until the patient says that they know.
    """

    __tablename__ = "treatment"
    __table_args__ = (
        Index("ix_treatment_patient", "clinic_id", "patient_id", "treated_at"),
        Index("ix_treatment_clinic", "clinic_id", "treated_at", "id"),
        Index("ix_treatment_lot", "clinic_id", "lot_key"),
        Index("ix_treatment_follow_up", "clinic_id", "follow_up_at"),
        Index("ix_treatment_practitioner", "practitioner_id", "opened_at"),
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
    units: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    lot: Mapped[MaybeShort]
    lot_key: Mapped[MaybeShort]
    missed: Mapped[int] = mapped_column(default=0, server_default="0")
    missed_since: Mapped[MaybeAt]


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
    missed: int = 0
    missed_since: datetime | None = None
    practitioner_id: UUID | None = None
    opened_at: datetime | None = None
    units: dict[str, float] | None = field(default=None, hash=False)
    lot: str | None = None
    clinic_closed_phone: str | None = None
    clinic_site: str | None = None
    clinic_logo: str | None = None

    @property
    def is_self_started(self) -> bool:
        return self.practitioner is None

    def runs_at(self, now: datetime) -> bool:
        """Whether the plan neither was ended nor has closed by itself."""
        return self.ended_at is None and now < self.schedule.ends_at


def courses_of(clinic_id: UUID, patient_id: UUID) -> list[Course]:
    """The courses of a patient, the latest treatment first."""
    mine = of_clinic(clinic_id).where(Treatment.patient_id == patient_id)
    newest = mine.order_by(Treatment.treated_at.desc(), Treatment.opened_at.desc(), Treatment.id)
    return [course_in(row) for row in db.session.execute(newest)]


def running_courses(courses: list[Course], now: datetime) -> list[Course]:
    """Those that run, or the latest one when none does, so that there always is something to show."""
    return [course for course in courses if course.runs_at(now)] or courses[:1]


def course_of(clinic_id: UUID, patient_id: UUID, treatment_id: UUID) -> Course | None:
    """One course, if it is that patient's."""
    mine = of_clinic(clinic_id).where(Treatment.patient_id == patient_id, Treatment.id == treatment_id)
    row = db.session.execute(mine).first()
    return course_in(row) if row else None


def course_at(clinic_id: UUID, treatment_id: UUID) -> Course | None:
    """One course, if it is of that clinic."""
    row = db.session.execute(of_clinic(clinic_id).where(Treatment.id == treatment_id)).first()
    return course_in(row) if row else None


def courses_by_id(treatment_ids: Collection[UUID]) -> dict[UUID, Course]:
    """Those courses, of whichever clinic."""
    rows = db.session.execute(_by_id(), {"treatments": list(treatment_ids)})
    return {course.id: course for course in map(course_in, rows)}


def page_of_courses(clinic_id: UUID, first: int, many: int) -> list[Course]:
    """`many` courses of a clinic from place `first` on, the latest treatment first."""
    newest = of_clinic(clinic_id).order_by(Treatment.treated_at.desc(), Treatment.id)
    return [course_in(row) for row in db.session.execute(newest.offset(first).limit(many))]


def count_courses(clinic_id: UUID) -> int:
    return db.session.scalar(select(func.count(Treatment.id)).where(Treatment.clinic_id == clinic_id)) or 0


def of_clinic(clinic_id: UUID) -> Select[*tuple[Any, ...]]:
    """A statement about the courses of a clinic, to be narrowed."""
    return all_courses().where(Treatment.clinic_id == clinic_id)


@cache
def _by_id() -> Select[*tuple[Any, ...]]:
    return all_courses().where(Treatment.id.in_(bindparam("treatments", type_=Uuid(), expanding=True)))


@cache
def all_courses() -> Select[*tuple[Any, ...]]:
    """The same about all courses."""
    return (
        select(
            Treatment.id,
            Treatment.patient_id,
            Treatment.protocol_version_id,
            Treatment.product,
            Treatment.areas,
            Treatment.treated_at,
            Treatment.zone,
            standing_of(Treatment.id).label("adjusted"),
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
            Treatment.missed,
            Treatment.missed_since,
            Treatment.practitioner_id,
            Treatment.opened_at,
            Treatment.units,
            Treatment.lot,
            Clinic.closed_phone,
            Clinic.site,
            Clinic.logo,
        )
        .join(Clinic, Clinic.id == Treatment.clinic_id)
        .outerjoin(Practitioner, Practitioner.id == Treatment.practitioner_id)
    )


def course_in(row: Any) -> Course:
    """The course in a row of such a statement, which may have other columns behind."""
    areas = tuple(row.areas.split(","))
    treated = Treated(row.product, areas, row.treated_at, row.zone, adjusted_in(row.adjusted))
    schedule = schedule_of(protocol_of(row.protocol_version_id), treated)
    return Course(row.id, row.patient_id, schedule, *row[BEFORE_THE_REST:IN_ALL])
