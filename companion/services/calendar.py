"""A patient's dates for a calendar of theirs: the visit as a file, or all of them under a private address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from flask import current_app
from flask_babel import gettext as _

from companion.adapters.tokens import id_in, signed
from companion.extensions import db
from companion.models.calendar import CalendarFeed, drop_feed, feed_with, put_feed
from companion.models.reminder import Reminder, reminders_by_key
from companion.models.treatment import Course, courses_of
from companion.services.keys import Owner
from companion.services.reminder_words import words_of

PURPOSE = "calendar"  # of the signature in an address
VISIT_ALARMS = (timedelta(days=1), timedelta(hours=2))
KINDS = ("follow_up", "return")  # what somebody plans ahead; a check-in or the sun is of the day


@dataclass(frozen=True)
class Date:
    """`title` and `body` are discreet; `alarms`: how long before it the calendar rings."""

    id: UUID
    starts_at: datetime
    title: str
    body: str
    alarms: tuple[timedelta, ...]


def visit_of(course: Course) -> Date | None:
    """The follow-up visit; None while it has no date."""
    if course.follow_up_at is None:
        return None
    title, body = _("Aftercare: your date"), _("Open the app to see more.")
    return Date(uuid5(course.id, "follow-up"), course.follow_up_at, title, body, VISIT_ALARMS)


def open_feed(owner: Owner, now: datetime) -> None:
    """A new private address; the one before leads nowhere from now on."""
    put_feed(*owner, now)
    db.session.commit()


def token_of(feed: CalendarFeed) -> str:
    """What its address ends with: kept nowhere, as only this house can sign it."""
    return signed(feed.id.hex, current_app.config["SECRET_KEY"], PURPOSE)


def close_feed(owner: Owner) -> None:
    """The address leads nowhere."""
    drop_feed(owner[1])
    db.session.commit()


def dates_at(token: str, now: datetime, language: str) -> list[Date] | None:
    """The dates under that address, of the plans that run; None where no address is (any more)."""
    id = id_in(token, current_app.config["SECRET_KEY"], PURPOSE)
    feed = feed_with(UUID(hex=id)) if id else None
    if feed is None:
        return None
    feed.read_at = now
    db.session.commit()
    courses = [course for course in courses_of(feed.clinic_id, feed.patient_id) if course.runs_at(now)]
    return [date for course in courses for date in _dates(course, language)]


def _dates(course: Course, language: str) -> list[Date]:
    visit = visit_of(course)
    rows = [row for row in reminders_by_key(course.id).values() if row.kind in KINDS and row.next_at is not None]
    planned = [_date(row, course, language) for row in rows if visit is None or row.kind != "follow_up"]
    return [*([visit] if visit else []), *planned]


def _date(row: Reminder, course: Course, language: str) -> Date:
    title, body = words_of(row, course, language, names_it=False)
    return Date(row.id, row.due_at, title, body, (timedelta(0),))
