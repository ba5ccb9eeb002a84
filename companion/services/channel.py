"""A hand-over ends: a phone showed a reminder, or a practitioner chose what comes instead."""

from datetime import datetime, timedelta
from uuid import UUID

from companion.extensions import db
from companion.models import Channel
from companion.models.channel import Way, channels_of
from companion.models.treatment import Course, courses_of
from companion.services.keys import Owner

ASKED_FOR = timedelta(days=14)  # after that nobody stands beside the patient any more; the phones tell how it is


def settle(owner: Owner, treatment_id: UUID, way: Way, by: UUID, now: datetime) -> None:
    """That practitioner chose how this patient is reached; the same choice again changes nothing."""
    standing = channels_of([treatment_id]).get(treatment_id)
    if standing is None or standing.way is not way:
        db.session.add(_row(owner, treatment_id, way, now, by))
        db.session.commit()


def settle_by_proof(owner: Owner, now: datetime) -> None:
    """A phone of that patient shows reminders: that ends the hand-over of each plan that runs. Not committed."""
    running = [course for course in courses_of(*owner) if course.runs_at(now)]
    known = channels_of([course.id for course in running])
    for course in running:
        if course.id not in known or known[course.id].way is not Way.PUSH:
            db.session.add(_row(owner, course.id, Way.PUSH, now))


def is_unfinished(course: Course, settled: object, now: datetime) -> bool:
    """Whether somebody handed that plan over and left before it was known how its patient is reached."""
    is_fresh = course.opened_at is not None and now - course.opened_at < ASKED_FOR
    return settled is None and is_fresh and course.practitioner_id is not None and course.runs_at(now)


def _row(owner: Owner, treatment_id: UUID, way: Way, now: datetime, by: UUID | None = None) -> Channel:
    clinic_id, patient_id = owner
    return Channel(
        clinic_id=clinic_id,
        patient_id=patient_id,
        treatment_id=treatment_id,
        way=way,
        practitioner_id=by,
        settled_at=now,
    )
