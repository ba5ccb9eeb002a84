"""Where a phone is: quiet hours and the sun go by the clock there."""

from datetime import datetime

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from companion.extensions import db
from companion.models.access import SignedIn, note_zone
from companion.models.treatment import courses_of
from companion.models.wishes import wishes_of
from companion.services.remind import tell_zone


def phone_is_in(phone: SignedIn, zone: str, now: datetime) -> None:
    """Keep it, and plan again where that is another zone than the plans went by.

    It comes with a page that somebody wants to read: a database that takes nothing, as it is full, is told at the next.
    """
    try:
        note_zone(phone.device_id, zone)
        kept = wishes_of(phone.patient_id)
        if (kept and kept.zone) or any(course.schedule.treated.zone != zone for course in courses_of(*phone.owner)):
            tell_zone(phone.owner, zone, now)
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        current_app.logger.exception("a zone cannot be kept")
