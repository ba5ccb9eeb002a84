"""Who is outdoors hears of the sun again: each reminder that was sent plans the next of its day."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from companion.aftercare.reminders import Planned, next_sun
from companion.extensions import db
from companion.models import Reminder, ReminderWishes
from companion.models.reminder import Due, End, reminders_by_key
from companion.models.treatment import Course, courses_of
from companion.services.keys import Owner
from companion.services.remind import wishes_for

if TYPE_CHECKING:  # only a worker has them
    from companion.services.due import Facts

KIND = "sun"
FIRST = 2  # parts of the key of a day's first: `rm-sun:2026-07-02`; the later ones have three


def add_later_sun(due: Due, facts: "Facts", now: datetime) -> None:
    """Plan it where the patient has said that they are outdoors until after then. Not committed."""
    kept = facts.wishes.get(due.patient_id)
    if due.kind != KIND or kept is None or kept.outdoors_until is None or kept.outdoors_until <= now:
        return
    course = facts.courses[due.treatment_id]
    one = next_sun(course.schedule, wishes_for(course, kept), due.key, due.due_at)
    _lay((due.clinic_id, due.patient_id), course, kept, one)


def begin_outdoors(owner: Owner, kept: ReminderWishes, now: datetime) -> None:
    """Where the last reminder of today's sun was sent already, plan the next. Not committed."""
    for course in courses_of(*owner):
        wishes, today = wishes_for(course, kept), now.astimezone(wishes_for(course, kept).there).date()
        rows = [row for row in reminders_by_key(course.id).values() if row.kind == KIND]
        of_today = [row for row in rows if row.key.split(":")[1] == str(today)]
        sent = [row for row in of_today if row.end == End.SENT]
        if not course.runs_at(now) or not sent or any(row.next_at for row in of_today):
            continue
        last = max(sent, key=lambda row: row.due_at)
        one = next_sun(course.schedule, wishes, last.key, last.due_at)
        if one and one.due_at <= now:  # nobody was outdoors then: counted from now
            one = next_sun(course.schedule, wishes, last.key, now)
        _lay(owner, course, kept, one)


def sun_ends_at(courses: list[Course], kept: ReminderWishes, now: datetime) -> datetime | None:
    """The instant of the last one that may come today to whoever is outdoors; None where none comes any more."""
    found = [one for course in courses for one in _rest_of_today(course, kept, now)]
    return max((one for one in found if kept.outdoors_until and one <= kept.outdoors_until), default=None)


def _rest_of_today(course: Course, kept: ReminderWishes, now: datetime) -> Iterator[datetime]:
    wishes = wishes_for(course, kept)
    today = str(now.astimezone(wishes.there).date())
    for row in reminders_by_key(course.id).values():
        if row.kind != KIND or not row.next_at or row.key.split(":")[1] != today or now >= row.not_after:
            continue
        key, due_at = row.key, row.due_at
        yield due_at
        while one := next_sun(course.schedule, wishes, key, due_at):
            key, due_at = one.key, one.due_at
            yield due_at


def end_outdoors(owner: Owner, now: datetime) -> None:
    """Whoever is indoors hears of the day's sun no more. Not committed."""
    for course in courses_of(*owner):
        for row in reminders_by_key(course.id).values():
            if row.kind == KIND and row.next_at and len(row.key.split(":")) > FIRST:
                row.next_at, row.claimed_by, row.end, row.ended_at = None, None, End.OVER, now


def _lay(owner: Owner, course: Course, kept: ReminderWishes, one: Planned | None) -> None:
    """The next, while they say that they are outdoors then; one that was withdrawn comes back."""
    if one is None or kept.outdoors_until is None or one.due_at > kept.outdoors_until:
        return
    row = reminders_by_key(course.id).get(one.key)
    if row is None:
        row = Reminder(clinic_id=owner[0], patient_id=owner[1], treatment_id=course.id, key=one.key, kind=one.kind)
        db.session.add(row)
    elif row.end != End.OVER:
        return
    row.due_at, row.not_after, row.next_at = one.due_at, one.not_after, one.due_at
    row.end = row.ended_at = None
