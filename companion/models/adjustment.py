"""Rules that a practitioner changed for one patient: what, who, when, why, and who took it back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, ScalarSelect, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from companion.aftercare.adjusting import Adjusted
from companion.extensions import Base, db
from companion.models.columns import At, ClinicId, Key, MaybeAt, MaybeShort, PatientId, Sealed, Short
from companion.models.staff import MaybePractitioner, Practitioner, PractitionerId

GAP, LINE = "=", " "  # neither stands in the id of a rule nor in a span


class Adjustment(Base):
    """`until`: the rule's new end as a span from the treatment, None where it is left out. `why` is sealed.

    It stands until `undone_at`; another change of the same rule takes its place.
    """

    __tablename__ = "adjustment"
    # Partial on PostgreSQL too, as the migration makes it: naming that here would load its dialect at every start.
    __table_args__ = (
        Index("uq_adjustment_standing", "treatment_id", "rule", unique=True, sqlite_where=text("undone_at IS NULL")),
        Index("ix_adjustment_patient", "clinic_id", "patient_id"),
    )

    id: Mapped[Key]
    clinic_id: Mapped[ClinicId]
    patient_id: Mapped[PatientId]
    treatment_id: Mapped[UUID] = mapped_column(ForeignKey("treatment.id"))
    rule: Mapped[Short]
    until: Mapped[MaybeShort]
    why: Mapped[Sealed]
    practitioner_id: Mapped[PractitionerId]
    adjusted_at: Mapped[At]
    undone_by: Mapped[MaybePractitioner]
    undone_at: Mapped[MaybeAt]


def standing_of(treatment_id: ColumnElement[UUID] | object) -> ScalarSelect[str]:
    """What stands of a treatment as one text, within a statement about treatments; `adjusted_in` reads it."""
    line = Adjustment.rule + GAP + func.coalesce(Adjustment.until, "")
    mine = (Adjustment.treatment_id == treatment_id, Adjustment.undone_at.is_(None))
    return select(func.aggregate_strings(line, LINE)).where(*mine).scalar_subquery()


def adjusted_in(lines: str | None) -> tuple[Adjusted, ...]:
    """By the rule, so that the same changes are equal."""
    pairs = [line.partition(GAP) for line in sorted((lines or "").split())]
    return tuple(Adjusted(rule, until or None) for rule, _gap, until in pairs)


def adjustments_of(clinic_id: UUID, treatment_ids: list[UUID]) -> list[tuple[Adjustment, str]]:
    """Every change of those treatments, also those taken back, and who made it; the newest first."""
    named = select(Adjustment, Practitioner.name).join(Practitioner, Practitioner.id == Adjustment.practitioner_id)
    mine = (Adjustment.clinic_id == clinic_id, Adjustment.treatment_id.in_(treatment_ids))
    rows = db.session.execute(named.where(*mine).order_by(Adjustment.adjusted_at.desc(), Adjustment.id))
    return [(row[0], row[1]) for row in rows]


def undo_adjustments(treatment_id: UUID, rule: str, by: UUID, now: datetime) -> None:
    """What stands of that rule ends now. Not committed."""
    standing = (
        Adjustment.treatment_id == treatment_id,
        Adjustment.rule == rule,
        Adjustment.undone_at.is_(None),
    )
    db.session.execute(update(Adjustment).where(*standing).values(undone_at=now, undone_by=by))
