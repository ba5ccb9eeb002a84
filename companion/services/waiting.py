"""The queue follows the journal: an entry waits from its coming until it was seen, or answered where it is urgent."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from companion.aftercare.hours import Hours, read_hours
from companion.aftercare.promise import promised_by
from companion.aftercare.protocol import Protocol, bundled
from companion.aftercare.protocol.replies import Replies
from companion.aftercare.spans import Span
from companion.aftercare.zones import zone_named
from companion.extensions import db
from companion.models import Entry, Look, Promise, Review, Telling, Waiting
from companion.models.telling import Why, end_tellings, withdraw_tellings
from companion.models.treatment import Course, courses_by_id
from companion.models.waiting import CALM
from companion.services.escalate import tell
from companion.services.keys import Owner


def wait(entry: Entry, course: Course, now: datetime) -> None:
    """Put what stands in its place: a new line, one that its patient put right, one that is more urgent now.

    A line that waits already keeps since when it waits. Whoever ought to know at once is told. Not committed.
    """
    rank, (is_seen, is_answered) = rank_of(entry, course.schedule.protocol), _done(entry.id)
    if is_answered or (is_seen and rank >= CALM):
        stop_waiting(entry, now)
        return
    row = db.session.get(Waiting, entry.first_id)
    if row is None:
        row = _new(entry, course, now)
    elif row.entry_id != entry.id:
        withdraw_tellings(now, Telling.entry_id == row.entry_id)
        row.look_at = None if course.clinic_is_house else row.due_at
    row.entry_id, row.rank = entry.id, rank
    db.session.flush()
    if row.is_grave and not course.clinic_is_house:
        tell(row, Why.URGENT, now)


def stop_waiting(entry: Entry, now: datetime) -> None:
    """It was seen to; nobody who was not told yet is to be told. Not committed."""
    db.session.execute(delete(Waiting).where(Waiting.first_id == entry.first_id, Waiting.entry_id == entry.id))
    end_tellings(entry.id, now)


def forget_waiting(first_id: UUID, entry_ids: Collection[UUID]) -> None:
    """Its patient erases it. Not committed."""
    db.session.execute(delete(Waiting).where(Waiting.first_id == first_id))
    db.session.execute(delete(Look).where(Look.first_id == first_id))
    db.session.execute(delete(Telling).where(Telling.entry_id.in_(entry_ids)))


def wait_elsewhere(owner: Owner, now: datetime) -> None:
    """The patient moved to that clinic: its promise counts from now on, and only its people are told. Not committed."""
    withdraw_tellings(now, Telling.clinic_id == owner[0], Telling.patient_id == owner[1])
    rows = list(db.session.scalars(select(Waiting).where(Waiting.patient_id == owner[1])))
    courses = courses_by_id({row.treatment_id for row in rows})
    for row in rows:
        row.due_at = due_at(courses[row.treatment_id], row.clinic_id, now)
        row.look_at = None if courses[row.treatment_id].clinic_is_house else row.due_at


def rank_of(entry: Entry, protocol: Protocol) -> int:
    """The smaller, the more urgent; warning signs and what asks for a call are below CALM."""
    levels = protocol.red_flags.urgency_levels
    order: int = getattr(levels, entry.urgency).order if entry.urgency != "none" else CALM - 1
    is_grave = bool(entry.flags) or order <= levels.same_day.order
    return order if is_grave else CALM + order


def due_at(course: Course, clinic_id: UUID, since: datetime) -> datetime:
    """By when that clinic promised to answer what came then."""
    hours = db.session.scalar(select(Promise.hours).where(Promise.clinic_id == clinic_id))
    span = timedelta(hours=hours) if hours else usual_promise()
    zone = zone_named(course.clinic_zone) if course.clinic_zone else None
    return promised_by(since, span, known_hours(course.clinic_hours), zone)


def replies_of(protocol: Protocol) -> Replies:
    """The ready answers of that version, or today's where it had none yet."""
    return protocol.replies if protocol.replies.items else bundled().replies


def usual_promise() -> timedelta:
    """What is promised where the clinic says nothing."""
    return Span.parse(bundled().replies.promise).elapsed()


def _new(entry: Entry, course: Course, now: datetime) -> Waiting:
    due = due_at(course, entry.clinic_id, now)
    row = Waiting(
        first_id=entry.first_id,
        clinic_id=entry.clinic_id,
        patient_id=entry.patient_id,
        treatment_id=entry.treatment_id,
        entry_id=entry.id,
        since_at=now,
        due_at=due,
        look_at=None if course.clinic_is_house else due,
    )
    db.session.add(row)
    return row


def _done(entry_id: UUID) -> tuple[bool, bool]:
    """Whether somebody saw it, and whether somebody answered."""
    answers = list(db.session.scalars(select(Review.answered_at).where(Review.entry_id == entry_id)))
    return bool(answers), any(answers)


def known_hours(text: str | None) -> Hours | None:
    """Hours that were kept before they were checked may be anything; those are not known."""
    try:
        return read_hours(text) if text else None
    except ValueError:
        return None
