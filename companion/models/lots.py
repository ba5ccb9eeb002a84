"""Who got which lot, as a recall asks, and what a practitioner handed over last."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from companion.extensions import db
from companion.models.treatment import Course, Treatment, all_courses, course_in, of_clinic


@dataclass(frozen=True)
class Given:
    """What was given: `units` by area, under "" those of all areas together, and the lot as it stands on the box."""

    units: dict[str, float] | None = None
    lot: str | None = None

    @property
    def columns(self) -> dict[str, object]:
        """As a treatment keeps it."""
        return {"units": self.units, "lot": self.lot, "lot_key": lot_key(self.lot or "")}


def lot_key(lot: str) -> str | None:
    """A lot number as it is looked for: capitals and digits, whatever stands between them; None where nothing is."""
    return "".join(letter for letter in lot.upper() if letter.isalnum()) or None


def courses_with_lot(clinic_id: UUID, lot_key: str, first: int, many: int) -> list[Course]:
    """`many` courses of a clinic for which that lot was used, from place `first` on, the latest treatment first."""
    used = of_clinic(clinic_id).where(Treatment.lot_key == lot_key)
    newest = used.order_by(Treatment.treated_at.desc(), Treatment.id)
    return [course_in(row) for row in db.session.execute(newest.offset(first).limit(many))]


def count_with_lot(clinic_id: UUID, lot_key: str) -> int:
    mine = (Treatment.clinic_id == clinic_id, Treatment.lot_key == lot_key)
    return db.session.scalar(select(func.count(Treatment.id)).where(*mine)) or 0


def last_handed_over(practitioner_id: UUID) -> Course | None:
    """What that practitioner handed over last."""
    mine = all_courses().where(Treatment.practitioner_id == practitioner_id)
    row = db.session.execute(mine.order_by(Treatment.opened_at.desc(), Treatment.id).limit(1)).first()
    return course_in(row) if row else None
