"""Who is outdoors hears of the sun again: each reminder that was sent plans the next of its day."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from companion.aftercare.reminders import Planned, next_sun, planned
from companion.extensions import db
from companion.models import Reminder, ReminderWishes
from companion.models.reminder import Due, End, reminders_by_key
from companion.models.treatment import Course, courses_of
from companion.services.keys import Owner
from companion.services.remind import is_wanted, wishes_for

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
    """Where none of today's is to come: plan the one after the last, within two hours. Not committed."""
    courses = [course for course in reversed(courses_of(*owner)) if course.runs_at(now)]
    if any(row.next_at for course in courses for row in _rows_of_today(course, kept, now)):
        return
    lasts = [(last, course) for course in courses if (last := _last_of_today(course, kept, now))]
    if not lasts:
        return
    last, course = max(lasts, key=lambda found: found[0].due_at)
    wishes = wishes_for(course, kept)
    one = next_sun(course.schedule, wishes, last.key, last.due_at)
    if one and one.due_at <= now:  # nobody was outdoors then: counted from now
        one = next_sun(course.schedule, wishes, last.key, now)
    _lay(owner, course, kept, one)


def _last_of_today(course: Course, kept: ReminderWishes, now: datetime) -> Reminder | Planned | None:
    """The last that ended; the day's first where it was due before anybody wanted it."""
    ended = [row for row in _rows_of_today(course, kept, now) if row.end != End.OVER]
    return max(ended, key=lambda row: row.due_at, default=None) or _first_of_today(course, kept, now)


def _first_of_today(course: Course, kept: ReminderWishes, now: datetime) -> Planned | None:
    wishes = wishes_for(course, kept)
    laid = planned(course.schedule, None, wishes, lambda one: one.kind == KIND and is_wanted(KIND, one.opt_in, kept))
    today = now.astimezone(wishes.there).date()
    return next((one for one in laid if _day_of(one.key) == str(today) and one.due_at <= now), None)


def _rows_of_today(course: Course, kept: ReminderWishes, now: datetime) -> list[Reminder]:
    today = str(now.astimezone(wishes_for(course, kept).there).date())
    rows = reminders_by_key(course.id).values()
    return [row for row in rows if row.kind == KIND and _day_of(row.key) == today]


def _day_of(key: str) -> str:
    return key.split(":")[1]


def sun_ends_at(courses: list[Course], kept: ReminderWishes, now: datetime) -> datetime | None:
    """The instant of the last one that may come today to whoever is outdoors; None where none comes any more."""
    found = [one for course in courses for one in _rest_of_today(course, kept, now)]
    return max((one for one in found if kept.outdoors_until and one <= kept.outdoors_until), default=None)


def _rest_of_today(course: Course, kept: ReminderWishes, now: datetime) -> Iterator[datetime]:
    wishes = wishes_for(course, kept)
    for row in _rows_of_today(course, kept, now):
        if not row.next_at or now >= row.not_after:
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
