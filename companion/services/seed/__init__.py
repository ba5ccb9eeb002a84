"""A clinic of made-up people, as large as a busy one: to see and to measure what many rows do."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from companion.extensions import db
from companion.models import Patient, Practitioner
from companion.services.publish import open_house
from companion.services.seed.clinic import NAME, found
from companion.services.seed.journal import write_journals
from companion.services.seed.people import enrol_all
from companion.services.seed.pictures import take_photos
from companion.services.seed.size import Size

__all__ = ["NAME", "Size", "is_lived_in", "seed"]


def is_lived_in() -> bool:
    """Whether this house holds any patient."""
    return db.session.scalar(select(Patient.id).limit(1)) is not None


def seed(size: Size, now: datetime, say: Callable[[str], None]) -> Practitioner:
    """The owner of a clinic of that size, whose courses lie in the days before. The same number makes the same clinic.

    Nothing is sent to anybody: no reminder is planned, and nobody's phone is a real one.
    """
    _house, version = open_house(now)
    clinic = found(now)
    say(f"{clinic.clinic.name}: {len(clinic.people)} people work there")
    courses = enrol_all(clinic, version, size, now)
    say(f"{len(courses):,} patients, each with a key, a course and mostly a phone")
    lines = write_journals(clinic, version, courses, size, now)
    say(f"{size.entries:,} entries, of which {len(lines.waiting):,} wait")
    take_photos(lines, size, say)
    db.session.commit()
    return clinic.people[0]
