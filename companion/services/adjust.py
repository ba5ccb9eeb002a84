"""A practitioner changes a rule for one patient: longer, shorter, or left out; it can be taken back."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from companion.aftercare.adjusting import Adjusted, AdjustingError, check_change, needs_a_reason
from companion.aftercare.schedule import Schedule, schedule_of
from companion.extensions import db
from companion.models import Adjustment, Treatment
from companion.models.adjustment import undo_adjustments
from companion.models.protocol import protocol_of
from companion.models.treatment import Course
from companion.services.keys import Owner, key_of
from companion.services.refusal import Refusal
from companion.services.remind import plan_again

LONGEST_REASON = 500


@dataclass(frozen=True)
class Wanted:
    """What somebody wants changed, and why; the reason may be empty where a source says the same."""

    change: Adjusted
    why: str = ""


def adjust(owner: Owner, course: Course, wanted: Wanted, by: UUID, now: datetime) -> None:
    """Change it and plan the reminders again, in one transaction; the same change again is the same one.

    Refusal: `no_such_rule`, `never_weaker`, `backwards`, `too_long` for the span or the reason, `no_reason` beyond
    what any source says, `busy`.
    """
    change, why = wanted.change, wanted.why.strip()
    _check(course, change, why)
    if change in course.schedule.treated.adjusted:
        return
    undo_adjustments(course.id, change.rule, by, now)
    row = Adjustment(
        id=uuid4(),
        clinic_id=owner[0],
        patient_id=owner[1],
        treatment_id=course.id,
        rule=change.rule,
        until=change.until,
        practitioner_id=by,
        adjusted_at=now,
    )
    row.why = key_of(owner).seal(why, "adjustment", "why", str(row.id)) if why else None
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError:  # a colleague changed the same rule at this moment
        db.session.rollback()
        raise Refusal("busy") from None
    plan_again(owner, now)
    db.session.commit()


def undo(owner: Owner, adjustment_id: UUID, by: UUID, now: datetime) -> None:
    """Have it as the protocol says again; taking it back twice is fine. Refusal `not_here` for anybody else's."""
    mine = (Adjustment.id == adjustment_id, Adjustment.clinic_id == owner[0], Adjustment.patient_id == owner[1])
    row = db.session.scalar(select(Adjustment).where(*mine))
    if row is None:
        raise Refusal("not_here")
    if row.undone_at is None:
        undo_adjustments(row.treatment_id, row.rule, by, now)
        plan_again(owner, now)
        db.session.commit()


def as_published(course: Course) -> Schedule:
    """The schedule of that treatment without what was changed for its patient."""
    treatment = db.session.get_one(Treatment, course.id)
    return schedule_of(protocol_of(treatment.protocol_version_id), replace(course.schedule.treated, adjusted=()))


def why_of(owner: Owner, row: Adjustment) -> str:
    """The reason in words, empty where none was given."""
    return key_of(owner).unseal(row.why, "adjustment", "why", str(row.id)) if row.why else ""


def _check(course: Course, change: Adjusted, why: str) -> None:
    """Measured by the protocol as it was published, not by what was changed of it before."""
    plain = as_published(course)
    protocol, product = plain.protocol, plain.treated.product
    try:
        check_change(protocol, product, change, plain.ends_at - plain.treated.treated_at)
    except AdjustingError as error:
        raise Refusal(error.reason) from None
    if not plain.windows_of(change.rule):
        raise Refusal("no_such_rule")
    if len(why) > LONGEST_REASON:
        raise Refusal("too_long", where="why")
    if not why and needs_a_reason(protocol.rule[change.rule], protocol.product[product], change.until):
        raise Refusal("no_reason")
